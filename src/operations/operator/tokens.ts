import type { Operator, OperatorScope, OperatorTokenId } from '../../domain/operator.ts'
import {
  hashOperatorSecret,
  makeOperatorToken,
  makeOperatorTokenId,
  type OperatorToken,
} from '../../domain/operator-token.ts'
import {
  insertOperatorToken,
  listOperatorTokens,
  type Revocation,
  revokeOperatorToken,
} from '../../store/operator-tokens.ts'
import type { Deps } from '../deps.ts'
import { auditEntryOf } from './audit.ts'

type TokenDeps = Pick<Deps, 'database' | 'clock'>

/** What a token is to be. */
export interface NewOperatorToken {
  readonly name: string
  readonly scopes: readonly OperatorScope[]
  /** At most `operatorTokenDaysMax` from now. */
  readonly expiresAt: number
}

/** A token that was made, and the only time that it can be seen. */
export interface MadeOperatorToken {
  readonly token: OperatorToken
  /** `rwo_…`; nobody else will ever know it. */
  readonly secret: string
}

/** Makes an operator's token. */
export async function makeToken(
  deps: TokenDeps,
  operator: Operator,
  { name, scopes, expiresAt }: NewOperatorToken,
): Promise<MadeOperatorToken> {
  const secret = makeOperatorToken()
  const token: OperatorToken = {
    ...{ id: makeOperatorTokenId(), name, scopes: [...new Set(scopes)] },
    ...{ createdAt: deps.clock(), expiresAt, lastUsedAt: null, revokedAt: null },
  }
  const entry = auditEntryOf(deps, operator, {
    act: 'operator_token.create',
    target: targetOf(token.id),
    after: { name, scopes: token.scopes, expires_at: expiresAt },
    traceId: null,
  })
  await insertOperatorToken(deps.database, token, hashOperatorSecret(secret), entry)
  return { token, secret }
}

/** Every token, the newest first. */
export async function listTokens({ database }: Pick<Deps, 'database'>): Promise<readonly OperatorToken[]> {
  return await listOperatorTokens(database)
}

/** Ends a token, and the console of whoever signed in with it. Undefined: there is no such token. */
export async function revokeToken(
  deps: TokenDeps,
  operator: Operator,
  id: OperatorTokenId,
  reason: string | null,
): Promise<Revocation | undefined> {
  const entryOf = (before: OperatorToken, after: OperatorToken) =>
    auditEntryOf(deps, operator, {
      act: 'operator_token.revoke',
      target: targetOf(id),
      reason,
      before: { name: before.name, scopes: before.scopes, revoked_at: null },
      after: { name: after.name, scopes: after.scopes, revoked_at: after.revokedAt },
      traceId: null,
    })
  return await revokeOperatorToken(deps.database, id, entryOf, deps.clock())
}

/** A token as the audit log names it. */
export function targetOf(id: OperatorTokenId) {
  return { kind: 'operator_token', tenant: null, id } as const
}
