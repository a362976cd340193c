import type { Finding } from './finding.ts'
import type { WebhookBacklog } from './incoming-webhook.ts'
import type { ProcessId } from './liveness.ts'
import type { TenantId } from './tenant.ts'

/** The identity provider's keys of one issuer of a tenant, as one process knows them. */
export interface KeySetHealth {
  readonly tenant: TenantId
  readonly issuer: string
  /** That are trusted. */
  readonly keys: number
  /** When they were last confirmed; null of pinned keys, and while there are none. */
  readonly fetchedAt: number | null
  /** Why the last fetch failed; null after a success. */
  readonly error: string | null
}

/** How the gateway is. Instants are epoch milliseconds. */
export interface GatewayHealth {
  readonly answeredBy: {
    readonly process: ProcessId | null
    readonly version: string
    readonly startedAt: number
    readonly nodeVersion: string
  }
  /** Null is what a process of an older version does not tell. */
  readonly processes: readonly {
    readonly id: ProcessId
    readonly version: string | null
    readonly startedAt: number | null
  }[]
  readonly database: {
    readonly version: string
    readonly sizeBytes: number
    readonly answeredInMs: number
    /** How far its clock is ahead of ours. */
    readonly clockAheadMs: number
  }
  readonly jobs: readonly {
    readonly job: string
    readonly due: number
    readonly oldestDueAt: number | null
    readonly running: number
    readonly failing: number
    readonly givenUp: number
    readonly nextAt: number | null
  }[]
  readonly webhooks: Omit<WebhookBacklog, 'lastReceivedAt'>
  /** These three are the answering process's own. */
  readonly keySets: readonly KeySetHealth[]
  readonly coolingDown: readonly {
    readonly provider: string
    readonly tenants: readonly TenantId[]
    readonly until: number
  }[]
  readonly caches: readonly { readonly name: string; readonly entries: number; readonly entriesMax: number }[]
  readonly partitionsUntil: number
  readonly switchesVersion: number | null
  readonly findings: readonly Finding[]
  readonly at: number
}
