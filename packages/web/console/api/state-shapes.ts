import type { Link, Page } from './shapes.ts'

// Of the gateway itself: what is turned off, its webhooks, figures, health, tenants and audit log.

export interface Switch {
  readonly id: string
  readonly tenant: string | null
  readonly provider: string | null
  readonly country: string | null
  readonly method: string | null
  readonly direction: string | null
  readonly asset: string | null
  readonly chain_id: number | null
  readonly state: 'off' | 'drain'
  readonly reason: string
  readonly created_at: number
  readonly created_by: string
  readonly ends_at: number | null
  readonly ended_at: number | null
  readonly ended_by: string | null
}

export interface SwitchPage extends Page {
  readonly switches: readonly Switch[]
  readonly providers: readonly { readonly service_provider: string; readonly name: string }[]
  readonly countries: readonly string[]
}

/** What would have become of the last 24 hours' sessions. */
export interface Effect {
  readonly period_start: number
  readonly period_end: number
  readonly sessions: number
  readonly is_complete: boolean
  readonly unaffected: number
  readonly moved: readonly { readonly from_provider: string; readonly to_provider: string; readonly sessions: number }[]
  readonly nobody: number
  readonly unknown: number
}

export interface SwitchMade {
  readonly switch: Switch | null
  readonly effect: Effect | null
}

export interface Backlog {
  readonly waiting: number
  readonly oldest_waiting_at: number | null
  readonly given_up: number
}

export interface IncomingWebhook {
  readonly tenant: string
  readonly id: string
  readonly event_type: string
  readonly state: string
  readonly outcome: string | null
  readonly attempts: number
  readonly received_at: number
  readonly next_attempt_at: number | null
  readonly handled_at: number | null
  readonly transaction_id: string | null
  readonly external_session_id: string | null
  readonly session_id: string | null
}

export interface WebhookPage extends Page {
  readonly backlog: Backlog
  readonly webhooks: readonly IncomingWebhook[]
}

export interface Finding {
  readonly id: string
  readonly title: string
  readonly severity: 'ok' | 'info' | 'warning' | 'error' | 'skipped'
  readonly found: string
  readonly expected: string
  readonly why: string
  readonly fix: string
  readonly docs: string
  readonly tenant: string | null
  readonly took_ms: number
  readonly checked_at: number
}

export interface Counts {
  readonly sessions: number
  readonly refused: number
  readonly opened: number
  readonly completed: number
  readonly failed: number
  readonly cancelled: number
}

/** The lists of sessions that figures are of. */
export interface ListLinks {
  readonly sessions: Link
  readonly completed: Link
  readonly failed: Link
}

export interface Hour extends Counts {
  readonly _links: ListLinks
  readonly period_start: number
  readonly period_end: number
}

export interface ProviderFigures extends Counts {
  readonly _links: ListLinks
  readonly service_provider: string
  readonly success_rate: number | null
  readonly upstream_calls: number
  readonly upstream_failed: number
  readonly upstream_p50_ms: number | null
  readonly upstream_p95_ms: number | null
  readonly quote_honesty: QuoteHonesty | null
}

export interface QuoteHonesty {
  readonly transactions: number
  readonly ratio: string
  readonly assets: readonly {
    readonly asset: string
    readonly chain_id: number | null
    readonly transactions: number
    readonly quoted: string
    readonly delivered: string
    readonly ratio: string
  }[]
}

export interface Stats {
  readonly _links: ListLinks
  readonly period_start: number
  readonly period_end: number
  readonly tenant: string | null
  readonly computed_at: number | null
  readonly totals: Counts
  readonly hours: readonly Hour[]
  readonly providers: readonly ProviderFigures[]
  readonly oldest_unresolved: { readonly session_id: string; readonly tenant: string; readonly since_at: number } | null
}

export interface Job {
  readonly name: string
  readonly next_at: number | null
  readonly due: number
  readonly oldest_due_at: number | null
  readonly running: number
  readonly failing: number
  readonly given_up: number
}

export interface Health {
  readonly version: string
  readonly answered_by: { readonly process: number | null; readonly started_at: number; readonly node_version: string }
  readonly processes: readonly {
    readonly process: number
    readonly version: string | null
    readonly started_at: number | null
  }[]
  readonly database: {
    readonly version: string
    readonly size_bytes: number
    readonly answered_in_ms: number
    readonly clock_ahead_ms: number
  }
  readonly jobs: readonly Job[]
  readonly webhooks: Backlog
  readonly key_sets: readonly {
    readonly tenant: string
    readonly issuer: string
    readonly keys: number
    readonly fetched_at: number | null
    readonly error: string | null
  }[]
  readonly cooling_down: readonly {
    readonly service_provider: string
    readonly tenants: readonly string[]
    readonly until_at: number
  }[]
  readonly caches: readonly { readonly name: string; readonly entries: number; readonly entries_max: number }[]
  readonly partitions: { readonly until_at: number; readonly headroom_seconds: number }
  readonly switches_version: number | null
  readonly findings: readonly Finding[]
}

export interface Configured {
  readonly is_default: boolean
  readonly brand: { readonly name: string; readonly support: string | null } | null
  readonly issuers: readonly {
    readonly issuer: string
    readonly kind: string
    readonly keys_from: string
    readonly keys_url: string | null
  }[]
  readonly meld: { readonly base_url: string; readonly webhook_secrets: number }
  readonly default_country: string
  readonly widget_url: string
  readonly idempotency_mismatch: string
  readonly kyc: { readonly policy: string; readonly claim: string | null }
  readonly allowed_origins: readonly string[]
  readonly return_links: readonly string[]
}

export interface TenantState {
  readonly tenant: string | null
  readonly state: 'serving' | 'left_out' | 'last_good'
  readonly entry: string | null
  readonly faults: readonly string[]
  readonly configured: Configured | null
  readonly webhook: {
    readonly last_received_at: number | null
    readonly waiting: number
    readonly given_up: number
  }
  readonly findings: readonly Finding[]
}

export interface TenantPage extends Page {
  readonly tenants: readonly TenantState[]
}

export interface AuditEntry {
  readonly number: number
  readonly happened_at: number
  readonly operator: string
  readonly via: string
  readonly from: string | null
  readonly act: string
  readonly operator_token: string | null
  readonly target: { readonly kind: string; readonly tenant: string | null; readonly id: string }
  readonly reason: string | null
  readonly before: unknown
  readonly after: unknown
  readonly trace_id: string | null
  readonly hash: string
}

export interface AuditPage extends Page {
  readonly entries: readonly AuditEntry[]
}
