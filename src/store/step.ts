import { GatewayError } from '../domain/errors.ts'
import { CoalescerFullError, createCoalescer } from './coalesce.ts'
import { isServerTrouble, type Query } from './connection.ts'
import { type Database, internalsOf } from './database.ts'

/** A hot atomic step, written for many callers at once. */
export interface Step<Item extends { readonly tenant: string }, Result> {
  readonly name: string
  /** One statement for all items; results in the order of the items. A row that cannot be read is one item's result. */
  readonly run: (query: Query, items: readonly Item[]) => Promise<readonly Result[]>
}

/** A statement stays small enough to plan and to retry quickly. */
const groupMax = 256
/** One group at a time: a second lane only made the groups smaller (`bench/NOTES.md`). */
const lanes = 1
/** Ten thousand sessions may be in flight; more than twice that means the database has stopped. */
const waitingMax = 25_000

/**
 * Runs one item of a step; items that arrive together share a statement. Rejects with the database's error, or with
 * `overloaded` when too many wait already.
 */
export async function runStep<Item extends { readonly tenant: string }, Result>(
  database: Database,
  step: Step<Item, Result>,
  item: Item,
): Promise<Result> {
  const { steps } = internalsOf(database)
  const running = steps.get(step) as ((item: Item) => Promise<Result>) | undefined
  const submit = running ?? startStep(database, step)
  try {
    return await submit(item)
  } catch (cause) {
    if (cause instanceof CoalescerFullError)
      throw new GatewayError('overloaded', { headers: { 'retry-after': '2' }, cause })
    throw cause
  }
}

function startStep<Item extends { readonly tenant: string }, Result>(
  database: Database,
  step: Step<Item, Result>,
): (item: Item) => Promise<Result> {
  const { connection, oneTenantPerStatement, steps } = internalsOf(database)
  const submit = createCoalescer<Item, Result>({
    run: (items) => step.run(connection.query, items),
    groupMax,
    lanes,
    waitingMax,
    ...(oneTenantPerStatement ? { shardOf: ({ tenant }: Item) => tenant } : {}),
    isShared: isServerTrouble,
  })
  steps.set(step, submit)
  return submit
}
