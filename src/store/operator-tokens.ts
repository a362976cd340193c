import type { OperatorTokenId } from '../domain/operator.ts'
import { isOperatorScope, type OperatorToken, parseOperatorTokenId } from '../domain/operator-token.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, numberOrNullOf, present, RowError, textOf } from '../postgres/row.ts'

const columns = 't.id, t.name, t.scopes, t.created_at, t.expires_at, t.last_used_at, t.revoked_at'

/** Stores a new token. */
export async function insertOperatorToken(database: Database, token: OperatorToken, hash: Buffer): Promise<void> {
  await internalsOf(database).connection.query(
    'insert_operator_token',
    `insert into operator_tokens (id, token_hash, name, scopes, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [token.id, hash, token.name, token.scopes, new Date(token.createdAt), new Date(token.expiresAt)],
  )
}

/** The token with this hash, whatever its state; undefined when there is none. Throws `RowError`. */
export async function findOperatorToken(database: Database, hash: Buffer): Promise<OperatorToken | undefined> {
  const [row] = await internalsOf(database).connection.query(
    'find_operator_token',
    `select ${columns} from operator_tokens t where t.token_hash = $1`,
    [hash],
  )
  return row === undefined ? undefined : readToken(row)
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

/** A row of `columns`. Throws `RowError`. */
function readToken(row: Row): OperatorToken {
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
