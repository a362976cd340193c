import type { Amount } from '../domain/amount.ts'
import type { Trade } from '../domain/asset.ts'
import type { Country } from '../domain/country.ts'
import { amountAt } from '../domain/nearest-change.ts'
import type { Wish } from '../domain/offering.ts'
import type { PaymentMethod } from '../domain/payment-method.ts'
import type { Limit, NearestChange, ProviderExclusion } from '../domain/quote.ts'
import type { RequestRefusal } from '../providers/provider.ts'
import { inOurWords } from './upstream-refusals.ts'

/** A trade whose providers are to be explained, in our words and with Meld's code of its crypto leg. */
export interface ExplainedTrade {
  readonly trade: Trade
  readonly cryptoCode: string
  readonly country: Country
  readonly sourceAmount: Amount
  readonly paymentMethod: PaymentMethod | null
}

/** The trade as the catalogue judges it. */
export function wishOf({ trade, country, sourceAmount, paymentMethod }: ExplainedTrade): Wish {
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

/** What Meld said against a trade, of one provider or (null) of nobody in particular, in our words. */
export function exclusionOf(
  refused: Pick<RequestRefusal, 'reason' | 'message' | 'limit'>,
  explained: ExplainedTrade,
  serviceProvider: string | null,
): ProviderExclusion {
  const { trade, cryptoCode } = explained
  const currency = refused.limit?.currency == null ? null : inOurWords(refused.limit.currency, trade, cryptoCode)
  const limit = refused.limit === undefined ? undefined : { ...refused.limit, currency }
  // Who it was that named a limit on a sell is not known, nor is then whether they have the wished flow.
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

/** The amount that a limit asks for, where it is one on the amount that was given. */
function nearestOf({ kind, amount, currency }: Limit, explained: ExplainedTrade): NearestChange | undefined {
  const { direction, fiat, crypto } = explained.trade
  if (amount === null || currency !== (direction === 'buy' ? fiat.symbol : crypto.symbol)) return undefined
  const sourceAmount = amountAt(kind, amount, wishOf(explained))
  return sourceAmount === undefined ? undefined : { sourceAmount }
}
