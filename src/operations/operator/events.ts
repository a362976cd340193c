import type { EventsQuery } from '../../contract/event-query.ts'
import type { StoredEvent } from '../../domain/event.ts'
import type { Operator } from '../../domain/operator.ts'
import type { Tenant, TenantId } from '../../domain/tenant.ts'
import type { EventPlace } from '../../store/event-list.ts'
import type { LookBack } from '../../store/look-back.ts'
import type { Deps } from '../deps.ts'
import { type EventWithDeliveries, pageOfEvents, readEventWithDeliveries } from '../events/list.ts'
import { readDelivery, type WholeDelivery } from '../webhooks-out/deliveries.ts'
import { recordRepeatedRead } from './audit.ts'

/** A page of a tenant's events. That they were read, and by what, is recorded before they are given. */
export async function listEventsFor(
  deps: Deps,
  operator: Operator,
  tenant: TenantId,
  query: EventsQuery,
  traceId: string | null,
): Promise<LookBack<StoredEvent, EventPlace>> {
  const { count: _count, after: _after, ...narrowing } = query
  const narrowed = Object.entries(narrowing).flatMap(([name, value]) => (value === null ? [] : [`${name}=${value}`]))
  const target = { kind: 'event' as const, tenant, id: narrowed.join('&') || 'all' }
  await recordRepeatedRead(deps, operator, { act: 'event.list', target, traceId })
  return pageOfEvents(deps, tenant, query)
}

/** One event with its deliveries; recorded before it is given. Throws `event_not_found`. */
export async function readEventFor(
  deps: Deps,
  operator: Operator,
  tenant: TenantId,
  id: string,
  traceId: string | null,
): Promise<EventWithDeliveries> {
  const read = await readEventWithDeliveries(deps, tenant, id)
  const target = { kind: 'event' as const, tenant, id: read.event.id }
  await recordRepeatedRead(deps, operator, { act: 'event.read', target, traceId })
  return read
}

/** One delivery with its event and its attempts; recorded before it is given. Throws `delivery_not_found`. */
export async function readDeliveryFor(
  deps: Deps,
  operator: Operator,
  tenant: Tenant,
  id: string,
  traceId: string | null,
): Promise<WholeDelivery> {
  const read = await readDelivery(deps, tenant, id, 'operator')
  const target = { kind: 'delivery' as const, tenant: tenant.id, id: read.delivery.id }
  await recordRepeatedRead(deps, operator, { act: 'delivery.read', target, traceId })
  return read
}
