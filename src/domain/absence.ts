import Big from 'big.js'
import { type Amount, compareAmounts } from './amount.ts'
import type { Catalogue } from './catalogue.ts'
import { reusesIdentity } from './identity-reuse.ts'
import type { TradeQuery } from './offering.ts'
import type { ProviderExclusion } from './quote.ts'
import { type FlowQuery, flowExclusion } from './sell-flow.ts'
import { whyUnavailable } from './unavailability.ts'

/** Which providers alone are wanted. */
export interface ProviderFilter {
  /** Those that can reuse the user's identity check. */
  readonly reusableIdentity: boolean
  /** Those that the user has traded with. */
  readonly usedBefore: boolean
}

/** Every provider is wanted. */
export const everyProvider: ProviderFilter = { reusableIdentity: false, usedBefore: false }

/** What is known about a list of quotes. */
export interface Attendance {
  /** The providers that are in it. */
  readonly present: ReadonlySet<string>
  /** Who was left out for a reason of their own, in the order found. */
  readonly leftOut: readonly ProviderExclusion[]
  /** Why there is no list at all, when there is none. */
  readonly refused: ProviderExclusion | null
  /** Undefined when it cannot be had. */
  readonly catalogue: Catalogue | undefined
  readonly query: TradeQuery
  /** The state or province, where it is told: the catalogue knows nothing of who serves it. */
  readonly subdivision: string | null
  /** Of a sell: the requested flow. */
  readonly redirectFlow: boolean
  readonly filter: ProviderFilter
}

/**
 * Everybody who is missing from a list of quotes, each once, with a reason; whoever is had most easily stands first: by
 * another amount or method, the nearest amount leading, then by another country. A general refusal is told too, before
 * the rest, unless a provider's own entry already tells as much. Nobody missing and nobody present is a dead end
 * as well, and says so.
 */
export function listAbsences(attendance: Attendance): ProviderExclusion[] {
  const { present, leftOut, refused, catalogue, query, subdivision, redirectFlow, filter } = attendance
  const absences = new Map<string, ProviderExclusion>()
  for (const absence of leftOut) {
    const { serviceProvider, reason } = absence
    const name = serviceProvider ?? `\0${reason}`
    if (!present.has(name) && !absences.has(name)) absences.set(name, absence)
  }
  for (const serviceProvider of providersOf(catalogue)) {
    if (present.has(serviceProvider) || absences.has(serviceProvider)) continue
    if (catalogue === undefined) continue
    const { nearest, ...why } = whyUnavailable(catalogue, serviceProvider, query)
    const isCertain = nearest !== undefined && subdivision === null
    absences.set(serviceProvider, { serviceProvider, ...why, ...(isCertain && { nearest }) })
  }
  const { direction, sourceAmount } = query
  const listed = [...absences.values()]
    .map((absence) => withFilter(withFlow(absence, { direction, redirectFlow }), filter))
    .sort((a, b) => compareEase(a, b, sourceAmount))
  if (refused !== null && !listed.some((absence) => tellsAsMuch(absence, refused))) {
    return [withFilter(refused, filter), ...listed]
  }
  return listed.length === 0 && present.size === 0 ? [nobody] : listed
}

/** What would bring a provider in of a sell that it has only in the other flow: that one, with all the rest. */
function withFlow(absence: ProviderExclusion, query: FlowQuery): ProviderExclusion {
  const { serviceProvider, nearest } = absence
  if (serviceProvider === null || nearest === undefined || flowExclusion(serviceProvider, query) === null)
    return absence
  return { ...absence, nearest: { ...nearest, redirectFlow: !query.redirectFlow } }
}

/** No change brings in a provider that the filter keeps out; of whom it does is not always known. */
function withFilter(absence: ProviderExclusion, filter: ProviderFilter): ProviderExclusion {
  const { serviceProvider } = absence
  if (!filter.reusableIdentity && !filter.usedBefore) return absence
  if (serviceProvider !== null && filter.reusableIdentity && !reusesIdentity(serviceProvider)) {
    return { serviceProvider, reason: 'identity_not_reusable' }
  }
  const { nearest, ...rest } = absence
  return nearest === undefined || (serviceProvider !== null && !filter.usedBefore) ? absence : rest
}

/** An entry of one provider's with the same reason and limit; where the refusal names no figure, any limit says more. */
function tellsAsMuch({ reason, limit }: ProviderExclusion, refused: ProviderExclusion): boolean {
  const told = limit?.amount ?? null
  const general = refused.limit?.amount ?? null
  return reason === refused.reason && told !== null && (general === null || compareAmounts(told, general) === 0)
}

function compareEase(a: ProviderExclusion, b: ProviderExclusion, asked: Amount): number {
  const byChange = changeRank(a) - changeRank(b)
  if (byChange !== 0) return byChange
  return amountToMove(a, asked).cmp(amountToMove(b, asked))
}

function changeRank({ nearest }: ProviderExclusion): number {
  if (nearest === undefined) return 2
  return nearest.country === undefined ? 0 : 1
}

function amountToMove({ nearest }: ProviderExclusion, asked: Amount): Big {
  return new Big(nearest?.sourceAmount ?? asked).minus(asked).abs()
}

const nobody: ProviderExclusion = {
  serviceProvider: null,
  reason: 'no_offer',
  detail: 'No provider offers this trade. Try another amount, payment method, country or asset.',
}

function providersOf(catalogue: Catalogue | undefined): string[] {
  return [...new Set(catalogue?.coverage.map(({ serviceProvider }) => serviceProvider))].sort()
}
