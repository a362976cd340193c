import type { Connection, Query } from './connection.ts'
import { type Database, internalsOf } from './database.ts'
import { isLockConflict } from './database-unavailable.ts'
import { textOf } from './row.ts'

/**
 * Indexes of tables that are not split and may be large when a migration comes by: those that it left out are built
 * here, with the very words of the migration. Indexes of split tables tell their own: a migration that leaves the
 * partitions out makes them on the table alone.
 */
const late: readonly LateIndex[] = [
  {
    table: 'transactions',
    name: 'transactions_by_service_id',
    definition: `(hashtextextended(detail->>'serviceTransactionId', 0)) where detail->>'serviceTransactionId' is not null`,
  },
  {
    table: 'transactions',
    name: 'transactions_by_hash',
    definition: `(hashtextextended(lower(detail->>'transactionHash'), 0)) where detail->>'transactionHash' is not null`,
  },
  {
    table: 'transactions',
    name: 'transactions_of_tenant',
    definition: `(tenant_id, provider_created_at desc, id desc) where coalesce(user_id, '') <> ''`,
  },
]

interface LateIndex {
  readonly table: string
  readonly name: string
  /** What stands behind the table's name. */
  readonly definition: string
  /** The index of the split table that it becomes a part of. */
  readonly parent?: string
}

/** What became of the indexes that were missing, by name. */
export interface BuiltIndexes {
  readonly built: readonly string[]
  /** Somebody else is at it, or kept it from its locks: the next call goes on. Behind a pooler nothing can be built. */
  readonly postponed: readonly string[]
}

/** Longer than it takes to read the largest month there is. */
const buildMs = 6 * 60 * 60 * 1000
/** Building waits for every transaction that is older, and nobody waits behind it. */
const buildLockWaitMs = 10 * 60 * 1000
/** Who would have to wait for an index to be attached waits no longer either. */
const attachLockWaitMs = 2_000

/**
 * Builds the indexes that a migration left out since their tables were large, one after the other, without keeping
 * readers or writers waiting. Safe with any number of processes at once, and after one that was interrupted. Takes
 * minutes where there are millions of rows; at once when nothing is missing.
 */
export async function buildLateIndexes(database: Database): Promise<BuiltIndexes> {
  const { connection } = internalsOf(database)
  const [built, postponed]: [string[], string[]] = [[], []]
  for (const index of await listMissing(connection.query)) {
    try {
      const isDone = await build(connection, index)
      ;(isDone ? built : postponed).push(index.name)
    } catch (error) {
      if (!isLockConflict(error)) throw error
      postponed.push(index.name)
    }
  }
  return { built, postponed }
}

async function listMissing(query: Query): Promise<readonly LateIndex[]> {
  // A partition whose own index is there but not attached is listed as well.
  const ofPartitions = await query(
    'list_late_partition_indexes',
    `select parent.relname as parent, part.relname as partition, pg_get_indexdef(parent.oid) as definition
     from pg_index x
     join pg_class parent on parent.oid = x.indexrelid and parent.relkind = 'I'
     join pg_inherits i on i.inhparent = x.indrelid and not coalesce(i.inhdetachpending, false)
     join pg_class part on part.oid = i.inhrelid
     where not x.indisvalid and x.indrelid = any (array['sessions'::regclass, 'session_events'::regclass])
       and not exists (
         select from pg_inherits a join pg_index own on own.indexrelid = a.inhrelid
         where a.inhparent = parent.oid and own.indrelid = part.oid
       )
     order by parent.relname, part.relname`,
    [],
  )
  const known = await query(
    'list_valid_indexes',
    `select c.relname as name from pg_index x join pg_class c on c.oid = x.indexrelid
     where x.indisvalid and x.indrelid = any($1::regclass[])`,
    [[...new Set(late.map(({ table }) => table))]],
  )
  const valid = new Set(known.map((row) => textOf(row, 'name')))
  return [...late.filter(({ name }) => !valid.has(name)), ...ofPartitions.map(readPartitionIndex)]
}

function readPartitionIndex(row: Readonly<Record<string, unknown>>): LateIndex {
  const [parent, table] = [textOf(row, 'parent'), textOf(row, 'partition')]
  const definition = textOf(row, 'definition').replace(/^CREATE INDEX \S+ ON (?:ONLY )?\S+ /, '')
  return { table, name: `${table}_${parent.replace(/^sessions_/, '')}`, definition, parent }
}

/** False when somebody else is at it, or a pooler stands between. */
async function build(connection: Connection, { table, name, definition, parent }: LateIndex): Promise<boolean> {
  const lone = (text: string) => connection.outsideTransaction(text, buildLockWaitMs, buildMs)
  const [found] = await connection.query(
    'find_index_state',
    `select x.indisvalid as valid, p.pid is not null as under_way
     from pg_class c join pg_index x on x.indexrelid = c.oid
     left join pg_stat_progress_create_index p on p.index_relid = c.oid
     where c.oid = to_regclass($1)`,
    [name],
  )
  if (found?.under_way === true) return false
  // It was interrupted.
  if (found?.valid === false && !(await lone(`drop index concurrently if exists ${name}`))) return false
  if (found?.valid !== true && !(await lone(`create index concurrently ${name} on ${table} ${definition}`)))
    return false
  if (parent === undefined) return true
  await connection.transaction(async (query) => {
    await query('bound_lock_wait', `set local lock_timeout = ${attachLockWaitMs}`, [])
    await query('attach_index', `alter index ${parent} attach partition ${name}`, [])
  })
  return true
}
