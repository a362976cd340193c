import type { Big } from 'big.js'
import type { JsonRecord } from './json.ts'

/** Sessions kept; the oldest is forgotten beyond it (a long load test must not fill memory). */
export const SESSIONS_MAX = 50_000
/** Used `externalSessionId`s kept, larger than the sessions because a duplicate is refused "for ever". */
export const EXTERNAL_SESSION_IDS_MAX = 200_000
/** Transactions kept. */
export const TRANSACTIONS_MAX = 50_000
/** Customers kept. */
export const CUSTOMERS_MAX = 50_000
/** Transactions one session can gather (the buyer tries again after a decline). */
export const TRANSACTIONS_PER_SESSION_MAX = 20

export interface Customer {
  readonly id: string
  readonly accountId: string
  readonly key: string
  readonly externalId: string | null
  /** What the caller sent: name, email, phone and so on, given back unchanged. */
  details: JsonRecord
  readonly addresses: JsonRecord[]
  status: 'ACTIVE' | 'INACTIVE'
  readonly previouslyUsed: Map<string, number>
  kyc: {
    readonly status: KycStatus
    readonly updatedAtMs: number
    /** When a pending check is approved by itself. */
    readonly approvalDueMs: number | null
  } | null
  readonly createdAtMs: number
}

export const KYC_STATUSES = ['PENDING', 'APPROVED', 'REJECTED', 'EXPIRED', 'UNKNOWN'] as const
export type KycStatus = (typeof KYC_STATUSES)[number]

export interface Session {
  readonly id: string
  readonly accountId: string
  readonly type: 'BUY' | 'SELL'
  readonly serviceProvider: string
  readonly countryCode: string
  readonly sourceCurrencyCode: string
  /** What the session is really for. */
  readonly destinationCurrencyCode: string
  /** What the caller wrote; differs when Meld silently turned an unknown code into Bitcoin. */
  readonly requestedDestinationCurrencyCode: string
  readonly sourceAmount: Big
  readonly walletAddress: string | null
  readonly walletTag: string | null
  readonly paymentMethodType: string | null
  readonly lockFields: readonly string[]
  readonly redirectUrl: string | null
  /** Of a sell: the app sends the crypto once the user is back. Else the user does, from the page. */
  readonly redirectFlow: boolean
  readonly clientIpAddress: string | null
  readonly externalSessionId: string | null
  readonly customerId: string
  readonly externalCustomerId: string | null
  readonly token: string
  readonly widgetUrl: string
  readonly serviceProviderWidgetUrl: string
  readonly createdAtMs: number
  readonly transactionIds: string[]
}

export interface Transaction {
  readonly id: string
  readonly key: string
  readonly session: Session
  readonly serviceTransactionId: string
  status: string
  readonly sourceAmount: Big
  /** What the buyer will receive; shown on the wire from `SETTLING` on. */
  readonly destinationAmount: Big
  readonly paymentMethodType: string
  readonly fees: { readonly network: Big | null; readonly transaction: Big; readonly partner: Big; readonly total: Big }
  /** Sells: where the crypto must be sent. */
  readonly depositAddress: string | null
  blockchainTransactionId: string | null
  failure: { readonly code: string; readonly message: string } | null
  /** The statuses that follow by themselves, the next one at `atMs`; null when none does. */
  ahead: { readonly atMs: number; readonly path: readonly string[] } | null
  readonly createdAtMs: number
  updatedAtMs: number
}

/** Everything the simulated Meld remembers. Faults, calls and webhooks keep their own state. */
export interface State {
  readonly sessions: Map<string, Session>
  /** `account external-session-id` to session id. */
  readonly externalSessionIds: Map<string, string>
  readonly transactions: Map<string, Transaction>
  readonly customers: Map<string, Customer>
  /** `account external-id` to customer id. */
  readonly externalCustomerIds: Map<string, string>
}

/** The state of a new simulator. */
export function createState(): State {
  return {
    sessions: new Map(),
    externalSessionIds: new Map(),
    transactions: new Map(),
    customers: new Map(),
    externalCustomerIds: new Map(),
  }
}

/** Adds to a bounded map; returns the oldest value when it was evicted. */
export function remember<V>(map: Map<string, V>, key: string, value: V, max: number): V | undefined {
  map.set(key, value)
  if (map.size <= max) return undefined
  for (const [oldest, forgotten] of map) {
    map.delete(oldest)
    return forgotten
  }
  return undefined
}

/** A key for maps of ids that are unique within one account. */
export function accountKey(accountId: string, id: string): string {
  return `${accountId} ${id}`
}

/** How long things take on the simulator's clock. */
export interface Timings {
  /** From `PENDING` to `SETTLING`. */
  readonly settlingMs: number
  /** From `SETTLING` to the final status. */
  readonly settledMs: number
  /** From an imported KYC token to `APPROVED`. */
  readonly kycMs: number
  /** From a failed webhook delivery to the first retry; doubles from there. */
  readonly webhookRetryMs: number
}

/** Quick enough to watch, slow enough to see each status. */
export const DEFAULT_TIMINGS: Timings = { settlingMs: 5_000, settledMs: 10_000, kycMs: 5_000, webhookRetryMs: 60_000 }
