import { GatewayError } from '../domain/errors.ts'
import { parseTenantId, type Tenant } from '../domain/tenant.ts'
import type { Principal } from '../domain/user.ts'
import type { Deps } from './deps.ts'

/** What a request says of its caller, unverified. */
export interface Credentials {
  /** `x-juno-orgid`, if sent. */
  readonly tenant: string | undefined
  /** The end user's access token, without a scheme. */
  readonly token: string | undefined
}

/**
 * Finds the tenant first, then verifies the token against that tenant's issuers alone. The only maker of a
 * `Principal`. Every bad token gets one and the same 401; the reason goes to logs and metrics.
 *
 * Throws `malformed_tenant`, `unauthenticated`, or `keys_unavailable` when no key can be had to judge by.
 */
export async function authenticate(deps: Deps, credentials: Credentials): Promise<Principal> {
  const tenant = resolveTenant(deps, credentials.tenant)
  if (tenant === undefined) throw refuse(deps, 'unknown_tenant')
  if (credentials.token === undefined) throw refuse(deps, 'missing_token')
  const verification = await deps.verifier.verify(tenant, credentials.token)
  switch (verification.kind) {
    case 'verified': {
      const { issuer, subject, user, claims } = verification
      const caller: Omit<Principal, symbol> = { tenant, issuer, subject, user, claims }
      return caller as Principal
    }
    case 'rejected':
      throw refuse(deps, verification.reason)
    case 'no_keys':
      throw new GatewayError('keys_unavailable', { headers: { 'retry-after': String(verification.retryAfterSeconds) } })
  }
}

function resolveTenant(deps: Deps, header: string | undefined): Tenant | undefined {
  if (header === undefined) {
    const fallback = deps.tenants.fallback()
    if (fallback !== undefined) return fallback
    throw new GatewayError('malformed_tenant', {
      detail: "Send the header x-juno-orgid formatted as '<org-id>:<env-id>'; this gateway has no default tenant.",
    })
  }
  const id = parseTenantId(header)
  if (id === undefined) {
    throw new GatewayError('malformed_tenant', { detail: "x-juno-orgid must be formatted as '<org-id>:<env-id>'." })
  }
  return deps.tenants.find(id)
}

function refuse(deps: Deps, reason: string): GatewayError {
  deps.metrics.tokenRejected(reason)
  return new GatewayError('unauthenticated', { reason, headers: { 'www-authenticate': 'Bearer' } })
}
