import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { type CompositionSettings, compose } from './composition.ts'
import { type BackgroundSettings, createBackgroundDoctor } from './doctor/background.ts'
import { createApp } from './http/app.ts'
import type { PaceLimits } from './http/credential-pace.ts'
import { type HealthListener, startHealthListener } from './http/health-listener.ts'
import type { StreamLimits } from './http/open-streams.ts'
import { createOperatorApp } from './http/operator-app.ts'
import type { Deps } from './operations/deps.ts'
import { eventsJobName } from './operations/events/publish.ts'
import { canServe } from './operations/health.ts'
import { startLiveness } from './operations/process-liveness.ts'
import { readStoredFigures, tellOwnState } from './operations/stored-figures.ts'
import { webhooksJobName } from './operations/webhooks-in/handle.ts'
import { createOutbound } from './outbound/request.ts'
import { prepareSchema } from './postgres/schema.ts'
import { jobs } from './worker/jobs.ts'
import { startWorker, type Worker } from './worker/worker.ts'

/** Everything a gateway is made from. */
export interface GatewaySettings extends CompositionSettings {
  /** After `close` it serves for so long, while it says not-ready: a load balancer notices before nobody listens. */
  readonly drainDelayMs: number
  readonly trustedProxies: readonly string[]
  /** A connection may be idle for so long before it is closed. */
  readonly keepAliveSeconds: number
  /** Lines of the log that were lost since the start. */
  readonly logLinesLost: () => number
  /** Where health checks have a listener of their own, beside those on the port of everything else; undefined: nowhere. */
  readonly healthPort?: number | undefined
  /** The listener for operators. */
  readonly operator: {
    readonly host: string
    /** Where operators reach it, when that is not its own address. */
    readonly publicUrl?: string | undefined
    /** The console's files; undefined: it is not served. */
    readonly consoleFolder?: URL | undefined
  }
  /** The portal's files; undefined: it is not served. */
  readonly portalFolder?: URL | undefined
  /** Bounds on wrong credentials of operators and partners other than the usual ones, for tests. */
  readonly paceLimits?: PaceLimits | undefined
  /** Bounds of streams other than the usual ones, for tests. */
  readonly streamLimits?: StreamLimits | undefined
  /** Takes part in the background work, once it listens. */
  readonly worker: boolean
  /** What the background doctor examines, where the worker works; undefined: there is none. */
  readonly doctor?: Omit<BackgroundSettings, 'send' | 'proxy'> | undefined
  /** Mounts further routes, such as those of `rampway dev`. */
  readonly mount?: (app: FastifyInstance, deps: Deps) => void
}

/** A gateway that has its schema and its secrets and can be let onto the network. */
export interface Gateway {
  readonly app: FastifyInstance
  readonly operatorApp: FastifyInstance
  readonly deps: Deps
  /** Listens for operators; gives the port, for 0 a free one. Rejects with the system's error; then it can be tried again. */
  readonly listenForOperators: (port: number) => Promise<number>
  /** Listens for everybody else; rejects with the system's error. */
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
 * Makes a gateway: all that operations depend on, with a schema that is migrated, and who listens and works beside. Throws
 * `DatabaseUnusable` when the database is not fit, or unavailable for too long.
 */
export async function createGateway(settings: GatewaySettings): Promise<Gateway> {
  const { log, publicUrl, healthPort } = settings
  let worker: Worker | undefined
  let healthListener: HealthListener | undefined
  let endDoctor = (): void => {}
  const { deps, close } = await compose(settings, {
    prepareSchema: async (database) => {
      const applied = await prepareSchema(database)
      if (applied.length > 0) log.info({ applied }, 'schema migrated')
    },
    startLiveness,
    onWebhook: (tenant) => worker?.wake(webhooksJobName, tenant),
    wakePublishing: (tenant) => {
      worker?.wake(eventsJobName, tenant)
      return worker !== undefined
    },
  })
  try {
    const { metrics } = deps
    metrics.logLinesLost(settings.logLinesLost)
    metrics.watchStored(() => readStoredFigures(deps))
    const lookingOut = createOutbound({ proxy: settings.proxy })
    const doctor =
      settings.doctor &&
      createBackgroundDoctor(deps, { ...settings.doctor, send: lookingOut.send, proxy: settings.proxy })
    metrics.watchOwn(() => tellOwnState(deps))
    let draining = false
    let listening = false
    const mount = settings.mount
    const listener = {
      trustedProxies: settings.trustedProxies,
      keepAliveSeconds: settings.keepAliveSeconds,
      isDraining: () => draining,
    }
    const operatorApp = createOperatorApp(deps, {
      ...listener,
      host: settings.operator.host,
      operatorUrl: settings.operator.publicUrl,
      consoleFolder: settings.operator.consoleFolder,
      paceLimits: settings.paceLimits,
    })
    const app = createApp(deps, {
      ...listener,
      portalFolder: settings.portalFolder,
      paceLimits: settings.paceLimits,
      streamLimits: settings.streamLimits,
      ...(mount === undefined ? {} : { mount: (host: FastifyInstance) => mount(host, deps) }),
    })
    return {
      app,
      operatorApp,
      deps,
      listenForOperators: async (port) => {
        await operatorApp.listen({ host: settings.operator.host, port })
        const address = operatorApp.server.address()
        return typeof address === 'object' && address !== null ? address.port : port
      },
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
        if (!settings.worker) return
        worker = startWorker(deps, doctor === undefined ? jobs : [...jobs, doctor.job])
        if (doctor !== undefined) endDoctor = doctor.start()
      },
      close: async () => {
        draining = true
        await healthListener?.refresh()
        if (listening && settings.drainDelayMs > 0) await setTimeout(settings.drainDelayMs)
        await app.close()
        await operatorApp.close()
        endDoctor()
        await worker?.close()
        await lookingOut.close()
        await healthListener?.close()
        await close()
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}
