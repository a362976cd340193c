import type { SessionListPage, SessionListQuery } from '../../contract/operator-session-list.ts'
import { clockSkewMs, systemClock } from '../../domain/clock.ts'
import type { Operator } from '../../domain/operator.ts'
import { listSummaries, type SummaryFilter } from '../../store/session-summaries.ts'
import type { Deps } from '../deps.ts'
import { recordRepeatedRead } from './audit.ts'
import { listAllTenants } from './stored-tenants.ts'

/**
 * A page of sessions of all tenants, those that are not served any more included. That they were listed, and by what, is
 * recorded before it is given. Rejects with the database's error.
 */
export async function listSessionsOfAll(
  deps: Pick<Deps, 'database' | 'clock' | 'tenants' | 'caches'>,
  operator: Operator,
  { traceId, ...query }: SessionListQuery & { readonly traceId: string | null },
): Promise<SessionListPage> {
  const { database, clock, tenants } = deps
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
  const target = { kind: 'session' as const, tenant: query.tenant, id: narrowedBy(filter) }
  await recordRepeatedRead(deps, operator, { act: 'session.list', target, traceId })
  if (filter.user === null || filter.tenants !== null) return listSummaries(database, filter, page)
  // The index of users begins with the tenant.
  const all = await listAllTenants(database, tenants.list())
  return listSummaries(database, { ...filter, tenants: all }, page)
}

/** What a list was narrowed by, as its entry in the audit log tells it. */
function narrowedBy({ tenants: _, ...filter }: SummaryFilter): string {
  const words = Object.entries(filter).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]))
  return words.length === 0 ? 'all' : words.join(' ')
}
