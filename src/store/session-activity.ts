import { uuidv7 } from 'uuidv7'
import { type Activity, type ActivityKind, activityMax } from '../domain/activity.ts'
import type { SessionId } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Database } from '../postgres/database.ts'
import { groupRows, groupValues, instantSql } from '../postgres/group-rows.ts'
import { runStep, type Step } from '../postgres/step.ts'
import { idBounds, sessionUuid } from './session-row.ts'

/** What happened of one kind around one session. */
export interface ActivityGroup {
  readonly tenant: TenantId
  readonly session: SessionId
  readonly kind: ActivityKind
  /** In the order in which they happened. */
  readonly activities: Activity[]
  /** How many more there were, of which nothing else is known. */
  more: number
  /** When the last of them was, epoch milliseconds. */
  lastAt: number
}

/**
 * Records activities of a session, as long as there are fewer of their kind than `activityMax`; of the others only how
 * many there were, in one event more. Processes that write at the same instant may each fill the last places. Nothing is
 * recorded of a session that is not stored (any more). `isFull`: from now on only counting is left.
 */
export function recordActivity(
  database: Database,
  _tenant: TenantId,
  group: ActivityGroup,
): Promise<{ readonly isFull: boolean }> {
  return runStep(database, recordStep, group)
}

/** The count is one event of each kind, with an id that follows from both. */
const countIdSql = `md5(session_id::text || kind)::uuid`

const recordSql = `
with input as materialized (
  select * from (${groupRows(
    'tenant_id text, session_id uuid, kind text, kept_max int, more int, last_ms double precision, activities jsonb',
  )}) as t
),
known as (
  select i.*, (
    select count(*) from session_events e
    where e.tenant_id = i.tenant_id and e.session_id = i.session_id and e.session_id between $3 and $4 and e.kind = i.kind
  ) as stored
  from input i
  where exists (
    select from sessions s where s.tenant_id = i.tenant_id and s.id = i.session_id and s.id between $3 and $4
  )
),
told as (
  select k.*, a.id, a.at_ms, a.detail, k.stored + a.ordinality as place
  from known k, rows from (jsonb_to_recordset(k.activities) as (id uuid, at_ms double precision, detail jsonb))
    with ordinality as a
),
kept as (
  insert into session_events (tenant_id, session_id, id, kind, detail, at)
  select tenant_id, session_id, id, kind, detail, ${instantSql('at_ms')} from told where place <= kept_max
  on conflict do nothing
),
beyond as (
  select k.*, k.more + (select count(*) from told t where t.n = k.n and t.place > t.kept_max) as extra from known k
),
counted as (
  insert into session_events as e (tenant_id, session_id, id, kind, detail, at)
  select tenant_id, session_id, ${countIdSql}, kind, jsonb_build_object('more', extra), ${instantSql('last_ms')}
  from beyond where extra > 0 order by n
  on conflict (tenant_id, session_id, id) do update set
    detail = jsonb_build_object('more', (e.detail->>'more')::bigint + (excluded.detail->>'more')::bigint),
    at = greatest(e.at, excluded.at)
)
select n, stored + jsonb_array_length(activities) >= kept_max as is_full from known`

const recordStep: Step<ActivityGroup, { readonly isFull: boolean }> = {
  name: 'record_activity',
  locks: ({ tenant, session, kind }) => `${tenant} ${session} ${kind}`,
  run: async (query, items) => {
    const rows = items.map(({ tenant, session, kind, activities, more, lastAt }) => ({
      tenant_id: tenant,
      session_id: sessionUuid(session),
      kind,
      kept_max: activityMax[kind],
      more,
      last_ms: lastAt,
      activities: activities.map(({ at, kind: _kind, ...detail }) => ({ id: uuidv7(), at_ms: at, detail })),
    }))
    const bounds = idBounds(items.map(({ session }) => session))
    const known = await query('record_activity', recordSql, [...groupValues(rows), ...bounds])
    const full = new Set(known.flatMap(({ n, is_full }) => (is_full === true ? [Number(n)] : [])))
    return items.map((_item, index) => ({ isFull: full.has(index + 1) }))
  },
}
