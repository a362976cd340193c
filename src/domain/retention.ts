/** How long things are kept; the same for all tenants, whose sessions share partitions. */
export interface Retention {
  /** Sessions and their events stay at least this long, and are dropped with the calendar month they were made in. */
  readonly sessionsDays: number
  /** Handled webhooks stay this long. */
  readonly webhooksDays: number
  /** Events, with their deliveries and attempts, stay this long. */
  readonly eventsDays: number
}

/** Sessions: a year, and the month until all of a partition is that old. Webhooks, events: a month. */
export const defaultRetention: Retention = { sessionsDays: 400, webhooksDays: 30, eventsDays: 30 }

/** A session outlives its idempotency key, which lives for a day. */
export const sessionsDaysMin = 2
/** Meld repeats a webhook for three days, and a repeated one must be recognized. */
export const webhooksDaysMin = 4
/** The schedule of a delivery takes three days and a few hours. */
export const eventsDaysMin = 4
/** Ten years. */
export const retentionDaysMax = 3_650

const dayMs = 24 * 60 * 60 * 1000

/**
 * Keys are deleted this long after they expired, so that a process whose clock is behind does not find one gone that it
 * takes for live, and open a second session.
 */
const keyGraceMs = 60 * 60 * 1000

/** The instants, in epoch milliseconds, before which things are deleted. */
export interface RetentionCutoffs {
  /** Sessions whose ids were made before. */
  readonly sessions: number
  /** Handled webhooks that were received before. */
  readonly webhooks: number
  /** Events whose ids were made before. */
  readonly events: number
  /** Keys that expired before. */
  readonly keys: number
}

/**
 * What may be deleted at `now`. `idsAt` is the time by the clock that ids are made with, so that a session made just now, or
 * an event of it, stays even where `now` was moved ahead.
 */
export function retentionCutoffs(retention: Retention, now: number, idsAt: number): RetentionCutoffs {
  return {
    sessions: Math.min(now - retention.sessionsDays * dayMs, idsAt - sessionsDaysMin * dayMs),
    webhooks: now - retention.webhooksDays * dayMs,
    events: Math.min(now - retention.eventsDays * dayMs, idsAt - eventsDaysMin * dayMs),
    keys: now - keyGraceMs,
  }
}

/** Less headroom than this means that partitions cannot be made, with time left to fix it. */
export const headroomMinMs = 30 * dayMs
