import { GatewayError } from '../domain/errors.ts'
import { parseSessionId } from '../domain/session.ts'
import { hashOfStreamTicket } from '../domain/stream-ticket.ts'
import { parseTenantId, type Tenant, type TenantId } from '../domain/tenant.ts'
import type { Principal } from '../domain/user.ts'
import { readUnverified } from '../identity/format.ts'
import type { Verification } from '../identity/verification.ts'
import { takeStreamTicket } from '../store/stream-tickets.ts'
import { type CredentialFault, toldOf } from './credential-faults.ts'
import type { Deps } from './deps.ts'
import { tenantLeftOut } from './left-out.ts'

/** What a request says of its caller, unverified. */
export interface Credentials {
  /** `x-juno-orgid`, if sent. */
  readonly tenant: string | undefined
  /** The end user's access token, without a scheme. */
  readonly token: string | undefined
  /** A sentence on where else the request seems to carry its missing credential; called only for a refusal. */
  readonly elsewhere: (missing: 'tenant' | 'token') => string | undefined
}

/**
 * Finds the tenant, then verifies the token against that tenant's issuers only. Nothing else makes a `Principal`. The
 * caller is told what an app can fix; every other fault, an unknown tenant included, gets the same 401, and is told to
 * logs and metrics only.
 *
 * A token that was verified lately is answered at once, any other by a promise. Throws, or rejects with,
 * `malformed_tenant`, `unauthenticated`, `overloaded` when the tenant is left out, or `keys_unavailable` when the issuer's
 * keys cannot be fetched.
 */
export function authenticate(deps: Deps, credentials: Credentials): Principal | Promise<Principal> {
  const { token } = credentials
  const id = resolveTenant(deps, credentials)
  const tenant = deps.tenants.find(id)
  const isLeftOut = tenant === undefined && deps.tenants.isLeftOut(id)
  if (tenant !== undefined || isLeftOut) deps.log.addSubject({ tenant: id })
  if (token === undefined) {
    const misplaced = credentials.elsewhere('token')
    throw refuse(deps, misplaced === undefined ? 'missing_token' : 'misplaced_token', misplaced)
  }
  if (isLeftOut) throw tenantLeftOut()
  if (tenant === undefined) throw refuse(deps, faultAtUnknownTenant(token))
  const verification = deps.verifier.verify(tenant, token)
  return verification instanceof Promise
    ? verification.then((verified) => requirePrincipal(deps, tenant, verified))
    : requirePrincipal(deps, tenant, verification)
}

function requirePrincipal(deps: Deps, tenant: Tenant, verification: Verification): Principal {
  switch (verification.kind) {
    case 'verified': {
      const { issuer, subject, user, claims } = verification
      deps.log.addSubject({ user })
      const caller: Omit<Principal, symbol> = { tenant, issuer, subject, user, claims }
      return caller as Principal
    }
    case 'rejected':
      throw refuse(deps, verification.reason)
    case 'no_keys':
      throw new GatewayError('keys_unavailable', { headers: { 'retry-after': String(verification.retryAfterSeconds) } })
  }
}

/**
 * The user whom a ticket of a session was given to, who has proved themselves then; the ticket is spent with that. Throws
 * `stream_ticket_refused`, or `overloaded` when the tenant is left out.
 */
export async function authenticateTicket(deps: Deps, ticket: string, sessionId: string): Promise<Principal> {
  const ticketHash = hashOfStreamTicket(ticket)
  const session = parseSessionId(sessionId)
  const holder = ticketHash && session && (await takeStreamTicket(deps.database, ticketHash, session, deps.clock()))
  if (holder === undefined) {
    const detail = 'The ticket is unknown, was used, has expired, or is of another session.'
    const challenge = `Bearer realm="rampway", error="invalid_token", error_description="${detail}"`
    throw new GatewayError('stream_ticket_refused', { detail, headers: { 'www-authenticate': challenge } })
  }
  const { user, issuer, subject } = holder
  deps.log.addSubject({ tenant: holder.tenant, user })
  const tenant = deps.tenants.find(holder.tenant)
  if (tenant === undefined) throw tenantLeftOut()
  const caller: Omit<Principal, symbol> = { tenant, issuer, subject, user, claims: {} }
  return caller as Principal
}

/** The fault of the token's form, the same for any tenant, so that unknown tenants cannot be told from known ones. */
function faultAtUnknownTenant(token: string): CredentialFault {
  const format = readUnverified(token)
  return format.kind === 'rejected' ? format.reason : 'unknown_tenant'
}

function resolveTenant(deps: Deps, { tenant, elsewhere }: Credentials): TenantId {
  if (tenant === undefined) {
    const fallback = deps.tenants.fallbackId()
    if (fallback !== undefined) return fallback
    throw challenge('malformed_tenant', 'missing_tenant', elsewhere('tenant'))
  }
  const id = parseTenantId(tenant)
  if (id === undefined) throw challenge('malformed_tenant', 'malformed_tenant')
  return id
}

function refuse(deps: Deps, fault: CredentialFault, misplaced?: string): GatewayError {
  deps.metrics.tokenRejected({ reason: fault })
  return challenge('unauthenticated', fault, misplaced)
}

/** A 401 that says the same in its body and in `WWW-Authenticate` (RFC 6750 §3). */
function challenge(name: 'unauthenticated' | 'malformed_tenant', fault: CredentialFault, misplaced?: string) {
  const { reason, error, detail: words } = toldOf[fault]
  const detail = misplaced === undefined ? words : `${misplaced} ${words}`
  return new GatewayError(name, {
    detail,
    members: { reason },
    reason: fault,
    headers: { 'www-authenticate': `Bearer realm="rampway", error="${error}", error_description="${detail}"` },
  })
}
