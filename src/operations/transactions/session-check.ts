import type { SessionId } from '../../domain/session.ts'
import type { Tenant } from '../../domain/tenant.ts'
import { collectUpstreamCalls } from '../../domain/upstream-call.ts'
import { type Deps, depsFor } from '../deps.ts'
import { type RefreshOutcome, refreshTransaction, type TransactionTarget } from './transactions.ts'

/** What has Meld asked about one session. */
export type CheckCause = 'link' | 'return' | 'release' | 'deposit' | 'reconciliation' | 'operator'

/** What a check came to, as timelines tell it. */
export const checkResults = { recorded: 'seen', not_found: 'nothing', later: 'failed' } as const

/**
 * Fetches a session's transactions from Meld and records them, and that Meld was asked. Raises the database's error; a
 * failure of Meld is an outcome.
 */
export async function checkSession(
  deps: Deps,
  tenant: Tenant,
  session: SessionId,
  target: TransactionTarget,
  causedBy: CheckCause,
): Promise<RefreshOutcome> {
  const made = collectUpstreamCalls()
  const [at, began] = [deps.clock(), performance.now()]
  const outcome = await refreshTransaction(depsFor(deps, deps.log, made.add), tenant, target)
  deps.activity.record(tenant.id, session, {
    kind: 'checked',
    at,
    causedBy,
    result: checkResults[outcome.kind],
    durationMs: Math.round(performance.now() - began),
    ...(outcome.kind === 'later' && { reason: outcome.reason }),
    ...(made.calls.length > 0 && { upstreamCalls: made.calls }),
  })
  return outcome
}
