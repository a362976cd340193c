import { uuidv7 } from 'uuidv7'
import type { SessionId, SessionStatus } from '../domain/session.ts'
import { type SessionCause, statusesBefore } from '../domain/session-transitions.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Query, Row } from '../postgres/connection.ts'
import { sessionColumns, sessionUuid } from './session-row.ts'

/**
 * A change of one session. Its SQL names the row `s`, the row as it was before `b`, the instant `$3`, and its own values
 * `$11` and on.
 */
export interface SessionChange {
  /** Of the statement, whose text is always the same. */
  readonly name: string
  readonly by: SessionCause
  readonly to: SessionStatus
  /** Where the session may stand as well: then it stays there, and the columns are written all the same. */
  readonly keeping?: readonly SessionStatus[]
  /** What is to be known of the row as it was, as SQL: it becomes columns of `b`, and of what is returned. */
  readonly before?: string
  /** Columns that go with the status. */
  readonly set?: string
  /** What must hold beside the transition table. */
  readonly where?: string
  readonly values?: readonly unknown[]
  readonly event: SessionEvent
}

/** What is recorded of a change. Its detail also tells the session's new status, where that has changed. */
export interface SessionEvent {
  readonly kind: string
  readonly detail?: Readonly<Record<string, string>>
  /** Recorded even when the status stays; else only when it moves. */
  readonly always?: boolean
}

/**
 * The one way for a stored session to change its status: by the transition table, together with the columns that go with
 * it and the event that tells of it, in one statement. Gives the row as it stands then, with the columns of `before` and
 * its former status as `was`; undefined when the table or the condition does not allow the change.
 */
export async function changeSession(
  query: Query,
  tenant: TenantId,
  id: SessionId,
  change: SessionChange,
  now: number,
): Promise<Row | undefined> {
  const { name, by, to, keeping = [], before, set, where, values = [], event } = change
  const [row] = await query(
    name,
    `with before as (
       select status as was${before === undefined ? '' : `, ${before}`}
       from sessions where tenant_id = $1 and id = $2 for update
     ), changed as (
       update sessions s set
         status = case when b.was = any($4::text[]) then $5 else b.was end,
         updated_at = $3${set === undefined ? '' : `, ${set}`}
       from before b
       where s.tenant_id = $1 and s.id = $2 and (b.was = any($4::text[]) or b.was = any($6::text[]))
         and (${where ?? 'true'})
       returning b.*, ${sessionColumns}
     ), told as (
       insert into session_events (tenant_id, session_id, id, kind, detail, at)
       select tenant_id, id, $7, $8,
         $9::jsonb || case when status = was then '{}' else jsonb_build_object('sessionStatus', status) end, $3
       from changed where status <> was or $10
     )
     select * from changed`,
    [
      tenant,
      sessionUuid(id),
      new Date(now),
      statusesBefore(to, by),
      to,
      keeping,
      uuidv7(),
      event.kind,
      JSON.stringify(event.detail ?? {}),
      event.always ?? false,
      ...values,
    ],
  )
  return row
}
