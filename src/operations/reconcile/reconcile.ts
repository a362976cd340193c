import { randomUUID } from 'node:crypto'
import { planWindow, type WindowCursor } from '../../domain/reconciliation-window.ts'
import type { Tenant, TenantId } from '../../domain/tenant.ts'
import { holdLease, keepCursor, releaseLease } from '../../postgres/leases.ts'
import { findReconcilable } from '../../store/unresolved.ts'
import { readWindowCursor } from '../../store/window-cursor.ts'
import { about, type Deps } from '../deps.ts'
import type { Round } from './round.ts'
import { checkSessions } from './sessions.ts'
import { checkTransactions } from './transactions.ts'
import { goThroughWindow } from './windows.ts'

/** Upstream calls of one round, and so of a tenant in a minute, however many processes there are. */
export const callsPerRoundMax = 12
/** A round makes no calls after this … */
const roundMs = 3 * 60 * 1000
/** … and its lease ends later, when even a last call that timed out is over. */
export const roundLeaseMs = 4 * 60 * 1000
/** The name of the lease on a tenant's reconciliation. */
export const reconcileLease = 'reconcile'

/** Limits of one round. */
export interface RoundLimits {
  /** Defaults to `callsPerRoundMax`. */
  readonly callsMax?: number
}

/** How a round went; `counts` by what was checked and what it came to, such as `session_seen`. */
export type RoundOutcome =
  /** Another process has this tenant's lease. */
  | { readonly kind: 'held' }
  | { readonly kind: 'done'; readonly calls: number; readonly counts: Readonly<Record<string, number>> }
  /** Meld failed and the round stopped; what was not checked is due again soon. */
  | {
      readonly kind: 'stopped'
      readonly reason: string
      readonly calls: number
      readonly counts: Readonly<Record<string, number>>
    }

/**
 * One bounded round of checks for a tenant: transactions that are not final, sessions without one, and windows of time
 * in which webhooks may have been lost. One process at a time does a tenant's round; what it had claimed when it died
 * is due again a few minutes later.
 */
export async function reconcile(root: Deps, tenant: Tenant, limits: RoundLimits = {}): Promise<RoundOutcome> {
  const deps = about(root, { tenant: tenant.id })
  const holder = randomUUID()
  const begunAt = deps.clock()
  const lease = await holdLease(deps.database, tenant.id, reconcileLease, holder, roundLeaseMs, begunAt)
  if (lease === undefined) {
    deps.metrics.reconcileRound({ result: 'held' })
    return { kind: 'held' }
  }
  const callsMax = limits.callsMax ?? callsPerRoundMax
  const round: Round = {
    deps,
    tenant,
    until: begunAt + roundMs,
    callsLeft: callsMax,
    failure: null,
    counts: new Map(),
  }
  const keep = (cursor: WindowCursor): Promise<boolean> =>
    keepCursor(deps.database, tenant.id, reconcileLease, holder, cursor, deps.clock())
  try {
    await shareOut(round, [checkTransactions, checkSessions])
    await goThroughWindow(round, readWindowCursor(lease.cursor), keep)
  } finally {
    await releaseLease(deps.database, tenant.id, reconcileLease, holder, deps.clock())
  }
  return report(round, callsMax)
}

/**
 * Gives each part an equal share of the calls, so that no backlog starves the next; unused calls go to the next part.
 */
async function shareOut(round: Round, parts: readonly ((round: Round) => Promise<void>)[]): Promise<void> {
  for (const [index, part] of parts.entries()) {
    const share = Math.ceil(round.callsLeft / (parts.length - index + 1))
    const rest = round.callsLeft - share
    round.callsLeft = share
    await part(round)
    round.callsLeft += rest
  }
}

function report(round: Round, callsMax: number): RoundOutcome {
  const { deps, failure } = round
  const calls = callsMax - round.callsLeft
  const counts = Object.fromEntries(round.counts)
  if (failure === null) {
    deps.metrics.reconcileRound({ result: 'done' })
    return { kind: 'done', calls, counts }
  }
  deps.metrics.reconcileRound({ result: 'stopped' })
  deps.log.warn({ reason: failure, calls, counts }, 'reconciliation stopped: Meld failed')
  return { kind: 'stopped', reason: failure, calls, counts }
}

/** The tenants that have something to reconcile, by one statement. Rejects with its error. */
export async function listTenantsToReconcile(deps: Deps): Promise<readonly TenantId[]> {
  const tenants = deps.tenants.list().map(({ id }) => id)
  const now = deps.clock()
  const found = await findReconcilable(deps.database, tenants, reconcileLease, now)
  return found.flatMap(({ tenant, isDue, traffic, cursor }) => {
    const occasion = { ...traffic, now, startedAt: deps.startedAt }
    return isDue || planWindow(readWindowCursor(cursor), occasion) !== undefined ? [tenant] : []
  })
}
