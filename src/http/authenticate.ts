import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deps } from '../operations/deps.ts'
import { authenticate } from '../operations/identity.ts'
import { depsOf } from './access.ts'
import { bearerToken } from './bearer-token.ts'
import { misplacedCredential } from './misplaced-credential.ts'
import { authenticatePartner, type PartnerAccess } from './partner-access.ts'

/** Enforces the access that each route of the public listener declares, before the request's body is read. */
export function guardRoutes(app: FastifyInstance, deps: Deps, partners: PartnerAccess): void {
  app.decorateRequest('principal', null)
  app.decorateRequest('operator', null)
  app.decorateRequest('partner', null)
  app.addHook('onRequest', (request, _reply, done) => {
    const { access } = request.routeOptions.config
    if (access === 'user') {
      const tenant = headerText(request, 'x-juno-orgid')
      // `Authorization` is read only when `x-juno-jwt` is absent: a proxy in front may need it for itself.
      const token = headerText(request, 'x-juno-jwt') ?? bearerToken(request)
      const elsewhere = (missing: 'tenant' | 'token') => misplacedCredential(request, missing)
      authenticate(depsOf(request, deps), { tenant, token, elsewhere }).then((principal) => {
        request.principal = principal
        done()
      }, done)
      return
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
}

/** Node joins a repeated header with commas, which no token and no tenant id contains; so it is refused downstream. */
function headerText(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
