import type { HeartbeatCount, ProcessId } from '../domain/liveness.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, numberOrNullOf, present, textOrNullOf } from '../postgres/row.ts'

/** What a process tells of itself. */
export interface Program {
  readonly version: string
  /** In epoch milliseconds. */
  readonly startedAt: number
}

/** Registers a process among those that are alive; returns its id. */
export async function registerProcess(database: Database, { version, startedAt }: Program): Promise<ProcessId> {
  const rows = await internalsOf(database).connection.query(
    'register_process',
    'insert into gateway_processes (beats, version, started_at) values (0, $1, $2) returning id',
    [version, new Date(startedAt)],
  )
  return numberOf(present(rows[0], 'process'), 'id')
}

/** What a heartbeat found: whether the process is still registered, and the counts of all, its own perhaps one behind. */
export interface Heartbeat {
  readonly isRegistered: boolean
  readonly beats: readonly HeartbeatCount[]
}

/** Counts one heartbeat of a process, and reads the counts of all. A process that was removed is not registered again. */
export async function heartbeat(database: Database, process: ProcessId): Promise<Heartbeat> {
  const rows = await internalsOf(database).connection.query(
    'heartbeat',
    `with own as (update gateway_processes set beats = beats + 1 where id = $1 returning id)
     select p.id, p.beats::float8 as beats, p.id in (select id from own) as is_own from gateway_processes p`,
    [process],
  )
  return {
    isRegistered: rows.some((row) => row.is_own === true),
    beats: rows.map((row) => ({ process: numberOf(row, 'id'), beats: numberOf(row, 'beats') })),
  }
}

/** Removes a process whose count still stands there; false when it has risen, or another was first. */
export async function removeProcess(database: Database, { process, beats }: HeartbeatCount): Promise<boolean> {
  const rows = await internalsOf(database).connection.query(
    'remove_process',
    'delete from gateway_processes where id = $1 and beats = $2 returning id',
    [process, beats],
  )
  return rows.length === 1
}

/** Removes a process that ends; its claims are free from then on. */
export async function unregisterProcess(database: Database, process: ProcessId): Promise<void> {
  await internalsOf(database).connection.query('unregister_process', 'delete from gateway_processes where id = $1', [
    process,
  ])
}

/** A process that is registered. Null is what one of an older version does not tell. */
export interface RegisteredProcess {
  readonly id: ProcessId
  readonly version: string | null
  readonly startedAt: number | null
}

/** The processes that live, and those that died a few seconds ago, in the order in which they were registered. */
export async function listProcesses(database: Database): Promise<readonly RegisteredProcess[]> {
  const rows = await internalsOf(database).connection.query(
    'list_processes',
    'select id, version, started_at from gateway_processes order by id',
    [],
  )
  return rows.map((row) => ({
    id: numberOf(row, 'id'),
    version: textOrNullOf(row, 'version'),
    startedAt: numberOrNullOf(row, 'started_at'),
  }))
}
