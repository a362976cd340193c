import type { WalletAddress } from '../domain/address.ts'
import type { Amount } from '../domain/amount.ts'
import type { CryptoAsset, Direction } from '../domain/asset.ts'
import type { Country } from '../domain/country.ts'
import type { PaymentMethod } from '../domain/payment-method.ts'
import type { Limit, ProviderExclusion, Quote } from '../domain/quote.ts'
import type { ExternalSessionId } from '../domain/session.ts'
import type { MeldAccount } from '../domain/tenant.ts'
import type { UserId } from '../domain/user.ts'

/** What both quoting and opening name: the trade in the aggregator's own codes. */
export interface UpstreamTrade {
  readonly direction: Direction
  readonly country: Country
  /** ISO 4217. */
  readonly fiatCode: string
  /** The aggregator's code of the crypto leg, as `resolveAsset` found it. */
  readonly cryptoCode: string
  readonly sourceAmount: Amount
  readonly paymentMethod: PaymentMethod | null
  readonly walletAddress: WalletAddress
}

/** A request for prices. */
export interface QuoteRequest {
  readonly trade: UpstreamTrade
  /** The user's id at the aggregator. */
  readonly customerId: string | null
}

/** A request to open one hosted widget. */
export interface WidgetRequest {
  readonly trade: UpstreamTrade
  readonly customerId: string
  readonly externalSessionId: ExternalSessionId
  readonly serviceProvider: string
  /** The rail of the chosen quote, in the aggregator's own code, used when the caller pinned none. */
  readonly quotedPaymentMethod: string | null
  readonly redirectUrl: string
  /** The end user's public IP; null when not known. */
  readonly clientIp: string | null
}

/** The call failed in a way that says nothing about the request. */
export type UpstreamFailure =
  /** Certainly not carried out: no connection, told to wait, or only a read that failed. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly retryAfterSeconds: number | null }
  /** Sent, and no clear answer came: it may have been carried out. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Our credentials, account or version are refused; the operator must act. */
  | { readonly kind: 'misconfigured'; readonly reason: string }

export type AssetOutcome =
  | { readonly kind: 'resolved'; readonly code: string }
  /** The aggregator does not list the asset. */
  | { readonly kind: 'unlisted' }
  | UpstreamFailure

export type CustomerOutcome = { readonly kind: 'customer'; readonly customerId: string } | UpstreamFailure

export type QuoteOutcome =
  /** Sane offers, unranked and perhaps none, and who was left out and why. */
  | { readonly kind: 'quoted'; readonly quotes: readonly Quote[]; readonly excluded: readonly ProviderExclusion[] }
  | RequestRefusal
  /** The stored customer does not exist at the aggregator (any more). */
  | { readonly kind: 'customer_unknown' }
  | UpstreamFailure

/** A definite no that is about the request itself; another provider would be asked in vain. */
export interface RequestRefusal {
  readonly kind: 'refused'
  /** Stable and machine-readable: `amount_too_low`, `amount_too_high`, `asset`, `payment_method`, `country`, `request`. */
  readonly reason: string
  /** The aggregator's words, safe to show to the partner. */
  readonly message: string
  readonly limit?: Limit
}

export type WidgetOutcome =
  | {
      readonly kind: 'opened'
      readonly upstreamSessionId: string
      readonly widgetUrl: string
      readonly serviceProviderWidgetUrl: string | null
      readonly token: string
    }
  | RequestRefusal
  /** This provider cannot or would not; another may. `transient`: the same one may well succeed a little later. */
  | {
      readonly kind: 'provider_failed'
      readonly reason: string
      readonly message: string
      readonly transient: boolean
    }
  | { readonly kind: 'customer_unknown' }
  | UpstreamFailure

/** How a transaction stands, as far as a link needs to know. */
export type TransactionProgress = 'none' | 'under_way' | 'completed' | 'failed' | 'cancelled'

export type ProgressOutcome = { readonly kind: 'progress'; readonly progress: TransactionProgress } | UpstreamFailure

/** The aggregator behind the gateway. No method retries a call that changes anything, and none throws. */
export interface Aggregator {
  /** The aggregator's code for an asset, by (chain id, contract); fetched once and kept, stale while upstream is down. */
  readonly resolveAsset: (account: MeldAccount, asset: CryptoAsset) => Promise<AssetOutcome>
  /** Creates the user's customer record, or returns the one that exists. */
  readonly createCustomer: (account: MeldAccount, user: UserId) => Promise<CustomerOutcome>
  readonly quote: (account: MeldAccount, request: QuoteRequest) => Promise<QuoteOutcome>
  readonly openWidget: (account: MeldAccount, request: WidgetRequest) => Promise<WidgetOutcome>
  /** Whether a transaction exists for any of these widget sessions, and how it stands (the furthest counts). */
  readonly findProgress: (account: MeldAccount, ids: readonly ExternalSessionId[]) => Promise<ProgressOutcome>
}
