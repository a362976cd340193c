import { publicEventKinds } from '../domain/activity.ts'
import type { SessionId } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { textOf } from '../postgres/row.ts'
import { sessionUuid } from './session-row.ts'

/** One change of a session: a row of its history that its owner is shown. */
export interface SessionChangeRow {
  /** 32 hexadecimal digits. */
  readonly id: string
  readonly kind: string
}

/** Most changes that are read, the newest; who is further behind is shown the session as it is. */
export const changesMax = 200

/** The changes of a session, of any user, in the order in which they were made. */
export async function listSessionChanges(
  database: Database,
  tenant: TenantId,
  id: SessionId,
): Promise<readonly SessionChangeRow[]> {
  const rows = await internalsOf(database).connection.query(
    'list_session_changes',
    `select id, kind from session_events
     where tenant_id = $1 and session_id = $2 and kind = any($3::text[])
     order by at desc, id desc limit $4`,
    [tenant, sessionUuid(id), publicEventKinds, changesMax],
  )
  return rows.toReversed().map((row) => {
    const kind = textOf(row, 'kind')
    // The name that events had in older versions.
    return { id: textOf(row, 'id').replaceAll('-', ''), kind: kind === 'minted_again' ? 'refreshed' : kind }
  })
}
