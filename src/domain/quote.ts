import type { Amount } from './amount.ts'
import type { ExclusionReason } from './exclusion-reason.ts'
import type { PaymentMethod } from './payment-method.ts'

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

/** Everything to change in a trade, together, so that nothing known speaks against it. */
export interface NearestChange {
  readonly sourceAmount?: Amount
  readonly paymentMethod?: PaymentMethod
  readonly country?: string
  /** Sells: the other flow. */
  readonly redirectFlow?: boolean
}

/** Why one provider is out of the running for a trade, and what would bring it in. */
export interface ProviderExclusion {
  /** Null when it is not one provider's affair, or not known whose. */
  readonly serviceProvider: string | null
  readonly reason: ExclusionReason
  /** For people; only where a reason says too little. */
  readonly detail?: string
  /** The bound on the amount given, where one is known. */
  readonly limit?: Limit
  /** Absent when no change is known that would help. */
  readonly nearest?: NearestChange
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
