import { idsPerSearchMax } from '../../aggregators/aggregator.ts'
import { isObservationDue, nextSessionCheck, observationGraceMs } from '../../domain/reconciliation.ts'
import { readExternalSessionId, type SessionId } from '../../domain/session.ts'
import { canonicalStatus, type UpstreamTransaction } from '../../domain/transaction.ts'
import { claimDueSessions, type DueSession, type SessionCheck, settleSessionChecks } from '../../store/due-checks.ts'
import { addOwnSessionId, recordTransaction, refreshTransaction } from '../transactions/transactions.ts'
import { askForSessions, claimedForMs, countCheck, isOver, type Round, recordCheck } from './round.ts'

/** Checks for transactions of the sessions that are due, many to a call, as far as the round allows. */
export async function checkSessions(round: Round): Promise<void> {
  const { deps, tenant } = round
  while (!isOver(round)) {
    const now = deps.clock()
    const heldUntil = now + claimedForMs
    const due = await claimDueSessions(deps.database, tenant.id, { limit: idsPerSearchMax, now, heldUntil })
    for (const group of groupByIds(due)) {
      const checked = await checkGroup(round, group)
      await settleSessionChecks(deps.database, tenant.id, checked, heldUntil, deps.clock())
    }
    if (due.length < idsPerSearchMax) return
  }
}

/** Groups sessions so that the ids of each group fit into one search. */
function groupByIds(due: readonly DueSession[]): DueSession[][] {
  const groups: DueSession[][] = []
  let idsLeft = 0
  for (const session of due) {
    if (session.externalIds.length > idsLeft) {
      groups.push([])
      idsLeft = idsPerSearchMax
    }
    groups.at(-1)?.push(session)
    idsLeft -= session.externalIds.length
  }
  return groups
}

/** Checks one group. If Meld's answer is incomplete none of it is settled, so that all is due again soon. */
async function checkGroup(round: Round, group: readonly DueSession[]): Promise<SessionCheck[]> {
  const asked = group.flatMap(({ externalIds }) => externalIds)
  const told = await askForSessions(round, asked)
  const found = new Map<SessionId, readonly UpstreamTransaction[]>()
  for (const each of told.transactions) {
    const transaction = await addOwnSessionId(round.deps, round.tenant, each, asked)
    await recordTransaction(round.deps, round.tenant, transaction)
    const session = readExternalSessionId(transaction.externalSessionId ?? '')?.session
    if (session !== undefined) found.set(session, [...(found.get(session) ?? []), transaction])
  }
  countCheck(round, 'session', 'unreadable', told.unreadable)
  if (!told.complete) return []
  const checked: SessionCheck[] = []
  for (const session of group) {
    const asked = found.has(session.id) ? 'nothing' : await askProvider(round, session, found)
    const certain = told.unreadable === 0 && asked !== 'later'
    const check = judgeCheck(session, found.get(session.id) ?? [], certain, round.deps.clock())
    const result = found.has(session.id) ? 'seen' : check.unobserved ? 'not_observed' : 'nothing'
    countCheck(round, 'session', result)
    recordCheck(round, session.id, result)
    checked.push(check)
  }
  return checked
}

/**
 * Makes Meld ask the provider: that is how it learns of a sell whose user sends the crypto only after coming back. A
 * provider's failure does not end the round.
 */
async function askProvider(
  round: Round,
  { id, askBySession, opened, externalIds }: DueSession,
  found: Map<SessionId, readonly UpstreamTransaction[]>,
): Promise<'nothing' | 'later'> {
  if (askBySession === null || !opened) return 'nothing'
  if (isOver(round)) return 'later'
  round.callsLeft -= 1
  const newest = externalIds.at(-1)
  const target = { upstreamSessionId: askBySession, ...(newest === undefined ? {} : { told: newest }) }
  const outcome = await refreshTransaction(round.deps, round.tenant, target)
  if (outcome.kind === 'later') return 'later'
  if (outcome.kind === 'recorded')
    found.set(
      id,
      outcome.transactions.map(({ transaction }) => transaction.upstream),
    )
  return 'nothing'
}

/** What a check means for its session. `certain`: the reply was complete and understood. */
function judgeCheck(
  session: DueSession,
  found: readonly UpstreamTransaction[],
  certain: boolean,
  now: number,
): SessionCheck {
  const { id, expiresAt, opened } = session
  const checks = session.checks + 1
  if (found.length === 0) {
    const watched = { expiresAt, opened, checks }
    return { id, nextCheckAt: nextSessionCheck(watched, now), unobserved: certain && isObservationDue(watched, now) }
  }
  // Its transactions are checked by themselves; the session is too, rarely, while a failed trade may be tried again.
  const isDone = found.some(({ meldStatus }) => canonicalStatus(meldStatus) === 'completed')
  const mayTryAgain = !isDone && now < expiresAt + observationGraceMs
  const nextCheckAt = mayTryAgain ? nextSessionCheck({ expiresAt, opened: false, checks }, now) : null
  return { id, nextCheckAt, unobserved: false }
}
