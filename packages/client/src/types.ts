/** A value of a set that may grow: handle those you know, and let the others pass. */
export type Open<Known extends string> = Known | (string & Record<never, never>)

/** A reference relative to the root of the gateway. */
export interface Link {
  readonly href: string
  readonly method?: string
}

/** Fiat first is a buy, crypto first a sell. */
interface TradeInput {
  /** How much of `from_asset` is paid: a decimal text, such as `"100.00"`. */
  readonly source_amount: string | number
  readonly from_asset: string
  readonly to_asset: string
  readonly chain_id: number
  /** ISO 3166-1 alpha-2; the tenant's default, else `US`. */
  readonly country_code?: string | null
  readonly subdivision?: string | null
  readonly payment_method_type?: string | null
  readonly redirect_flow?: boolean | null
}

export interface OpenSessionInput extends TradeInput {
  readonly wallet_address: string
  readonly service_provider?: string | null
  readonly idempotency_key?: string | null
  readonly return_url?: string | null
  readonly client_state?: string | null
}

export interface QuotesInput extends TradeInput {
  readonly reusable_identity_only?: boolean
  readonly used_before_only?: boolean
}

export interface SessionsInput {
  readonly status?: SessionStatus
  /** Sessions to a page, 1 to 100. */
  readonly count?: number
}

export interface TransactionsInput {
  readonly status?: string
  /** Transactions to a page, 1 to 100. */
  readonly count?: number
}

export interface SupportedValuesInput {
  readonly country_code?: string
  readonly direction?: 'buy' | 'sell'
  readonly asset?: string
  readonly chain_id?: number
}

export interface AssetsInput {
  readonly chain_id?: number
  readonly asset_type?: 'crypto' | 'fiat'
  readonly offset?: number
  readonly limit?: number
}

export type SessionStatus = Open<
  | 'unclear'
  | 'refused'
  | 'ready'
  | 'opened'
  | 'returned'
  | 'transacting'
  | 'completed'
  | 'failed'
  | 'cancelled'
  | 'expired'
  | 'not_observed'
>

interface SessionMembers {
  readonly _links: { readonly self: Link; readonly widget?: Link; readonly transaction?: Link }
  readonly id: string
  readonly status: SessionStatus
  readonly direction: Open<'buy' | 'sell'>
  readonly service_provider_widget_url: string | null
  readonly service_provider: string | null
  readonly payment_method_type: string | null
  readonly source_amount: string
  readonly from_asset: string
  readonly to_asset: string
  readonly chain_id: number
  readonly wallet_address: string
  readonly country_code: string
  readonly subdivision?: string
  readonly locked_fields: readonly string[]
  readonly redirect_flow?: boolean
  /** Milliseconds since 1970. */
  readonly created_at: number
  readonly expires_at: number
  readonly open_in: readonly {
    readonly surface: Open<'iframe' | 'popup' | 'redirect'>
    readonly reason: string | null
  }[]
  readonly client_state: string | null
  readonly support_code: string
}

/** A session as `open` gives it. */
export interface OpenedSession extends SessionMembers {
  /** Show it to the user: it is for one person, once, until `expires_at`. */
  readonly widget_url: string
  readonly token: string
  readonly external_session_id: string
}

/** A session as a list has it. */
export interface ListedSession extends SessionMembers {
  /** Null where no widget was ever opened. */
  readonly widget_url: string | null
  readonly token: string | null
  readonly external_session_id: string | null
  readonly opened_at: number | null
  readonly returned_at: number | null
  readonly observation: Open<'not_observed'> | null
  readonly failure?: { readonly code: string; readonly detail: string }
  readonly transactions: readonly { readonly id: string; readonly status: TransactionStatus }[]
}

/** A session as it is read back. */
export interface Session extends ListedSession {
  readonly deposit?: {
    readonly sent_by: Open<'app' | 'user'>
    readonly address: string
    readonly amount: string
    readonly asset: string
    readonly chain_id: number
    readonly transaction_id: string
  }
  readonly deposit_withheld?: { readonly reason: string; readonly detail: string; readonly transaction_id: string }
  readonly routing: {
    readonly mode: Open<'pinned' | 'routed'>
    readonly chosen: string | null
    readonly candidates: readonly {
      readonly service_provider: string
      readonly destination_amount: string
      readonly ramp_score: number | null
    }[]
    readonly excluded: readonly Exclusion[]
  } | null
  readonly timeline: readonly {
    readonly occurred_at: number
    readonly kind: string
    readonly service_provider?: string
    readonly transaction_id?: string
    readonly status?: string
  }[]
}

export interface SessionPage {
  readonly _links: { readonly self: Link; readonly first: Link; readonly next?: Link }
  readonly sessions: readonly ListedSession[]
}

/** Why a provider is out of a trade, and what would bring it in. */
export interface Exclusion {
  readonly service_provider: string | null
  readonly reason: string
  readonly detail?: string
  readonly limit?: { readonly kind: string; readonly amount: string | null; readonly currency: string | null }
  /** Change these, all together, for this provider to quote. */
  readonly nearest?: {
    readonly source_amount?: string
    readonly payment_method_type?: string
    readonly country_code?: string
    readonly redirect_flow?: boolean
  }
}

export interface Quote {
  readonly _links: { readonly open: Link & { readonly body: Omit<OpenSessionInput, 'wallet_address'> } }
  readonly from_asset: string
  readonly to_asset: string
  readonly chain_id: number
  readonly source_amount: string
  /** What is received after all fees. */
  readonly destination_amount: string
  readonly exchange_rate: number | null
  readonly total_fee: string | null
  readonly network_fee: string | null
  readonly transaction_fee: string | null
  readonly partner_fee: string | null
  readonly fee_asset: string
  readonly payment_method_type: string | null
  readonly service_provider: string
  readonly country_code: string
  readonly ramp_score: number | null
  readonly low_kyc: boolean | null
  readonly is_swap: boolean
  readonly provider_exchange_rate: string | null
}

export interface Quotes {
  /** Best first; empty is a normal answer. */
  readonly quotes: readonly Quote[]
  /** Every other provider, the one that is easiest to bring in first. */
  readonly unavailable: readonly Exclusion[]
}

export type TransactionStatus = Open<'pending' | 'processing' | 'completed' | 'failed' | 'cancelled'>

export interface Transaction {
  readonly _links: { readonly self: Link; readonly transactions?: Link; readonly session?: Link }
  readonly id: string
  readonly status: TransactionStatus
  readonly meld_status: string
  readonly transaction_type: string | null
  readonly from_asset: string | null
  readonly to_asset: string | null
  readonly chain_id: number | null
  readonly source_amount: string | null
  readonly destination_amount: string | null
  readonly service_provider: string | null
  readonly payment_method_type: string | null
  readonly created_at: string | null
  readonly updated_at: string | null
  readonly is_swap: boolean
  readonly session_id: string | null
  readonly external_session_id: string | null
  readonly transaction_hash: string | null
  readonly failure_reason: string | null
  readonly total_fee: string | null
  readonly network_fee: string | null
  readonly transaction_fee: string | null
  readonly partner_fee: string | null
  readonly deposit_address: string | null
  readonly deposit_withheld?: { readonly reason: string; readonly detail: string }
}

export interface TransactionPage {
  readonly _links: { readonly self: Link; readonly first: Link; readonly next?: Link; readonly prev?: Link }
  readonly transactions: readonly Transaction[]
}

export interface SupportedValues {
  readonly fetched_at: number
  readonly stale: boolean
  readonly fiats: readonly {
    readonly symbol: string
    readonly name: string
    readonly decimals: number
    readonly directions: readonly string[]
  }[]
  readonly assets: readonly {
    readonly symbol: string
    readonly chain_id: number
    readonly name: string
    readonly contract_address: string | null
    readonly decimals: number
    readonly directions: readonly string[]
  }[]
  readonly chains: readonly { readonly chain_id: number; readonly name: string }[]
  readonly countries: readonly { readonly country_code: string }[]
  readonly payment_methods: readonly {
    readonly payment_method_type: string
    readonly name: string
    readonly kind: Open<'method' | 'alias' | 'type'>
    readonly type: string | null
    readonly accepted: boolean
    readonly stands_for: readonly string[]
  }[]
  readonly providers: readonly {
    readonly service_provider: string
    readonly name: string
    readonly directions: readonly string[]
  }[]
  readonly limits: readonly {
    readonly service_provider: string
    readonly direction: Open<'buy' | 'sell'>
    readonly symbol: string
    readonly chain_id: number | null
    readonly minimum_amount: string | null
    readonly maximum_amount: string | null
    readonly country_codes: readonly string[] | null
    readonly payment_method_types: readonly string[] | null
  }[]
  readonly limits_complete: boolean
}

export interface Asset {
  readonly symbol: string
  readonly name: string
  readonly asset_type: Open<'crypto' | 'fiat'>
  readonly decimals: number
  readonly chain_id: number | null
  readonly contract_address: string | null
}

export interface AssetPage {
  readonly _links: { readonly self: Link; readonly next?: Link }
  readonly assets: readonly Asset[]
  readonly total: number
}
