import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerFactory,
  type RawServerDefault,
} from 'fastify'
import type { Access } from '../contract/endpoint.ts'
import { GatewayError } from '../domain/errors.ts'
import { traceIdOf } from '../observe/trace.ts'
import type { Deps } from '../operations/deps.ts'
import { requireDeclaredAccess } from './access.ts'
import type { Admission, AdmissionOptions } from './admission.ts'
import { acceptJsonBodies, bodyBytesMax } from './body.ts'
import { createBrokenRequests } from './broken-requests.ts'
import { createTrust } from './client-address.ts'
import { type Connections, watchConnections } from './connections.ts'
import { answerWithProblems, asGatewayError, sendProblem } from './problems.ts'
import { renderBody } from './render-body.ts'
import { createResponseClass } from './response.ts'
import { type ServedPaths, watchServedPaths } from './served-paths.ts'
import { refuseUnknownRoutes, type UnknownRouteOptions } from './unknown-routes.ts'

/** What is set of every listener alike. */
export interface ListenerOptions {
  /** Addresses or CIDR ranges whose `X-Forwarded-*` headers are believed; empty believes nobody's. */
  readonly trustedProxies: readonly string[]
  /** A connection may be idle for so long before it is closed. */
  readonly keepAliveSeconds: number
  /** True from the first signal to stop. */
  readonly isDraining: () => boolean
}

/** In what one listener differs from another. */
export interface Door extends UnknownRouteOptions {
  /** Whom its routes may be for; any other keeps it from starting. */
  readonly accessKinds: ReadonlySet<Access>
  /** What every answer carries. */
  readonly headers: Readonly<Record<string, string>>
  /** The headers of an answer that is made outside the framework, for a page of this origin. */
  readonly strayHeaders: (origin: string | undefined) => Readonly<Record<string, string>>
  /** Adds to the headers of an answer before anything else is known; true when the answer is complete with that. */
  readonly begin: (request: FastifyRequest, reply: FastifyReply, served: ServedPaths) => boolean
  /** Decides which requests are handled now, soon or not at all; absent: all are, now. */
  readonly admission?: (server: Server, options: Pick<AdmissionOptions, 'admit' | 'shed'>) => Admission
}

/** An application without routes. */
export interface BaseApp {
  readonly app: FastifyInstance
  readonly served: ServedPaths
  /** To be called after the last route, so that the hooks of routes run before those of unknown paths. */
  readonly complete: () => void
}

/** How long a client may take to send a whole request, headers and body. */
const requestTimeoutMs = 15_000
/** All headers of a request together: the longest token that is read, and as much again for cookies and proxies. */
const headerBytesMax = 32_768
/** How often connections are checked for requests that take longer; each check costs little. */
const requestTimeoutCheckMs = 1_000

/** Long enough for a link to which a messenger added something to get its page; no route has a parameter this long. */
const paramLengthMax = 1_024

/**
 * Builds what every listener of ours has, whoever it is for: limits, refusals, trace ids, log lines and figures. Adding a
 * route for somebody else throws a TypeError.
 */
export function createBaseApp(deps: Deps, options: ListenerOptions, door: Door): BaseApp {
  const problems = { publicUrl: deps.publicUrl, basePath: door.basePath, log: deps.log }
  const stray = (origin: string | undefined) => ({ ...door.headers, ...door.strayHeaders(origin) })
  const broken = createBrokenRequests({ ...problems, strayHeaders: stray, served: () => served })
  const refused = new WeakMap<IncomingMessage, GatewayError>()
  const servers = makeServers(deps, options, door, { refused, refuseTunnel: broken.refuseTunnel })
  const app = fastify({
    logger: false,
    bodyLimit: bodyBytesMax,
    rewriteUrl: ({ url }) => originForm(url ?? '/'),
    routerOptions: { maxParamLength: paramLengthMax },
    serverFactory: servers.factory,
    trustProxy: options.trustedProxies.length === 0 ? false : createTrust(options.trustedProxies),
    return503OnClosing: false,
    clientErrorHandler: broken.answer,
    // No hook has run for these.
    frameworkErrors: (error, request, reply) => {
      reply.raw.once('finish', () => servers.endRequest(request.raw))
      if (begin(request, reply) || door.answerUnknown?.(request, reply) === true) return
      void sendProblem(asGatewayError(error), request, reply, problems)
    },
  })
  app.addHook('preClose', servers.endUnusedConnections)
  requireDeclaredAccess(app, door.accessKinds)
  const served = watchServedPaths(app)
  acceptJsonBodies(app)
  answerWithProblems(app, problems)
  const begin = (request: FastifyRequest, reply: FastifyReply): boolean => {
    request.route = request.routeOptions
    request.traceId = traceIdOf(request.headers.traceparent)
    request.work = deps.log.about({ trace_id: request.traceId })
    reply.headers(door.headers).header('x-trace-id', request.traceId)
    return door.begin(request, reply, served)
  }
  app.decorateRequest('route')
  app.decorateRequest('traceId', '')
  app.decorateRequest('streamedAfterMs', null)
  app.decorateRequest('work')
  app.addHook('onRequest', (request, reply, done) => {
    const { raw } = request
    broken.begin(reply)
    if (!begin(request, reply)) done(refused.get(raw) ?? hostFault(raw))
  })
  app.addHook('onResponse', (request, reply, done) => {
    broken.end(reply)
    servers.endRequest(request.raw)
    observe(request, reply, deps, served)
    done()
  })
  app.addHook('preSerialization', (request, _reply, payload, done) =>
    done(null, renderBody(request, door.basePath, payload)),
  )
  return { app, served, complete: () => refuseUnknownRoutes(app, served, door) }
}

/** The path and query of a request's target, which may be a whole address (RFC 9112 §3.2.2) or, of `OPTIONS`, `*`. */
function originForm(target: string): string {
  if (target.startsWith('/')) return target
  return target.replace(/^https?:\/\/[^/?]*/i, '').replace(/^(?!\/)/, '/')
}

/** What is decided of a request before the framework sees it. */
interface Early {
  /** One that is in here gets the same headers, log line and metrics as any other, and nothing more. */
  readonly refused: WeakMap<IncomingMessage, GatewayError>
  readonly refuseTunnel: (request: IncomingMessage, socket: Duplex) => void
}

function makeServers(
  { metrics }: Deps,
  { keepAliveSeconds, isDraining }: ListenerOptions,
  { admission }: Door,
  { refused, refuseTunnel }: Early,
) {
  let connections: Connections | undefined
  const factory: FastifyServerFactory<RawServerDefault> = (handler) => {
    const server = createServer({
      ServerResponse: createResponseClass(isDraining),
      maxHeaderSize: headerBytesMax,
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: requestTimeoutCheckMs,
      keepAliveTimeout: keepAliveSeconds * 1000,
      // Refused below, with an explanation.
      requireHostHeader: false,
    })
    connections = watchConnections(server)
    const admitted = admission?.(server, {
      admit: handler,
      shed: (request, response, reason) => {
        metrics.requestShed({ reason })
        refused.set(request, new GatewayError('overloaded'))
        // There are so many callers that each must reconnect, and take its turn among the others.
        if (reason === 'full') response.setHeader('connection', 'close')
        handler(request, response)
      },
    })
    if (admitted !== undefined) metrics.requestsWaiting(admitted.waiting)
    const take = admitted?.take ?? handler
    server.on('checkExpectation', (request: IncomingMessage, response) => {
      refused.set(request, new GatewayError('unknown_expectation'))
      take(request, response)
    })
    return server.on('connect', refuseTunnel).on('request', take)
  }
  return {
    factory,
    endRequest: (request: IncomingMessage): void => connections?.end(request),
    endUnusedConnections: async (): Promise<void> => connections?.endUnused(requestTimeoutMs),
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

function observe(request: FastifyRequest, reply: FastifyReply, deps: Deps, served: ServedPaths): void {
  const route = (request.is404 ? served.find(request.url)?.pattern : request.route.url) ?? 'unknown'
  const { statusCode, elapsedTime } = reply
  const answeredMs = request.streamedAfterMs ?? elapsedTime
  deps.metrics.httpAnswered({ route, method: request.method, status: statusCode }, answeredMs / 1000)
  request.work.answered({ method: request.method, route, status: statusCode, ms: Math.round(elapsedTime * 10) / 10 })
}
