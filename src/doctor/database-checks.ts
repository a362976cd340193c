import { statfs } from 'node:fs/promises'
import { headroomMinMs } from '../domain/retention.ts'
import { newSessionId, sessionIdInstant } from '../domain/session.ts'
import { describeSchema, findSchemaState, migrationsFolder, readMigrations } from '../postgres/migrate.ts'
import { findPartitionHeadroom } from '../postgres/partitions.ts'
import { findPoolerMode, readServerSettings, type ServerSettings } from '../postgres/server-settings.ts'
import { type Check, ok, type Patient, type PatientDatabase, skipped, type Verdict } from './check.ts'

const noDatabase = skipped('the database is not known here: leave --url out, or add --config')

/** A check of what PostgreSQL says of itself. */
function factCheck(
  about: Omit<Check, 'reach' | 'run'>,
  judge: (facts: ServerSettings, database: PatientDatabase) => Verdict | readonly Verdict[],
): Check {
  return databaseCheck(about, async (opened) => {
    const verdict = judge(await readServerSettings(opened.database), opened)
    return 'found' in verdict ? [verdict] : verdict
  })
}

function databaseCheck(
  about: Omit<Check, 'reach' | 'run'>,
  look: (opened: PatientDatabase, patient: Patient) => Promise<readonly Verdict[]>,
): Check {
  return {
    ...about,
    reach: 'database',
    run: async (patient) => {
      if (patient.database === null) return noDatabase
      const opened = await patient.database().catch((error: unknown) => ({ reason: reasonOf(error) }))
      if ('database' in opened) {
        // What a statement meets, the check of the server itself tells.
        return about.id === 'postgresql' ? await look(opened, patient) : await look(opened, patient).catch(unavailable)
      }
      if (about.id !== 'postgresql') return skipped('the database cannot be used: see PostgreSQL')
      return [{ severity: 'error', found: opened.reason, fix: 'See what it says; docs/operations.md has more.' }]
    },
  }
}

function unavailable(error: unknown): readonly Verdict[] {
  if (error instanceof Error && error.name === 'DatabaseUnavailableError') {
    return skipped('the database does not answer: see PostgreSQL')
  }
  throw error
}

/** Its words are for the operator and hold no password. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

const majorMin = 15
/** Of the connections there are, in percent. */
const connectionsUsedMax = 90

export const postgresql = factCheck(
  {
    id: 'postgresql',
    expected: `PostgreSQL ${majorMin} or newer that takes writes and has connections left`,
    why: 'Without its database the gateway answers 503 to everybody.',
  },
  ({ version, major, isReadOnly, connections, connectionsMax }) => {
    const found = `PostgreSQL ${version}, ${connections} of ${connectionsMax} connections in use`
    if (major < majorMin) return { severity: 'error', found, fix: `Upgrade it to ${majorMin} or newer.` }
    if (isReadOnly) {
      const fix = 'Name the primary: a standby, and a database set to read only, cannot be written to.'
      return { severity: 'error', found: `${found}, but it takes no writes`, fix }
    }
    if (connections * 100 < connectionsMax * connectionsUsedMax) return ok(found)
    return { severity: 'warning', found, fix: 'Raise max_connections, or end what holds the others.' }
  },
)

export const durability = factCheck(
  {
    id: 'durability',
    expected: 'fsync, full_page_writes and synchronous_commit on',
    why: 'A session that was acknowledged may be lost in a crash, or the whole database with it.',
  },
  ({ fsync, fullPageWrites, synchronousCommit }) => {
    const found = `fsync ${onOff(fsync)}, full_page_writes ${onOff(fullPageWrites)}, synchronous_commit ${synchronousCommit}`
    if (!fsync || !fullPageWrites) {
      return {
        severity: 'error',
        found,
        fix: 'Set fsync = on and full_page_writes = on in postgresql.conf, and restart it.',
      }
    }
    if (synchronousCommit !== 'off') return ok(found)
    return { severity: 'error', found, fix: 'alter role … set synchronous_commit = on, or remove the setting.' }
  },
)

export const isolation = factCheck(
  {
    id: 'isolation',
    expected: 'read committed',
    why: 'Steps of the gateway that wait for each other would fail with serialization errors (40001).',
  },
  ({ isolation }) => {
    if (isolation === 'read committed') return ok(isolation)
    const fix = `alter role … set default_transaction_isolation = 'read committed', and the same for the database.`
    return { severity: 'error', found: isolation, fix }
  },
)

export const databaseRole = factCheck(
  {
    id: 'database_role',
    expected: 'a role of the gateway’s own, neither superuser nor one that bypasses row security',
    why: 'Whoever takes over such a role gets around every wall inside the database, the append-only audit log included.',
  },
  ({ role, isSuperuser, bypassesRowSecurity }, { isPrivate }) => {
    const powers = [isSuperuser ? 'a superuser' : '', bypassesRowSecurity ? 'may bypass row security' : '']
    const found = [`the role ${role}`, ...powers.filter((power) => power !== '')].join(', ')
    if (!isSuperuser && !bypassesRowSecurity) return ok(found)
    if (isPrivate) return { severity: 'info', found: `${found}, of a private server that serves nobody else` }
    const fix =
      'create role rampway login nosuperuser nobypassrls, let it own the database, and name it in the address.'
    return { severity: 'warning', found, fix }
  },
)

export const pooler = databaseCheck(
  {
    id: 'pooler',
    expected: 'PostgreSQL itself, or a pooler in session or transaction mode',
    why: 'In statement mode there are no transactions, and nothing could be stored whole.',
  },
  async ({ database }, { settings }) => {
    const mode = await findPoolerMode(database)
    if (mode === 'none') return [ok('PostgreSQL is reached directly')]
    if (mode === 'statement') {
      return [{ severity: 'error', found: 'a pooler in statement mode', fix: 'Set pool_mode = transaction.' }]
    }
    const found = mode === 'transaction' ? 'a pooler in transaction mode' : 'a pooler whose mode did not show'
    const why = 'Behind a pooler nothing is prepared and no call is woken: it tries again every second.'
    if (settings?.preparedStatements !== true) return [{ severity: 'info', found, why }]
    const fix = 'Remove database.prepared_statements, which has no effect there, or name PostgreSQL itself.'
    return [{ severity: 'warning', found: `${found}, with prepared_statements: true`, why, fix }]
  },
)

export const schema = databaseCheck(
  {
    id: 'schema',
    expected: 'the schema of this program',
    why: 'Every start brings it up to date; until then this version cannot run on it.',
  },
  async ({ database }) => {
    const state = await findSchemaState(database, await readMigrations(migrationsFolder))
    const found = `the database ${describeSchema(state)}`
    switch (state.kind) {
      case 'current':
        return [ok(found)]
      case 'none':
      case 'behind':
        return [{ severity: 'warning', found, fix: 'Run rampway migrate, or start the gateway, which does the same.' }]
      default:
        return [{ severity: 'error', found, fix: 'Run the program that this database belongs to.' }]
    }
  },
)

const dayMs = 86_400_000

export const partitions = databaseCheck(
  {
    id: 'partitions',
    expected: `partitions for the next ${headroomMinMs / dayMs} days`,
    why: 'Without a partition for its month no session can be stored.',
  },
  async ({ database }) => {
    const state = await findSchemaState(database, await readMigrations(migrationsFolder))
    if (state.kind === 'none') return skipped('there is no schema yet')
    // Partitions are chosen by id, so the time that counts is the one in the ids.
    const now = sessionIdInstant(newSessionId())
    const aheadMs = (await findPartitionHeadroom(database, now)) - now
    const found = `${Math.floor(aheadMs / dayMs)} days ahead`
    if (aheadMs >= headroomMinMs) return [ok(found)]
    const fix = 'Look for the job retention in the log: it makes them, once an hour. A start makes them too.'
    return [{ severity: aheadMs <= 0 ? 'error' : 'warning', found, fix }]
  },
)

const gibibyte = 1024 ** 3
const freeMin = 2 * gibibyte
/** In percent. */
const freeShareMin = 10

export const disk = databaseCheck(
  {
    id: 'disk',
    expected: `${freeShareMin} % and ${freeMin / gibibyte} GiB free where the database is`,
    why: 'A database on a full disk takes no writes, and the gateway answers 503.',
  },
  async ({ database, folder }) => {
    const { databaseBytes } = await readServerSettings(database)
    const size = `the database has ${(databaseBytes / gibibyte).toFixed(2)} GiB`
    if (folder === undefined) {
      return [
        {
          severity: 'info',
          found: `${size}; its disk is another machine’s`,
          fix: 'Watch the disk of PostgreSQL there.',
        },
      ]
    }
    const { bavail, blocks, bsize } = await statfs(folder)
    return [judgeDisk({ free: bavail * bsize, all: blocks * bsize, size })]
  },
)

/** Judges a disk by its sizes in bytes. */
export function judgeDisk({ free, all, size }: { free: number; all: number; size: string }): Verdict {
  const share = Math.floor((free / all) * 100)
  const found = `${size}; ${(free / gibibyte).toFixed(1)} GiB (${share} %) of its disk are free`
  const fix = 'Free some space, or move the database to a larger disk.'
  if (free < freeMin / 4) return { severity: 'error', found, fix }
  return free < freeMin || share < freeShareMin ? { severity: 'warning', found, fix } : ok(found)
}

function onOff(is: boolean): string {
  return is ? 'on' : 'off'
}
