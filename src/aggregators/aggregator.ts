import type { WalletAddress } from '../domain/address.ts'
import type { Amount } from '../domain/amount.ts'
import type { CryptoAsset } from '../domain/asset.ts'
import type { Catalogue } from '../domain/catalogue.ts'
import type { Country } from '../domain/country.ts'
import type { ExclusionReason } from '../domain/exclusion-reason.ts'
import type { IncomingWebhook } from '../domain/incoming-webhook.ts'
import type { PaymentMethod } from '../domain/payment-method.ts'
import type { Limit, ProviderExclusion, Quote } from '../domain/quote.ts'
import type { Secret } from '../domain/secret.ts'
import type { ExternalSessionId } from '../domain/session.ts'
import type { Subdivision } from '../domain/subdivision.ts'
import type { MeldAccount } from '../domain/tenant.ts'
import type { Direction } from '../domain/trade.ts'
import type { UpstreamTransaction } from '../domain/transaction.ts'
import type { OnUpstreamCall } from '../domain/upstream-call.ts'
import type { UserId } from '../domain/user.ts'
import type { LogSubject } from '../observe/log.ts'

/** A trade in the aggregator's own codes, as far as a price needs it. */
export interface PricedTrade {
  readonly direction: Direction
  readonly country: Country
  /** Null when not known. */
  readonly subdivision: Subdivision | null
  /** ISO 4217. */
  readonly fiatCode: string
  /** The aggregator's code of the crypto leg, as `resolveAsset` found it. */
  readonly cryptoCode: string
  /** The registry's symbol of the same. */
  readonly cryptoSymbol: string
  readonly sourceAmount: Amount
  readonly paymentMethod: PaymentMethod | null
  /** Sells: the user is led back before the crypto is sent, and by the app. Only providers with the requested flow serve. */
  readonly redirectFlow: boolean
  /** Null when only prices are asked for. */
  readonly walletAddress: WalletAddress | null
}

/** A trade that can be opened: it says where the crypto leg goes to or comes from. */
export interface UpstreamTrade extends PricedTrade {
  readonly walletAddress: WalletAddress
}

/** A request for prices. */
export interface QuoteRequest {
  readonly trade: PricedTrade
  /** The user's id at the aggregator. */
  readonly customerId: string | null
  /** The caller's own bound on the call; the adapter's holds as well. */
  readonly deadlineMs?: number
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
  /** Asks for the reuse of the customer's approved identity check. */
  readonly bypassKyc: boolean
  /** Lets the provider fetch the user's identity check; null for none. */
  readonly kycShareToken: string | null
  /** The caller's own bound on the call; the adapter's holds as well. */
  readonly deadlineMs: number
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

/** `asset` is null for a currency that is fiat, not listed, or not in the registry. */
export type DescriptionOutcome = { readonly kind: 'described'; readonly asset: CryptoAsset | null } | UpstreamFailure

export type CustomerOutcome = { readonly kind: 'customer'; readonly customerId: string } | UpstreamFailure

export type QuoteOutcome =
  /** Valid offers, unranked and perhaps none, and who was left out and why. */
  | { readonly kind: 'quoted'; readonly quotes: readonly Quote[]; readonly excluded: readonly ProviderExclusion[] }
  | RequestRefusal
  /** The stored customer does not exist at the aggregator (any more). */
  | { readonly kind: 'customer_unknown' }
  | UpstreamFailure

/** A definite no that is about the request itself: another provider would say the same. */
export interface RequestRefusal {
  readonly kind: 'refused'
  readonly reason: ExclusionReason
  /** The aggregator's words, safe to show to the partner. */
  readonly message: string
  readonly limit?: Limit
}

export type WidgetOutcome =
  | {
      readonly kind: 'opened'
      readonly upstreamSessionId: string
      /** Where the user is sent: the aggregator's page, or else the provider's own. */
      readonly widgetUrl: string
      readonly serviceProviderWidgetUrl: string | null
      /** Null when the aggregator named none. */
      readonly token: string | null
      /** Of a sell: the flow in force. */
      readonly redirectFlow: boolean
    }
  | RequestRefusal
  /** This provider cannot or would not; another may. `transient`: the same one may well succeed a little later. */
  | {
      readonly kind: 'provider_failed'
      readonly reason: ExclusionReason
      /** The aggregator's own word for it; for logs, never for partners. */
      readonly code: string
      readonly message: string
      readonly transient: boolean
    }
  | { readonly kind: 'customer_unknown' }
  /** The aggregator could not be reached: no provider is to blame, and nothing was carried out. */
  | { readonly kind: 'unreachable'; readonly reason: string }
  | UpstreamFailure

/** One transaction, or that there is none (yet). */
export type TransactionOutcome =
  | { readonly kind: 'found'; readonly transaction: UpstreamTransaction }
  | { readonly kind: 'not_found' }
  | UpstreamFailure

/** Most ids in one search. */
export const idsPerSearchMax = 80

/** Which transactions to look for; at most `idsPerSearchMax` ids, a window of creation times in epoch milliseconds. */
export type TransactionSearch =
  | { readonly kind: 'by_external_session'; readonly ids: readonly ExternalSessionId[]; readonly after?: string }
  | { readonly kind: 'by_customer'; readonly customerIds: readonly string[]; readonly after?: string }
  | { readonly kind: 'by_time'; readonly from: number; readonly to: number; readonly after: string | null }

/** One page of a search. What could not be read is left out and counted. */
export type SearchOutcome =
  | {
      readonly kind: 'page'
      readonly transactions: readonly UpstreamTransaction[]
      readonly unreadable: number
      /** Where the next page starts; null at the end. */
      readonly next: string | null
    }
  | UpstreamFailure

/** What the aggregator offers, in domain terms. */
export type CatalogueOutcome = { readonly kind: 'catalogue'; readonly catalogue: Catalogue } | UpstreamFailure

/** What the signature of an incoming webhook is verified with. */
export interface SignatureInput {
  /** Any of them may have signed it. */
  readonly secrets: readonly Secret[]
  /** The addresses under which the aggregator may know us: the whole URL, query included. */
  readonly urls: Iterable<string>
  readonly timestampHeader: string | undefined
  readonly signatureHeader: string | undefined
  /** The bytes as received. */
  readonly body: Buffer
  /** Epoch milliseconds. */
  readonly now: number
}

export type SignatureVerdict =
  | { readonly kind: 'verified'; readonly secret: Secret }
  | {
      readonly kind: 'refused'
      readonly reason: 'missing' | 'malformed_timestamp' | 'stale' | 'wrong_signature'
    }

/** What a webhook says, or where it cannot be read. */
export type WebhookReading =
  | { readonly kind: 'webhook'; readonly webhook: IncomingWebhook }
  | { readonly kind: 'unreadable'; readonly pointer: string; readonly detail: string }

/** The account that a call is made with, and for the log, on whose behalf. */
export interface UpstreamAccount extends MeldAccount {
  readonly about?: Readonly<LogSubject>
  /** Told of each HTTP call that is made for it. */
  readonly onCall?: OnUpstreamCall | undefined
}

/** Where the aggregator sends an account's webhooks. */
export interface WebhookProfile {
  readonly url: string
  readonly isActive: boolean
  /** Empty: all. */
  readonly eventTypes: readonly string[]
  /** Null when it does not tell. */
  readonly secret: Secret | null
}

/** What the aggregator tells of an account. */
export type AccountOutcome =
  | {
      readonly kind: 'described'
      /** Of its API, as it answered; null when it did not say. */
      readonly version: string | null
      readonly versionAsked: string
      /** Its clock, as the header Date has it. */
      readonly date: string | null
      readonly profiles: readonly WebhookProfile[]
    }
  /** It does not accept the key. */
  | { readonly kind: 'refused'; readonly status: number }
  | { readonly kind: 'unavailable'; readonly reason: string }

/** The aggregator behind the gateway. No method retries a call that changes anything, and none throws. */
export interface Aggregator {
  /** The aggregator's code for an asset, by (chain id, contract); fetched once and kept, stale while upstream is down. */
  readonly resolveAsset: (account: UpstreamAccount, asset: CryptoAsset) => AssetOutcome | Promise<AssetOutcome>
  /** The way back: the asset of the registry that one of the aggregator's codes stands for. */
  readonly describeAsset: (account: UpstreamAccount, code: string) => Promise<DescriptionOutcome>
  /** Creates the user's customer record, or returns the one that exists; looks it up when the reply leaves doubt. */
  readonly createCustomer: (account: UpstreamAccount, user: UserId, deadlineMs: number) => Promise<CustomerOutcome>
  readonly quote: (account: UpstreamAccount, request: QuoteRequest) => Promise<QuoteOutcome>
  readonly openWidget: (account: UpstreamAccount, request: WidgetRequest) => Promise<WidgetOutcome>
  readonly fetchTransaction: (account: UpstreamAccount, id: string) => Promise<TransactionOutcome>
  /** Makes Meld ask the provider right now: for a preferred-flow sell whose user has come back. */
  readonly fetchBySession: (account: UpstreamAccount, upstreamSessionId: string) => Promise<TransactionOutcome>
  readonly searchTransactions: (account: UpstreamAccount, search: TransactionSearch) => Promise<SearchOutcome>
  /** Reads the whole discovery data; many calls, for the background only. */
  readonly fetchCatalogue: (account: UpstreamAccount) => Promise<CatalogueOutcome>
  /** Whether it accepts the account's key, and where it sends its webhooks. Changes nothing. */
  readonly describeAccount: (account: UpstreamAccount, deadlineMs: number) => Promise<AccountOutcome>
  /** Whether the aggregator sent this webhook. Pure. */
  readonly verifyWebhook: (input: SignatureInput) => SignatureVerdict
  /** Reads a webhook, verified or not. Pure. */
  readonly readWebhook: (body: Buffer) => WebhookReading
}
