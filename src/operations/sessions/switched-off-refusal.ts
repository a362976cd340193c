import { exclusionMembers, nearestMembers } from '../../contract/exclusions.ts'
import { isKnownToServe } from '../../domain/availability.ts'
import { GatewayError } from '../../domain/errors.ts'
import type { Switch } from '../../domain/switch.ts'
import { withoutSwitchedFor } from '../../domain/switched-catalogue.ts'
import { explainTrade, tradeQueryOf } from '../routing/exclusions.ts'
import { switchedOff } from '../routing/switching.ts'
import { adviceOf, type ExplainedRefusal, explainedTrade, type RefusedTrade } from './opening-refusals.ts'

/**
 * The pinned provider is switched off: who serves the trade in its place as far as the catalogue knows, and what would
 * bring it in. The operator's own reason is told to nobody.
 */
export function pinnedSwitchedOff(trade: RefusedTrade, provider: string, off: Switch): ExplainedRefusal {
  const explained = explainedTrade(trade)
  const leftOut = [switchedOff(provider, off)]
  const found = { available: new Set<string>(), leftOut, refused: null }
  const exclusion =
    explainTrade(trade.catalogue, explained, found).find((each) => each.serviceProvider === provider) ??
    switchedOff(provider, off)
  const { nearest } = exclusion
  const advice = nearest === undefined ? '' : ` ${adviceOf(nearest, exclusion)}`
  const error = new GatewayError('provider_refused', {
    detail: `${provider} is switched off for this trade at present.${advice} ${othersInPlace(trade)}`,
    members: {
      reason: exclusion.reason,
      service_provider: provider,
      ...(nearest === undefined ? {} : { nearest: nearestMembers(nearest) }),
      unavailable: [exclusionMembers(exclusion)],
    },
  })
  return { error, unavailable: [exclusion] }
}

function othersInPlace({ catalogue, switching, ...rest }: RefusedTrade): string {
  const query = tradeQueryOf(explainedTrade({ catalogue, switching, ...rest }))
  const on = catalogue === undefined ? undefined : withoutSwitchedFor(catalogue, query, switching.by())
  const serving = [...new Set(on?.coverage.map(({ serviceProvider }) => serviceProvider))]
    .filter((each) => on !== undefined && isKnownToServe(on, each, query) && switching.ofProvider(each) === undefined)
    .sort()
  if (serving.length > 0) return `Leave service_provider out to have another one chosen: ${serving.join(', ')}.`
  return switching.ofAll() === undefined
    ? 'Leave service_provider out to have another one chosen.'
    : 'So is every other provider.'
}
