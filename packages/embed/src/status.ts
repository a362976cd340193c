import type { PollAnswer } from './types.ts'

/** After these the widget is of no more use. */
const settled = ['completed', 'expired', 'not_observed', 'refused']

/** True for a status that will not change while the widget is open. Whoever was declined may try again there. */
export function isSettled(status: string): boolean {
  return settled.includes(status)
}

/** True for a status that will not change once the widget is gone. */
export function isFinal(status: string): boolean {
  return isSettled(status) || status === 'failed' || status === 'cancelled'
}

/** The status that `poll` gave. Throws a TypeError for an answer without one. */
export function statusOf(answer: PollAnswer): string {
  const { status } = 'session' in answer ? answer.session : answer
  if (typeof status !== 'string') throw new TypeError('poll: no session')
  return status
}
