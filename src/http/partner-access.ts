import type { FastifyRequest } from 'fastify'
import type { EndpointPartnerScope } from '../contract/endpoint.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Partner } from '../domain/partner.ts'
import type { Deps } from '../operations/deps.ts'
import { authenticateKey, requireKeyForm, unauthenticated } from '../operations/partners/authenticate.ts'
import { authenticateCookie } from '../operations/partners/portal.ts'
import { bearerToken } from './bearer-token.ts'
import { type CookieSite, readCookie, requireOwnOrigin, safeMethods, showsCookie } from './browser-cookie.ts'
import { clientAddress } from './client-address.ts'
import type { Pace } from './credential-pace.ts'

/** How partners are known. */
export interface PartnerAccess {
  readonly pace: Pace
  /** The portal. */
  readonly site: CookieSite
}

/**
 * The partner who sends a request, by the key of `Authorization`, or else by the portal's cookie, which browsers add to
 * whatever a page makes them send. Throws `foreign_origin`, `partner_unauthenticated`, `partner_forbidden`
 * without the scope of the route, `too_many_attempts`, or `overloaded` when the tenant is left out.
 */
export async function authenticatePartner(
  deps: Deps,
  access: PartnerAccess,
  request: FastifyRequest,
): Promise<Partner> {
  const partner = await prove(deps, access, request)
  const fault = scopeFault(partner, request.routeOptions.config.partnerScope)
  if (fault !== undefined) throw fault
  return partner
}

async function prove(deps: Deps, { pace, site }: PartnerAccess, request: FastifyRequest): Promise<Partner> {
  const address = clientAddress(request)
  const from = address ?? null
  const cookie = request.headers.authorization === undefined ? readCookie(request, site) : undefined
  if (cookie !== undefined) {
    requireOwnOrigin(request, site, !safeMethods.has(request.method))
    return await pace.attempt(address, cookie, () => authenticateCookie(deps, cookie, from))
  }
  if (request.headers.authorization === undefined) {
    if (showsCookie(request, site)) throw unauthenticated('This is no cookie of the portal.', 'cookie_malformed')
    throw unauthenticated(missingWords(request), 'key_missing')
  }
  const key = bearerToken(request)
  if (key === undefined) throw unauthenticated('Authorization is read only as Bearer <tenant key>.', 'key_malformed')
  requireKeyForm(key)
  return await pace.attempt(address, key, () => authenticateKey(deps, key, from))
}

function missingWords({ headers }: FastifyRequest): string {
  const sendsUser =
    headers['x-juno-jwt'] !== undefined ? 'The token of an end user, x-juno-jwt, is not read here. ' : ''
  return `${sendsUser}Send Authorization: Bearer with a tenant key.`
}

/** A route without a scope would be open to every key by an oversight; so it is open to none. */
function scopeFault({ scopes, name }: Partner, scope: EndpointPartnerScope | undefined): GatewayError | undefined {
  if (scope === 'any' || (scope !== undefined && scopes.includes(scope))) return undefined
  return new GatewayError('partner_forbidden', {
    detail: `This needs the scope ${scope ?? 'of a later version'}; the key ${name} has ${scopes.join(', ')}.`,
  })
}
