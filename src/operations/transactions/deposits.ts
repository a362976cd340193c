import type { SessionId, SessionStatus } from '../../domain/session.ts'
import type { SessionHistory } from '../../domain/session-history.ts'
import type { Tenant } from '../../domain/tenant.ts'
import type { Deps } from '../deps.ts'
import { checkSession } from './session-check.ts'

/** A session is checked at most this often, however often its app reads it: Meld asks the provider each time. */
export const depositCheckIntervalMs = 10_000
/** The user has been to the widget, and it is not known what they did there. */
const awaiting: readonly SessionStatus[] = ['opened', 'returned']

/** True of a sell whose user comes back before sending the crypto, as long as Meld has to be asked for where to. */
export function awaitsDeposit({ session, transactions }: SessionHistory): boolean {
  const { widget, request, status } = session
  return request.redirectFlow && widget !== null && transactions.length === 0 && awaiting.includes(status)
}

/**
 * Asks Meld for the transaction of a sell whose user comes back before sending the crypto, and records it; Meld asks
 * the provider only then. True when one was recorded. Never throws for what upstream does: the caller shows what is
 * known.
 */
export async function checkForDeposit(deps: Deps, tenant: Tenant, history: SessionHistory): Promise<boolean> {
  const { session } = history
  const { widget } = session
  if (widget === null || !awaitsDeposit(history)) return false
  if (!isDue(deps, session.id)) return false
  const target = { upstreamSessionId: widget.upstreamSessionId, told: widget.externalSessionId }
  const outcome = await checkSession(deps, tenant, session.id, target, 'deposit')
  if (outcome.kind === 'later') {
    deps.log.warn({ reason: outcome.reason }, 'could not ask for the deposit address')
  }
  return outcome.kind === 'recorded'
}

function isDue(deps: Deps, session: SessionId): boolean {
  const now = deps.clock()
  const last = deps.caches.depositChecks.get(session)
  if (last !== undefined && now - last < depositCheckIntervalMs) return false
  deps.caches.depositChecks.set(session, now)
  return true
}
