import { GatewayError } from '../../domain/errors.ts'
import type { Operator, OperatorScope } from '../../domain/operator.ts'
import {
  hashOperatorSecret,
  isOperatorToken,
  makeOperatorToken,
  makeOperatorTokenId,
  type OperatorToken,
  operatorTokenState,
} from '../../domain/operator-token.ts'
import { findOperatorToken, insertOperatorToken, recordTokenUse } from '../../store/operator-tokens.ts'
import type { Deps } from '../deps.ts'

type TokenDeps = Pick<Deps, 'database' | 'clock'>

/** What a token is to be. */
export interface NewOperatorToken {
  readonly name: string
  readonly scopes: readonly OperatorScope[]
  /** At most a year from now. */
  readonly expiresAt: number
}

/** A token that was made, and the only time that it can be seen. */
export interface MadeOperatorToken {
  readonly token: OperatorToken
  /** `rwo_…`; nobody else will ever know it. */
  readonly secret: string
}

/** Last use is kept to the minute, so that reading costs no write. */
const lastUseGraceMs = 60_000

/** Makes an operator's token. */
export async function makeToken(
  { database, clock }: TokenDeps,
  { name, scopes, expiresAt }: NewOperatorToken,
): Promise<MadeOperatorToken> {
  const secret = makeOperatorToken()
  const token: OperatorToken = {
    ...{ id: makeOperatorTokenId(), name, scopes: [...new Set(scopes)] },
    ...{ createdAt: clock(), expiresAt, lastUsedAt: null, revokedAt: null },
  }
  await insertOperatorToken(database, token, hashOperatorSecret(secret))
  return { token, secret }
}

/** An operator whose token is in force. */
export interface ProvenOperator {
  readonly operator: Operator
  readonly token: OperatorToken
}

/** The operator whose token this is. Throws `operator_unauthenticated` with words that say what is wrong with it. */
export async function authenticateToken(
  deps: TokenDeps,
  secret: string | undefined,
  from: string | null,
): Promise<ProvenOperator> {
  if (secret === undefined) throw unauthenticated('Send Authorization: Bearer with an operator token.', 'token_missing')
  if (!isOperatorToken(secret)) {
    throw unauthenticated('An operator token is rwo_ and 64 hexadecimal digits.', 'token_malformed')
  }
  const token = await findOperatorToken(deps.database, hashOperatorSecret(secret))
  return await proveOperator(deps, token, { via: 'api', from })
}

/** The operator of a token that was found, or not, by what only its holder knows. Throws `operator_unauthenticated`. */
export async function proveOperator(
  { database, clock }: TokenDeps,
  token: OperatorToken | undefined,
  call: Pick<Operator, 'via' | 'from'>,
): Promise<ProvenOperator> {
  if (token === undefined) throw unauthenticated('There is no such operator token.', 'token_unknown')
  const now = clock()
  const state = operatorTokenState(token, now)
  if (state === 'revoked') throw unauthenticated('This operator token was revoked.', 'token_revoked')
  if (state === 'expired') throw unauthenticated('This operator token has expired; make another one.', 'token_expired')
  if (token.lastUsedAt === null || token.lastUsedAt <= now - lastUseGraceMs) {
    await recordTokenUse(database, token.id, now, lastUseGraceMs)
  }
  return { operator: { token: token.id, name: token.name, scopes: token.scopes, ...call }, token }
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
