import { GatewayError } from '../../domain/errors.ts'
import type { Operator } from '../../domain/operator.ts'
import {
  hashOperatorSecret,
  isOperatorToken,
  type OperatorToken,
  operatorTokenState,
} from '../../domain/operator-token.ts'
import { findSignIn } from '../../store/operator-sign-ins.ts'
import { findOperatorToken, recordTokenUse } from '../../store/operator-tokens.ts'
import type { Deps } from '../deps.ts'

type AuthenticationDeps = Pick<Deps, 'database' | 'clock'>

/** An operator whose token is in force. */
export interface ProvenOperator {
  readonly operator: Operator
  /** When what proves them ends: their token, or the cookie. */
  readonly expiresAt: number
}

/** Last use is kept to the minute, so that reading costs no write. */
const lastUseGraceMs = 60_000

/** The operator whose token this is. Throws `operator_unauthenticated` with words that say what is wrong with it. */
export async function authenticateToken(
  deps: AuthenticationDeps,
  secret: string,
  from: string | null,
): Promise<ProvenOperator & { readonly token: OperatorToken }> {
  requireTokenForm(secret)
  const token = await findOperatorToken(deps.database, hashOperatorSecret(secret))
  if (token === undefined) throw unauthenticated('There is no such operator token.', 'token_unknown')
  const operator = await proveOperator(deps, token, { via: 'api', from })
  return { operator, expiresAt: token.expiresAt, token }
}

/** Throws `operator_unauthenticated` for a text that no token can be. */
export function requireTokenForm(secret: string): void {
  if (isOperatorToken(secret)) return
  throw unauthenticated('An operator token is rwo_ and 64 hexadecimal digits.', 'token_malformed')
}

/** The operator whose browser holds this cookie. Throws `operator_unauthenticated`. */
export async function authenticateCookie(
  deps: AuthenticationDeps,
  cookie: string,
  from: string | null,
): Promise<ProvenOperator> {
  const signIn = await findSignIn(deps.database, hashOperatorSecret(cookie), deps.clock())
  if (signIn === undefined) throw unauthenticated('Sign in again: this sign-in is over.', 'cookie_unknown')
  const operator = await proveOperator(deps, signIn.token, { via: 'console', from })
  return { operator, expiresAt: signIn.expiresAt }
}

/** The operator of a token, by what only its holder knows. Throws `operator_unauthenticated` unless it is in force. */
export async function proveOperator(
  { database, clock }: AuthenticationDeps,
  token: OperatorToken,
  call: Pick<Operator, 'via' | 'from'>,
): Promise<Operator> {
  const now = clock()
  const state = operatorTokenState(token, now)
  if (state === 'revoked') throw unauthenticated('This operator token was revoked.', 'token_revoked')
  if (state === 'expired') throw unauthenticated('This operator token has expired; make another one.', 'token_expired')
  if (token.lastUsedAt === null || token.lastUsedAt <= now - lastUseGraceMs) {
    await recordTokenUse(database, token.id, now, lastUseGraceMs)
  }
  return { token: token.id, name: token.name, scopes: token.scopes, ...call }
}

/** The refusal of a caller who is no operator; `reason` is for the log. */
export function unauthenticated(detail: string, reason: string): GatewayError {
  const error = reason === 'token_missing' ? '' : ', error="invalid_token"'
  return new GatewayError('operator_unauthenticated', {
    detail,
    reason,
    headers: { 'www-authenticate': `Bearer realm="rampway operator"${error}` },
  })
}
