import type { FastifyInstance } from 'fastify'
import { getOperator, operatorReply, signInOperator, signOutOperator } from '../../contract/operator-sign-in.ts'
import type { Deps } from '../../operations/deps.ts'
import { requireTokenForm } from '../../operations/operator/authenticate.ts'
import { type SignInCredential, signIn, signOut } from '../../operations/operator/sign-in.ts'
import { depsOf } from '../access.ts'
import { readCookie, requireOwnSignIn, setCookie } from '../browser-cookie.ts'
import { clientAddress } from '../client-address.ts'
import { requireFields } from '../fields.ts'
import { accessEndsAt, type OperatorAccess } from '../operator-access.ts'
import { serve } from '../serve.ts'

/** Who an operator is, and the cookies of their browsers. */
export function operatorSignInRoutes(app: FastifyInstance, deps: Deps, { site, pace }: OperatorAccess): void {
  serve(app, getOperator, async ({ operator, request }) => ({
    status: 200,
    body: operatorReply(operator, accessEndsAt(request)),
  }))

  serve(app, signInOperator, async ({ body, request, traceId }) => {
    requireOwnSignIn(request, site)
    const credential = credentialOf(body)
    const [secret = ''] = Object.values(credential)
    if ('token' in credential) requireTokenForm(secret)
    const address = clientAddress(request)
    const call = { from: address ?? null, traceId }
    const signedIn = await pace.attempt(address, secret, () => signIn(depsOf(request, deps), credential, call))
    const { operator, cookie, expiresAt, lifetimeMs } = signedIn
    request.work.addSubject({ operator: operator.name })
    const headers = { 'set-cookie': setCookie(request, site, cookie, Math.floor(lifetimeMs / 1_000)) }
    return { status: 200, headers, body: operatorReply(operator, expiresAt) }
  })

  serve(app, signOutOperator, async ({ operator, request, traceId }) => {
    const cookie = readCookie(request, site)
    if (cookie !== undefined && operator.via === 'console') {
      await signOut(depsOf(request, deps), operator, cookie, traceId)
    }
    return { status: 204, headers: { 'set-cookie': setCookie(request, site, '', 0) } }
  })
}

/** The one that is there. Throws `invalid_fields` where neither is, or both are. */
function credentialOf({
  token,
  code,
}: {
  readonly token: string | null
  readonly code: string | null
}): SignInCredential {
  if (token !== null && code === null) return { token }
  if (code !== null && token === null) return { code }
  const detail = token === null ? 'Send token or code.' : 'Send token or code, not both.'
  return requireFields<SignInCredential>({ faults: [{ pointer: '', detail }] })
}
