import type { Amount } from './amount.ts'
import type { ExclusionReason } from './exclusion-reason.ts'
import type { PaymentMethod } from './payment-method.ts'
import type { SwitchId } from './switch.ts'

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
  /** Meld's own figure; its direction, and whether it includes fees, differ by provider. */
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

/** Everything to change in a trade, together, so that nothing known excludes the provider. */
export interface NearestChange {
  readonly sourceAmount?: Amount
  readonly paymentMethod?: PaymentMethod
  readonly country?: string
  /** Sells: the other flow. */
  readonly redirectFlow?: boolean
}

/** Why one provider is excluded from a trade, and what would make it available. */
export interface ProviderExclusion {
  /** Null when it does not concern one provider, or it is not known which. */
  readonly serviceProvider: string | null
  readonly reason: ExclusionReason
  /** For people; only where the reason alone says too little. */
  readonly detail?: string
  /** The bound on the amount given, where one is known. */
  readonly limit?: Limit
  /** Absent when no change is known to help. */
  readonly nearest?: NearestChange
  /** With `switched_off`: the switch that names the trade most closely. For operators alone. */
  readonly switchId?: SwitchId
}

/** How a session's provider was chosen; kept with the session and shown in errors. */
export interface RoutingDecision {
  readonly mode: 'pinned' | 'routed'
  readonly chosen: string | null
  readonly candidates: readonly {
    readonly serviceProvider: string
    readonly destinationAmount: Amount
    readonly rampScore: number | null
    /** What it was a price for; null where nobody said, absent from records of before it was kept. */
    readonly paymentMethodType?: string | null
  }[]
  /** Of an opened session those that were asked and are out; of a refused one everybody. */
  readonly excluded: readonly ProviderExclusion[]
  /** Of an opened session, every other provider that was known then, by why it made no offer; absent where nobody was. */
  readonly offerless?: OfferlessProviders
}

/** The names of providers that made no offer, by the reason that the catalogue gives for it. */
export type OfferlessProviders = { readonly [Reason in ExclusionReason]?: readonly string[] }
