// What the operator API answers, as far as the pages show it. Instants are epoch milliseconds, amounts decimal texts.

export interface Link {
  readonly href: string
}

export interface Me {
  readonly name: string
  readonly scopes: readonly string[]
  readonly via: string
  readonly expires_at: number | null
}

export interface TransactionRef {
  readonly id: string
  readonly status: string
}

export interface SessionSummary {
  readonly tenant: string
  readonly id: string
  readonly support_code: string
  readonly user: string
  readonly status: string
  readonly direction: 'buy' | 'sell'
  readonly source_amount: string
  readonly from_asset: string
  readonly to_asset: string
  readonly chain_id: number
  readonly country_code: string
  readonly payment_method_type: string | null
  readonly wallet_address: string
  readonly service_provider: string | null
  readonly external_session_id: string | null
  readonly trace_id: string | null
  readonly created_at: number
  readonly opened_at: number | null
  readonly returned_at: number | null
  readonly updated_at: number
  readonly transactions: readonly TransactionRef[]
}

export interface Page {
  readonly _links: { readonly next?: Link }
}

export interface SessionPage extends Page {
  readonly sessions: readonly SessionSummary[]
}

export interface Found {
  readonly query: string
  readonly recognized_as: readonly string[]
  readonly sessions: readonly (SessionSummary & { readonly matched_by: readonly string[] })[]
  readonly transactions: readonly (TransactionView & { readonly tenant: string })[]
  readonly has_more: boolean
}

export interface TransactionView {
  readonly id: string
  readonly status: string
  readonly meld_status?: string
  readonly service_provider: string | null
  readonly service_transaction_id?: string | null
  readonly source_amount: string | null
  readonly from_asset: string | null
  readonly destination_amount: string | null
  readonly to_asset: string | null
  readonly transaction_hash: string | null
  readonly failure_reason: string | null
  readonly meld_updated_at?: number
  readonly checked_at?: number
}

export interface TimelineEvent {
  readonly happened_at: number
  readonly kind: string
  readonly by: string
  readonly title: string
  readonly service_provider?: string
  readonly transaction_id?: string
  readonly status?: string
  readonly http_status?: number
  readonly outcome?: string
  readonly reason?: string
  readonly duration_ms?: number
  readonly trace_id?: string
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Whether an act would do something, and if not, why. */
export interface Permission {
  readonly allowed: boolean
  readonly why: string | null
}

export interface Exclusion {
  readonly service_provider: string | null
  readonly reason: string
  readonly detail?: string
  readonly limit?: { readonly kind: string; readonly amount: string | null; readonly currency: string | null }
}

export interface Routing {
  readonly mode: 'pinned' | 'routed'
  readonly chosen: string | null
  readonly candidates: readonly {
    readonly service_provider: string
    readonly destination_amount: string
    readonly ramp_score: number | null
  }[]
  readonly excluded: readonly Exclusion[]
}

export interface Legs {
  readonly service_provider: string | null
  readonly source_amount: string | null
  readonly from_asset: string | null
  readonly destination_amount: string | null
  readonly to_asset: string | null
}

export interface SessionDetail extends Omit<SessionSummary, 'transactions'> {
  readonly issuer: string | null
  readonly subject: string | null
  readonly expires_at: number
  readonly request: Readonly<Record<string, unknown>>
  readonly client_state: string | null
  readonly quoted: Legs | null
  readonly delivered: Legs | null
  readonly failure: { readonly code: string; readonly detail: string } | null
  readonly external_session_ids: readonly string[]
  readonly widgets: readonly { readonly upstream_session_id: string; readonly external_session_id: string }[]
  readonly routing: Routing | null
  readonly transactions: readonly TransactionView[]
  readonly next_check_at: number | null
  readonly timeline: readonly TimelineEvent[]
  readonly acts: { readonly check: Permission; readonly release_link: Permission; readonly cancel: Permission }
}

export interface SessionReply {
  readonly session: SessionDetail
}
