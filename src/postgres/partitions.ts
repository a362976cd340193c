import type { Connection, Query } from './connection.ts'
import { type Database, internalsOf } from './database.ts'
import { isLockConflict } from './database-unavailable.ts'
import {
  leastUuidAt,
  type Month,
  monthAt,
  type PartitionedTable,
  partitionedTables,
  partitionName,
  readPartitionName,
} from './partition-month.ts'
import { textOf } from './row.ts'

/**
 * Partitions are made this many months ahead: without one nothing can be stored, so there must be time to see a fault.
 */
const monthsAhead = 3
/** What cannot have its lock within this is left to the next run; what queues behind it waits no longer either. */
const lockWaitMs = 2_000
/** The same where everybody would wait behind it. */
const briefLockWaitMs = 100
/** Freeing the disk space of a month takes a while. */
const dropMs = 60_000

/** For how long there are partitions ahead. */
export interface PartitionHeadroom {
  /** Partitions that this call has made. */
  readonly made: readonly string[]
  /** Sessions whose ids are made before this instant, in epoch milliseconds, have their partitions. */
  readonly until: number
}

/** What has been dropped. */
export interface DroppedPartitions {
  readonly dropped: readonly string[]
  /** Old enough, but somebody held them or their table for too long: the next run drops them. */
  readonly postponed: readonly string[]
}

interface Partition extends Month {
  readonly table: PartitionedTable
  readonly name: string
  /** `detaching`: its detachment was interrupted, and queries no longer see it. `detached`: not dropped yet. */
  readonly state: 'attached' | 'detaching' | 'detached'
}

/**
 * Makes the partitions from the month of `now` to three months ahead that are not there. Safe with any number of
 * processes at once; readers and writers are not kept waiting. What cannot be locked is left to the next call, unless
 * the month of `now` itself is missing: then it rejects with the database's error.
 */
export async function ensurePartitions(database: Database, now: number): Promise<PartitionHeadroom> {
  const { connection } = internalsOf(database)
  const made: string[] = []
  const known = await listPartitions(connection.query)
  if (missingPartitions(known, now).length === 0) return { made, until: headroomEnd(known, now) }
  try {
    const after = await connection.transaction(async (query) => {
      await query('bound_lock_wait', `set local lock_timeout = ${lockWaitMs}`, [])
      // The lock that attaching takes as well: it keeps out others who make or detach partitions, and nobody else.
      for (const table of partitionedTables) {
        await query('lock_partitions', `lock table only ${table} in share update exclusive mode`, [])
      }
      for (const partition of missingPartitions(await listPartitions(query), now)) {
        await makePartition(query, partition)
        made.push(partition.name)
      }
      return listPartitions(query)
    })
    return { made, until: headroomEnd(after, now) }
  } catch (error) {
    const until = headroomEnd(known, now)
    if (!isLockConflict(error) || until <= now) throw error
    return { made: [], until }
  }
}

/** Until when there are partitions, as `ensurePartitions` says; `now` itself when there is none. Makes nothing. */
export async function findPartitionHeadroom(database: Database, now: number): Promise<number> {
  return headroomEnd(await listPartitions(internalsOf(database).connection.query), now)
}

/**
 * Drops the partitions that end at or before `before`, with all they hold. Nobody is kept waiting: each is detached
 * without locking its table, and dropped once no query can see it; a detachment that was interrupted is finished first.
 * What somebody holds for long is left to the next call.
 */
export async function dropPartitions(database: Database, before: number): Promise<DroppedPartitions> {
  const { connection } = internalsOf(database)
  const [dropped, postponed]: [string[], string[]] = [[], []]
  const old = (await listPartitions(connection.query)).filter(({ until }) => until <= before)
  for (const partition of old) {
    try {
      await dropPartition(connection, partition)
      dropped.push(partition.name)
    } catch (error) {
      // Another process may be at it as well.
      if (!isLockConflict(error)) throw error
      postponed.push(partition.name)
    }
  }
  return { dropped, postponed }
}

/** The partitions of both tables, those of the sessions first, each in order of time. Others' tables are left out. */
async function listPartitions(query: Query): Promise<readonly Partition[]> {
  const rows = await query(
    'list_partitions',
    `select c.relname as name, i.inhrelid is not null as attached, coalesce(i.inhdetachpending, false) as detaching
     from pg_class c left join pg_inherits i on i.inhrelid = c.oid
     where c.relkind = 'r' and c.relnamespace = (select relnamespace from pg_class where oid = 'sessions'::regclass)
       and c.relname like any (array['sessions\\_%', 'session\\_events\\_%'])`,
    [],
  )
  const partitions = rows.flatMap((row): Partition[] => {
    const name = textOf(row, 'name')
    const read = readPartitionName(name)
    const state = row.detaching === true ? 'detaching' : row.attached === true ? 'attached' : 'detached'
    return read === undefined ? [] : [{ ...read, name, state }]
  })
  const place = ({ table }: Partition): number => partitionedTables.indexOf(table)
  return partitions.sort((a, b) => place(a) - place(b) || a.until - b.until)
}

type MissingPartition = Pick<Partition, 'table' | 'name' | 'from' | 'until'>

function missingPartitions(known: readonly Partition[], now: number): MissingPartition[] {
  const months = Array.from({ length: monthsAhead + 1 }, (_, later) => monthAt(now, later))
  return partitionedTables.flatMap((table) =>
    months
      .filter((month) => holderOf(known, table, month.from) === undefined)
      .map((month) => ({ ...month, table, name: partitionName(table, month) })),
  )
}

function holderOf(known: readonly Partition[], table: PartitionedTable, instant: number): Partition | undefined {
  return known.find(
    (one) => one.state === 'attached' && one.table === table && one.from <= instant && instant < one.until,
  )
}

/** The first instant from `now` on that one of the tables has no partition for. */
function headroomEnd(known: readonly Partition[], now: number): number {
  const ends = partitionedTables.map((table) => {
    let end = now
    for (let next = holderOf(known, table, end); next !== undefined; next = holderOf(known, table, end)) {
      end = next.until
    }
    return end
  })
  return Math.min(...ends)
}

const storage: Readonly<Record<PartitionedTable, string>> = {
  // Leaves free space on the page for the updates that each session sees.
  sessions: 'with (fillfactor = 80)',
  session_events: '',
}

/** Made beside its table and attached then: to make it as a partition at once would lock the whole table. */
async function makePartition(query: Query, { table, name, from, until }: MissingPartition): Promise<void> {
  const like = `create table ${name} (like ${table} including defaults including constraints including indexes) ${storage[table]}`
  await query('make_partition', like, [])
  const bounds = `from ('${leastUuidAt(from)}') to ('${leastUuidAt(until)}')`
  await query('attach_partition', `alter table ${table} attach partition ${name} for values ${bounds}`, [])
}

async function dropPartition(connection: Connection, { table, name, state }: Partition): Promise<void> {
  const run = (text: string, waitMs = lockWaitMs) =>
    connection.transaction(async (query) => {
      await query('bound_lock_wait', `set local lock_timeout = ${waitMs}`, [])
      await query('drop_partition', text, [])
    }, dropMs)
  const detach = `alter table ${table} detach partition ${name}`
  if (state === 'attached') {
    const detached = await connection.outsideTransaction(`${detach} concurrently`, lockWaitMs)
    // Behind a pooler the table itself must be locked for an instant.
    if (!detached) await run(detach, briefLockWaitMs)
  }
  if (state === 'detaching') await run(`${detach} finalize`)
  await run(`drop table if exists ${name}`)
}
