import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { clientSettings } from './connection.ts'
import { type Database, internalsOf } from './database.ts'
import { DatabaseAwayError } from './database-away.ts'
import { type DatabasePlace, describePlace, placeOf } from './database-place.ts'
import { notPostgresTrouble, type Trouble, troubleOf } from './database-trouble.ts'
import { MigrationError } from './migrate.ts'

/** The database cannot be used; the message says which it is, why, and what to do, and holds no password. */
export class DatabaseUnusable extends Error {
  override readonly name = 'DatabaseUnusable'
}

/** Told each time the database turns out to be away for another reason than before. */
export type OnAway = (message: string, leftMs: number) => void

/** The oldest PostgreSQL that the statements are written for. */
const oldestMajor = 15
/** Between two tries. */
const retryMs = 1_000
/** For the answer to a greeting. */
const greetingTimeoutMs = 2_000

/** Which database this is. */
export function placeOfDatabase(database: Database): DatabasePlace {
  return placeOf(internalsOf(database).target)
}

/**
 * Does `work` on a database that answers and is recent enough. While it is merely away (refusing, starting up, shutting
 * down, without a free connection) it is tried again, `work` from its beginning, for `waitMs`; 0 tries once. Throws
 * `DatabaseUnusable`, and what `work` throws of its own.
 */
export async function whenReachable<T>(
  database: Database,
  waitMs: number,
  onAway: OnAway,
  work: () => Promise<T>,
): Promise<T> {
  const startedAt = performance.now()
  let told: string | undefined
  for (;;) {
    try {
      await requireVersion(database)
      return await work()
    } catch (raised) {
      // What lies behind it tells more than that the database is away.
      const error = raised instanceof DatabaseAwayError ? raised.cause : raised
      const trouble = isOfDriver(raised) ? await judge(database, error) : undefined
      if (trouble === undefined) throw placeMigrationError(database, error)
      const message = sentenceOf(database, trouble)
      const leftMs = waitMs - (performance.now() - startedAt)
      if (!trouble.isAway || leftMs <= 0) throw new DatabaseUnusable(message, { cause: error })
      if (trouble.why !== told) onAway(message, leftMs)
      told = trouble.why
      await wait(Math.min(retryMs, leftMs))
    }
  }
}

/** Everything else is what `work` throws of its own, whatever words it uses. */
function isOfDriver(raised: unknown): boolean {
  return raised instanceof DatabaseAwayError || (raised instanceof Error && 'code' in raised)
}

async function judge(database: Database, error: unknown): Promise<Trouble | undefined> {
  const trouble = troubleOf(error)
  if (trouble?.isAway !== true || error instanceof pg.DatabaseError) return trouble
  return (await isStranger(database)) ? notPostgresTrouble : trouble
}

function sentenceOf(database: Database, { why, remedy }: Trouble): string {
  return `Cannot use ${describePlace(placeOfDatabase(database))}: ${why}. ${remedy}`
}

function placeMigrationError(database: Database, error: unknown): unknown {
  if (!(error instanceof MigrationError)) return error
  const message = `Cannot use ${describePlace(placeOfDatabase(database))}: ${error.message}`
  return new DatabaseUnusable(message, { cause: error })
}

async function requireVersion(database: Database): Promise<void> {
  const rows = await internalsOf(database).connection.query(
    'server_version',
    `select current_setting('server_version_num') as number, current_setting('server_version') as version`,
    [],
  )
  if (Number(rows[0]?.number) >= oldestMajor * 10_000) return
  const place = describePlace(placeOfDatabase(database))
  throw new DatabaseUnusable(
    `Cannot use ${place}: it is PostgreSQL ${String(rows[0]?.version)}, which is too old. Rampway needs PostgreSQL ${oldestMajor} or newer: upgrade it, or name another.`,
  )
}

/** True when something certainly answers there that is not PostgreSQL, which greets a question for TLS with one letter. */
async function isStranger(database: Database): Promise<boolean> {
  const settings = clientSettings(internalsOf(database).target)
  const { host, port } = placeOfDatabase(database)
  const client = new pg.Client({
    host,
    port,
    // Nobody: this is no attempt to log in.
    user: 'rampway_greeting',
    password: '',
    ssl: { rejectUnauthorized: false },
    connectionTimeoutMillis: greetingTimeoutMs,
    application_name: settings.application_name,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.end()
    return false
  } catch (error) {
    return troubleOf(error)?.why.startsWith(notPostgresTrouble.why) === true
  }
}
