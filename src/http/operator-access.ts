import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { EndpointScope } from '../contract/endpoint.ts'
import { GatewayError } from '../domain/errors.ts'
import { mayDo, type Operator } from '../domain/operator.ts'
import type { Deps } from '../operations/deps.ts'
import {
  authenticateCookie,
  authenticateToken,
  type ProvenOperator,
  requireTokenForm,
  unauthenticated,
} from '../operations/operator/authenticate.ts'
import { depsOf } from './access.ts'
import { bearerToken } from './bearer-token.ts'
import { type CookieSite, readCookie, requireOwnOrigin, safeMethods, showsCookie } from './browser-cookie.ts'
import { clientAddress, publicAddress } from './client-address.ts'
import type { Pace } from './credential-pace.ts'
import { refuseHungUp } from './problems.ts'

/** How operators are known. */
export interface OperatorAccess {
  readonly site: CookieSite
  readonly pace: Pace
}

const proven = new WeakMap<FastifyRequest, ProvenOperator>()

/** When what proves the calling operator ends. Throws a TypeError on a route that is not for operators: a bug of ours. */
export function accessEndsAt(request: FastifyRequest): number {
  const found = proven.get(request)
  if (found === undefined) throw new TypeError('this route has no operator')
  return found.expiresAt
}

/** Enforces the access that each route of the operator's listener declares, before the request's body is read. */
export function guardOperatorRoutes(app: FastifyInstance, deps: Deps, access: OperatorAccess): void {
  app.decorateRequest('principal', null)
  app.decorateRequest('operator', null)
  app.decorateRequest('partner', null)
  app.addHook('onRequest', (request, _reply, done) => {
    const { access: kind, scope } = request.routeOptions.config
    if (kind === 'local') return done(isLocal(request) ? undefined : new GatewayError('route_not_found'))
    if (kind !== 'operator') return done()
    authenticate(deps, access, request).then((found) => {
      proven.set(request, found)
      request.operator = found.operator
      request.work.addSubject({ operator: found.operator.name })
      done(scopeFault(found.operator, scope))
    }, done)
  })
  app.addHook('onRequest', refuseHungUp)
}

/** By the token of `Authorization`, or else by the cookie, which browsers add to whatever a page makes them send. */
async function authenticate(
  deps: Deps,
  { site, pace }: OperatorAccess,
  request: FastifyRequest,
): Promise<ProvenOperator> {
  const address = clientAddress(request)
  const from = address ?? null
  const own = depsOf(request, deps)
  const { authorization } = request.headers
  if (authorization !== undefined) {
    const token = bearerToken(request)
    if (token === undefined) throw unauthenticated('Authorization is read only as Bearer <token>.', 'token_malformed')
    requireTokenForm(token)
    return await pace.attempt(address, token, () => authenticateToken(own, token, from))
  }
  const cookie = readCookie(request, site)
  if (cookie === undefined) {
    if (showsCookie(request, site))
      throw unauthenticated('Sign in again: this is no cookie of ours.', 'cookie_malformed')
    throw unauthenticated('Send Authorization: Bearer with an operator token.', 'token_missing')
  }
  requireOwnOrigin(request, site, !safeMethods.has(request.method))
  return await pace.attempt(address, cookie, () => authenticateCookie(own, cookie, from))
}

/** A route without a scope would be open to every operator by an oversight; so it is open to none. */
function scopeFault(operator: Operator, scope: EndpointScope | undefined): GatewayError | undefined {
  if (scope === 'any' || (scope !== undefined && mayDo(operator, scope))) return undefined
  return new GatewayError('operator_forbidden', {
    detail: `This needs the scope ${scope ?? 'admin'}; the token ${operator.name} has ${operator.scopes.join(', ')}.`,
  })
}

/** What proxies add when they forward a request; one of them is enough. */
const proxyHeaders = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'] as const

/** From this machine or a private network, and not forwarded by a proxy. */
function isLocal(request: FastifyRequest): boolean {
  const { remoteAddress } = request.socket
  if (remoteAddress === undefined || proxyHeaders.some((name) => request.headers[name] !== undefined)) return false
  return publicAddress(remoteAddress) === null
}
