import type { Exclusion } from '@rampway/client'
import { Button } from '../../ui/button.tsx'
import { reasonOf } from '../../ui/exclusion-reason.ts'
import { useTradeChange } from '../choose/use-trade-change.ts'
import { fromAssetOf } from '../trade.ts'
import { usePageState } from '../use-page-state.ts'
import { nearestChangeOf } from './nearest-change.ts'

/** Every provider that is out, why, and the change that would bring it in. */
export function UnavailableList({ exclusions, nameOf, methodOf, countryOf }: UnavailableListProps) {
  const { state } = usePageState()
  const { changeTrade } = useTradeChange()
  const say = { currency: fromAssetOf(state), method: methodOf, country: countryOf }
  if (exclusions.length === 0) return null
  return (
    <section aria-labelledby="unavailable" className="unavailable">
      <h3 id="unavailable">Not available</h3>
      <ul>
        {exclusions.map((exclusion, index) => {
          const proposed = nearestChangeOf(exclusion, say)
          return (
            <li key={`${exclusion.service_provider ?? 'all'}-${index.toString()}`} data-testid="unavailable">
              <p>
                <strong>
                  {exclusion.service_provider === null ? 'Every provider' : nameOf(exclusion.service_provider)}
                </strong>{' '}
                {reasonOf(exclusion)}.
              </p>
              {proposed !== undefined && (
                <Button size="small" onClick={() => changeTrade(proposed.changes)}>
                  {proposed.words}
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

interface UnavailableListProps {
  readonly exclusions: readonly Exclusion[]
  readonly nameOf: (provider: string) => string
  readonly methodOf: (method: string) => string
  readonly countryOf: (code: string) => string
}
