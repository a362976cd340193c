import { isIP } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import ipaddr from 'ipaddr.js'
import { GatewayError } from '../domain/errors.ts'
import type { Deps } from '../operations/deps.ts'
import { authenticate } from '../operations/identity.ts'

/** Lets each request through as its route's declared access says, before its body is read. */
export function guardRoutes(app: FastifyInstance, deps: Deps): void {
  app.decorateRequest('principal', null)
  app.addHook('onRequest', (request, _reply, done) => {
    const { access } = request.routeOptions.config
    if (access === 'user') {
      const tenant = headerText(request, 'x-juno-orgid')
      const token = headerText(request, 'x-juno-jwt') ?? bearerToken(request)
      authenticate(deps, { tenant, token }).then((principal) => {
        request.principal = principal
        done()
      }, done)
      return
    }
    done(access === 'local' && !isLocal(request) ? new GatewayError('route_not_found') : undefined)
  })
}

/** Node joins a repeated header with commas, which no token and no tenant id contains; so it is refused downstream. */
function headerText(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}

/** `Authorization` is read only when `x-juno-jwt` is absent: a proxy in front may need it for itself. */
function bearerToken(request: FastifyRequest): string | undefined {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
}

/** What proxies add when they speak for somebody else; one of them is enough. */
const proxyHeaders = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'] as const

/** From this machine or a private network, and not through a proxy that speaks for somebody else. */
function isLocal(request: FastifyRequest): boolean {
  const { remoteAddress } = request.socket
  if (remoteAddress === undefined || proxyHeaders.some((name) => request.headers[name] !== undefined)) return false
  return publicAddress(remoteAddress) === null
}

/** Ranges that never belong to an end user on the internet: what a proxy's own hop or a test machine shows. */
const innerRanges: ReadonlySet<string> = new Set([
  'loopback',
  'private',
  'linkLocal',
  'uniqueLocal',
  'carrierGradeNat',
  'unspecified',
  'broadcast',
  'multicast',
])

/** The address if it is a public one that a provider can use; null for private, loopback and unreadable ones. */
export function publicAddress(address: string): string | null {
  // Short forms such as `8.8` mean different addresses to different programs, and a zone means nothing elsewhere.
  if (isIP(address) === 0 || address.includes('%')) return null
  const parsed = ipaddr.process(address)
  return innerRanges.has(parsed.range()) ? null : parsed.toString()
}
