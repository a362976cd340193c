import {
  isEventType,
  isGatewayEventType,
  isSessionEventType,
  type LastStep,
  parseEventId,
  type StoredEvent,
} from '../domain/event.ts'
import { parseTenantId } from '../domain/tenant.ts'
import { transactionStatuses } from '../domain/transaction.ts'
import type { Row } from '../postgres/connection.ts'
import {
  numberOf,
  numberOrNullOf,
  objectOf,
  present,
  RowError,
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
  const head = {
    tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
    id: readEventId(row.id),
    session: row.session_id === null ? null : readSessionId(row.session_id),
    transaction: textOrNullOf(row, 'transaction_id'),
    sequence: numberOrNullOf(row, 'sequence'),
    previousStatus: textOrNullOf(row, 'previous_status'),
    at: numberOf(row, 'at'),
  }
  const type = textOf(row, 'type')
  if (!isEventType(type)) throw new RowError('type')
  const subject = present(objectOf(row.subject, 'subject'), 'subject')
  if (isSessionEventType(type)) return { ...head, about: 'session', type, subject: readSessionSubject(subject) }
  if (isGatewayEventType(type)) return { ...head, about: 'gateway', type, subject }
  const transaction = present(rowOrAbsentOf(subject, 'transaction'), 'subject.transaction')
  return { ...head, about: 'transaction', type, subject: readTransaction(transaction) }
}

/** Reads a uuid column as an event's id. Throws `RowError`. */
export function readEventId(value: unknown) {
  return present(parseEventId(`evt_${String(value).replaceAll('-', '')}`), 'event id')
}

/** An event's id as the uuid column takes it. */
export function eventUuid(id: StoredEvent['id']): string {
  return id.slice('evt_'.length)
}

function readSessionSubject(stored: Row) {
  return {
    session: readSession(present(rowOrAbsentOf(stored, 'session'), 'subject.session')),
    transactions: rowsOf(stored, 'transactions').map((one) => ({ id: textOf(one, 'id'), status: readStatus(one) })),
    lastStep: readLastStep(stored.lastStep),
  }
}

function readLastStep(stored: unknown): LastStep | null {
  if (stored === undefined) return null
  if (stored !== 'opened' && stored !== 'returned') throw new RowError('subject.lastStep')
  return stored
}

function readStatus(row: Row) {
  const status = textOf(row, 'status')
  return present(
    transactionStatuses.find((known) => known === status),
    'transaction.status',
  )
}
