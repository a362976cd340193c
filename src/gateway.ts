import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { createMeld } from './aggregators/meld/meld.ts'
import type { Clock } from './domain/clock.ts'
import { knownProviders } from './domain/known-providers.ts'
import { linkSecretBytes } from './domain/link.ts'
import type { Retention } from './domain/retention.ts'
import type { TenantDirectory } from './domain/tenant.ts'
import { createApp } from './http/app.ts'
import { type HealthListener, startHealthListener } from './http/health-listener.ts'
import { createVerifier } from './identity/verifier.ts'
import { createWorkLog, type Log } from './observe/log.ts'
import { createMetrics } from './observe/metrics.ts'
import { createCaches } from './operations/caches.ts'
import type { Deps } from './operations/deps.ts'
import { createFindings } from './operations/doctor/findings.ts'
import { canServe } from './operations/health.ts'
import { startLiveness } from './operations/process-liveness.ts'
import { readStoredFigures } from './operations/stored-figures.ts'
import { createOutbound, type OutboundProxy } from './outbound/request.ts'
import type { ConnectionTarget } from './postgres/connection.ts'
import { closeDatabase, openDatabase } from './postgres/database.ts'
import { prepareSchema } from './postgres/schema.ts'
import { type OnUnavailable, whenReachable } from './postgres/when-reachable.ts'
import { ensureSecret } from './store/secrets.ts'
import { jobs } from './worker/jobs.ts'
import { startWorker, type Worker } from './worker/worker.ts'

/** Everything a gateway is made from. */
export interface GatewaySettings {
  readonly publicUrl: string
  readonly database: ConnectionTarget
  readonly preparedStatements: boolean
  /** After `close` it serves for so long, while it says not-ready: a load balancer notices before nobody listens. */
  readonly drainDelayMs: number
  /** How long a start waits for the database. */
  readonly databaseWaitMs: number
  readonly tenants: TenantDirectory
  readonly trustedProxies: readonly string[]
  /** A connection may be idle for so long before it is closed. */
  readonly keepAliveSeconds: number
  /** Between us and other hosts; undefined: none. */
  readonly proxy?: OutboundProxy | undefined
  readonly retention: Retention
  readonly clock: Clock
  readonly log: Log
  /** Lines of it that were lost since the start. */
  readonly logLinesLost: () => number
  /** Where health checks have a listener of their own, beside those on the port of everything else; undefined: nowhere. */
  readonly healthPort?: number | undefined
  /** Takes part in the background work, once it listens. */
  readonly worker: boolean
  /** Mounts further routes, such as those of `rampway dev`. */
  readonly mount?: (app: FastifyInstance, deps: Deps) => void
}

/** A gateway that has its schema and its secrets and can be let onto the network. */
export interface Gateway {
  readonly app: FastifyInstance
  readonly deps: Deps
  /** Listens; rejects with the system's error, such as EADDRINUSE. */
  readonly listen: (host: string, port: number) => Promise<void>
  /**
   * Says not-ready, serves on for the delay, then takes no new connection, lets requests under way end, then closes
   * everything.
   */
  readonly close: () => Promise<void>
}

/** Connections that the kernel may hold for us until we take them: callers who all come at once are not turned away. */
const pendingConnectionsMax = 8_192

/**
 * The composition root: builds everything once, migrates the schema, and wires nothing anywhere else. Throws
 * `DatabaseUnusable` when the database is not fit, or unavailable for too long.
 */
export async function createGateway(settings: GatewaySettings): Promise<Gateway> {
  const { clock, log, tenants, publicUrl, retention, healthPort } = settings
  const metrics = createMetrics()
  metrics.providersListed(knownProviders)
  const outbound = createOutbound({
    proxy: settings.proxy,
    observe: (call, result, tookMs) => {
      const outcome = result.kind === 'answered' ? String(result.status) : result.kind
      metrics.outboundFinished({ call: call.name, result: outcome, provider: call.provider ?? null }, tookMs / 1000)
    },
  })
  const database = openDatabase({
    target: settings.database,
    preparedStatements: settings.preparedStatements,
    onError: (error) => log.error({ err: error }, 'database error'),
    onUnavailable: (reason) => metrics.databaseFailed({ reason }),
  })
  const release = async (): Promise<void> => {
    await outbound.close()
    await closeDatabase(database)
  }
  try {
    const logUnavailable: OnUnavailable = (why, leftMs) => {
      log.warn({ why, gives_up_in_s: Math.ceil(leftMs / 1000) }, 'waiting for the database')
    }
    const linkSecret = await whenReachable(database, settings.databaseWaitMs, logUnavailable, async () => {
      const applied = await prepareSchema(database)
      if (applied.length > 0) log.info({ applied }, 'schema migrated')
      return await ensureSecret(database, 'link', randomBytes(linkSecretBytes))
    })
    const liveness = await startLiveness({ database, log, metrics })
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
    let worker: Worker | undefined
    let healthListener: HealthListener | undefined
    const onWebhook: Deps['onWebhook'] = (tenant) => worker?.wake('incoming_webhooks', tenant)
    const deps: Deps = {
      database,
      liveness,
      aggregator,
      verifier,
      tenants,
      caches: createCaches(),
      retention,
      clock,
      startedAt: clock(),
      publicUrl,
      linkSecret,
      log: createWorkLog(log, {}),
      metrics,
      findings: createFindings(),
      onWebhook,
    }
    metrics.logLinesLost(settings.logLinesLost)
    metrics.watchStored(() => readStoredFigures(deps))
    let draining = false
    let listening = false
    const mount = settings.mount
    const app = createApp(deps, {
      trustedProxies: settings.trustedProxies,
      keepAliveSeconds: settings.keepAliveSeconds,
      isDraining: () => draining,
      ...(mount === undefined ? {} : { mount: (host: FastifyInstance) => mount(host, deps) }),
    })
    return {
      app,
      deps,
      listen: async (host, port) => {
        if (healthPort !== undefined) {
          const check = async () => {
            const serves = listening && (await canServe(deps))
            return { serves, isReady: serves && !draining }
          }
          healthListener = await startHealthListener({ host, port: healthPort, publicUrl, check })
        }
        await app.listen({ host, port, backlog: pendingConnectionsMax })
        listening = true
        await healthListener?.refresh()
        if (settings.worker) worker = startWorker(deps, jobs)
      },
      close: async () => {
        draining = true
        await healthListener?.refresh()
        if (listening && settings.drainDelayMs > 0) await setTimeout(settings.drainDelayMs)
        await app.close()
        await worker?.close()
        await healthListener?.close()
        verifier.close()
        await liveness.end()
        await release()
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}
