import type { FastifyInstance } from 'fastify'
import { allowsOrigin } from '../domain/origin.ts'
import { parseTenantId, type TenantDirectory } from '../domain/tenant.ts'

const allowedHeaders =
  'content-type, authorization, x-juno-jwt, x-juno-orgid, x-timestamp-format, idempotency-key, traceparent, tracestate'
const exposedHeaders = 'etag, location, retry-after, idempotent-replayed, rampway-idempotency-mismatch, x-trace-id'
/** Browsers ask again after this long; a removed origin keeps its preflight, never its answers. */
const preflightSeconds = 600

/**
 * Cross-origin access per tenant. A preflight cannot name its tenant, so it passes for an origin of any tenant; the
 * answer itself is readable only for an origin of the tenant that the request names.
 */
export function allowTenantOrigins(app: FastifyInstance, tenants: TenantDirectory): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.url.startsWith('/v0/')) return done()
    reply.header('vary', 'origin')
    const { origin } = request.headers
    if (origin === undefined) return done()
    const preflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined
    if (preflight) {
      if (!tenants.list().some(({ allowedOrigins }) => allowsOrigin(allowedOrigins, origin))) return done()
      // Browsers ask where a site on the internet calls into a private network, as a gateway inside one is called.
      if (request.headers['access-control-request-private-network'] === 'true') {
        reply.header('access-control-allow-private-network', 'true')
      }
      void reply
        .code(204)
        .headers({
          'access-control-allow-origin': origin,
          'access-control-allow-methods': 'GET, POST, OPTIONS',
          'access-control-allow-headers': allowedHeaders,
          'access-control-max-age': String(preflightSeconds),
        })
        .send()
      return
    }
    const named = request.headers['x-juno-orgid']
    const id = typeof named === 'string' ? parseTenantId(named) : undefined
    const tenant = id === undefined ? tenants.fallback() : tenants.find(id)
    if (tenant !== undefined && allowsOrigin(tenant.allowedOrigins, origin)) {
      reply.headers({ 'access-control-allow-origin': origin, 'access-control-expose-headers': exposedHeaders })
    }
    done()
  })
}
