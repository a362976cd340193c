import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import type { Query } from './connection.ts'
import { type Database, internalsOf } from './database.ts'
import { sqlStateOf } from './database-unavailable.ts'

/** One numbered file of `migrations/`. */
export interface Migration {
  readonly version: number
  readonly name: string
  readonly sql: string
  readonly checksum: string
}

/** The schema cannot be brought to this program's version; the message says why and what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError'
}

/** The released migrations, beside the program. */
export const migrationsFolder: URL = new URL('../../migrations/', import.meta.url)

/** Long enough to rebuild the largest table there is. */
const migrationMs = 24 * 60 * 60 * 1_000
/** A wait for another starter is logged when it takes longer than most migrations. */
const sayWaitMs = 3_000

const filePattern = /^(\d{4})_[a-z0-9_]+\.sql$/

/** Reads the migrations of a folder in order. Throws `MigrationError` on a gap or a name of another form. */
export async function readMigrations(folder: URL): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (name, index) => {
      const version = Number(filePattern.exec(name)?.[1])
      if (version !== index + 1) throw new MigrationError(`${name}: expected a file numbered ${index + 1} here`)
      const sql = await readFile(new URL(name, folder), 'utf8')
      return { version, name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}

/**
 * Brings the schema up to date; returns the names that were applied. Safe under any number of starters at once: one
 * row is locked (no advisory lock, which poolers and other engines do not keep), and each file is one transaction.
 * Throws `MigrationError` when a released file was changed, or the database is newer than this program.
 */
export async function migrate(database: Database, migrations: readonly Migration[]): Promise<string[]> {
  const { connection, onError } = internalsOf(database)
  const onWait = (): void => onError(new Error('another process is changing the schema: waiting until it has ended'))
  await createLedger(connection.query)
  const applied: string[] = []
  for (const migration of migrations) {
    const done = await connection.transaction((query) => applyNext(query, migrations, migration, onWait), migrationMs)
    if (done) applied.push(migration.name)
  }
  await connection.transaction((query) => readLedger(query, migrations, onWait), migrationMs)
  return applied
}

/** How the schema of a database compares with the migrations of this program. */
export interface SchemaState {
  /** `none`: no schema of ours. `changed`: an applied migration is not the released one. */
  readonly kind: 'none' | 'behind' | 'current' | 'newer' | 'changed'
  /** How many migrations were applied. */
  readonly version: number
  readonly known: number
}

/** Reads the state of the schema, and changes nothing. */
export async function findSchemaState(database: Database, migrations: readonly Migration[]): Promise<SchemaState> {
  const { query } = internalsOf(database).connection
  const known = migrations.length
  const found = await query('find_ledger', `select to_regclass('schema_ledger')::text as ledger`, [])
  if (found[0]?.ledger === null) return { kind: 'none', version: 0, known }
  const rows = await query('read_ledger', 'select checksums from schema_ledger where id = 1', [])
  const checksums: unknown = rows[0]?.checksums
  if (!Array.isArray(checksums) || checksums.length === 0) return { kind: 'none', version: 0, known }
  const version = checksums.length
  if (version > known) return { kind: 'newer', version, known }
  if (checksums.some((checksum, index) => migrations[index]?.checksum !== checksum)) {
    return { kind: 'changed', version, known }
  }
  return { kind: version < known ? 'behind' : 'current', version, known }
}

/** Completes a sentence that begins with the name of the database, and says what to do. */
export function describeSchema({ kind, version, known }: SchemaState): string {
  switch (kind) {
    case 'none':
      return 'has no schema of Rampway: run rampway migrate on it, or name another database'
    case 'behind':
      return `is at schema version ${version}, this program needs ${known}: run rampway migrate`
    case 'newer':
      return `is at schema version ${version}, this program knows ${known}: run the newer program`
    case 'changed':
      return 'has a migration that is not the released one: restore the released file'
    case 'current':
      return `is at schema version ${version}, which is up to date`
  }
}

/**
 * What PostgreSQL says to the loser when two starters create the table at the same instant: row, table or type is
 * there.
 */
const madeMeanwhile: ReadonlySet<string> = new Set(['23505', '42P07', '42710'])

/** Creates the table unless it is there. */
async function createLedger(query: Query): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await query(
        'ledger',
        'create table if not exists schema_ledger (id integer primary key, checksums text[] not null)',
        [],
      )
      await query('ledger_row', `insert into schema_ledger values (1, '{}') on conflict do nothing`, [])
      return
    } catch (error) {
      const state = sqlStateOf(error)
      if (attempt === 5 || state === undefined || !madeMeanwhile.has(state)) throw error
    }
  }
}

async function applyNext(
  query: Query,
  migrations: readonly Migration[],
  next: Migration,
  onWait: () => void,
): Promise<boolean> {
  const checksums = await readLedger(query, migrations, onWait)
  if (checksums.length >= next.version) return false
  await query('migration_bounds', `set local lock_timeout = '10s'`, [])
  await query(`migration_${next.version}`, next.sql, [])
  await query('ledger_append', 'update schema_ledger set checksums = array_append(checksums, $1) where id = 1', [
    next.checksum,
  ])
  return true
}

/** Locks the ledger, however long another starter holds it, and reads it. `onWait` is told when that takes seconds. */
async function readLedger(
  query: Query,
  migrations: readonly Migration[],
  onWait: () => void,
): Promise<readonly string[]> {
  await query('ledger_patience', 'set local statement_timeout = 0', [])
  const waiting = setTimeout(onWait, sayWaitMs)
  const text = 'select checksums from schema_ledger where id = 1 for update'
  const rows = await query('ledger_lock', text, []).finally(() => clearTimeout(waiting))
  const checksums = rows[0]?.checksums
  if (!Array.isArray(checksums)) throw new MigrationError('schema_ledger holds no row; restore it from a backup')
  if (checksums.length > migrations.length) {
    throw new MigrationError(
      `the database is at schema version ${checksums.length}, this program knows ${migrations.length}: run the newer program`,
    )
  }
  for (const [index, checksum] of checksums.entries()) {
    const migration = migrations[index]
    if (migration?.checksum !== checksum) {
      throw new MigrationError(`${migration?.name} was changed after it was applied: restore the released file`)
    }
  }
  return checksums
}
