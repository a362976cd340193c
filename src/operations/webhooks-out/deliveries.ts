import type { EventView } from '../../contract/event.ts'
import type { DeliveriesQuery } from '../../contract/event-query.ts'
import { type Delivery, parseDeliveryId } from '../../domain/delivery.ts'
import { GatewayError } from '../../domain/errors.ts'
import type { Tenant, TenantId } from '../../domain/tenant.ts'
import type { WebhookEndpoint } from '../../domain/webhook-endpoint.ts'
import {
  type DeliveryHistory,
  type DeliveryPlace,
  findDelivery,
  listDeliveries,
  retryDelivery,
} from '../../store/deliveries.ts'
import { findEvent } from '../../store/event-list.ts'
import type { LookBack } from '../../store/look-back.ts'
import { findWebhookEndpoint } from '../../store/webhook-endpoints.ts'
import type { Deps } from '../deps.ts'
import { type EventReader, eventOf, renderEvent } from '../events/render.ts'
import { askForDeliveries } from './ask-for-deliveries.ts'
import { type Asker, entriesBy, logAct } from './asker.ts'

/** A page of the tenant's deliveries, those of the newest event first. */
export function pageOfDeliveries(
  { database }: Pick<Deps, 'database'>,
  tenant: TenantId,
  { webhook_endpoint: endpoint, event, session, transaction, type, state, count, after }: DeliveriesQuery,
): Promise<LookBack<Delivery, DeliveryPlace>> {
  return listDeliveries(database, tenant, { endpoint, event, session, transaction, type, state }, { count, after })
}

/** A delivery with its attempts, its event, and the very bytes that are sent; for operators without what leads to a widget. */
export interface WholeDelivery extends DeliveryHistory {
  readonly event: EventView
  readonly body: string
}

/** One delivery with every attempt. Throws `delivery_not_found`. */
export async function readDelivery(
  deps: Deps,
  tenant: Tenant,
  id: string,
  reader: EventReader = 'partner',
): Promise<WholeDelivery> {
  const parsed = parseDeliveryId(id)
  const history = parsed === undefined ? undefined : await findDelivery(deps.database, tenant.id, parsed)
  if (history === undefined) throw new GatewayError('delivery_not_found')
  const { delivery } = history
  const [event, endpoint] = await Promise.all([
    findEvent(deps.database, tenant.id, delivery.event),
    findWebhookEndpoint(deps.database, tenant.id, delivery.endpoint, deps.clock()),
  ])
  if (event === undefined) throw new GatewayError('delivery_not_found')
  const body = renderEvent(deps, tenant, event, endpoint?.timestampFormat ?? 'iso8601', reader)
  return { ...history, event: eventOf(deps, tenant, event, reader), body }
}

/**
 * Has a delivery made once more at once, whatever became of it, with its schedule from the start. Throws
 * `delivery_not_found`, `webhook_endpoint_disabled` or `webhook_endpoint_gone`.
 */
export async function retryDeliveryNow(
  deps: Pick<Deps, 'database' | 'clock' | 'log'>,
  { tenant, id }: { readonly tenant: TenantId; readonly id: string },
  asker: Asker,
): Promise<Delivery> {
  const parsed = parseDeliveryId(id)
  if (parsed === undefined) throw new GatewayError('delivery_not_found')
  const act = 'delivery.retry'
  const target = { kind: 'delivery' as const, tenant, id: parsed }
  const entryOf = entriesBy(deps, asker, (before: Delivery) => ({
    act,
    target,
    before: { state: before.state, attempts: before.attempts, last_failure: before.lastFailure },
  }))
  const retried = await retryDelivery(deps.database, tenant, parsed, deps.clock(), entryOf)
  switch (retried.kind) {
    case 'absent':
      throw new GatewayError('delivery_not_found')
    case 'gone':
      throw new GatewayError('webhook_endpoint_gone')
    case 'disabled':
      throw isDisabled(retried.endpoint)
    case 'due':
      logAct(deps, asker, { act, target })
      await askForDeliveries(deps, tenant, [retried.delivery.endpoint])
      return retried.delivery
  }
}

/** Why nothing is sent to a webhook endpoint that is disabled. */
export function isDisabled({ disabledReason, disabledAt }: WebhookEndpoint): GatewayError {
  const since = disabledAt === null ? '' : ` since ${new Date(disabledAt).toISOString()}`
  return new GatewayError('webhook_endpoint_disabled', {
    detail: `It has been disabled${since} (${disabledReason ?? 'no reason is known'}). Enable it first.`,
  })
}
