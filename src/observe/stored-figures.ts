import { Gauge, type Registry } from 'prom-client'
import { within } from '../domain/deadline.ts'

/** What only the database can tell. Ages are in seconds, 0 when there is nothing of the kind. */
export interface StoredFigures {
  /** Of the oldest webhook that is not handled. */
  readonly oldestUnhandledWebhookSeconds: number
  /** Of the oldest opened session without an outcome, over all tenants. */
  readonly oldestSessionSeconds: number
  /** Of the oldest transaction that is not final, over all tenants. */
  readonly oldestTransactionSeconds: number
  /** By how much the background run is late that has been due longest and is not under way. */
  readonly overdueRunSeconds: number
  /** For how long from now on there are partitions for sessions. */
  readonly partitionsAheadSeconds: number
}

/** Gauges whose values come from the database. */
export interface StoredGauges {
  readonly watch: (read: () => Promise<StoredFigures>) => void
  /** Reads them anew. When the database fails or takes too long they have no values. Never rejects. */
  readonly refresh: () => Promise<void>
}

/** A scrape that takes longer is given up by some, and with it everything else that it tells. */
const readWithinMs = 800

/** Adds what the database tells. */
export function addStoredFigures(registry: Registry): StoredGauges {
  const registers = [registry]
  const webhooks = new Gauge({
    name: 'rampway_webhooks_oldest_unhandled_seconds',
    help: 'Age of the oldest webhook that is recorded and not handled; missing while the database does not answer.',
    registers,
  })
  const unresolved = new Gauge({
    name: 'rampway_oldest_unresolved_seconds',
    help: 'Age of the oldest opened session without an outcome and of the oldest transaction that is not final.',
    labelNames: ['kind'],
    registers,
  })
  const overdue = new Gauge({
    name: 'rampway_jobs_overdue_seconds',
    help: 'By how much the background run is late that has been due longest; missing while the database does not answer.',
    registers,
  })
  const room = new Gauge({
    name: 'rampway_partitions_ahead_seconds',
    help: 'For how long from now on there are partitions for sessions; missing while the database does not answer.',
    registers,
  })
  let read: (() => Promise<StoredFigures>) | undefined
  /** One reading at a time: a database that has stopped is not asked once more by every scrape. */
  let reading: Promise<StoredFigures | undefined> | undefined

  const show = (figures: StoredFigures | undefined): void => {
    if (figures === undefined) {
      webhooks.remove({})
      unresolved.reset()
      overdue.remove({})
      room.remove({})
      return
    }
    webhooks.set(figures.oldestUnhandledWebhookSeconds)
    unresolved.set({ kind: 'session' }, figures.oldestSessionSeconds)
    unresolved.set({ kind: 'transaction' }, figures.oldestTransactionSeconds)
    overdue.set(figures.overdueRunSeconds)
    room.set(figures.partitionsAheadSeconds)
  }
  show(undefined)
  return {
    watch: (given) => {
      read = given
    },
    refresh: async () => {
      reading ??= read?.()
        .catch(() => undefined)
        .finally(() => {
          reading = undefined
        })
      show(await within(readWithinMs, Promise.resolve(reading), undefined))
    },
  }
}
