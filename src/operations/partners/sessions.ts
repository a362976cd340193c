import type { PartnerSessionsQuery, SessionOwner } from '../../contract/partner-sessions.ts'
import { clockSkewMs, systemClock } from '../../domain/clock.ts'
import { GatewayError } from '../../domain/errors.ts'
import { parseSessionId, type SessionId } from '../../domain/session.ts'
import type { SessionHistory } from '../../domain/session-history.ts'
import type { Tenant } from '../../domain/tenant.ts'
import { findSessionHistory, loadSessionHistories } from '../../store/session-list.ts'
import { listSummaries } from '../../store/session-summaries.ts'
import { findUser } from '../../store/users.ts'
import { type Deps, subjectOf } from '../deps.ts'

/** A page of a tenant's sessions, and where the next one begins. */
export interface TenantSessions {
  readonly histories: readonly SessionHistory[]
  /** Null at the end. */
  readonly next: SessionId | null
}

/** The sessions of the whole tenant, newest first. */
export async function listSessionsOfTenant(
  { database, clock }: Pick<Deps, 'database' | 'clock'>,
  tenant: Tenant,
  query: PartnerSessionsQuery,
): Promise<TenantSessions> {
  const filter = {
    ...{ tenants: [tenant.id], user: query.user, status: query.status, serviceProvider: query.service_provider },
    ...{ country: null, paymentMethod: null, direction: null },
    ...{ createdFrom: query.created_after, createdBefore: query.created_before },
  }
  const now = clock()
  // What the clock says has been moved in tests and dev; ids are made by the machine's own.
  const skewMs = clockSkewMs + Math.abs(now - systemClock())
  const { summaries, next } = await listSummaries(database, filter, {
    ...{ after: query.after, count: query.count, now, skewMs },
  })
  const ids = summaries.map(({ session }) => session.id)
  return { histories: await loadSessionHistories(database, tenant.id, ids), next }
}

/** One session of the tenant, and who its user is. Throws `session_not_found`. */
export async function readSessionOfTenant(
  deps: Pick<Deps, 'database' | 'log'>,
  tenant: Tenant,
  id: string,
): Promise<{ readonly history: SessionHistory; readonly owner: SessionOwner }> {
  const session = parseSessionId(id)
  const history = session && (await findSessionHistory(deps.database, tenant.id, session))
  if (history === undefined) {
    throw new GatewayError('session_not_found', {
      detail: 'Use an id from GET /v0/partner/sessions of the same tenant.',
    })
  }
  deps.log.addSubject(subjectOf(history.session))
  const owner = await findUser(deps.database, tenant.id, history.session.user)
  return { history, owner: { issuer: owner?.issuer ?? null, subject: owner?.subject ?? null } }
}
