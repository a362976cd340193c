import type { AuditEntry } from '../domain/audit.ts'
import type { OperatorTokenId } from '../domain/operator.ts'
import { isOperatorScope, type OperatorToken, parseOperatorTokenId } from '../domain/operator-token.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, numberOrNullOf, present, RowError, textOf } from '../postgres/row.ts'
import { appendAudit } from './audit.ts'

/** What `readOperatorToken` reads, of the table `operator_tokens` as `t`. */
export const operatorTokenColumns = 't.id, t.name, t.scopes, t.created_at, t.expires_at, t.last_used_at, t.revoked_at'

/** Stores a new token, and who made it. */
export async function insertOperatorToken(
  database: Database,
  token: OperatorToken,
  hash: Buffer,
  entry: AuditEntry,
): Promise<void> {
  const { id, name, scopes, createdAt, expiresAt } = token
  await internalsOf(database).connection.transaction(async (query) => {
    await query(
      'insert_operator_token',
      `insert into operator_tokens (id, token_hash, name, scopes, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6)`,
      [id, hash, name, scopes, new Date(createdAt), new Date(expiresAt)],
    )
    await appendAudit(query, entry)
  })
}

/** Every token, the newest first. Throws `RowError`. */
export async function listOperatorTokens(database: Database): Promise<readonly OperatorToken[]> {
  const rows = await internalsOf(database).connection.query(
    'list_operator_tokens',
    `select ${operatorTokenColumns} from operator_tokens t order by t.created_at desc, t.id`,
    [],
  )
  return rows.map(readOperatorToken)
}

/** The token with this hash, whatever its state; undefined when there is none. Throws `RowError`. */
export async function findOperatorToken(database: Database, hash: Buffer): Promise<OperatorToken | undefined> {
  const [row] = await internalsOf(database).connection.query(
    'find_operator_token',
    `select ${operatorTokenColumns} from operator_tokens t where t.token_hash = $1`,
    [hash],
  )
  return row === undefined ? undefined : readOperatorToken(row)
}

/** Remembers that a token was used, unless it is known to have been within `graceMs` before. */
export async function recordTokenUse(
  database: Database,
  id: OperatorTokenId,
  now: number,
  graceMs: number,
): Promise<void> {
  await internalsOf(database).connection.query(
    'record_token_use',
    `update operator_tokens set last_used_at = $2
     where id = $1 and (last_used_at is null or last_used_at <= $3)`,
    [id, new Date(now), new Date(now - graceMs)],
  )
}

/** What a revocation finds: the token as it is now, and whether it was revoked before. */
export interface Revocation {
  readonly token: OperatorToken
  readonly wasRevoked: boolean
}

/**
 * Revokes a token, and with it every cookie that was made from it, and keeps who did; one that is revoked stays as it is,
 * and is not told again. Undefined when there is none. Throws `RowError`.
 */
export async function revokeOperatorToken(
  database: Database,
  id: OperatorTokenId,
  entryOf: (before: OperatorToken, after: OperatorToken) => AuditEntry,
  now: number,
): Promise<Revocation | undefined> {
  return await internalsOf(database).connection.transaction(async (query) => {
    const [row] = await query(
      'lock_operator_token',
      `select ${operatorTokenColumns} from operator_tokens t where t.id = $1 for update`,
      [id],
    )
    if (row === undefined) return undefined
    const before = readOperatorToken(row)
    if (before.revokedAt !== null) return { token: before, wasRevoked: true }
    await query('revoke_operator_token', 'update operator_tokens set revoked_at = $2 where id = $1', [
      id,
      new Date(now),
    ])
    await query('end_sign_ins', 'delete from operator_sign_ins where token_id = $1', [id])
    const token = { ...before, revokedAt: now }
    await appendAudit(query, entryOf(before, token))
    return { token, wasRevoked: false }
  })
}

/** A row of `operatorTokenColumns`. Throws `RowError`. */
export function readOperatorToken(row: Row): OperatorToken {
  const { scopes } = row
  if (!Array.isArray(scopes)) throw new RowError('scopes')
  return {
    id: present(parseOperatorTokenId(textOf(row, 'id')), 'id'),
    name: textOf(row, 'name'),
    // A scope of a later version means nothing here.
    scopes: scopes.map(String).filter(isOperatorScope),
    createdAt: numberOf(row, 'created_at'),
    expiresAt: numberOf(row, 'expires_at'),
    lastUsedAt: numberOrNullOf(row, 'last_used_at'),
    revokedAt: numberOrNullOf(row, 'revoked_at'),
  }
}
