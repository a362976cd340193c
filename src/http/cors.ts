import type { FastifyReply, FastifyRequest } from 'fastify'
import { allowsOrigin } from '../domain/origin.ts'
import { parseTenantId, type Tenant, type TenantDirectory } from '../domain/tenant.ts'
import type { ServedPaths } from './served-paths.ts'

/** Headers that the API reads; a preflight may ask for others, which are then allowed as well. */
const readHeaders =
  'content-type, authorization, x-juno-jwt, x-juno-orgid, x-timestamp-format, idempotency-key, last-event-id, traceparent, tracestate'
/** Headers of answers that pages of other origins can read. */
export const exposedHeaders =
  'allow, etag, location, retry-after, www-authenticate, idempotent-replayed, rampway-idempotency-mismatch, x-trace-id'
/** Any method may be sent: one that the API does not support is answered 405, which the page can then read. */
const methods = 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS'
/** Browsers ask again after this long; a removed origin keeps its preflight, never its answers. */
const preflightSeconds = 600
/** What partners' servers call, and the portal's own page; no page of another origin has a key. */
const forServers = '/v0/partner/'
/** No real origin or header name is longer. */
const originLengthMax = 255
const requestedHeadersLengthMax = 1_024
const headerNames = /^[\w-]+(?: *, *[\w-]+)*$/

/** What decides which pages may read an answer, and what is told about those that may not. */
export interface CorsOptions {
  readonly tenants: TenantDirectory
  readonly served: ServedPaths
  readonly publicUrl: string
}

/**
 * Cross-origin access per tenant, for all under `/v0` but what is for partners, and for every path that nobody serves. An answer is readable for
 * the origins of the tenant that the request is for; where that is not known (none named, malformed or unknown, or a
 * preflight, which cannot name it), for an origin of any tenant, so that its page learns what is wrong.
 *
 * Returns true when the request was a preflight and is answered. A refused origin gets the same answer without the
 * headers, so that its page cannot read it, and a line in the log.
 */
export function answerCors(request: FastifyRequest, reply: FastifyReply, options: CorsOptions): boolean {
  if (!isOpen(request, options.served)) return false
  reply.header('vary', 'origin')
  const { origin } = request.headers
  if (origin === undefined) return false
  const asked = request.headers['access-control-request-method']
  const preflight = request.method === 'OPTIONS' && asked !== undefined
  const tenant = preflight ? undefined : tenantOf(request, options.tenants)
  if (!mayRead(origin, tenant, options.tenants)) {
    logRefusedOrigin(request, tenant, options.publicUrl)
    return false
  }
  reply.header('access-control-allow-origin', origin)
  if (!preflight) {
    reply.header('access-control-expose-headers', exposedHeaders)
    return false
  }
  // Browsers ask this when a site on the internet calls a gateway inside a private network.
  if (request.headers['access-control-request-private-network'] === 'true') {
    reply.header('access-control-allow-private-network', 'true')
  }
  void reply
    .code(204)
    .headers({
      vary: 'origin, access-control-request-headers',
      'access-control-allow-methods': methods,
      'access-control-allow-headers': allowedHeaders(request),
      'access-control-max-age': String(preflightSeconds),
    })
    .send()
  return true
}

/** What lets a page read an answer that is made outside the framework, where no tenant is known. */
export function corsHeadersFor(origin: string | undefined, tenants: TenantDirectory): Record<string, string> {
  if (origin === undefined || !mayRead(origin, undefined, tenants)) return { vary: 'origin' }
  return { vary: 'origin', 'access-control-allow-origin': origin, 'access-control-expose-headers': exposedHeaders }
}

function isOpen({ url, is404 }: FastifyRequest, served: ServedPaths): boolean {
  return (url.startsWith('/v0/') && !url.startsWith(forServers)) || (is404 && served.find(url) === undefined)
}

function mayRead(origin: string, tenant: Tenant | undefined, tenants: TenantDirectory): boolean {
  const asked = tenant === undefined ? tenants.list() : [tenant]
  return asked.some(({ allowedOrigins }) => allowsOrigin(allowedOrigins, origin))
}

function tenantOf(request: FastifyRequest, tenants: TenantDirectory): Tenant | undefined {
  const named = request.headers['x-juno-orgid']
  if (named === undefined) return tenants.fallback()
  const id = typeof named === 'string' ? parseTenantId(named) : undefined
  return id === undefined ? undefined : tenants.find(id)
}

/** So a misspelt header reaches the API, which says how it is spelt; the browser would only say that the call failed. */
function allowedHeaders(request: FastifyRequest): string {
  const asked = request.headers['access-control-request-headers']
  if (asked === undefined || asked.length > requestedHeadersLengthMax || !headerNames.test(asked)) return readHeaders
  return [...new Set([...readHeaders.split(', '), ...asked.toLowerCase().split(/ *, */)])].join(', ')
}

/** Our own pages send an origin too, and may read their answers without any header. */
function logRefusedOrigin(request: FastifyRequest, tenant: Tenant | undefined, publicUrl: string): void {
  const origin = request.headers.origin ?? ''
  if (origin === new URL(publicUrl).origin) return
  const facts = { origin: origin.slice(0, originLengthMax), tenant: tenant?.id }
  request.work.info(facts, 'origin refused: it is not among the allowed_origins, so its page cannot read the answer')
}
