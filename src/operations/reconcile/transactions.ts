import { idsPerSearchMax } from '../../aggregators/aggregator.ts'
import { nextTransactionCheck } from '../../domain/reconciliation.ts'
import { readExternalSessionId } from '../../domain/session.ts'
import { claimDueTransactions, type DueTransaction, settleTransactionChecks } from '../../store/due-checks.ts'
import { addOwnSessionId, recordTransaction, refreshTransaction } from '../transactions/transactions.ts'
import { askForSessions, claimedForMs, countCheck, isOver, type Round, recordCheck } from './round.ts'

/**
 * Checks the transactions that are due, as far as the round allows: those whose session is known many to a call, the
 * others one by one.
 */
export async function checkTransactions(round: Round): Promise<void> {
  const { deps, tenant } = round
  while (!isOver(round)) {
    const now = deps.clock()
    const heldUntil = now + claimedForMs
    const due = await claimDueTransactions(deps.database, tenant.id, { limit: idsPerSearchMax, now, heldUntil })
    const seen = await checkBySession(round, due)
    // Recording a snapshot sets the next check itself.
    const missing: DueTransaction[] = []
    for (const transaction of due) {
      if (!seen.has(transaction.id) && (await isMissing(round, transaction))) missing.push(transaction)
    }
    const at = deps.clock()
    const checked = missing.map(({ id, checks }) => ({ id, nextCheckAt: nextTransactionCheck(checks + 1, at) }))
    await settleTransactionChecks(deps.database, tenant.id, checked, heldUntil)
    if (due.length < idsPerSearchMax) return
  }
}

/** Asks for all their sessions at once; gives the ids of the transactions in the answer. */
async function checkBySession(round: Round, due: readonly DueTransaction[]): Promise<ReadonlySet<string>> {
  const ids = due.flatMap(({ externalSessionId }) => externalSessionId ?? [])
  const told = await askForSessions(round, [...new Set(ids)])
  for (const transaction of told.transactions) {
    const named = await addOwnSessionId(round.deps, round.tenant, transaction, ids)
    const recorded = await recordTransaction(round.deps, round.tenant, named)
    if (recorded.transaction.session !== null) {
      recordCheck(round, recorded.transaction.session, 'seen', recorded.transaction.id)
    }
  }
  const seen = new Set(told.transactions.map(({ id }) => id))
  countCheck(round, 'transaction', 'seen', due.filter(({ id }) => seen.has(id)).length)
  countCheck(round, 'transaction', 'unreadable', told.unreadable)
  return seen
}

/** Asks for one by its id and records it; true when Meld does not know it. */
async function isMissing(round: Round, { id, externalSessionId }: DueTransaction): Promise<boolean> {
  if (isOver(round)) return false
  round.callsLeft -= 1
  const outcome = await refreshTransaction(round.deps, round.tenant, { transactionId: id })
  if (outcome.kind === 'later') {
    round.failure = outcome.reason
    return false
  }
  countCheck(round, 'transaction', outcome.kind === 'not_found' ? 'missing' : 'seen')
  const session = readExternalSessionId(externalSessionId ?? '')?.session
  if (session !== undefined) recordCheck(round, session, outcome.kind === 'not_found' ? 'missing' : 'seen', id)
  return outcome.kind === 'not_found'
}
