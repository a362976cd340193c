import type { Aggregator, UpstreamAccount } from '../aggregators/aggregator.ts'
import type { Clock } from '../domain/clock.ts'
import type { Retention } from '../domain/retention.ts'
import type { Session } from '../domain/session.ts'
import type { Tenant, TenantDirectory, TenantId } from '../domain/tenant.ts'
import type { Verifier } from '../identity/verifier.ts'
import type { LogSubject, WorkLog } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Database } from '../postgres/database.ts'
import type { Caches } from './caches.ts'
import type { ProcessLiveness } from './process-liveness.ts'

/** What operations work with; made once, by `gateway.ts`. */
export interface Deps {
  readonly database: Database
  /** That this process is alive, on which its claims depend. */
  readonly liveness: ProcessLiveness
  readonly aggregator: Aggregator
  readonly verifier: Verifier
  readonly tenants: TenantDirectory
  readonly caches: Caches
  /** How long things are kept. */
  readonly retention: Retention
  readonly clock: Clock
  /** When this process started, by that clock. */
  readonly startedAt: number
  /** Where the outside world reaches this gateway: scheme and host, perhaps a path, no trailing slash. */
  readonly publicUrl: string
  /** Keys the tokens of hosted links and the traces of their openers. */
  readonly linkSecret: Buffer
  /** Of the work that these are handed to, so that its lines tell whose it is; see `about`. */
  readonly log: WorkLog
  readonly metrics: Metrics
  /** Told when a webhook awaits handling, so that this tenant's inbox is handled soon. Never throws. */
  readonly onWebhook: (tenant: TenantId) => void
}

/** The same, for a part of the work that is about something of its own. */
export function about(deps: Deps, facts: LogSubject): Deps {
  return { ...deps, log: deps.log.about(facts) }
}

/** The tenant's account at Meld, for calls that this work makes: what the adapter tells of them tells whose they are. */
export function accountOf(deps: Deps, tenant: Tenant, facts: LogSubject = {}): UpstreamAccount {
  return { ...tenant.meld, about: { tenant: tenant.id, ...deps.log.subject, ...facts } }
}

/** What a log line can tell of a session. */
export function subjectOf({ tenant, id, user, widget }: Session): LogSubject {
  return { tenant, session: id, user, ...(widget !== null && { provider: widget.serviceProvider }) }
}
