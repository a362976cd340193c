import type { SessionListPage, SessionListQuery } from '../../contract/operator-session-list.ts'
import { systemClock } from '../../domain/clock.ts'
import { listStoredTenants } from '../../store/session-search.ts'
import { listSummaries, type SummaryFilter } from '../../store/session-summaries.ts'
import type { Deps } from '../deps.ts'

/** How far clocks of machines may differ from each other. */
const clockSkewMs = 60 * 60 * 1000

/** A page of sessions of all tenants, those that are not served any more included. Rejects with the database's error. */
export async function listSessionsOfAll(
  { database, clock, tenants }: Pick<Deps, 'database' | 'clock' | 'tenants'>,
  query: SessionListQuery,
): Promise<SessionListPage> {
  const filter: SummaryFilter = {
    tenants: query.tenant === null ? null : [query.tenant],
    user: query.user,
    status: query.status,
    serviceProvider: query.service_provider,
    country: query.country_code,
    paymentMethod: query.payment_method_type,
    direction: query.direction,
    createdFrom: query.created_after,
    createdBefore: query.created_before,
  }
  // What the clock says has been moved in tests and dev; ids are made by the machine's own.
  const skewMs = clockSkewMs + Math.abs(clock() - systemClock())
  const page = { after: query.after, count: query.count, now: clock(), skewMs }
  if (filter.user === null || filter.tenants !== null) return listSummaries(database, filter, page)
  // The index of users begins with the tenant.
  const served = tenants.list().map(({ id }) => id)
  const all = [...new Set([...served, ...(await listStoredTenants(database))])]
  return listSummaries(database, { ...filter, tenants: all }, page)
}
