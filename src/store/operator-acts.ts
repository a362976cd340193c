import { uuidv7 } from 'uuidv7'
import type { AuditEntry } from '../domain/audit.ts'
import type { SessionId, SessionStatus } from '../domain/session.ts'
import { checkIntervalMs, notesMax } from '../domain/session-acts.ts'
import type { EventFacts } from '../domain/session-record.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { UserId } from '../domain/user.ts'
import type { Query } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, numberOrNullOf } from '../postgres/row.ts'
import { appendAudit } from './audit.ts'
import { releaseChange } from './links.ts'
import { changeSession, type SessionChange } from './session-changes.ts'
import { readSessionStatus, sessionUuid } from './session-row.ts'

/** One act on one session, with the entry that tells of it in the audit log. */
export interface OperatorAct {
  readonly id: SessionId
  readonly entry: AuditEntry
  /** Epoch milliseconds. */
  readonly now: number
}

/** Whether Meld may be asked at once; `too_soon`: somebody had it asked, and it may be asked again at `allowedAt`. */
export type CheckPermission =
  | { readonly kind: 'allowed' }
  | { readonly kind: 'too_soon'; readonly allowedAt: number }
  | { readonly kind: 'absent' }

/** Records that an operator has Meld asked about a session, unless one had a moment ago, in whichever process. */
export function claimCheck(database: Database, tenant: TenantId, act: OperatorAct): Promise<CheckPermission> {
  const { id, entry, now } = act
  return internalsOf(database).connection.transaction(async (query) => {
    if ((await lockSession(query, tenant, id)) === undefined) return { kind: 'absent' }
    const [last] = await query(
      'find_last_check_asked',
      `select max(at) as at from session_events where tenant_id = $1 and session_id = $2 and kind = 'check_asked'`,
      [tenant, sessionUuid(id)],
    )
    const askedAt = last === undefined ? null : numberOrNullOf(last, 'at')
    if (askedAt !== null && now - askedAt < checkIntervalMs) {
      return { kind: 'too_soon', allowedAt: askedAt + checkIntervalMs }
    }
    await addEvent(query, tenant, act, 'check_asked', factsOf(entry))
    await appendAudit(query, entry)
    return { kind: 'allowed' }
  })
}

/**
 * Releases the link from its opener, whoever the session belongs to, as long as it may lead to the widget; returns whether
 * it did.
 */
export function releaseByOperator(database: Database, tenant: TenantId, act: OperatorAct): Promise<boolean> {
  const { id, entry, now } = act
  return internalsOf(database).connection.transaction(async (query) => {
    const row = await changeSession(query, tenant, id, releaseChange(null, factsOf(entry)), now)
    if (row === undefined) return false
    await appendAudit(query, entry)
    return true
  })
}

/** What came of cancelling: `in_flight`, a call is opening the session just now; `other`, it stands otherwise. */
export type Cancelling =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'in_flight' }
  | { readonly kind: 'other'; readonly status: SessionStatus }
  | { readonly kind: 'absent' }

/**
 * Cancels a session by the transition table. One that is unclear frees its key as well, or the next call with the key
 * would open a widget for it: that call begins a new session instead.
 */
export function cancelByOperator(
  database: Database,
  tenant: TenantId,
  user: UserId,
  act: OperatorAct,
): Promise<Cancelling> {
  const { id, entry, now } = act
  return internalsOf(database).connection.transaction(async (query) => {
    // The key before the session, as whoever ends an opening locks them.
    const keys = await query(
      'lock_keys_of_session',
      `select state = 'claimed' and lease_until > $4 as is_held from idempotency_keys
       where tenant_id = $1 and user_id = $2 and session_id = $3 and state in ('claimed', 'unclear') for update`,
      [tenant, user, sessionUuid(id), new Date(now)],
    )
    if (keys.some(({ is_held }) => is_held === true)) return { kind: 'in_flight' }
    const change: SessionChange = {
      name: 'cancel_session',
      by: 'operator_cancelled',
      to: 'cancelled',
      event: { kind: 'cancelled', detail: factsOf(entry) },
    }
    const row = await changeSession(query, tenant, id, change, now)
    if (row === undefined) {
      const status = await lockSession(query, tenant, id)
      return status === undefined ? { kind: 'absent' } : { kind: 'other', status }
    }
    await query(
      'release_keys_of_session',
      `update idempotency_keys set state = 'released'
       where tenant_id = $1 and user_id = $2 and session_id = $3 and state in ('claimed', 'unclear')`,
      [tenant, user, sessionUuid(id)],
    )
    await appendAudit(query, entry)
    return { kind: 'cancelled' }
  })
}

/** Whether a note was added; `full`: there are `notesMax` already. */
export type NoteAdding = 'added' | 'full' | 'absent'

/** Adds a note to a session. */
export function addNote(
  database: Database,
  tenant: TenantId,
  act: OperatorAct & { readonly text: string },
): Promise<NoteAdding> {
  const { id, entry, text } = act
  return internalsOf(database).connection.transaction(async (query) => {
    if ((await lockSession(query, tenant, id)) === undefined) return 'absent'
    const [counted] = await query(
      'count_notes',
      `select count(*)::int as notes from session_events where tenant_id = $1 and session_id = $2 and kind = 'note'`,
      [tenant, sessionUuid(id)],
    )
    if (counted === undefined || numberOf(counted, 'notes') >= notesMax) return 'full'
    await addEvent(query, tenant, act, 'note', { operator: entry.operator.name, text })
    await appendAudit(query, entry)
    return 'added'
  })
}

/** Holds the session's row until the transaction ends; its status, or undefined where there is none. */
async function lockSession(query: Query, tenant: TenantId, id: SessionId): Promise<SessionStatus | undefined> {
  const [row] = await query(
    'lock_session_of_act',
    'select status from sessions where tenant_id = $1 and id = $2 for update',
    [tenant, sessionUuid(id)],
  )
  return row === undefined ? undefined : readSessionStatus(row)
}

async function addEvent(
  query: Query,
  tenant: TenantId,
  { id, now }: OperatorAct,
  kind: 'check_asked' | 'note',
  facts: EventFacts,
): Promise<void> {
  await query(
    'add_operator_event',
    `insert into session_events (tenant_id, session_id, id, kind, detail, at) values ($1, $2, $3, $4, $5, $6)`,
    [tenant, sessionUuid(id), uuidv7(), kind, JSON.stringify(facts), new Date(now)],
  )
}

/** What the session's timeline tells of an act. */
function factsOf({ operator, reason }: AuditEntry): { operator: string; text?: string } {
  return reason === null ? { operator: operator.name } : { operator: operator.name, text: reason }
}
