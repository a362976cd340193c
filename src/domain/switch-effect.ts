import {
  isBroad,
  isPaymentMethod,
  type ListedMethod,
  listedMethodOf,
  methodAliases,
  type PaymentMethod,
} from './payment-method.ts'
import { findSwitch, noMethod, type SwitchIndex } from './switch-lookup.ts'
import type { TenantId } from './tenant.ts'
import type { Direction } from './trade.ts'

/** A provider, and what its price was for: Meld's code, null where Meld did not say, undefined where nobody kept it. */
export interface RecordedOffer {
  readonly provider: string
  readonly method: string | null | undefined
}

/** What was recorded of how sessions were routed, of all that have it alike. */
export interface RecordedRouting {
  readonly tenant: TenantId
  readonly direction: Direction
  readonly country: string
  readonly fiat: string
  readonly symbol: string
  readonly chainId: number
  /** What the request asked for; null: any. */
  readonly paymentMethod: PaymentMethod | null
  readonly pinned: string | null
  /** Who opened it; null where nobody did. */
  readonly chosen: RecordedOffer | null
  /** Those that could serve, best first; null where that was not recorded. */
  readonly candidates: readonly RecordedOffer[] | null
  /** Candidates that were tried in vain. */
  readonly failed: readonly string[]
  /** Candidates that were passed over since they had failed a moment before; they come last. */
  readonly coolingDown: readonly string[]
  /** How many sessions. */
  readonly sessions: number
}

/** What would have become of a session: it goes on as it did, elsewhere, nowhere, or nobody can say. */
export type Fate =
  | { readonly kind: 'unaffected' | 'nobody' | 'unknown' }
  | { readonly kind: 'moved'; readonly from: string; readonly to: string }

type Route = { readonly provider: string | null } | 'unknown'

/** By what sessions are judged. */
export interface EffectBasis {
  readonly before: SwitchIndex
  readonly after: SwitchIndex
  readonly now: number
  /** The methods as Meld lists them for a tenant; empty where that is not known. */
  readonly listedFor: (tenant: TenantId) => readonly ListedMethod[]
}

/**
 * What a switch would have done to sessions: how they would have been routed by `after`, against how they would have been
 * by `before`. It rests on what was recorded alone: who was tried next is told, whether that would have worked is not known,
 * and it is taken that it would.
 */
export function fateOf(recorded: RecordedRouting, basis: EffectBasis): Fate {
  if (recorded.chosen === null || !isConcerned(recorded, basis)) return { kind: 'unaffected' }
  const [was, is] = [routeBy(recorded, basis.before, basis), routeBy(recorded, basis.after, basis)]
  if (was === 'unknown' || is === 'unknown') return { kind: 'unknown' }
  if (was.provider === is.provider || was.provider === null) return { kind: 'unaffected' }
  return is.provider === null ? { kind: 'nobody' } : { kind: 'moved', from: was.provider, to: is.provider }
}

/** False where both judge every provider alike that had a part in it. */
function isConcerned(recorded: RecordedRouting, basis: EffectBasis): boolean {
  const offers = [...(recorded.candidates ?? []), ...(recorded.chosen === null ? [] : [recorded.chosen])]
  return offers.some(
    (offer) => judge(recorded, offer, basis.before, basis) !== judge(recorded, offer, basis.after, basis),
  )
}

function routeBy(recorded: RecordedRouting, index: SwitchIndex, basis: EffectBasis): Route {
  const { chosen, pinned, candidates, failed, coolingDown } = recorded
  if (chosen === null) return { provider: null }
  const verdict = judge(recorded, chosen, index, basis)
  if (verdict === 'on') return { provider: chosen.provider }
  if (verdict === 'unknown') return 'unknown'
  if (pinned !== null) return { provider: null }
  const place = candidates?.findIndex(({ provider }) => provider === chosen.provider) ?? -1
  if (candidates === null || place === -1) return 'unknown'
  const passed = new Set([...failed, ...coolingDown])
  for (const offer of candidates.slice(place + 1)) {
    if (passed.has(offer.provider)) continue
    const next = judge(recorded, offer, index, basis)
    if (next === 'unknown') return 'unknown'
    if (next === 'on') return { provider: offer.provider }
  }
  const isLastResort = candidates.some(
    (offer) => coolingDown.includes(offer.provider) && judge(recorded, offer, index, basis) !== 'off',
  )
  return isLastResort ? 'unknown' : { provider: null }
}

function judge(
  recorded: RecordedRouting,
  { provider, method }: RecordedOffer,
  index: SwitchIndex,
  { now, listedFor }: EffectBasis,
): 'on' | 'off' | 'unknown' {
  const { tenant, country, direction, fiat, symbol, chainId } = recorded
  const isOff = (paid: ListedMethod | null): boolean =>
    findSwitch(index, { tenant, provider, country, method: paid, direction, fiat, symbol, chainId }, now) !== undefined
  const known = knownMethod(method ?? recorded.paymentMethod, listedFor(tenant))
  if (known !== null) return isOff(known) ? 'off' : 'on'
  if (isOff(noMethod)) return 'off'
  return isOff(null) ? 'unknown' : 'on'
}

/** Null where it may be one of several. */
function knownMethod(code: string | null, listed: readonly ListedMethod[]): ListedMethod | null {
  if (code === null) return null
  const method = isPaymentMethod(code) ? (methodAliases[code] ?? code) : code
  return isBroad(method) ? null : listedMethodOf(listed, method)
}
