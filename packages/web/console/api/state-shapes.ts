import type { components } from '../generated/contract.ts'
import type { Page } from './shapes.ts'

// Of the gateway itself: what is turned off, its webhooks, figures, health, tenants and audit log.

type Schemas = components['schemas']

export type Finding = Schemas['Finding']
export type Stats = Schemas['Stats']
export type Hour = Stats['hours'][number]
export type ProviderFigures = Stats['providers'][number]
export type QuoteHonesty = Schemas['QuoteHonesty']
export type Health = Schemas['Health']
export type Job = Health['jobs'][number]
export type TenantPage = Schemas['Tenants']
export type TenantState = TenantPage['tenants'][number]
export type Configured = Schemas['TenantConfiguration']
export type AuditPage = Schemas['Audit']
export type AuditEntry = Schemas['AuditEntry']

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
