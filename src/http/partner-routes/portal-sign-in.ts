import type { FastifyInstance } from 'fastify'
import { partnerReply } from '../../contract/partner-me.ts'
import { signInToPortal, signOutOfPortal } from '../../contract/portal-sign-in.ts'
import { portalSignInMs } from '../../domain/tenant-key.ts'
import type { Deps } from '../../operations/deps.ts'
import { signIn, signOut } from '../../operations/partners/portal.ts'
import { depsOf } from '../access.ts'
import { readCookie, requireOwnSignIn, setCookie } from '../browser-cookie.ts'
import { clientAddress } from '../client-address.ts'
import type { PartnerAccess } from '../partner-access.ts'
import { serve } from '../serve.ts'

/** The cookies of browsers that portal links sign in. */
export function portalSignInRoutes(app: FastifyInstance, deps: Deps, { site, pace }: PartnerAccess): void {
  serve(app, signInToPortal, async ({ body: { code }, request }) => {
    requireOwnSignIn(request, site)
    const address = clientAddress(request)
    const signedIn = await pace.attempt(address, code, () => signIn(depsOf(request, deps), code, address ?? null))
    const { partner, cookie } = signedIn
    const headers = { 'set-cookie': setCookie(request, site, cookie, portalSignInMs / 1_000) }
    return { status: 200, headers, body: partnerReply(partner) }
  })

  serve(app, signOutOfPortal, async ({ partner, request }) => {
    const cookie = readCookie(request, site)
    if (cookie !== undefined && partner.via === 'portal') await signOut(deps, partner, cookie)
    return { status: 204, headers: { 'set-cookie': setCookie(request, site, '', 0) } }
  })
}
