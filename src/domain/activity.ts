import type { EventFacts } from './session-record.ts'

/**
 * What is recorded of a session beside the changes of its status, by kind, and how much of each kind: of what comes after,
 * only how much there was.
 *
 * - `replayed`: a call with its key was answered with it. `call_refused`: a call about it was refused.
 * - `link_visit`, `return_visit`: somebody or something came to its link or its return page.
 * - `refresh_failed`: no other widget could be put behind its link.
 * - `checked`: Meld was asked for its transactions.
 * - `meld_status`: Meld told another raw status of a transaction, which means the same.
 */
export const activityMax = {
  replayed: 10,
  call_refused: 10,
  link_visit: 30,
  return_visit: 10,
  refresh_failed: 10,
  checked: 30,
  meld_status: 30,
} as const satisfies Record<string, number>

/** One of the kinds. */
export type ActivityKind = keyof typeof activityMax

/** One thing that happened around a session. */
export interface Activity extends EventFacts {
  readonly kind: ActivityKind
  /** Epoch milliseconds. */
  readonly at: number
}

/** The kinds of events that its owner is shown too. */
export const publicEventKinds = [
  'refused',
  'unclear',
  'opened',
  'refreshed',
  // The name of `refreshed` in older versions.
  'minted_again',
  'link_released',
  'returned',
  'transaction',
  'cancelled',
] as const
