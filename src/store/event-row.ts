import { type EventSubject, type EventType, isEventType, parseEventId, type StoredEvent } from '../domain/event.ts'
import { parseTenantId } from '../domain/tenant.ts'
import { transactionStatuses } from '../domain/transaction.ts'
import type { Row } from '../postgres/connection.ts'
import {
  numberOf,
  numberOrNullOf,
  objectOf,
  present,
  rowOrAbsentOf,
  rowsOf,
  textOf,
  textOrNullOf,
} from '../postgres/row.ts'
import { readSession, readSessionId } from './session-row.ts'
import { readTransaction } from './transaction-row.ts'

/** The columns that `readEvent` reads, for a table aliased `e`. */
export const eventColumns = `e.tenant_id, e.id, e.type, e.session_id, e.transaction_id, e.sequence, e.previous_status,
  e.subject, e.at`

/** Reads one row of `events`. Throws `RowError`. */
export function readEvent(row: Row): StoredEvent {
  const type = present(asEventType(textOf(row, 'type')), 'type')
  return {
    tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
    id: readEventId(row.id),
    type,
    session: row.session_id === null ? null : readSessionId(row.session_id),
    transaction: textOrNullOf(row, 'transaction_id'),
    sequence: numberOrNullOf(row, 'sequence'),
    previousStatus: textOrNullOf(row, 'previous_status'),
    subject: readSubject(type, present(objectOf(row.subject, 'subject'), 'subject')),
    at: numberOf(row, 'at'),
  }
}

/** Reads a uuid column as an event's id. Throws `RowError`. */
export function readEventId(value: unknown) {
  return present(parseEventId(`evt_${String(value).replaceAll('-', '')}`), 'event id')
}

/** An event's id as the uuid column takes it. */
export function eventUuid(id: StoredEvent['id']): string {
  return id.slice('evt_'.length)
}

function asEventType(text: string): EventType | undefined {
  return isEventType(text) ? text : undefined
}

function readSubject(type: EventType, stored: Row): EventSubject {
  if (type.startsWith('ramp.session.')) {
    const lastStep = stored.lastStep ?? null
    return {
      kind: 'session',
      session: readSession(present(rowOrAbsentOf(stored, 'session'), 'subject.session')),
      transactions: rowsOf(stored, 'transactions').map((one) => ({ id: textOf(one, 'id'), status: readStatus(one) })),
      lastStep: lastStep === 'opened' || lastStep === 'returned' ? lastStep : null,
    }
  }
  if (type.startsWith('ramp.transaction.')) {
    const transaction = present(rowOrAbsentOf(stored, 'transaction'), 'subject.transaction')
    return { kind: 'transaction', transaction: readTransaction(transaction) }
  }
  return { kind: 'shown', data: stored }
}

function readStatus(row: Row) {
  const status = textOf(row, 'status')
  return present(
    transactionStatuses.find((known) => known === status),
    'transaction.status',
  )
}
