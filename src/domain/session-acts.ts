import { isOpenable, type SessionStatus, sessionStatusAt } from './session.ts'
import type { SessionRecord } from './session-record.ts'
import { canBecome } from './session-transitions.ts'

/** An operator has Meld asked about a session at most this often. */
export const checkIntervalMs = 5_000
/** Most notes on one session. */
export const notesMax = 100

/** What an operator may do to a session. */
export const sessionActs = ['check', 'release_link', 'cancel'] as const

/** One of `sessionActs`. */
export type SessionAct = (typeof sessionActs)[number]

/** Why an act would be refused or change nothing, in words; null where it applies. */
export type ActLack = string | null

/** For each act, whether it applies to the session as it stands at `now`. */
export function actLacks(record: SessionRecord, now: number): Readonly<Record<SessionAct, ActLack>> {
  return { check: checkLack(record), release_link: releaseLack(record, now), cancel: cancelLack(record) }
}

function checkLack({ externalIds }: Pick<SessionRecord, 'externalIds'>): ActLack {
  return externalIds.length > 0 ? null : 'No widget was opened for this session, so Meld has nothing to tell of it.'
}

function releaseLack(record: SessionRecord, now: number): ActLack {
  const { session, isHeld } = record
  if (!isOpenable(session.status) || session.expiresAt <= now) return explainClosed(sessionStatusAt(session, now))
  return isHeld ? null : 'Nobody holds the link: whoever opens it next is let in.'
}

function cancelLack({ session: { status } }: Pick<SessionRecord, 'session'>): ActLack {
  return canBecome(status, 'cancelled', 'operator_cancelled') ? null : explainUncancellable(status)
}

function explainUncancellable(status: SessionStatus): string {
  switch (status) {
    case 'cancelled':
      return 'The session is cancelled already.'
    case 'transacting':
      return 'A transaction is under way: only Meld and the provider can stop it.'
    case 'refused':
      return 'The session was refused: it has no link that could be closed.'
    default:
      return `The session is ${status} already.`
  }
}

function explainClosed(status: string): string {
  switch (status) {
    case 'transacting':
      return 'A transaction is under way with this link, so the link stays closed.'
    case 'completed':
    case 'failed':
    case 'cancelled':
      return `The session is ${status}: its link leads to no widget any more.`
    case 'expired':
    case 'not_observed':
      return 'The link has expired.'
    default:
      return 'The session has no link: no widget was opened for it.'
  }
}
