import type { AuditEntry } from '../domain/audit.ts'
import type { OperatorTokenId } from '../domain/operator.ts'
import type { OperatorToken } from '../domain/operator-token.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf } from '../postgres/row.ts'
import { appendAudit } from './audit.ts'
import { operatorTokenColumns, readOperatorToken } from './operator-tokens.ts'

/** A browser that signed in. */
export interface SignIn {
  readonly token: OperatorToken
  readonly expiresAt: number
}

/** Stores that a browser signed in, and forgets those whose time is over. */
export async function insertSignIn(
  database: Database,
  { token, expiresAt }: SignIn,
  cookieHash: Buffer,
  entry: AuditEntry,
): Promise<void> {
  await internalsOf(database).connection.transaction(async (query) => {
    await query('forget_sign_ins', 'delete from operator_sign_ins where expires_at <= $1', [new Date(entry.at)])
    await query(
      'insert_sign_in',
      'insert into operator_sign_ins (cookie_hash, token_id, expires_at) values ($1, $2, $3)',
      [cookieHash, token.id, new Date(expiresAt)],
    )
    await appendAudit(query, entry)
  })
}

/** The sign-in whose cookie has this hash, unless its time is over; undefined when there is none. Throws `RowError`. */
export async function findSignIn(database: Database, cookieHash: Buffer, now: number): Promise<SignIn | undefined> {
  const [row] = await internalsOf(database).connection.query(
    'find_sign_in',
    `select ${operatorTokenColumns}, s.expires_at as sign_in_expires_at
     from operator_sign_ins s join operator_tokens t on t.id = s.token_id
     where s.cookie_hash = $1 and s.expires_at > $2`,
    [cookieHash, new Date(now)],
  )
  return row === undefined
    ? undefined
    : { token: readOperatorToken(row), expiresAt: numberOf(row, 'sign_in_expires_at') }
}

/** Ends a sign-in; one that is over already is not told of. */
export async function deleteSignIn(database: Database, cookieHash: Buffer, entry: AuditEntry): Promise<void> {
  await internalsOf(database).connection.transaction(async (query) => {
    const rows = await query('delete_sign_in', 'delete from operator_sign_ins where cookie_hash = $1 returning 1', [
      cookieHash,
    ])
    if (rows.length > 0) await appendAudit(query, entry)
  })
}

/** Stores a code that signs a browser in once, and forgets those whose time is over. */
export async function insertSignInCode(
  database: Database,
  token: OperatorTokenId,
  codeHash: Buffer,
  time: { readonly now: number; readonly expiresAt: number },
): Promise<void> {
  await internalsOf(database).connection.query(
    'insert_sign_in_code',
    `with gone as (delete from operator_sign_in_codes where expires_at <= $4)
     insert into operator_sign_in_codes (code_hash, token_id, expires_at) values ($1, $2, $3)`,
    [codeHash, token, new Date(time.expiresAt), new Date(time.now)],
  )
}

/** Takes a code: the token it stands for, to one caller once; undefined when it was taken or is too old. Throws `RowError`. */
export async function takeSignInCode(
  database: Database,
  codeHash: Buffer,
  now: number,
): Promise<OperatorToken | undefined> {
  const [row] = await internalsOf(database).connection.query(
    'take_sign_in_code',
    `with taken as (delete from operator_sign_in_codes where code_hash = $1 and expires_at > $2 returning token_id)
     select ${operatorTokenColumns} from taken join operator_tokens t on t.id = taken.token_id`,
    [codeHash, new Date(now)],
  )
  return row === undefined ? undefined : readOperatorToken(row)
}
