import { createServer, type IncomingMessage } from 'node:http'
import fastify, { type FastifyInstance, type FastifyRequest, type FastifyServerFactory } from 'fastify'
import { readTimestampFormat, toIsoTimestamps } from '../contract/timestamps.ts'
import { GatewayError } from '../domain/errors.ts'
import { traceIdOf } from '../observe/trace.ts'
import type { Deps } from '../operations/deps.ts'
import { oldestStoreWaitMs } from '../operations/health.ts'
import { requireDeclaredAccess } from './access.ts'
import { createAdmission, type ShedReason } from './admission.ts'
import { guardRoutes } from './authenticate.ts'
import { acceptJsonBodies, bodyBytesMax } from './body.ts'
import { createTrust } from './client-address.ts'
import { commonHeaders } from './common-headers.ts'
import { allowTenantOrigins } from './cors.ts'
import { refuseEmptyParams } from './empty-params.ts'
import { refuseOtherMethods } from './methods.ts'
import { answerBrokenRequest, answerWithProblems, asGatewayError, sendProblem } from './problems.ts'
import { assetRoutes } from './routes/assets.ts'
import { explanationRoutes } from './routes/explanations.ts'
import { healthRoutes } from './routes/health.ts'
import { linkRoutes } from './routes/links.ts'
import { noticeRoutes } from './routes/notices.ts'
import { quoteRoutes } from './routes/quotes.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { supportedValuesRoutes } from './routes/supported-values.ts'
import { transactionRoutes } from './routes/transactions.ts'

/** Settings of the HTTP edge. */
export interface HttpOptions {
  /** Addresses or CIDR ranges whose `X-Forwarded-*` headers are believed; empty believes nobody's. */
  readonly trustedProxies: readonly string[]
  /** True from the first signal to stop. */
  readonly isDraining: () => boolean
  /** Mounts further routes, such as those of `rampway dev`. */
  readonly mount?: (app: FastifyInstance) => void
}

/** A client has this long to send a whole request. */
const requestTimeoutMs = 15_000
/** All headers of a request together: the longest token that is read, and as much again for cookies and proxies. */
const headerBytesMax = 32_768
/** Longer than common proxies keep theirs, so that they and not we close an idle connection. */
const keepAliveTimeoutMs = 75_000

/** A link to which a messenger added something still gets its page; nothing that is served has so long a name. */
const paramLengthMax = 1_024

/** Builds the HTTP application: the same function in production and in tests. Throws when a route declares no access. */
export function createApp(deps: Deps, options: HttpOptions): FastifyInstance {
  const problems = { publicUrl: deps.publicUrl, log: deps.log }
  const admit = admitBeforeAnythingElse(deps)
  const app = fastify({
    logger: false,
    bodyLimit: bodyBytesMax,
    routerOptions: { maxParamLength: paramLengthMax },
    serverFactory: admit.serverFactory,
    trustProxy: options.trustedProxies.length === 0 ? false : createTrust(options.trustedProxies),
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: (error, socket) => answerBrokenRequest(error, socket, problems),
    // No hook has run for these, so what hooks add is added here.
    frameworkErrors: (error, request, reply) => {
      beginWork(request, deps)
      reply.headers({ ...commonHeaders(deps.publicUrl), 'x-trace-id': request.traceId })
      void sendProblem(asGatewayError(error), request, reply, problems)
    },
  })
  requireDeclaredAccess(app)
  const refuseTheRest = refuseOtherMethods(app)
  acceptJsonBodies(app)
  answerWithProblems(app, problems)
  observeRequests(app, deps)
  refuseEmptyParams(app)
  hangUpWhenDraining(app, options.isDraining)
  setCommonHeaders(app, deps)
  allowTenantOrigins(app, deps.tenants)
  admit.refuseShed(app)
  guardRoutes(app, deps)
  app.addHook('preSerialization', (request, _reply, payload, done) => {
    const format = readTimestampFormat(request.headers['x-timestamp-format'])
    done(null, format === 'iso8601' ? toIsoTimestamps(payload) : payload)
  })
  sessionRoutes(app, deps)
  quoteRoutes(app, deps)
  transactionRoutes(app, deps)
  supportedValuesRoutes(app, deps)
  assetRoutes(app)
  linkRoutes(app, deps)
  noticeRoutes(app, deps)
  explanationRoutes(app)
  healthRoutes(app, deps, options.isDraining)
  options.mount?.(app)
  app.after(refuseTheRest)
  return app
}

/**
 * Decides before the framework sees a request whether it is handled now, soon or not at all. One that is shed goes
 * through the same headers, log and metrics as any other, and no further.
 */
function admitBeforeAnythingElse(deps: Deps) {
  const shed = new WeakMap<IncomingMessage, ShedReason>()
  const serverFactory: FastifyServerFactory = (handler) => {
    const server = createServer({
      maxHeaderSize: headerBytesMax,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
    })
    const admission = createAdmission(server, {
      storeWaitMs: () => oldestStoreWaitMs(deps),
      admit: handler,
      shed: (request, response, reason) => {
        deps.metrics.requestShed(reason)
        shed.set(request, reason)
        // So many callers are there that each is to come back later, in its turn among those who are not connected.
        if (reason === 'full') response.setHeader('connection', 'close')
        handler(request, response)
      },
    })
    deps.metrics.watchRequestsWaiting(admission.waiting)
    return server.on('request', admission.take)
  }
  return {
    serverFactory,
    refuseShed: (app: FastifyInstance): void => {
      app.addHook('onRequest', (request, _reply, done) => {
        done(shed.has(request.raw) ? new GatewayError('overloaded') : undefined)
      })
    },
  }
}

function beginWork(request: FastifyRequest, { log }: Deps): void {
  request.traceId = traceIdOf(request.headers.traceparent)
  request.work = log.about({ trace_id: request.traceId })
}

function observeRequests(app: FastifyInstance, deps: Deps): void {
  app.decorateRequest('traceId', '')
  app.decorateRequest('work')
  app.addHook('onRequest', (request, reply, done) => {
    beginWork(request, deps)
    reply.header('x-trace-id', request.traceId)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    // The route's pattern, never the path: paths hold link tokens.
    const route = request.routeOptions.url ?? 'unknown'
    const { statusCode, elapsedTime } = reply
    deps.metrics.httpAnswered(route, request.method, statusCode, elapsedTime / 1000)
    request.work.info(
      {
        method: request.method,
        route,
        status: statusCode,
        ms: Math.round(elapsedTime * 10) / 10,
      },
      'answered',
    )
    done()
  })
}

/** A kept-alive connection would otherwise hold the shutdown up until the client lets go of it. */
function hangUpWhenDraining(app: FastifyInstance, isDraining: () => boolean): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isDraining()) reply.header('connection', 'close')
    done(null, payload)
  })
}

/** Pages bring stricter ones of their own. */
function setCommonHeaders(app: FastifyInstance, deps: Deps): void {
  const headers = commonHeaders(deps.publicUrl)
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    done()
  })
}
