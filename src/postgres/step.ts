import { Deadline } from '../domain/deadline.ts'
import { GatewayError } from '../domain/errors.ts'
import { newSessionId, sessionIdInstant } from '../domain/session.ts'
import { type Coalescer, createCoalescer } from './coalesce.ts'
import type { Query } from './connection.ts'
import { type Database, internalsOf } from './database.ts'
import { blameOf, DatabaseUnavailableError, lacksPartition } from './database-unavailable.ts'
import { ensurePartitions } from './partitions.ts'

/** A hot atomic step, written for many callers at once. */
export interface Step<Item extends { readonly tenant: string }, Result> {
  readonly name: string
  /**
   * Of a step that locks rows: names those of an item. Every step that locks rows of a table names them alike, and a
   * group is put into this order, so that no two statements can wait for each other. Its statement must go through its
   * items in their order.
   */
  readonly locks?: (item: Item) => string
  /**
   * Groups under way at once, at most; 1 when not given. A second one pays for a step that commits: one backend works
   * while another waits for the disk.
   */
  readonly lanes?: number
  /** One statement for all items; results in the order of the items. A row that cannot be read is one item's result. */
  readonly run: (query: Query, items: readonly Item[]) => Promise<readonly Result[]>
}

/** Most items of one statement, so that it is quick to plan and to retry. */
const groupMax = 256
/** A group that takes this long is stuck; it should take milliseconds. */
const standstillMs = 3_000
/** Beside another group a smaller one costs PostgreSQL more than it spares its callers (`bench/NOTES.md`). */
const crowd = 32
/**
 * Most calls that wait. Ten thousand sessions may be in flight; more than twice that means the database has stopped.
 */
const waitingMax = 25_000

/**
 * Runs one item of a step; items that arrive together share a statement. Rejects with the database's error, or with
 * `overloaded` when too many wait already.
 */
export function runStep<Item extends { readonly tenant: string }, Result>(
  database: Database,
  step: Step<Item, Result>,
  item: Item,
): Promise<Result> {
  const { steps } = internalsOf(database)
  const running = steps.get(step) as Coalescer<Item, Result> | undefined
  return (running ?? startStep(database, step)).submit(item)
}

function refuse(waiting: number): GatewayError {
  const cause = new Error(`${waiting} calls wait for the database already`)
  return new GatewayError('overloaded', { headers: { 'retry-after': '2' }, cause })
}

function startStep<Item extends { readonly tenant: string }, Result>(
  database: Database,
  step: Step<Item, Result>,
): Coalescer<Item, Result> {
  const { connection, steps, stuckGroups } = internalsOf(database)
  const { locks, lanes = 1 } = step
  const runInOrder = locks === undefined ? step.run : inOrder(step.run, locks)
  const run = async (items: readonly Item[]): Promise<readonly Result[]> => {
    const stuck = new Deadline(standstillMs, () => stuckGroups.add(stuck))
    try {
      return await runInOrder(connection.query, items).catch(async (error: unknown) => {
        if (!lacksPartition(error)) throw error
        await ensureCurrentPartition(database, error)
        return runInOrder(connection.query, items)
      })
    } finally {
      stuck.cancel()
      stuckGroups.delete(stuck)
    }
  }
  const coalescer = createCoalescer<Item, Result>({
    run,
    groupMax,
    lanes,
    crowd,
    waitingMax,
    refuse,
    blameOf,
  })
  steps.set(step, coalescer)
  return coalescer
}

/** True while PostgreSQL works on a group for far too long. */
export function isStuck(database: Database): boolean {
  return internalsOf(database).stuckGroups.size > 0
}

/** How long the oldest call that waits for its group to be sent has waited, in milliseconds; 0 when none waits. */
export function oldestWaitMs(database: Database): number {
  let oldest = 0
  for (const { oldestWaitMs } of internalsOf(database).steps.values()) oldest = Math.max(oldest, oldestWaitMs())
  return oldest
}

/** Runs a group in the order of what its items lock; the results are in the order of the items all the same. */
function inOrder<Item extends { readonly tenant: string }, Result>(
  run: Step<Item, Result>['run'],
  locks: (item: Item) => string,
): Step<Item, Result>['run'] {
  return async (query, items) => {
    if (items.length === 1) return run(query, items)
    const placed = items.map((item, place) => ({ item, place, name: locks(item) }))
    // Those with the same locks stay in the order in which they came.
    placed.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    const results = await run(
      query,
      placed.map(({ item }) => item),
    )
    if (results.length !== items.length) return results
    const ordered = new Array<Result>(items.length)
    for (const [index, result] of results.entries()) ordered[placed[index]?.place ?? index] = result
    return ordered
  }
}

/** Makes the missing partition of the month that new sessions belong to; tells the operator when it cannot. */
async function ensureCurrentPartition(database: Database, cause: unknown): Promise<void> {
  const { onError } = internalsOf(database)
  try {
    const { made } = await ensurePartitions(database, sessionIdInstant(newSessionId()))
    onError(new Error(`partitions were missing and have been made: ${made.join(', ')}`, { cause }))
  } catch (error) {
    if (error instanceof DatabaseUnavailableError && blameOf(error) !== 'wait') throw error
    onError(new Error('there is no partition for the sessions of this month, and none can be made', { cause: error }))
    throw new DatabaseUnavailableError('no_month', error)
  }
}
