import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { clientSettings } from './connection.ts'
import { type Database, internalsOf } from './database.ts'
import { addressOf, type DatabaseAddress, describeAddress } from './database-address.ts'
import { type DatabaseDiagnosis, diagnose, notPostgresDiagnosis } from './database-diagnosis.ts'
import { DatabaseUnavailableError } from './database-unavailable.ts'
import { MigrationError } from './migrate.ts'

/** The database cannot be used; the message says which it is, why, and what to do, and holds no password. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable'
}

/** Called each time the database is unavailable for another reason than before. */
export type OnUnavailable = (message: string, leftMs: number) => void

/** The oldest PostgreSQL that the statements are written for. */
const oldestMajor = 15
/** The wait between two attempts. */
const retryMs = 1_000
/** How long a probe waits for its answer. */

const probeTimeoutMs = 2_000

/** Which database this is. */
export function addressOfDatabase(database: Database): DatabaseAddress {
  return addressOf(internalsOf(database).target)
}

/**
 * Does `work` on a database that answers and is recent enough. While the database is unavailable for a reason that may
 * pass (refusing, starting up, shutting down, without a free connection), tries again, `work` from its beginning, for
 * `waitMs`; 0 tries once. Throws `DatabaseUnusable`, and whatever else `work` throws.
 */
export async function whenReachable<T>(
  database: Database,
  waitMs: number,
  onUnavailable: OnUnavailable,
  work: () => Promise<T>,
): Promise<T> {
  const startedAt = performance.now()
  let told: string | undefined
  for (;;) {
    try {
      await requireVersion(database)
      return await work()
    } catch (raised) {
      // The cause tells more than that the database is unavailable.
      const error = raised instanceof DatabaseUnavailableError ? raised.cause : raised
      const diagnosis = isDriverError(raised) ? await judge(database, error) : undefined
      if (diagnosis === undefined) throw placeMigrationError(database, error)
      const message = sentenceOf(database, diagnosis)
      const leftMs = waitMs - (performance.now() - startedAt)
      if (!diagnosis.isTransient || leftMs <= 0) throw new DatabaseUnusable(message, { cause: error })
      if (diagnosis.why !== told) onUnavailable(message, leftMs)
      told = diagnosis.why
      await wait(Math.min(retryMs, leftMs))
    }
  }
}

/** Everything else comes from `work` itself, whatever its message says. */
function isDriverError(raised: unknown): boolean {
  return raised instanceof DatabaseUnavailableError || (raised instanceof Error && 'code' in raised)
}

async function judge(database: Database, error: unknown): Promise<DatabaseDiagnosis | undefined> {
  const diagnosis = diagnose(error)
  if (diagnosis?.isTransient !== true || error instanceof pg.DatabaseError) return diagnosis
  return (await isNotPostgres(database)) ? notPostgresDiagnosis : diagnosis
}

function sentenceOf(database: Database, { why, remedy }: DatabaseDiagnosis): string {
  return `Cannot use ${describeAddress(addressOfDatabase(database))}: ${why}. ${remedy}`
}

function placeMigrationError(database: Database, error: unknown): unknown {
  if (!(error instanceof MigrationError)) return error
  const message = `Cannot use ${describeAddress(addressOfDatabase(database))}: ${error.message}`
  return new DatabaseUnusable(message, { cause: error })
}

async function requireVersion(database: Database): Promise<void> {
  const rows = await internalsOf(database).connection.query(
    'server_version',
    `select current_setting('server_version_num') as number, current_setting('server_version') as version`,
    [],
  )
  if (Number(rows[0]?.number) >= oldestMajor * 10_000) return
  const address = describeAddress(addressOfDatabase(database))
  throw new DatabaseUnusable(
    `Cannot use ${address}: it is PostgreSQL ${String(rows[0]?.version)}, which is too old. Rampway needs PostgreSQL ${oldestMajor} or newer: upgrade it, or name another.`,
  )
}

/** True when what answers there is certainly not PostgreSQL, which answers a request for TLS with a single letter. */
async function isNotPostgres(database: Database): Promise<boolean> {
  const settings = clientSettings(internalsOf(database).target)
  const { host, port } = addressOfDatabase(database)
  const client = new pg.Client({
    host,
    port,
    // No such user: this is not an attempt to log in.
    user: 'rampway_probe',
    password: '',
    ssl: { rejectUnauthorized: false },
    connectionTimeoutMillis: probeTimeoutMs,
    application_name: settings.application_name,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.end()
    return false
  } catch (error) {
    return diagnose(error)?.why.startsWith(notPostgresDiagnosis.why) === true
  }
}
