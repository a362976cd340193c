import type { EventType } from './event.ts'

/**
 * Which events a replay of a range chooses by what became of their deliveries to the webhook endpoint. `failed`: given up,
 * or the last attempt failed. `undelivered`: not delivered, also for want of a delivery.
 */
export const replayChoices = ['all', 'failed', 'undelivered'] as const

/** One of `replayChoices`. */
export type ReplayChoice = (typeof replayChoices)[number]

/** A range of events that is told once more to one webhook endpoint. Instants are epoch milliseconds. */
export interface ReplayRange {
  /** At or after, and before. */
  readonly since: number
  readonly until: number
  /** Empty: all. */
  readonly types: readonly EventType[]
  readonly chosen: ReplayChoice
}

/** One replay tells so many events at most. */
export const replayEventsMax = 100_000
/** To find them, so many are looked at at most: some seconds. */
export const replayReadMax = 500_000

/**
 * What the last success says of what came before: attempts take seconds and overlap, so that one that failed a moment
 * before the last success is not missed by looking so much further back, in milliseconds.
 */
export const replayOverlapMs = 5 * 60_000
