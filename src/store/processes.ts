import type { Beats, ProcessId } from '../domain/liveness.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, present } from '../postgres/row.ts'

/** Enters a process among those that live; gives its id. */
export async function enterProcess(database: Database): Promise<ProcessId> {
  const rows = await internalsOf(database).connection.query(
    'enter_process',
    'insert into gateway_processes (beats) values ($1) returning id',
    [0],
  )
  return numberOf(present(rows[0], 'process'), 'id')
}

/** What a beat came to: whether the process is still entered, and the beats of all, its own perhaps as they were before. */
export interface Beat {
  readonly isEntered: boolean
  readonly beats: readonly Beats[]
}

/** Counts a process's beats up by one, and reads those of all. One that was taken out is not entered again. */
export async function beat(database: Database, process: ProcessId): Promise<Beat> {
  const rows = await internalsOf(database).connection.query(
    'beat',
    `with own as (update gateway_processes set beats = beats + 1 where id = $1 returning id)
     select p.id, p.beats::float8 as beats, p.id in (select id from own) as is_own from gateway_processes p`,
    [process],
  )
  return {
    isEntered: rows.some((row) => row.is_own === true),
    beats: rows.map((row) => ({ process: numberOf(row, 'id'), beats: numberOf(row, 'beats') })),
  }
}

/** Takes out a process whose beats are still these; false when it has beaten again, or another was first. */
export async function takeOutProcess(database: Database, { process, beats }: Beats): Promise<boolean> {
  const rows = await internalsOf(database).connection.query(
    'take_out_process',
    'delete from gateway_processes where id = $1 and beats = $2 returning id',
    [process, beats],
  )
  return rows.length === 1
}

/** Takes out a process that ends; its claims are free from then on. */
export async function leaveProcess(database: Database, process: ProcessId): Promise<void> {
  await internalsOf(database).connection.query('leave_process', 'delete from gateway_processes where id = $1', [
    process,
  ])
}
