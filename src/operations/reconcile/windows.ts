import {
  cursorAfterFailure,
  cursorAfterPage,
  planWindow,
  type ReconciliationWindow,
  type WindowCursor,
} from '../../domain/reconciliation-window.ts'
import { readExternalSessionId } from '../../domain/session.ts'
import { tenantTag } from '../../domain/tenant.ts'
import type { UpstreamTransaction } from '../../domain/transaction.ts'
import { findTraffic } from '../../store/unresolved.ts'
import { recordTransaction } from '../transactions/transactions.ts'
import { askForPage, countCheck, isOver, type Round } from './round.ts'

/**
 * Reads the window of time in which webhooks may have been lost, if there is one, as far as the round allows. `keep` is
 * called after each page with the cursor; it gives false when another process holds the lease by now.
 */
export async function goThroughWindow(
  round: Round,
  stored: WindowCursor,
  keep: (cursor: WindowCursor) => Promise<boolean>,
): Promise<void> {
  let cursor = stored
  if (round.failure !== null) {
    if (!cursor.interrupted) await keep(cursorAfterFailure(cursor, null))
    return
  }
  const { deps, tenant } = round
  const traffic = await findTraffic(deps.database, tenant.id)
  let window = planWindow(cursor, { ...traffic, now: deps.clock(), startedAt: deps.startedAt })
  while (window !== undefined && !isOver(round)) {
    const { from, to, after }: ReconciliationWindow = window
    const page = await askForPage(round, { kind: 'by_time', from, to, after })
    if (page === undefined) {
      await keep(cursorAfterFailure(cursor, window))
      return
    }
    await recordOwn(round, page.transactions)
    countCheck(round, 'window', 'unreadable', page.unreadable)
    cursor = cursorAfterPage(cursor, window, page.next)
    if (!(await keep(cursor))) return
    window = cursor.window ?? undefined
  }
}

/** Records only the tenant's own transactions: other tenants and programs may share its account at Meld. */
async function recordOwn(round: Round, transactions: readonly UpstreamTransaction[]): Promise<void> {
  const { deps, tenant } = round
  const tag = tenantTag(tenant.id)
  const isOwn = ({ externalSessionId }: UpstreamTransaction): boolean =>
    readExternalSessionId(externalSessionId ?? '')?.tag.equals(tag) === true
  const own = transactions.filter(isOwn)
  for (const transaction of own) await recordTransaction(deps, tenant, transaction)
  countCheck(round, 'window', 'seen', own.length)
  countCheck(round, 'window', 'foreign', transactions.length - own.length)
}
