import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { EndpointScope } from '../contract/endpoint.ts'
import { GatewayError } from '../domain/errors.ts'
import { mayDo, type Operator } from '../domain/operator.ts'
import type { OperatorToken } from '../domain/operator-token.ts'
import type { Deps } from '../operations/deps.ts'
import { authenticateToken, type ProvenOperator } from '../operations/operator/tokens.ts'
import { depsOf } from './access.ts'
import { bearerToken } from './authenticate.ts'
import { clientAddress, publicAddress } from './client-address.ts'

const proven = new WeakMap<FastifyRequest, ProvenOperator>()

/** The token of the operator who calls. Throws a TypeError on a route that is not for operators: a bug of ours. */
export function tokenOf(request: FastifyRequest): OperatorToken {
  const found = proven.get(request)
  if (found === undefined) throw new TypeError('this route has no operator')
  return found.token
}

/** Enforces the access that each route of the operator's listener declares, before the request's body is read. */
export function guardOperatorRoutes(app: FastifyInstance, deps: Deps): void {
  app.decorateRequest('principal', null)
  app.decorateRequest('operator', null)
  app.addHook('onRequest', (request, _reply, done) => {
    const { access, scope } = request.routeOptions.config
    if (access === 'local') return done(isLocal(request) ? undefined : new GatewayError('route_not_found'))
    if (access !== 'operator') return done()
    authenticate(deps, request).then((found) => {
      proven.set(request, found)
      request.operator = found.operator
      request.work.addSubject({ operator: found.operator.name })
      done(scopeFault(found.operator, scope))
    }, done)
  })
}

async function authenticate(deps: Deps, request: FastifyRequest): Promise<ProvenOperator> {
  return await authenticateToken(depsOf(request, deps), bearerToken(request), clientAddress(request) ?? null)
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
