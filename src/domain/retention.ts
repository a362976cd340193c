/** How long things are kept; a setting of the deployment, for a month's partition holds the sessions of all tenants. */
export interface Retention {
  /** Sessions and their events stay at least so long, and leave with the calendar month they were made in. */
  readonly sessionsDays: number
  /** Handled webhooks stay so long. */
  readonly webhooksDays: number
}

/** A year of sessions and the month that it takes a partition to be all old; a month of webhooks. */
export const defaultRetention: Retention = { sessionsDays: 400, webhooksDays: 30 }

/** A session is there as long as its idempotency key, which lives for a day, and a day more. */
export const sessionsDaysMin = 2
/** Meld sends a webhook again for three days: until then it must be known again. */
export const webhooksDaysMin = 4
/** Ten years; who needs more has an archive. */
export const retentionDaysMax = 3_650

const dayMs = 24 * 60 * 60 * 1000

/**
 * Keys are deleted this long after they have expired, so that no process whose clock is behind still takes one for
 * live, and opens a second session where another would have told the first.
 */
const keyGraceMs = 60 * 60 * 1000

/** The instants, in epoch milliseconds, before which things are deleted. */
export interface RetentionCutoffs {
  /** Sessions whose ids were made before. */
  readonly sessions: number
  /** Handled webhooks that were received before. */
  readonly webhooks: number
  /** Keys that expired before. */
  readonly keys: number
}

/**
 * What may be deleted at `now`. `idsAt` is the time that session ids are made by; where `now` was moved ahead of it,
 * a session that was made just now stays all the same.
 */
export function retentionCutoffs(retention: Retention, now: number, idsAt: number): RetentionCutoffs {
  return {
    sessions: Math.min(now - retention.sessionsDays * dayMs, idsAt - sessionsDaysMin * dayMs),
    webhooks: now - retention.webhooksDays * dayMs,
    keys: now - keyGraceMs,
  }
}

/** With less headroom than this, something keeps partitions from being made, and there is still time to fix it. */
export const headroomMinMs = 30 * dayMs
