import type { AuditEntry } from '../domain/audit.ts'
import type { WebhookBacklog, WebhookState } from '../domain/incoming-webhook.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, numberOrNullOf, present, textOf, textOrNullOf } from '../postgres/row.ts'
import { appendAudit } from './audit.ts'

/** A webhook in the inbox, as operators see it. Instants are epoch milliseconds. */
export interface RecordedWebhook {
  readonly tenant: TenantId
  readonly eventId: string
  readonly eventType: string
  readonly state: WebhookState
  /** See `WebhookOutcome`; null while it waits. */
  readonly outcome: string | null
  readonly attempts: number
  readonly receivedAt: number
  /** Of one that waits; null of the others. */
  readonly nextAttemptAt: number | null
  readonly handledAt: number | null
  readonly transactionId: string | null
  readonly externalSessionId: string | null
}

/** Where a page of webhooks ended. */
export interface WebhookPlace {
  readonly receivedAt: number
  readonly tenant: TenantId
  readonly eventId: string
}

/** Which webhooks of an inbox are in a state; each has an index in the order in which they are listed. */
const conditions: Readonly<Record<WebhookState, string>> = {
  waiting: 'w.handled_at is null',
  given_up: `w.outcome = 'given_up'`,
  handled: `w.handled_at is not null and w.outcome <> 'given_up'`,
}

/**
 * A page of these tenants' webhooks, newest first; null lists those in every state. It costs the same however far back it
 * is: of all tenants only those are read whose newest ones come first, and those on the page are among them. Throws
 * `RowError`.
 */
export async function listWebhooks(
  database: Database,
  tenants: readonly TenantId[],
  state: WebhookState | null,
  page: { readonly after: WebhookPlace | null; readonly count: number },
): Promise<readonly RecordedWebhook[]> {
  const { after, count } = page
  const inState = state === null ? 'true' : conditions[state]
  const beyond =
    after === null
      ? 'true'
      : 'w.received_at <= $3 and (w.received_at, w.tenant_id, w.event_id) < ($3::timestamptz, $4::text, $5::text)'
  const rows = await internalsOf(database).connection.query(
    `list_webhooks_${state ?? 'all'}_${after === null ? 'first' : 'next'}`,
    `with newest as materialized (
       select t.tenant_id from unnest($1::text[]) as t(tenant_id)
       cross join lateral (
         select w.received_at from incoming_webhooks w
         where w.tenant_id = t.tenant_id and ${inState} and ${beyond}
         order by w.received_at desc limit 1
       ) as first
       order by first.received_at desc limit $2
     )
     select w.* from newest n
     cross join lateral (
       select ${columns} from incoming_webhooks w
       where w.tenant_id = n.tenant_id and ${inState} and ${beyond}
       order by w.received_at desc, w.event_id desc limit $2
     ) as w
     order by w.received_at desc, w.tenant_id desc, w.event_id desc limit $2`,
    [tenants, count, ...(after === null ? [] : [new Date(after.receivedAt), after.tenant, after.eventId])],
  )
  return rows.map(readWebhook)
}

/** What is left to do of several tenants' webhooks together. */
export type CommonBacklog = Omit<WebhookBacklog, 'lastReceivedAt'>

/** It is counted no further: whoever has so many has no use for the exact number, and it would take seconds. */
export const backlogCountMax = 100_000

/** The backlog of these tenants together, each count up to `backlogCountMax`. Throws `RowError`. */
export async function findWebhookBacklog(database: Database, tenants: readonly TenantId[]): Promise<CommonBacklog> {
  const counted = (state: WebhookState): string =>
    `(select count(*) from (
        select from incoming_webhooks w where w.tenant_id = any($1::text[]) and ${conditions[state]} limit $2
      ) as counted)::float8`
  const [row] = await internalsOf(database).connection.query(
    'find_webhook_backlog',
    `select ${counted('waiting')} as waiting, ${counted('given_up')} as given_up,
       (select min(first.received_at) from unnest($1::text[]) as t(tenant_id) cross join lateral (
          select w.received_at from incoming_webhooks w where w.tenant_id = t.tenant_id and ${conditions.waiting}
          order by w.received_at limit 1) as first) as oldest`,
    [tenants, backlogCountMax],
  )
  const found = present(row, 'backlog')
  return {
    waiting: numberOf(found, 'waiting'),
    oldestWaitingAt: numberOrNullOf(found, 'oldest'),
    givenUp: numberOf(found, 'given_up'),
  }
}

/** What a retry led to; `unknown`: the tenant has no such webhook. */
export type WebhookRetry =
  | { readonly kind: 'due'; readonly webhook: RecordedWebhook }
  | { readonly kind: 'handled'; readonly webhook: RecordedWebhook }
  | { readonly kind: 'unknown' }

/**
 * Makes a webhook that waits or was given up due at `now`, whatever its back-off, and appends the entry that `entryOf`
 * makes of how it stood, both in one transaction. One that was handled otherwise stays as it is, without an entry. Throws
 * `RowError`.
 */
export async function retryWebhook(
  database: Database,
  tenant: TenantId,
  eventId: string,
  now: number,
  entryOf: (before: RecordedWebhook, after: RecordedWebhook) => AuditEntry,
): Promise<WebhookRetry> {
  return await internalsOf(database).connection.transaction(async (query): Promise<WebhookRetry> => {
    const found = await query(
      'lock_webhook',
      `select ${columns} from incoming_webhooks w where w.tenant_id = $1 and w.event_id = $2 for update`,
      [tenant, eventId],
    )
    if (found[0] === undefined) return { kind: 'unknown' }
    const before = readWebhook(found[0])
    if (before.state === 'handled') return { kind: 'handled', webhook: before }
    const changed = await query(
      'retry_webhook',
      `update incoming_webhooks w set handled_at = null, outcome = null, next_attempt_at = $3
       where w.tenant_id = $1 and w.event_id = $2 returning ${columns}`,
      [tenant, eventId, new Date(now)],
    )
    const webhook = readWebhook(present(changed[0], 'webhook'))
    await appendAudit(query, entryOf(before, webhook))
    return { kind: 'due', webhook }
  })
}

const columns = `w.tenant_id, w.event_id, w.event_type, w.outcome, w.attempts, w.received_at, w.next_attempt_at,
  w.handled_at, w.transaction_id, w.external_session_id`

function readWebhook(row: Row): RecordedWebhook {
  const outcome = textOrNullOf(row, 'outcome')
  const handledAt = numberOrNullOf(row, 'handled_at')
  const state = handledAt === null ? 'waiting' : outcome === 'given_up' ? 'given_up' : 'handled'
  return {
    tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
    eventId: textOf(row, 'event_id'),
    eventType: textOf(row, 'event_type'),
    state,
    outcome,
    attempts: numberOf(row, 'attempts'),
    receivedAt: numberOf(row, 'received_at'),
    nextAttemptAt: state === 'waiting' ? numberOf(row, 'next_attempt_at') : null,
    handledAt,
    transactionId: textOrNullOf(row, 'transaction_id'),
    externalSessionId: textOrNullOf(row, 'external_session_id'),
  }
}
