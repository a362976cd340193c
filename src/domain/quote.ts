import type { Amount } from './amount.ts'

/** One provider's indicative price, after sanity checks. Amounts are exact; the fiat leg's fees are in fiat. */
export interface Quote {
  readonly serviceProvider: string
  readonly sourceAmount: Amount
  /** What the user receives after all fees. */
  readonly destinationAmount: Amount
  readonly totalFee: string | null
  readonly networkFee: string | null
  readonly transactionFee: string | null
  readonly partnerFee: string | null
  /** Meld's own figure; which way round and whether before fees differs by provider. */
  readonly exchangeRate: string | null
  readonly paymentMethodType: string | null
  /** 0–100, higher is better; null when Meld gives none. */
  readonly rampScore: number | null
  readonly lowKyc: boolean | null
  /** The user has traded with this provider before. */
  readonly usedBefore: boolean
}

/** A provider's bound on an amount. */
export interface Limit {
  readonly kind: 'minimum' | 'maximum'
  /** Null when the provider named no figure. */
  readonly amount: Amount | null
  readonly currency: string | null
}

/** Why one provider is out of the running for a session. */
export interface ProviderExclusion {
  /** Null when Meld did not say whose offer it was. */
  readonly serviceProvider: string | null
  /** Machine-readable and stable, such as `wrong_direction`, `malformed_offer`, `amount_too_low`. */
  readonly reason: string
  readonly limit?: Limit
}

/** How a session's provider was chosen; kept with the session and shown in errors. */
export interface RoutingDecision {
  readonly mode: 'pinned' | 'routed'
  readonly chosen: string | null
  readonly candidates: readonly {
    readonly serviceProvider: string
    readonly destinationAmount: Amount
    readonly rampScore: number | null
  }[]
  readonly excluded: readonly ProviderExclusion[]
}
