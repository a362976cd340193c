import type { Operator } from '../../domain/operator.ts'
import {
  hashOperatorSecret,
  makeSignInSecret,
  type OperatorToken,
  signInCodeMs,
  signInMs,
} from '../../domain/operator-token.ts'
import { deleteSignIn, insertSignIn, insertSignInCode, takeSignInCode } from '../../store/operator-sign-ins.ts'
import type { Deps } from '../deps.ts'
import { auditEntryOf } from './audit.ts'
import { authenticateToken, proveOperator, unauthenticated } from './authenticate.ts'
import { targetOf } from './tokens.ts'

type SignInDeps = Pick<Deps, 'database' | 'clock'>

/** What a browser shows to be signed in: an operator's token, or a code that stands for one. */
export type SignInCredential = { readonly token: string } | { readonly code: string }

/** Where a sign-in comes from. */
export interface SignInCall {
  readonly from: string | null
  readonly traceId: string
}

/** A browser that is signed in. */
export interface SignedIn {
  readonly operator: Operator
  /** What it shows from now on. */
  readonly cookie: string
  readonly expiresAt: number
  /** Until then. */
  readonly lifetimeMs: number
}

/**
 * Signs a browser in, for as long as is usual and its token lives; a code is used up by that. Throws
 * `operator_unauthenticated`.
 */
export async function signIn(deps: SignInDeps, credential: SignInCredential, call: SignInCall): Promise<SignedIn> {
  const token = await tokenOf(deps, credential, call)
  const operator = await proveOperator(deps, token, { via: 'console', from: call.from })
  const cookie = makeSignInSecret()
  const now = deps.clock()
  const lifetimeMs = Math.min(signInMs, token.expiresAt - now)
  const expiresAt = now + lifetimeMs
  const entry = auditEntryOf(deps, operator, {
    act: 'operator.sign_in',
    target: targetOf(token.id),
    after: { expires_at: expiresAt },
    traceId: call.traceId,
  })
  await insertSignIn(deps.database, { token, expiresAt }, hashOperatorSecret(cookie), entry)
  return { operator, cookie, expiresAt, lifetimeMs }
}

async function tokenOf(deps: SignInDeps, credential: SignInCredential, { from }: SignInCall): Promise<OperatorToken> {
  if ('token' in credential) return (await authenticateToken(deps, credential.token, from)).token
  const token = await takeSignInCode(deps.database, hashOperatorSecret(credential.code), deps.clock())
  if (token === undefined) throw unauthenticated('This sign-in link was used, or is too old.', 'code_unknown')
  return token
}

/** Signs a browser out. */
export async function signOut(deps: SignInDeps, operator: Operator, cookie: string, traceId: string): Promise<void> {
  if (operator.token === null) return
  const entry = auditEntryOf(deps, operator, { act: 'operator.sign_out', target: targetOf(operator.token), traceId })
  await deleteSignIn(deps.database, hashOperatorSecret(cookie), entry)
}

/** Makes a code that signs one browser in with this token, within minutes. */
export async function makeSignInCode({ database, clock }: SignInDeps, token: OperatorToken): Promise<string> {
  const code = makeSignInSecret()
  const now = clock()
  await insertSignInCode(database, token.id, hashOperatorSecret(code), { now, expiresAt: now + signInCodeMs })
  return code
}
