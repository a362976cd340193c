import { createSecretKey, randomBytes } from 'node:crypto'
import { createMeld } from './aggregators/meld/meld.ts'
import type { Clock } from './domain/clock.ts'
import { knownProviders } from './domain/known-providers.ts'
import { linkSecretBytes } from './domain/link.ts'
import type { Retention } from './domain/retention.ts'
import type { TenantDirectory, TenantId } from './domain/tenant.ts'
import { signingKeyOf, signingSeedBytes } from './domain/webhook-signature.ts'
import { judgeTarget, type TargetPolicy } from './domain/webhook-target.ts'
import { createVerifier } from './identity/verifier.ts'
import type { WorkLog } from './observe/log.ts'
import { createMetrics } from './observe/metrics.ts'
import { startActivity } from './operations/activity.ts'
import { createCaches } from './operations/caches.ts'
import type { Deps } from './operations/deps.ts'
import { createFindings } from './operations/doctor/findings.ts'
import { askForPublishing } from './operations/events/publish.ts'
import type { LivenessDeps, ProcessLiveness } from './operations/process-liveness.ts'
import { startSwitches } from './operations/switches-in-force.ts'
import type { OutboundProxy } from './outbound/proxy.ts'
import { createReceiverCalls } from './outbound/receiver.ts'
import { createOutbound } from './outbound/request.ts'
import type { ConnectionTarget } from './postgres/connection.ts'
import { closeDatabase, type Database, openDatabase } from './postgres/database.ts'
import { type OnUnavailable, whenReachable } from './postgres/when-reachable.ts'
import { ensureSecret } from './store/secrets.ts'

/** What the dependencies of all operations are made from. */
export interface CompositionSettings {
  readonly publicUrl: string
  readonly database: ConnectionTarget
  readonly preparedStatements: boolean
  /** How long a start waits for the database. */
  readonly databaseWaitMs: number
  readonly tenants: TenantDirectory
  /** Between us and other hosts; undefined: none. */
  readonly proxy?: OutboundProxy | undefined
  readonly retention: Retention
  /** What partners' webhooks may reach. */
  readonly webhooks: TargetPolicy
  readonly clock: Clock
  readonly log: WorkLog
}

/** In what a gateway and a command differ. */
export interface CompositionParts {
  /** Sees to it that the schema is this program's, as soon as the database can be reached. */
  readonly prepareSchema: (database: Database) => Promise<void>
  readonly startLiveness: (deps: LivenessDeps) => Promise<ProcessLiveness>
  readonly onWebhook: Deps['onWebhook']
  /** Wakes the publishing of a tenant's events where this process has a worker; false where it has none. */
  readonly wakePublishing: (tenant: TenantId) => boolean
}

/** The dependencies of all operations, and how to let go of them. */
export interface Composition {
  readonly deps: Deps
  readonly close: () => Promise<void>
}

/**
 * The composition root of a gateway and of commands: builds everything that operations depend on, once. Throws
 * `DatabaseUnusable` when the database is not fit, or unavailable for too long.
 */
export async function compose(settings: CompositionSettings, parts: CompositionParts): Promise<Composition> {
  const { clock, log } = settings
  const startedAt = clock()
  const metrics = createMetrics()
  metrics.providersListed(knownProviders)
  const outbound = createOutbound({
    proxy: settings.proxy,
    observe: (call, result, tookMs) => {
      const outcome = result.kind === 'answered' ? String(result.status) : result.kind
      metrics.outboundFinished({ call: call.name, result: outcome, provider: call.provider ?? null }, tookMs / 1000)
    },
  })
  const receivers = createReceiverCalls({ policy: settings.webhooks, proxy: settings.proxy })
  const onEvents = (tenant: TenantId): void => {
    if (parts.wakePublishing(tenant)) return
    // Lost where it fails: then the next sweep finds them.
    askForPublishing(database, tenant, clock()).catch(() => {})
  }
  const database = openDatabase({
    target: settings.database,
    preparedStatements: settings.preparedStatements,
    onError: (error) => log.error({ err: error }, 'database error'),
    onUnavailable: (reason) => metrics.databaseFailed({ reason }),
    onEvents,
  })
  const release = async (): Promise<void> => {
    receivers.close()
    await outbound.close()
    await closeDatabase(database)
  }
  try {
    const logUnavailable: OnUnavailable = (why, leftMs) => {
      log.warn({ why, gives_up_in_s: Math.ceil(leftMs / 1000) }, 'waiting for the database')
    }
    const { linkSecret, signingSeed } = await whenReachable(
      database,
      settings.databaseWaitMs,
      logUnavailable,
      async () => {
        await parts.prepareSchema(database)
        return {
          linkSecret: createSecretKey(await ensureSecret(database, 'link', randomBytes(linkSecretBytes))),
          signingSeed: await ensureSecret(database, 'webhook signing', randomBytes(signingSeedBytes)),
        }
      },
    )
    const switches = await startSwitches({ database, clock, log })
    const liveness = await parts.startLiveness({ database, log, metrics, startedAt })
    const verifier = createVerifier({
      send: outbound.send,
      now: clock,
      observe: (event) => {
        // Refused tokens are counted where the request is refused.
        if (event.kind !== 'keys_fetched') return
        metrics.identityKeysFetched({ event: event.outcome })
        if (event.outcome === 'failed') log.warn({ ...event }, "could not fetch an identity provider's keys")
      },
    })
    const aggregator = createMeld({
      send: outbound.send,
      now: clock,
      log: (event, about) => log[event.event === 'offer_dropped' ? 'debug' : 'warn']({ ...about, ...event }, 'meld'),
    })
    const activity = startActivity({ database, log, metrics })
    const deps: Deps = {
      database,
      liveness,
      aggregator,
      verifier,
      tenants: settings.tenants,
      caches: createCaches(),
      switches,
      retention: settings.retention,
      clock,
      startedAt,
      publicUrl: settings.publicUrl,
      linkSecret,
      log: log.about({}),
      metrics,
      webhookTargets: { policy: settings.webhooks, judge: (url) => judgeTarget(url, settings.webhooks) },
      callReceiver: receivers.call,
      signingKey: signingKeyOf(signingSeed),
      activity,
      findings: createFindings(),
      onWebhook: parts.onWebhook,
      onEvents,
    }
    return {
      deps,
      close: async () => {
        verifier.close()
        await activity.close()
        await switches.end()
        await liveness.end()
        await release()
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}
