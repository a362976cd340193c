import type { EventView } from '../../contract/event.ts'
import { listedSessionMembers } from '../../contract/session-view.ts'
import { toIsoTimestamps } from '../../contract/timestamps.ts'
import { transactionMembers } from '../../contract/transaction-view.ts'
import type { StoredEvent } from '../../domain/event.ts'
import { makeLinkToken } from '../../domain/link.ts'
import type { Tenant } from '../../domain/tenant.ts'
import type { Deps } from '../deps.ts'

type RenderDeps = Pick<Deps, 'publicUrl' | 'linkSecret'>

/** Who reads an event: operators are shown nothing that leads to a user's widget. */
export type EventReader = 'partner' | 'operator'

/** An event on the wire, with its data as the API showed it at that moment. Instants are epoch milliseconds. */
export function eventOf(
  deps: RenderDeps,
  tenant: Tenant,
  stored: StoredEvent,
  reader: EventReader = 'partner',
): EventView {
  const { id, sequence, at, previousStatus } = stored
  const head = { id, timestamp: at, tenant: stored.tenant, sequence, previous_status: previousStatus }
  if (stored.about === 'gateway') return { ...head, type: stored.type, data: stored.subject }
  if (stored.about === 'transaction') {
    return { ...head, type: stored.type, data: transactionMembers(stored.subject) }
  }
  const { session, lastStep } = stored.subject
  const linkToken = makeLinkToken(deps.linkSecret, 'open', session.tenant, session.id)
  const members = listedSessionMembers(stored.subject, tenant, { publicUrl: deps.publicUrl, linkToken, now: at })
  const data = {
    ...members,
    ...(reader === 'operator' && { widget_url: null, token: null, service_provider_widget_url: null }),
    ...(lastStep !== null && { last_step: lastStep }),
  }
  return { ...head, type: stored.type, data }
}

/** The bytes of its deliveries: the same at every attempt, as long as the webhook endpoint wants instants in this form. */
export function renderEvent(
  deps: RenderDeps,
  tenant: Tenant,
  stored: StoredEvent,
  timestampFormat: 'iso8601' | 'epoch',
  reader: EventReader = 'partner',
): string {
  const event = eventOf(deps, tenant, stored, reader)
  return JSON.stringify(timestampFormat === 'iso8601' ? toIsoTimestamps(event) : event)
}
