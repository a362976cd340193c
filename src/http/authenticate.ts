import type { FastifyInstance, FastifyRequest } from 'fastify'
import { GatewayError } from '../domain/errors.ts'
import type { Deps } from '../operations/deps.ts'
import { authenticate } from '../operations/identity.ts'
import { depsOf } from './access.ts'
import { publicAddress } from './client-address.ts'
import { misplacedCredential } from './misplaced-credential.ts'

/** Enforces the access that each route declares, before the request's body is read. */
export function guardRoutes(app: FastifyInstance, deps: Deps): void {
  app.decorateRequest('principal', null)
  app.addHook('onRequest', (request, _reply, done) => {
    const { access } = request.routeOptions.config
    if (access === 'user') {
      const tenant = headerText(request, 'x-juno-orgid')
      const token = headerText(request, 'x-juno-jwt') ?? bearerToken(request)
      const elsewhere = (missing: 'tenant' | 'token') => misplacedCredential(request, missing)
      authenticate(depsOf(request, deps), { tenant, token, elsewhere }).then((principal) => {
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
  if (request.headers.authorization === undefined) return undefined
  // Node keeps the first of several and drops the others; joined they are no token, as with any other header.
  const sent = request.raw.headersDistinct.authorization?.join(', ') ?? ''
  const match = /^Bearer(?: +(.*))?$/i.exec(sent)
  return match === null ? undefined : (match[1] ?? '')
}

/** What proxies add when they forward a request; one of them is enough. */
const proxyHeaders = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'] as const

/** From this machine or a private network, and not forwarded by a proxy. */
function isLocal(request: FastifyRequest): boolean {
  const { remoteAddress } = request.socket
  if (remoteAddress === undefined || proxyHeaders.some((name) => request.headers[name] !== undefined)) return false
  return publicAddress(remoteAddress) === null
}
