import type { OpeningOutcome } from '../../domain/session-opening.ts'
import type { Switch } from '../../domain/switch.ts'
import type { Deps } from '../deps.ts'
import { rankQuotes } from '../routing/routing.ts'
import { siftSwitched } from '../routing/switching.ts'
import { type Prepared, tryProvider } from './attempts.ts'
import {
  askPrices,
  endedBy,
  failedUpstream,
  nothingFound,
  openedAsPinned,
  pinnedRouting,
  refused,
  refusedTrade,
} from './opening-ends.ts'
import { providerFailed, providerRefusal, refusal } from './opening-refusals.ts'
import { pinnedSwitchedOff } from './switched-off-refusal.ts'

/** Opens at the provider that the request names, which is never replaced. */
export async function openPinned(deps: Deps, prepared: Prepared, provider: string): Promise<OpeningOutcome> {
  deps.log.addSubject({ provider })
  const off = prepared.switching.ofOffer(provider, null)
  const rail = off === undefined ? anyRail : await railOfPinned(deps, prepared, provider, off)
  if (rail.kind === 'ended') return rail.outcome
  const attempt = await tryProvider(deps, prepared, { serviceProvider: provider, paymentMethodType: rail.method }, 1)
  if (attempt.kind === 'opened') return openedAsPinned(attempt.widget)
  if (attempt.kind === 'ended') {
    if (attempt.by.kind !== 'refused') return endedBy(deps, attempt.by, pinnedRouting)
    return refused(providerRefusal(await refusedTrade(deps, prepared), attempt.by, provider), pinnedRouting)
  }
  const explained = providerFailed(await refusedTrade(deps, prepared), attempt)
  return { ...refused(explained, pinnedRouting), status: attempt.unclear ? 'unclear' : 'refused' }
}

/** With which method a pinned provider is opened. */
type Rail =
  | { readonly kind: 'rail'; readonly method: string | null }
  | { readonly kind: 'ended'; readonly outcome: OpeningOutcome }

const anyRail: Rail = { kind: 'rail', method: null }

/** The method for a provider of which one that it might offer is switched off: the best of the others. */
async function railOfPinned(deps: Deps, prepared: Prepared, provider: string, off: Switch): Promise<Rail> {
  const { switching } = prepared
  const quoted = await askPrices(deps, prepared)
  if (quoted.kind === 'refused') {
    const explained = refusal(await refusedTrade(deps, prepared), quoted, nothingFound)
    return { kind: 'ended', outcome: refused(explained, pinnedRouting) }
  }
  if (quoted.kind !== 'quoted') return { kind: 'ended', outcome: failedUpstream(deps, quoted) }
  const own = quoted.quotes.filter(({ serviceProvider }) => serviceProvider === provider)
  const [best] = rankQuotes(siftSwitched(own, switching).quotes)
  if (best !== undefined) return { kind: 'rail', method: best.paymentMethodType }
  const explained = pinnedSwitchedOff(await refusedTrade(deps, prepared), provider, off)
  return { kind: 'ended', outcome: refused(explained, pinnedRouting) }
}
