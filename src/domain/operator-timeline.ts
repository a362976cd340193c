import type { RoutingDecision } from './quote.ts'
import type { RecordedEvent, RecordedWebhook, SessionRecord } from './session-record.ts'
import type { UpstreamCall } from './upstream-call.ts'

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
  replayed: ['app', 'Asked for again with the same key'],
  call_refused: ['app', 'Call refused'],
  link_visit: ['user', 'Link visited'],
  return_visit: ['user', 'Return page visited'],
  refresh_failed: ['gateway', 'No other widget could be opened'],
  checked: ['gateway', 'Meld asked for transactions'],
  meld_status: ['meld', 'Meld’s status of the transaction changed'],
  check_asked: ['operator', 'Check asked for'],
  cancelled: ['operator', 'Session cancelled'],
  note: ['operator', 'Note'],
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
    // The choice is made as its widget is asked for.
    const at = record.upstreamCalls.find(({ call }) => call === 'widget')?.at ?? firstWidget?.createdAt ?? updatedAt
    entries.splice(1, 0, { ...entryOf({ at, kind: 'routed', result: routing.mode }), routing })
  }
  entries.push(...record.upstreamCalls.map(callEntry))
  const addUntold = (kind: string, at: number): void => {
    if (!events.some((event) => event.kind === kind && event.at <= at)) entries.push(entryOf({ at, kind }))
  }
  if (status === 'refused' || status === 'unclear') addUntold(status, updatedAt)
  if (openedAt !== null) addUntold('opened', openedAt)
  if (returnedAt !== null) addUntold('returned', returnedAt)
  // Sorting is stable: at the same instant the entries from columns come first, in the order of a session's life.
  return [...entries, ...events.flatMap(entriesOf), ...record.webhooks.map(webhookEntry)].sort((a, b) => a.at - b.at)
}

function entryOf(event: RecordedEvent): OperatorTimelineEntry {
  const [by, title] = kinds[event.kind] ?? ['gateway', event.kind]
  const more = event.more === undefined ? '' : ` (and ${event.more} times more)`
  return { ...event, by: event.operator === undefined ? by : 'operator', title: `${title}${more}` }
}

/** An event, and the calls to Meld that it took. */
function entriesOf(event: RecordedEvent): OperatorTimelineEntry[] {
  const { upstreamCalls = [], ...rest } = event
  return [...upstreamCalls.map(callEntry), entryOf(rest)]
}

function callEntry({ call, provider, at, ms, status, reason }: UpstreamCall): OperatorTimelineEntry {
  const about = provider === undefined ? '' : ` at ${provider}`
  const isAnswered = status !== undefined && reason === undefined
  return {
    at,
    kind: 'upstream_call',
    by: 'gateway',
    title: `Meld asked: ${call}${about}`,
    call,
    durationMs: ms,
    result: isAnswered ? 'answered' : status === undefined ? 'unanswered' : 'failed',
    ...(provider !== undefined && { serviceProvider: provider }),
    ...(status !== undefined && { httpStatus: status }),
    ...(reason !== undefined && { reason }),
  }
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
