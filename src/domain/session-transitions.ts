import { type SessionStatus, sessionStatuses } from './session.ts'

/** What moves a session on. */
export type SessionCause =
  /** Asking upstream for its widget has ended. */
  | 'opening'
  /** Somebody opened its link, and nobody holds it. */
  | 'link_opened'
  /** Its user freed the link from whoever opened it. */
  | 'link_released'
  /** Its user came back through the return page. */
  | 'user_returned'
  /** Meld told of a transaction, first or anew. */
  | 'transaction'
  /** An operator closed it, so that nobody starts a trade with it any more. */
  | 'operator_cancelled'

/** One line of the table: where a session may come from, where it goes, and by what. */
export interface SessionTransition {
  readonly by: SessionCause
  /** Null: it was not stored before. */
  readonly from: readonly (SessionStatus | null)[]
  /** `unchanged`: what happened is noted, once, and the status stays. */
  readonly to: SessionStatus | 'unchanged'
}

const openable = ['ready', 'opened', 'returned'] as const
const traded = ['transacting', 'completed', 'failed', 'cancelled'] as const

/**
 * Every way in which a session's status may change; `store/session-changes.ts` allows no other. A transaction that is
 * told late may end a session from any open state, and replace one end by another.
 */
export const sessionTransitions: readonly SessionTransition[] = [
  { by: 'opening', from: [null, 'unclear'], to: 'ready' },
  { by: 'opening', from: [null, 'unclear'], to: 'refused' },
  { by: 'opening', from: [null, 'unclear'], to: 'unclear' },
  { by: 'link_opened', from: ['ready'], to: 'opened' },
  { by: 'link_released', from: ['opened', 'returned'], to: 'ready' },
  { by: 'user_returned', from: ['opened'], to: 'returned' },
  // Meld's webhook may be handled before the browser has come back.
  { by: 'user_returned', from: traded, to: 'unchanged' },
  { by: 'transaction', from: openable, to: 'transacting' },
  { by: 'transaction', from: [...openable, 'transacting', 'failed', 'cancelled'], to: 'completed' },
  { by: 'transaction', from: [...openable, 'transacting', 'completed', 'cancelled'], to: 'failed' },
  { by: 'transaction', from: [...openable, 'transacting', 'completed', 'failed'], to: 'cancelled' },
  { by: 'operator_cancelled', from: [...openable, 'unclear'], to: 'cancelled' },
]

/** True when `by` may move a session from `from` to `to`. */
export function canBecome(from: SessionStatus | null, to: SessionStatus, by: SessionCause): boolean {
  return sessionTransitions.some((line) => line.by === by && line.to === to && line.from.includes(from))
}

/** The statuses in which `by` is noted, and which stay. */
export function statusesKept(by: SessionCause): readonly SessionStatus[] {
  return sessionStatuses.filter((status) =>
    sessionTransitions.some((line) => line.by === by && line.to === 'unchanged' && line.from.includes(status)),
  )
}

/** The statuses from which `by` may move a session to `to`, for a compare-and-set on the status. */
export function statusesBefore(to: SessionStatus, by: SessionCause): readonly SessionStatus[] {
  return sessionStatuses.filter((from) => canBecome(from, to, by))
}
