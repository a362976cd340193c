import type { FastifyInstance, FastifyReply } from 'fastify'
import { GatewayError } from '../domain/errors.ts'
import { allowsOrigin, loopbackOrigins } from '../domain/origin.ts'
import type { WorkLog } from '../observe/log.ts'

/** What only `rampway dev` serves on the gateway's port: tokens for anybody, and the control API of the simulator. */
const devPaths = /^\/(?:dev|_sim)(?:[/?]|$)/

/** Longest part of a foreign origin that is logged. */
const loggedOriginMax = 200

/** Who is let in by dev tenants: pages of this machine, of the gateway itself, and of `RAMPWAY_DEV_ORIGINS`. */
export function devOrigins(publicUrl: string, more: readonly string[]): readonly string[] {
  return [...new Set([...loopbackOrigins, new URL(publicUrl).origin, ...more])]
}

/**
 * Lets pages of these origins use the dev routes. To any other page there are no such routes, its preflight included: no
 * site that the developer visits may make tokens or control the simulator, not even one whose name was made to lead here,
 * for browsers say where every POST comes from. Programs send no `Origin` and are let through.
 */
export function allowLocalApps(app: FastifyInstance, origins: readonly string[], log: Pick<WorkLog, 'warn'>): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!devPaths.test(request.url)) return done()
    reply.header('vary', 'origin')
    const { origin } = request.headers
    if (origin === undefined) return done()
    if (!allowsOrigin(origins, origin)) {
      log.warn({ origin: origin.slice(0, loggedOriginMax), trace_id: request.traceId }, 'origin refused')
      if (request.is404) return done(new GatewayError('route_not_found'))
      // The simulator would render a thrown refusal in its own way.
      reply.callNotFound()
      return
    }
    reply.header('access-control-allow-origin', origin)
    const { method, headers } = request
    const asked = headers['access-control-request-method']
    if (method === 'OPTIONS' && asked !== undefined) return answerPreflight(reply, headers)
    reply.header('access-control-expose-headers', 'x-trace-id')
    done()
  })
}

function answerPreflight(reply: FastifyReply, asked: Readonly<Record<string, unknown>>): void {
  if (asked['access-control-request-private-network'] === 'true') {
    reply.header('access-control-allow-private-network', 'true')
  }
  void reply
    .code(204)
    .headers({
      'access-control-allow-methods': 'GET, POST, DELETE, OPTIONS',
      'access-control-allow-headers': 'content-type, traceparent, tracestate',
      'access-control-max-age': '600',
    })
    .send()
}
