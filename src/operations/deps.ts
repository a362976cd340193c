import type { KeyObject } from 'node:crypto'
import type { Aggregator, UpstreamAccount } from '../aggregators/aggregator.ts'
import type { Clock } from '../domain/clock.ts'
import type { CallReceiver } from '../domain/receiver-call.ts'
import type { Retention } from '../domain/retention.ts'
import type { Session } from '../domain/session.ts'
import type { Tenant, TenantDirectory, TenantId } from '../domain/tenant.ts'
import type { OnUpstreamCall } from '../domain/upstream-call.ts'
import type { SigningKey } from '../domain/webhook-signature.ts'
import type { WebhookTargets } from '../domain/webhook-target.ts'
import type { Verifier } from '../identity/verifier.ts'
import type { LogSubject, WorkLog } from '../observe/log.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Database } from '../postgres/database.ts'
import type { ActivityRecorder } from './activity.ts'
import type { Caches } from './caches.ts'
import type { Findings } from './doctor/findings.ts'
import type { ProcessLiveness } from './process-liveness.ts'
import type { SwitchesInForce } from './switches-in-force.ts'

/** The dependencies of all operations; made once, by `gateway.ts`. */
export interface Deps {
  readonly database: Database
  /** That this process is alive, on which its claims depend. */
  readonly liveness: ProcessLiveness
  readonly aggregator: Aggregator
  readonly verifier: Verifier
  readonly tenants: TenantDirectory
  readonly caches: Caches
  /** What operators have turned off. */
  readonly switches: SwitchesInForce
  /** How long things are kept. */
  readonly retention: Retention
  readonly clock: Clock
  /** When this process started, by that clock. */
  readonly startedAt: number
  /** Where the outside world reaches this gateway: scheme and host, perhaps a path, no trailing slash. */
  readonly publicUrl: string
  /** The key of the MACs in hosted links' tokens and of the hashes that recognize their openers. */
  readonly linkSecret: KeyObject
  /** Adds to each line whose work it is about; see `about`. */
  readonly log: WorkLog
  readonly metrics: Metrics
  /** Told of each call to Meld that is made for this work; undefined where nobody keeps them. */
  readonly onUpstreamCall?: OnUpstreamCall | undefined
  /** Which URLs partners may have webhooks sent to. */
  readonly webhookTargets: WebhookTargets
  /** Sends one webhook to a partner's server. */
  readonly callReceiver: CallReceiver
  /** What webhooks are signed with whose endpoints ask for Ed25519. */
  readonly signingKey: SigningKey
  /** Records what happens around sessions, in the background. */
  readonly activity: ActivityRecorder
  /** What the background doctor knows. */
  readonly findings: Findings
  /** Told when a webhook awaits handling, so that this tenant's inbox is handled soon. Never throws. */
  readonly onWebhook: (tenant: TenantId) => void
  /** Told when events of a tenant were recorded, so that they are published soon, by whichever process. Never throws. */
  readonly onEvents: (tenant: TenantId) => void
}

/**
 * The same dependencies for one piece of work: its log, and who is told of its calls to Meld. Every member is named, since
 * a spread that overrides one is completed in V8’s runtime, and each request comes by here.
 */
export function depsFor(deps: Deps, log: WorkLog, onUpstreamCall = deps.onUpstreamCall): Deps {
  return {
    database: deps.database,
    liveness: deps.liveness,
    aggregator: deps.aggregator,
    verifier: deps.verifier,
    tenants: deps.tenants,
    caches: deps.caches,
    switches: deps.switches,
    retention: deps.retention,
    clock: deps.clock,
    startedAt: deps.startedAt,
    publicUrl: deps.publicUrl,
    linkSecret: deps.linkSecret,
    log,
    metrics: deps.metrics,
    onUpstreamCall,
    webhookTargets: deps.webhookTargets,
    callReceiver: deps.callReceiver,
    signingKey: deps.signingKey,
    activity: deps.activity,
    findings: deps.findings,
    onWebhook: deps.onWebhook,
    onEvents: deps.onEvents,
  }
}

/** The same dependencies, with a log whose lines name this subject. */
export function about(deps: Deps, facts: LogSubject): Deps {
  return depsFor(deps, deps.log.about(facts))
}

/** The tenant's account at Meld, with the subject that the adapter's log lines name. */
export function accountOf(deps: Deps, tenant: Tenant, facts: LogSubject = {}): UpstreamAccount {
  const { baseUrl, apiKey, webhookSecrets } = tenant.meld
  const about = { tenant: tenant.id, ...deps.log.subject, ...facts }
  return { baseUrl, apiKey, webhookSecrets, about, onCall: deps.onUpstreamCall }
}

/** The subject of log lines about a session. */
export function subjectOf({ tenant, id, user, widget }: Session): LogSubject {
  const subject: LogSubject = { tenant, session: id, user }
  if (widget !== null) subject.provider = widget.serviceProvider
  return subject
}
