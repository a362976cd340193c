import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { problemBody } from '../contract/problem.ts'
import { systemClock } from '../domain/clock.ts'
import { errorCatalogue, GatewayError } from '../domain/errors.ts'
import { traceIdOf } from '../observe/trace.ts'
import { commonHeaders } from './common-headers.ts'
import {
  createHealthState,
  type Health,
  type HealthAnswer,
  type HealthThreadStart,
  writeHealth,
} from './health-state.ts'

/** Where to listen, and how to check the gateway. */
export interface HealthListenerOptions {
  readonly host: string
  readonly port: number
  readonly publicUrl: string
  /** Never rejects. */
  readonly check: () => Promise<Health>
}

/** A listener for health checks alone. */
export interface HealthListener {
  readonly port: number
  /** Checks now, and publishes the result. */
  readonly refresh: () => Promise<void>
  readonly close: () => Promise<void>
}

/** How often the result is refreshed. */
const checkMs = 500

/**
 * Listens on a port of its own, in a thread of its own, for `GET /healthz` and `/readyz`: it answers in milliseconds
 * however busy the gateway is, and says 503 once the gateway has been stuck for ten seconds. Rejects with a message for
 * the operator when the port is not available.
 */
export async function startHealthListener(options: HealthListenerOptions): Promise<HealthListener> {
  const state = createHealthState()
  const refresh = async (): Promise<void> => writeHealth(state, await options.check(), systemClock())
  await refresh()
  const thread = new Worker(new URL(import.meta.url.replace(/health-listener(\.\w+)$/, 'health-thread$1')))
  const { host, port, publicUrl } = options
  thread.postMessage({ host, port, state, answers: makeAnswers(publicUrl) } satisfies HealthThreadStart)
  const [started]: { readonly error?: string; readonly address?: { readonly port: number } }[] = await once(
    thread,
    'message',
  )
  if (started?.error !== undefined) {
    await thread.terminate()
    throw new Error(`Health checks have no listener: ${started.error}. Set HEALTH_PORT to another port.`)
  }
  let isChecking = false
  const timer = setInterval(() => {
    if (isChecking) return
    isChecking = true
    void refresh().finally(() => {
      isChecking = false
    })
  }, checkMs)
  return {
    port: started?.address?.port ?? port,
    refresh,
    close: async () => {
      clearInterval(timer)
      await thread.terminate()
    },
  }
}

function makeAnswers(publicUrl: string): HealthThreadStart['answers'] {
  const headers = { ...commonHeaders(publicUrl), 'content-type': 'application/json; charset=utf-8' }
  const ok = (status: string): HealthAnswer => ({ status: 200, headers, body: JSON.stringify({ status }) })
  const problem = (error: GatewayError): HealthAnswer => {
    const { status } = errorCatalogue[error.error]
    const body = problemBody(error, { publicUrl, instance: '/', traceId: traceIdOf(undefined) })
    return { status, headers: { ...headers, 'retry-after': '2' }, body: JSON.stringify(body) }
  }
  return {
    serves: ok('ok'),
    ready: ok('ready'),
    down: problem(new GatewayError('overloaded', { detail: 'The gateway cannot serve now; its log says why.' })),
    stale: problem(new GatewayError('overloaded', { detail: 'The gateway has been stuck for ten seconds.' })),
    unknown: problem(new GatewayError('route_not_found')),
  }
}
