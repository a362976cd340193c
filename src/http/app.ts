import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
} from 'fastify'
import { basePathOf } from '../contract/base-path.ts'
import { GatewayError } from '../domain/errors.ts'
import { traceIdOf } from '../observe/trace.ts'
import type { Deps } from '../operations/deps.ts'
import { oldestStoreWaitMs } from '../operations/health.ts'
import { requireDeclaredAccess } from './access.ts'
import { createAdmission } from './admission.ts'
import { guardRoutes } from './authenticate.ts'
import { acceptJsonBodies, bodyBytesMax } from './body.ts'
import { createBrokenRequests } from './broken-requests.ts'
import { createTrust } from './client-address.ts'
import { commonHeaders } from './common-headers.ts'
import { watchConnections } from './connections.ts'
import { answerCors } from './cors.ts'
import { answerWithProblems, asGatewayError, sendProblem } from './problems.ts'
import { renderBody } from './render-body.ts'
import { assetRoutes } from './routes/assets.ts'
import { explanationRoutes } from './routes/explanations.ts'
import { healthRoutes } from './routes/health.ts'
import { webhookRoutes } from './routes/incoming-webhooks.ts'
import { answerMangledLink, linkRoutes } from './routes/links.ts'
import { openApiRoutes } from './routes/openapi.ts'
import { quoteRoutes } from './routes/quotes.ts'
import { referenceRoutes } from './routes/reference.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { supportedValuesRoutes } from './routes/supported-values.ts'
import { transactionRoutes } from './routes/transactions.ts'
import { type ServedPaths, watchServedPaths } from './served-paths.ts'
import { refuseUnknownRoutes } from './unknown-routes.ts'

/** Settings of the HTTP edge. */
export interface HttpOptions {
  /** Addresses or CIDR ranges whose `X-Forwarded-*` headers are believed; empty believes nobody's. */
  readonly trustedProxies: readonly string[]
  /** A connection may be idle for so long before it is closed. */
  readonly keepAliveSeconds: number
  /** True from the first signal to stop. */
  readonly isDraining: () => boolean
  /** Mounts further routes, such as those of `rampway dev`. */
  readonly mount?: (app: FastifyInstance) => void
}

/** How long a client may take to send a whole request, headers and body. */
const requestTimeoutMs = 15_000
/** All headers of a request together: the longest token that is read, and as much again for cookies and proxies. */
const headerBytesMax = 32_768
/** How often connections are checked for requests that take longer; each check costs little. */
const requestTimeoutCheckMs = 1_000

/** Long enough for a link to which a messenger added something to get its page; no route has a parameter this long. */
const paramLengthMax = 1_024

/** Builds the HTTP application: the same function in production and in tests. Throws when a route declares no access. */
export function createApp(deps: Deps, options: HttpOptions): FastifyInstance {
  const { publicUrl, log, tenants } = deps
  const problems = { publicUrl, log }
  const broken = createBrokenRequests({ ...problems, tenants, served: () => served })
  const admit = admitBeforeAnythingElse(deps, options, broken.refuseTunnel)
  const app = fastify({
    logger: false,
    bodyLimit: bodyBytesMax,
    rewriteUrl: ({ url }) => originForm(url ?? '/'),
    routerOptions: { maxParamLength: paramLengthMax },
    serverFactory: admit.serverFactory,
    trustProxy: options.trustedProxies.length === 0 ? false : createTrust(options.trustedProxies),
    return503OnClosing: false,
    clientErrorHandler: broken.answer,
    // No hook has run for these.
    frameworkErrors: (error, request, reply) => {
      if (begin(request, reply) || answerMangledLink(deps, request, reply)) return
      void sendProblem(asGatewayError(error), request, reply, problems)
    },
  })
  app.addHook('preClose', admit.endUnusedConnections)
  requireDeclaredAccess(app)
  const served = watchServedPaths(app)
  acceptJsonBodies(app)
  answerWithProblems(app, problems)
  const begin = beginAnswers(deps, served)
  app.decorateRequest('traceId', '')
  app.decorateRequest('work')
  broken.watch(app)
  app.addHook('onRequest', (request, reply, done) => {
    if (!begin(request, reply)) done()
  })
  observeRequests(app, deps, served)
  hangUpWhenDraining(app, options.isDraining)
  admit.refuseEarly(app)
  const basePath = basePathOf(publicUrl)
  app.addHook('preSerialization', (request, _reply, payload, done) =>
    done(null, renderBody(request, basePath, payload)),
  )
  sessionRoutes(app, deps)
  quoteRoutes(app, deps)
  transactionRoutes(app, deps)
  supportedValuesRoutes(app, deps)
  assetRoutes(app)
  linkRoutes(app, deps)
  webhookRoutes(app, deps)
  explanationRoutes(app, deps)
  openApiRoutes(app, publicUrl)
  referenceRoutes(app, served)
  healthRoutes(app, deps, options.isDraining)
  options.mount?.(app)
  // Last, so that the hooks of mounted routes run before these.
  refuseUnknownRoutes(app, served, basePath)
  guardRoutes(app, deps)
  return app
}

/**
 * What every answer has, whatever becomes of its request: a trace id, the common headers, and those that let a page of
 * another origin read it. Pages bring stricter ones of their own. True when the answer is complete with that.
 */
function beginAnswers(
  { publicUrl, tenants, log }: Deps,
  served: ServedPaths,
): (request: FastifyRequest, reply: FastifyReply) => boolean {
  const headers = commonHeaders(publicUrl)
  return (request, reply) => {
    request.traceId = traceIdOf(request.headers.traceparent)
    request.work = log.about({ trace_id: request.traceId })
    reply.headers(headers).header('x-trace-id', request.traceId)
    return answerCors(request, reply, { tenants, served, publicUrl })
  }
}

/** The path and query of a request's target, which may be a whole address (RFC 9112 §3.2.2) or, of `OPTIONS`, `*`. */
function originForm(target: string): string {
  if (target.startsWith('/')) return target
  return target.replace(/^https?:\/\/[^/?]*/i, '').replace(/^(?!\/)/, '/')
}

/**
 * Decides, before the framework sees a request, whether it is handled now, soon or not at all. One that is refused here
 * gets the same headers, log line and metrics as any other, and nothing more.
 */
function admitBeforeAnythingElse(
  deps: Deps,
  { keepAliveSeconds }: HttpOptions,
  refuseTunnel: (request: IncomingMessage, socket: Duplex) => void,
) {
  const refused = new WeakMap<IncomingMessage, GatewayError>()
  let endUnused = (): void => {}
  const serverFactory: FastifyServerFactory = (handler) => {
    const server = createServer({
      maxHeaderSize: headerBytesMax,
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: requestTimeoutCheckMs,
      keepAliveTimeout: keepAliveSeconds * 1000,
      // Refused below, with an explanation.
      requireHostHeader: false,
    })
    const connections = watchConnections(server)
    endUnused = () => connections.endUnused(requestTimeoutMs)
    const admission = createAdmission(server, {
      storeWaitMs: () => oldestStoreWaitMs(deps),
      admit: handler,
      shed: (request, response, reason) => {
        deps.metrics.requestShed({ reason })
        refused.set(request, new GatewayError('overloaded'))
        // There are so many callers that each must reconnect, and take its turn among the others.
        if (reason === 'full') response.setHeader('connection', 'close')
        handler(request, response)
      },
    })
    deps.metrics.requestsWaiting(admission.waiting)
    server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
      refused.set(request, new GatewayError('unknown_expectation'))
      admission.take(request, response)
    })
    return server.on('connect', refuseTunnel).on('request', admission.take)
  }
  return {
    serverFactory,
    endUnusedConnections: async (): Promise<void> => endUnused(),
    refuseEarly: (app: FastifyInstance): void => {
      app.addHook('onRequest', ({ raw }, _reply, done) => done(refused.get(raw) ?? hostFault(raw)))
    },
  }
}

/** HTTP/1.1 has exactly one Host header (RFC 9112 §3.2): two could mean one thing to a proxy and another to us. */
function hostFault({ httpVersion, rawHeaders }: IncomingMessage): GatewayError | undefined {
  let hosts = 0
  // On the way of every request: names and values take turns, and few names have four letters.
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1
  }
  if (hosts === 1 || (hosts === 0 && httpVersion === '1.0')) return undefined
  const detail = hosts === 0 ? 'Send a Host header: HTTP/1.1 requires one.' : 'Send one Host header, not several.'
  return new GatewayError('malformed_body', { detail })
}

function observeRequests(app: FastifyInstance, deps: Deps, served: ServedPaths): void {
  app.addHook('onResponse', (request, reply, done) => {
    // The route's pattern, never the path: paths hold link tokens.
    const route = (request.is404 ? served.find(request.url)?.pattern : request.routeOptions.url) ?? 'unknown'
    const { statusCode, elapsedTime } = reply
    deps.metrics.httpAnswered({ route, method: request.method, status: statusCode }, elapsedTime / 1000)
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

/** A kept-alive connection would otherwise hold the shutdown up until the client closes it. */
function hangUpWhenDraining(app: FastifyInstance, isDraining: () => boolean): void {
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (isDraining()) reply.header('connection', 'close')
    done(null, payload)
  })
}
