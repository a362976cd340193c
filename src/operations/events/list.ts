import type { EventsQuery } from '../../contract/event-query.ts'
import { systemClock } from '../../domain/clock.ts'
import type { Delivery } from '../../domain/delivery.ts'
import { GatewayError } from '../../domain/errors.ts'
import { type EventId, parseEventId, type StoredEvent } from '../../domain/event.ts'
import type { TenantId } from '../../domain/tenant.ts'
import { listDeliveriesOfEvent } from '../../store/deliveries.ts'
import { type EventPlace, findEvent, listEvents } from '../../store/event-list.ts'
import type { LookBack } from '../../store/look-back.ts'
import type { Deps } from '../deps.ts'

/** How far clocks of machines may differ from each other, in milliseconds. */
const clockSkewMs = 60 * 60 * 1000

/** How far the clock of events may be from the one that makes their ids, in milliseconds: dev and tests move the first. */
export function idSkewMs({ clock }: Pick<Deps, 'clock'>): number {
  return clockSkewMs + Math.abs(clock() - systemClock())
}

/** A page of the tenant's events that are published, newest first. */
export function pageOfEvents(
  deps: Pick<Deps, 'database' | 'clock'>,
  tenant: TenantId,
  { type, session, transaction, webhook_endpoint: endpoint, since, until, count, after }: EventsQuery,
): Promise<LookBack<StoredEvent, EventPlace>> {
  const filter = { type, session, transaction, endpoint, since, until }
  return listEvents(deps.database, tenant, filter, { count, after, skewMs: idSkewMs(deps) })
}

/** An event, and its delivery to each webhook endpoint. */
export interface EventWithDeliveries {
  readonly event: StoredEvent
  readonly deliveries: readonly Delivery[]
}

/** One event with its deliveries. Throws `event_not_found`. */
export async function readEventWithDeliveries(
  { database }: Pick<Deps, 'database'>,
  tenant: TenantId,
  id: string,
): Promise<EventWithDeliveries> {
  const parsed = requireEventId(id)
  const [event, deliveries] = await Promise.all([
    findEvent(database, tenant, parsed),
    listDeliveriesOfEvent(database, tenant, parsed),
  ])
  if (event === undefined) throw new GatewayError('event_not_found')
  return { event, deliveries }
}

/** The id that a text of a path is. Throws `event_not_found`. */
export function requireEventId(text: string): EventId {
  const id = parseEventId(text)
  if (id === undefined) throw new GatewayError('event_not_found')
  return id
}
