import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Principal } from '../domain/user.ts'
import type { Deps } from '../operations/deps.ts'
import { authenticate, authenticateTicket } from '../operations/identity.ts'
import { depsOf } from './access.ts'
import { bearerToken } from './bearer-token.ts'
import { misplacedCredential } from './misplaced-credential.ts'
import { authenticatePartner, type PartnerAccess } from './partner-access.ts'
import { asGatewayError, refuseHungUp } from './problems.ts'

/** Enforces the access that each route of the public listener declares, before the request's body is read. */
export function guardRoutes(app: FastifyInstance, deps: Deps, partners: PartnerAccess): void {
  app.decorateRequest('principal', null)
  app.decorateRequest('operator', null)
  app.decorateRequest('partner', null)
  app.addHook('onRequest', (request, _reply, done) => {
    const { access, takesTicket } = request.route.config
    if (access === 'user') {
      const ticket = takesTicket === true ? readTicket(request) : undefined
      if (ticket !== undefined) {
        authenticateTicket(depsOf(request, deps), ticket, pathParameter(request, 'id')).then((principal) => {
          request.principal = principal
          done()
        }, done)
        return
      }
      const tenant = headerText(request, 'x-juno-orgid')
      // `Authorization` is read only when `x-juno-jwt` is absent: a proxy in front may need it for itself.
      const token = headerText(request, 'x-juno-jwt') ?? bearerToken(request)
      const elsewhere = (missing: 'tenant' | 'token') => misplacedCredential(request, missing)
      let caller: Principal | Promise<Principal>
      try {
        caller = authenticate(depsOf(request, deps), { tenant, token, elsewhere })
      } catch (error) {
        // What is wrong with bytes that came in together with the headers is told rather than this.
        queueMicrotask(() => done(asGatewayError(error)))
        return
      }
      if (caller instanceof Promise) {
        caller.then((principal) => {
          request.principal = principal
          done()
        }, done)
        return
      }
      request.principal = caller
    }
    if (access === 'partner') {
      authenticatePartner(depsOf(request, deps), partners, request).then((partner) => {
        request.partner = partner
        done()
      }, done)
      return
    }
    done()
  })
  app.addHook('onRequest', refuseHungUp)
}

/** The ticket that a request carries; one that is sent twice is none. */
function readTicket({ query }: FastifyRequest): string | undefined {
  if (typeof query !== 'object' || query === null || !('ticket' in query)) return undefined
  return typeof query.ticket === 'string' ? query.ticket : ''
}

function pathParameter({ params }: FastifyRequest, name: string): string {
  const value: unknown = typeof params === 'object' && params !== null ? Reflect.get(params, name) : undefined
  return typeof value === 'string' ? value : ''
}

/** Node joins a repeated header with commas, which no token and no tenant id contains; so it is refused downstream. */
function headerText(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
