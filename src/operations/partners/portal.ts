import { GatewayError } from '../../domain/errors.ts'
import { type Partner, partnerScopes } from '../../domain/partner.ts'
import { hashPartnerSecret, makePortalSecret, portalSignInMs } from '../../domain/tenant-key.ts'
import { findPortalLink, findPortalSignIn, type PortalAccess, takePortalLink } from '../../store/partner-secrets.ts'
import { deletePortalSignIn } from '../../store/portal.ts'
import type { Deps } from '../deps.ts'
import { servedTenant, unauthenticated } from './authenticate.ts'

/** A browser that a portal link signed in. */
export interface SignedIn {
  readonly partner: Partner
  /** What it shows from now on. */
  readonly cookie: string
}

/**
 * Signs a browser in by the code of a portal link, which is used up by that. Throws `portal_link_invalid`, or
 * `overloaded` when its tenant is left out: then the code stays good.
 */
export async function signIn(deps: Deps, code: string, from: string | null): Promise<SignedIn> {
  const now = deps.clock()
  const codeHash = hashPartnerSecret(code)
  const link = await findPortalLink(deps.database, codeHash, now)
  if (link === undefined) throw invalidLink()
  const expiresAt = now + portalSignInMs
  const partner = partnerOf(deps, { ...link, expiresAt }, from)
  const cookie = makePortalSecret()
  const isTaken = await takePortalLink(
    deps.database,
    codeHash,
    { cookieHash: hashPartnerSecret(cookie), expiresAt },
    now,
  )
  if (!isTaken) throw invalidLink()
  deps.log.info({ via: 'portal' }, 'a portal link signed a browser in')
  return { partner, cookie }
}

/** The partner whose browser holds this cookie. Throws `partner_unauthenticated`, `overloaded` when the tenant is left out. */
export async function authenticateCookie(deps: Deps, cookie: string, from: string | null): Promise<Partner> {
  const signedIn = await findPortalSignIn(deps.database, hashPartnerSecret(cookie), deps.clock())
  if (signedIn === undefined) {
    throw unauthenticated('This sign-in is over; ask for another portal link.', 'cookie_unknown')
  }
  return partnerOf(deps, signedIn, from)
}

/** Signs a browser out. */
export async function signOut(
  { database }: Pick<Deps, 'database'>,
  { tenant }: Partner,
  cookie: string,
): Promise<void> {
  await deletePortalSignIn(database, tenant.id, hashPartnerSecret(cookie))
}

function partnerOf(deps: Deps, { tenant: id, link, expiresAt }: PortalAccess, from: string | null): Partner {
  const tenant = servedTenant(deps, id)
  deps.log.addSubject({ partner: link })
  return { tenant, key: null, name: 'portal', scopes: partnerScopes, via: 'portal', expiresAt, from }
}

function invalidLink(): GatewayError {
  return new GatewayError('portal_link_invalid', {
    detail: 'This portal link was opened before, or is too old.',
    reason: 'code_unknown',
  })
}
