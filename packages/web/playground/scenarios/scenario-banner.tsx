import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { useToast } from '../../ui/toasts.tsx'
import { failureOf } from '../failure.ts'
import { useDeliveries, useProviderNames, useSession } from '../queries.ts'
import { usePageState } from '../use-page-state.ts'
import type { Move } from './moves.ts'
import { useScenario } from './use-scenario.ts'

/** The scenario that is on: what it does, what to look for, the next move, and the way out. */
export function ScenarioBanner() {
  const { state, change } = usePageState()
  const { scenario, provider, isPlanted } = useScenario()
  const nameOf = useProviderNames(state)
  const session = useSession(state, state.session).data
  const deliveries = useDeliveries(state.session).data ?? []
  const say = useToast()
  const queries = useQueryClient()
  const playing = useMutation({
    mutationFn: async (move: Move) => {
      if (session !== undefined) await move.run(session)
    },
    onError: (error) => say('That did not work', 'error', failureOf(error).detail),
    onSettled: () => queries.invalidateQueries(),
  })
  if (scenario === undefined) return null
  const { name, does, expect, moves } = scenario
  return (
    <section className="scenario-banner" aria-label="Scenario">
      <div className="scenario-words">
        <h2>
          {name} <Badge tone="warn">{isPlanted ? 'On' : 'Starting'}</Badge>
        </h2>
        <p>
          {does.replace('{provider}', provider === undefined ? 'The best provider' : nameOf(provider))}{' '}
          <span className="soft">{expect}</span>
        </p>
      </div>
      <div className="scenario-moves">
        {session === undefined ? (
          <p className="soft small">Open a session to begin.</p>
        ) : (
          moves.map((move) => (
            <Button
              key={move.label}
              isDisabled={!move.isPossible({ session, deliveries })}
              isBusy={playing.isPending && playing.variables === move}
              onClick={() => playing.mutate(move)}
            >
              {move.label}
            </Button>
          ))
        )}
        <Button kind="quiet" onClick={() => change({ scenario: 'none' })}>
          End scenario
        </Button>
      </div>
    </section>
  )
}
