import { transactionEvents } from '../domain/event.ts'
import type { SessionId } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { TransactionStatus } from '../domain/transaction.ts'
import type { UserId } from '../domain/user.ts'
import type { Query, Row } from '../postgres/connection.ts'
import { objectOf, textOf } from '../postgres/row.ts'
import { recordEvent } from './events.ts'

interface TransactionState {
  readonly status: TransactionStatus
  readonly meldStatus: string
  readonly user: UserId | null
  readonly session: SessionId | null
}

/**
 * Records the events that tell how a transaction became what its `row` (`transactionColumns`) is now, in the transaction
 * that stores it; whether there are any. Of one of no user here nobody is told, until its user is known.
 */
export async function recordTransactionEvents(
  query: Query,
  tenant: TenantId,
  stored: TransactionState | null,
  merged: TransactionState,
  row: Row,
  now: number,
): Promise<boolean> {
  if (merged.user === null) return false
  const before = stored === null || stored.user === null ? null : stored
  const previousStatus = before === null || before.status === merged.status ? null : before.status
  const topic = { session: merged.session, transaction: textOf(row, 'id') }
  const subject = subjectOf(row)
  const types = transactionEvents(before, merged)
  for (const type of types) await recordEvent(query, tenant, { type, topic, previousStatus, subject, at: now })
  return types.length > 0
}

function subjectOf({ id, session_id, status, detail, provider_created_at, checked_at }: Row): object {
  const told = objectOf(detail, 'detail')
  return { transaction: { id, session_id, status, detail: told, provider_created_at, checked_at } }
}
