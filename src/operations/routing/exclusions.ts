import type { RequestRefusal } from '../../aggregators/aggregator.ts'
import type { Amount } from '../../domain/amount.ts'
import { isKnownToServe, whyUnavailable } from '../../domain/availability.ts'
import type { Catalogue } from '../../domain/catalogue.ts'
import type { Country } from '../../domain/country.ts'
import { everyProvider, type Findings, listExclusions, type ProviderFilter } from '../../domain/exclusions.ts'
import { amountNearLimit } from '../../domain/nearest-change.ts'
import type { TradeQuery } from '../../domain/offering.ts'
import { offerlessProviders } from '../../domain/offerless.ts'
import type { PaymentMethod } from '../../domain/payment-method.ts'
import type { Limit, NearestChange, OfferlessProviders, ProviderExclusion } from '../../domain/quote.ts'
import { flowExclusion } from '../../domain/sell-flow.ts'
import type { Subdivision } from '../../domain/subdivision.ts'
import { withoutSwitchedFor } from '../../domain/switched-catalogue.ts'
import { legsOf, type Trade } from '../../domain/trade.ts'
import { inOurWords } from '../upstream-refusals.ts'
import { type Switching, switchedOff } from './switching.ts'

/** A trade whose exclusions are to be explained, with Meld's code of its crypto leg. */
export interface ExplainedTrade {
  readonly trade: Trade
  readonly cryptoCode: string
  readonly country: Country
  readonly subdivision: Subdivision | null
  readonly sourceAmount: Amount
  readonly paymentMethod: PaymentMethod | null
  /** Of a sell: the requested flow. */
  readonly redirectFlow: boolean
  readonly switching: Switching
}

/** Every provider that is excluded from a trade, and why, in the same words for quotes and for refusals. */
export function explainTrade(
  catalogue: Catalogue | undefined,
  explained: ExplainedTrade,
  findings: Findings,
  filter: ProviderFilter = everyProvider,
): ProviderExclusion[] {
  const { subdivision, redirectFlow, switching } = explained
  const query = tradeQueryOf(explained)
  const by = switching.by()
  if (by.index.switches.length === 0) {
    return listExclusions(findings, { catalogue, query, subdivision, redirectFlow, filter })
  }
  const rest = catalogue === undefined ? undefined : withoutSwitchedFor(catalogue, query, by)
  const leftOut = listSwitched(rest, explained, findings)
  return listExclusions({ ...findings, leftOut }, { catalogue: rest, query, subdivision, redirectFlow, filter }).map(
    (exclusion) => withoutSwitchedNearest(exclusion, explained),
  )
}

/** What was found, but that a provider which is switched off is told so before anything else. */
function listSwitched(
  rest: Catalogue | undefined,
  explained: ExplainedTrade,
  { available, leftOut }: Findings,
): readonly ProviderExclusion[] {
  const { switching, subdivision } = explained
  const listed = rest?.coverage.map(({ serviceProvider }) => serviceProvider) ?? []
  const told = leftOut.flatMap(({ serviceProvider }) => serviceProvider ?? [])
  const byProvider = new Map(
    leftOut.flatMap((each) => (each.reason === 'switched_off' ? [[each.serviceProvider, each] as const] : [])),
  )
  for (const provider of new Set([...listed, ...told])) {
    const off = available.has(provider) ? undefined : switching.ofProvider(provider)
    if (off !== undefined) byProvider.set(provider, switchedOff(provider, off))
  }
  const switched = [...byProvider.values()].map((exclusion) => {
    if (rest === undefined || exclusion.serviceProvider === null || subdivision !== null) return exclusion
    const { nearest } = whyUnavailable(rest, exclusion.serviceProvider, tradeQueryOf(explained))
    return nearest === undefined ? exclusion : { ...exclusion, nearest }
  })
  const all = listed.length === 0 && told.length === 0 && available.size === 0 ? switching.ofAll() : undefined
  return [
    ...switched,
    ...leftOut,
    ...(all === undefined ? [] : [{ ...switchedOff(null, all), detail: allSwitchedOff }]),
  ]
}

const allSwitchedOff = 'This trade is switched off at present, at every provider.'

/** What would help was found by countries and methods one by one; where a switch names a combination it may not. */
function withoutSwitchedNearest(exclusion: ProviderExclusion, explained: ExplainedTrade): ProviderExclusion {
  const { serviceProvider, nearest } = exclusion
  if (serviceProvider === null || nearest === undefined) return exclusion
  if (explained.switching.ofProvider(serviceProvider, nearest) === undefined) return exclusion
  const { nearest: _, ...without } = exclusion
  return without
}

/**
 * Why the one provider that was asked is excluded, in the words that quotes would use; where the catalogue knows no
 * reason, in those of `told`, what the provider said.
 */
export function explainProvider(
  catalogue: Catalogue | undefined,
  explained: ExplainedTrade,
  told: ProviderExclusion & { readonly serviceProvider: string },
): ProviderExclusion {
  const { serviceProvider } = told
  const coverage = catalogue?.coverage.filter((each) => each.serviceProvider === serviceProvider) ?? []
  if (catalogue === undefined || coverage.length === 0) return told
  const { redirectFlow } = explained
  const query = tradeQueryOf(explained)
  const nothingFound = { available: new Set<string>(), leftOut: [], refused: null }
  const known = explainTrade({ ...catalogue, coverage }, explained, nothingFound).find(
    (exclusion) => exclusion.serviceProvider === serviceProvider,
  )
  if (known !== undefined && known.reason !== 'no_offer') return known
  const isServed = isKnownToServe(catalogue, serviceProvider, query)
  // Only the flow is wrong.
  const isFlow = told.reason === flowExclusion(serviceProvider, { direction: query.direction, redirectFlow })
  if (isFlow && isServed && explained.subdivision === null) {
    return { ...told, nearest: { redirectFlow: !redirectFlow } }
  }
  return told
}

/** Those of the catalogue that `mentioned` does not name, by why they make no offer; cheap, and the same reasons. */
export function explainOfferless(
  catalogue: Catalogue,
  explained: Pick<ExplainedTrade, 'trade' | 'country' | 'sourceAmount' | 'paymentMethod'>,
  mentioned: ReadonlySet<string | null>,
): OfferlessProviders {
  return offerlessProviders(catalogue, tradeQueryOf(explained), mentioned)
}

/** The query that the catalogue judges the trade by. */
export function tradeQueryOf({
  trade,
  country,
  sourceAmount,
  paymentMethod,
}: Pick<ExplainedTrade, 'trade' | 'country' | 'sourceAmount' | 'paymentMethod'>): TradeQuery {
  return {
    direction: trade.direction,
    country,
    fiat: trade.fiat.symbol,
    symbol: trade.crypto.symbol,
    chainId: trade.crypto.chainId,
    sourceAmount,
    paymentMethod,
  }
}

/** Meld's refusal of a trade as an exclusion, of one provider or, where it named none, of null. */
export function toExclusion(
  refused: Pick<RequestRefusal, 'reason' | 'message' | 'limit'>,
  explained: ExplainedTrade,
  serviceProvider: string | null,
): ProviderExclusion {
  const { trade, cryptoCode } = explained
  const currency = refused.limit?.currency == null ? null : inOurWords(refused.limit.currency, trade, cryptoCode)
  const limit = refused.limit === undefined ? undefined : { ...refused.limit, currency }
  // Without a provider it is not known whether whoever named a limit on a sell has the requested flow.
  const mayHelp = limit !== undefined && (serviceProvider !== null || trade.direction === 'buy')
  const nearest = mayHelp ? nearestOf(limit, explained) : undefined
  return {
    serviceProvider,
    reason: refused.reason,
    detail: inOurWords(refused.message, trade, cryptoCode),
    ...(limit !== undefined && { limit }),
    ...(nearest !== undefined && { nearest }),
  }
}

/** The amount that would satisfy a limit, if it is on the source amount. */
function nearestOf({ kind, amount, currency }: Limit, explained: ExplainedTrade): NearestChange | undefined {
  const [paid] = legsOf(explained.trade)
  if (amount === null || currency !== paid.symbol) return undefined
  const sourceAmount = amountNearLimit(kind, amount, tradeQueryOf(explained))
  return sourceAmount === undefined ? undefined : { sourceAmount }
}
