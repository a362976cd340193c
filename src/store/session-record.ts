import { type WebhookOutcome, webhookOutcomes } from '../domain/incoming-webhook.ts'
import { type ExternalSessionId, isExternalSessionId, type SessionId } from '../domain/session.ts'
import type {
  EventFacts,
  RecordedEvent,
  RecordedTransaction,
  RecordedWebhook,
  SessionRecord,
} from '../domain/session-record.ts'
import type { TenantId } from '../domain/tenant.ts'
import { transactionStatuses } from '../domain/transaction.ts'
import type { UpstreamCall } from '../domain/upstream-call.ts'
import type { Query, Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import {
  jsonListOf,
  numberOf,
  numberOrNullOf,
  present,
  rowOrAbsentOf,
  rowsOf,
  textOf,
  textOrNullOf,
} from '../postgres/row.ts'
import { readSession, sessionColumns, sessionUuid } from './session-row.ts'
import { readDetailObject } from './transaction-row.ts'

/**
 * Everything that is recorded of the session with this id, whichever of the tenants it belongs to; undefined when none of
 * them has it. Throws `RowError`.
 */
export async function findSessionRecord(
  database: Database,
  tenants: readonly TenantId[],
  id: SessionId,
): Promise<SessionRecord | undefined> {
  const { query } = internalsOf(database).connection
  const [row] = await query(
    'find_session_record',
    `select ${sessionColumns}, s.updated_at, s.opener_trace is not null as is_held, s.checks, s.next_check_at,
       u.issuer, u.subject, s.upstream_calls,
       case when s.first_mint is null then '{}' else array_prepend(s.first_mint->>'externalSessionId', s.later_external_ids)
         end as external_ids,
       (select jsonb_agg(jsonb_build_object('kind', e.kind, 'detail', e.detail,
                                            'at', floor(extract(epoch from e.at) * 1000)) order by e.at, e.id)
        from session_events e where e.tenant_id = s.tenant_id and e.session_id = $2) as events,
       (select jsonb_agg(jsonb_build_object('id', t.id, 'status', t.status, 'detail', t.detail,
                                            'first_seen_at', floor(extract(epoch from t.first_seen_at) * 1000),
                                            'checked_at', floor(extract(epoch from t.checked_at) * 1000))
                         order by t.provider_created_at desc, t.id desc)
        from transactions t where t.tenant_id = s.tenant_id and t.session_id = s.id) as transactions
     from sessions s left join users u on u.tenant_id = s.tenant_id and u.id = s.user_id
     where s.tenant_id = any($1::text[]) and s.id = $2`,
    [tenants, sessionUuid(id)],
  )
  if (row === undefined) return undefined
  const session = readSession(row)
  const externalIds = Array.isArray(row.external_ids) ? row.external_ids.filter(isExternalSessionId) : []
  const transactions = jsonListOf(row, 'transactions').map(readTransaction)
  return {
    session,
    issuer: textOrNullOf(row, 'issuer'),
    subject: textOrNullOf(row, 'subject'),
    updatedAt: numberOf(row, 'updated_at'),
    isHeld: row.is_held === true,
    externalIds,
    checks: numberOf(row, 'checks'),
    nextCheckAt: numberOrNullOf(row, 'next_check_at'),
    events: jsonListOf(row, 'events').map(readEvent),
    upstreamCalls: jsonListOf(row, 'upstream_calls').map(readCall),
    transactions,
    webhooks: await listWebhooks(query, session.tenant, externalIds, transactions),
  }
}

function readEvent(row: Row): RecordedEvent {
  // The name that events had in older versions.
  const kind = textOf(row, 'kind') === 'minted_again' ? 'refreshed' : textOf(row, 'kind')
  return { at: numberOf(row, 'at'), kind, ...readFacts(present(rowOrAbsentOf(row, 'detail'), 'event.detail')) }
}

const textFacts = [
  'call',
  'serviceProvider',
  'transactionId',
  'status',
  'meldStatus',
  'sessionStatus',
  'result',
  'reason',
  'causedBy',
  'traceId',
  'browser',
  'network',
  'operator',
  'text',
] as const
const numberFacts = ['httpStatus', 'durationMs', 'meldUpdatedAt', 'more'] as const

/** What has another type than it should, or is not known here, is left out. */
function readFacts(detail: Row): EventFacts {
  const texts = textFacts.flatMap((name) => {
    const value = detail[name]
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  const numbers = numberFacts.flatMap((name) => {
    const value = detail[name]
    return typeof value === 'number' ? [[name, value] as const] : []
  })
  const calls = Array.isArray(detail.upstreamCalls)
    ? { upstreamCalls: rowsOf(detail, 'upstreamCalls').map(readCall) }
    : {}
  return { ...Object.fromEntries(texts), ...Object.fromEntries(numbers), ...calls }
}

function readCall(row: Row): UpstreamCall {
  const { provider, status, reason } = row
  return {
    call: textOf(row, 'call'),
    at: numberOf(row, 'at'),
    ms: numberOf(row, 'ms'),
    ...(typeof provider === 'string' && { provider }),
    ...(typeof status === 'number' && { status }),
    ...(typeof reason === 'string' && { reason }),
  }
}

function readTransaction(row: Row): RecordedTransaction {
  const status = textOf(row, 'status')
  return {
    id: textOf(row, 'id'),
    status: present(
      transactionStatuses.find((known) => known === status),
      'transaction.status',
    ),
    firstSeenAt: numberOf(row, 'first_seen_at'),
    checkedAt: numberOf(row, 'checked_at'),
    ...readDetailObject(present(rowOrAbsentOf(row, 'detail'), 'transaction.detail')),
  }
}

/** Most webhooks of one session that are read: Meld sends a handful for each transaction. */
const webhooksMax = 200

/** Those that name one of the session's widgets or transactions, oldest first. */
async function listWebhooks(
  query: Query,
  tenant: TenantId,
  externalIds: readonly ExternalSessionId[],
  transactions: readonly RecordedTransaction[],
): Promise<readonly RecordedWebhook[]> {
  const rows = await query(
    'list_session_webhooks',
    `select event_id, event_type, transaction_id, payload->>'meldStatus' as meld_status, received_at, handled_at,
            next_attempt_at, attempts, outcome
     from (
       select * from incoming_webhooks where tenant_id = $1 and external_session_id = any($2::text[])
       union
       select * from incoming_webhooks where tenant_id = $1 and transaction_id = any($3::text[])
     ) as w
     order by received_at, event_id limit $4`,
    [tenant, externalIds, transactions.map(({ id }) => id), webhooksMax],
  )
  return rows.map((row) => ({
    id: textOf(row, 'event_id'),
    eventType: textOf(row, 'event_type'),
    transactionId: textOrNullOf(row, 'transaction_id'),
    meldStatus: textOrNullOf(row, 'meld_status'),
    receivedAt: numberOf(row, 'received_at'),
    handledAt: numberOrNullOf(row, 'handled_at'),
    nextAttemptAt: numberOf(row, 'next_attempt_at'),
    attempts: numberOf(row, 'attempts'),
    outcome: readOutcome(textOrNullOf(row, 'outcome')),
  }))
}

/** An outcome that this version does not know is told as nothing to do. */
function readOutcome(text: string | null): WebhookOutcome | null {
  return text === null ? null : (webhookOutcomes.find((known) => known === text) ?? 'nothing_to_do')
}
