import type { RoutingDecision } from './quote.ts'
import type { RecordedEvent, RecordedWebhook, SessionRecord } from './session-record.ts'

/** Who did what an entry tells of. */
export type TimelineActor = 'app' | 'user' | 'meld' | 'gateway' | 'operator'

/** One thing that happened to a session, as operators are told. Instants are epoch milliseconds. */
export interface OperatorTimelineEntry extends RecordedEvent {
  readonly by: TimelineActor
  /** What happened, for people. */
  readonly title: string
  readonly webhook?: RecordedWebhook
  readonly routing?: RoutingDecision
}

/** What the kinds of events mean, and who does them. */
const kinds: Readonly<Record<string, readonly [TimelineActor, string]>> = {
  created: ['app', 'Session asked for'],
  routed: ['gateway', 'Provider chosen'],
  ready: ['gateway', 'Widget opened, link ready'],
  refused: ['gateway', 'Refused: no widget was opened'],
  unclear: ['gateway', 'Unclear whether a widget was opened'],
  opened: ['user', 'Link opened, bound to this browser'],
  refreshed: ['gateway', 'Another widget put behind the link'],
  link_released: ['app', 'Link released from its opener'],
  returned: ['user', 'User came back'],
  transaction: ['meld', 'Transaction changed'],
}

/** Everything that is known to have happened to a session, oldest first. */
export function operatorTimelineOf(record: SessionRecord): readonly OperatorTimelineEntry[] {
  const { session, updatedAt, events } = record
  const { status, firstWidget, routing, openedAt, returnedAt } = session
  const entries: OperatorTimelineEntry[] = [entryOf({ at: session.createdAt, kind: 'created' })]
  if (firstWidget !== null) {
    const { createdAt: at, serviceProvider } = firstWidget
    entries.push(entryOf({ at, kind: 'ready', serviceProvider }))
  }
  if (routing !== null) {
    const at = firstWidget?.createdAt ?? updatedAt
    entries.splice(1, 0, { ...entryOf({ at, kind: 'routed', result: routing.mode }), routing })
  }
  const addUntold = (kind: string, at: number): void => {
    if (!events.some((event) => event.kind === kind && event.at <= at)) entries.push(entryOf({ at, kind }))
  }
  if (status === 'refused' || status === 'unclear') addUntold(status, updatedAt)
  if (openedAt !== null) addUntold('opened', openedAt)
  if (returnedAt !== null) addUntold('returned', returnedAt)
  // Sorting is stable: at the same instant the entries from columns come first, in the order of a session's life.
  return [...entries, ...events.map(entryOf), ...record.webhooks.map(webhookEntry)].sort((a, b) => a.at - b.at)
}

function entryOf(event: RecordedEvent): OperatorTimelineEntry {
  const [by, title] = kinds[event.kind] ?? ['gateway', event.kind]
  return { ...event, by, title }
}

function webhookEntry(webhook: RecordedWebhook): OperatorTimelineEntry {
  const { receivedAt: at, outcome, meldStatus, transactionId } = webhook
  return {
    at,
    kind: 'webhook',
    by: 'meld',
    title: `Webhook ${webhook.eventType} received`,
    result: outcome ?? 'waiting',
    ...(meldStatus !== null && { meldStatus }),
    ...(transactionId !== null && { transactionId }),
    webhook,
  }
}
