import type { Country } from '../domain/country.ts'
import type { PaymentMethod } from '../domain/payment-method.ts'
import type { Direction } from '../domain/trade.ts'
import type { Label } from './metric-family.ts'
import type { MetricKinds } from './metric-kinds.ts'

/** What became of a call that asked for a session. */
export const sessionOutcomes = ['opened', 'refused', 'failed'] as const

/** One of `sessionOutcomes`. */
export type SessionOutcome = (typeof sessionOutcomes)[number]

/** How a transaction ended. */
export const transactionEnds = ['completed', 'failed', 'cancelled'] as const

/** One of `transactionEnds`. */
export type TransactionEnd = (typeof transactionEnds)[number]

/** The trade that something was counted of; null where it is not known, or nothing was named. */
export interface CountedTrade {
  readonly provider: string | null
  readonly country: Country | null
  readonly method: PaymentMethod | null
  readonly direction: Direction | null
}

const none = 'none'
const country: Label<Country | typeof none> = { words: 'one of the [43](contract.md#countries), or `none`' }
const method: Label<PaymentMethod | typeof none> = { words: 'the one that was asked for, or `none`' }
const direction: Label<Direction | typeof none> = { words: '`buy`, `sell`, or `none`' }
const sessionOutcome: Label<SessionOutcome> = {
  values: sessionOutcomes,
  words: '`opened`, `refused` (a 4xx: the trade cannot be had), `failed` (a 5xx)',
}
const transactionEnd: Label<TransactionEnd> = { values: transactionEnds, words: '`completed`, `failed`, `cancelled`' }

/**
 * Sessions and transactions by what they trade. All labels together would be hundreds of thousands of series, so there are
 * two views of each: where a provider fails, and how users pay.
 */
export function declareTradeMetrics({ counterBy }: MetricKinds, provider: Label<string | null>) {
  const sessionsByCountry = counterBy({
    name: 'rampway_country_sessions_total',
    help: 'Calls that asked for a session, replays aside, by provider, country and outcome.',
    note: 'The provider is the one that opened, or was pinned.',
    labels: { provider, country, outcome: sessionOutcome },
  })
  const sessionsByMethod = counterBy({
    name: 'rampway_method_sessions_total',
    help: 'The same, by payment method, direction and outcome.',
    labels: { method, direction, outcome: sessionOutcome },
  })
  const transactionsByCountry = counterBy({
    name: 'rampway_country_transactions_total',
    help: 'Transactions that have ended, by provider, country of their session, and outcome.',
    note: 'Counted by the process that learned of the end.',
    labels: { provider, country, outcome: transactionEnd },
  })
  const transactionsByMethod = counterBy({
    name: 'rampway_method_transactions_total',
    help: 'The same, by payment method, direction and outcome.',
    labels: { method, direction, outcome: transactionEnd },
  })
  return {
    sessionAsked: (trade: CountedTrade, outcome: SessionOutcome): void => {
      sessionsByCountry({ provider: trade.provider, country: trade.country ?? none, outcome })
      sessionsByMethod({ method: trade.method ?? none, direction: trade.direction ?? none, outcome })
    },
    transactionEnded: (trade: CountedTrade, outcome: TransactionEnd): void => {
      transactionsByCountry({ provider: trade.provider, country: trade.country ?? none, outcome })
      transactionsByMethod({ method: trade.method ?? none, direction: trade.direction ?? none, outcome })
    },
  }
}
