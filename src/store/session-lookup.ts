import type { Session, SessionId } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Row } from './connection.ts'
import type { Database } from './database.ts'
import { RowError } from './row.ts'
import { idBounds, readSession, sessionColumns, sessionUuid } from './session-row.ts'
import { runStep, type Step } from './step.ts'

interface Wanted {
  readonly tenant: TenantId
  readonly id: SessionId
}

/** A row that cannot be read harms its own caller alone. */
type Found = { readonly session: Session | undefined } | { readonly error: RowError }

/** A session by its id, whoever's it is; undefined when there is none. Throws `RowError`. */
export async function findSession(database: Database, tenant: TenantId, id: SessionId): Promise<Session | undefined> {
  const found = await runStep(database, findStep, { tenant, id })
  if ('error' in found) throw found.error
  return found.session
}

const findSql = `
select i.n, ${sessionColumns}
from unnest($1::int[], $2::text[], $3::uuid[]) as i(n, tenant_id, session_id)
cross join lateral (
  -- The limit keeps the look-up by id one of its own: the bounds are there to skip partitions, not to be read through.
  select * from sessions where tenant_id = i.tenant_id and id = i.session_id and id between $4 and $5 limit 1
) as s`

const findStep: Step<Wanted, Found> = {
  name: 'find_session',
  run: async (query, items) => {
    const rows = await query('find_session', findSql, [
      items.map((_, n) => n),
      items.map(({ tenant }) => tenant),
      items.map(({ id }) => sessionUuid(id)),
      ...idBounds(items.map(({ id }) => id)),
    ])
    const found = items.map((): Found => ({ session: undefined }))
    for (const row of rows) found[Number(row.n)] = read(row)
    return found
  },
}

function read(row: Row): Found {
  try {
    return { session: readSession(row) }
  } catch (error) {
    if (error instanceof RowError) return { error }
    throw error
  }
}
