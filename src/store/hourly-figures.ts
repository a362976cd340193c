import { fiatAssets } from '../domain/asset-registry.ts'
import { durationStep, type FiguresPeriod, type HourlyFigures, hourMs } from '../domain/hourly-figures.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import type { Query } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { leastUuidAt } from '../postgres/partition-month.ts'
import { numberOf, numberOrNullOf, present, textOf } from '../postgres/row.ts'
import { figureColumns, readFigures } from './hourly-figures-row.ts'

/** An hour of a very busy gateway takes some seconds to count. */
const countMs = 60_000

/** SQL for a decimal text as a number, exact; null for none, and for what is no plain decimal above zero. */
const exactSql = (text: string): string =>
  `case when ${text} ~ '^\\d{1,40}(\\.\\d{1,40})?$' then nullif((${text})::numeric, 0) end`

/** Writes what was counted where it differs from what is stored, and deletes what is not there any more. */
const replaceSql = (table: string, keys: string, scope: string): string => {
  const values = figureColumns.map((column) => `f.${column}`).join(', ')
  const counted = figureColumns.map((column) => `excluded.${column}`).join(', ')
  return `written as (
  insert into ${table} as f (${keys}, ${figureColumns.join(', ')})
  select ${keys}, ${figureColumns.join(', ')} from counted
  on conflict (${keys}) do update set (${figureColumns.join(', ')}) = row(${counted})
  where (${values}) is distinct from (${counted})
)
delete from ${table} where ${scope} and (${keys}) not in (select ${keys} from counted)`
}

/** Counts one hour of the tenants `$1`, whose ids are from `$2` up to `$3`; the hour is `$4`, currencies are `$5`, durations grow by `$6`. */
const countSql = `
with told as materialized (
  select t.tenant_id, s.id, s.status, s.opened_at is not null as is_opened, s.upstream_calls,
    case when s.status = 'completed' then s.request end as request,
    case when s.status = 'completed' then s.routing end as routing,
    coalesce(s.latest_mint->>'serviceProvider', s.first_mint->>'serviceProvider', s.routing->>'chosen',
             s.request->>'provider', '') as service_provider
  from unnest($1::text[]) as t(tenant_id)
  cross join lateral (
    select * from sessions where tenant_id = t.tenant_id and id >= $2 and id < $3 offset 0
  ) as s
),
compared as (
  select t.tenant_id, t.service_provider,
    t.request->>'to' || case when t.request->>'to' = any($5::text[]) then '' else '@' || (t.request->>'chain') end as asset,
    ${exactSql("quoted.candidate->>'destinationAmount'")} as quoted,
    ${exactSql("x.detail->>'destinationAmount'")} as delivered
  from told t
  cross join lateral (
    select candidate from jsonb_array_elements(t.routing->'candidates') as c(candidate)
    where candidate->>'serviceProvider' = t.service_provider limit 1
  ) as quoted
  cross join lateral (
    select detail from transactions
    where tenant_id = t.tenant_id and session_id = t.id and status = 'completed'
    order by provider_created_at limit 1
  ) as x
  -- What was sold for another amount, or for another asset, was never quoted.
  where t.status = 'completed' and x.detail->>'toAsset' = t.request->>'to'
    and coalesce(x.detail->>'chainId', t.request->>'chain') = t.request->>'chain'
    and coalesce(x.detail->>'serviceProvider', t.service_provider) = t.service_provider
    and coalesce(${exactSql("x.detail->>'sourceAmount'")}, ${exactSql("t.request->>'amount'")})
      = ${exactSql("t.request->>'amount'")}
),
honest as (
  select tenant_id, service_provider,
    jsonb_object_agg(asset, jsonb_build_object('transactions', transactions, 'quoted', quoted, 'delivered', delivered)) as told
  from (
    select tenant_id, service_provider, asset, count(*) as transactions, sum(quoted)::text as quoted,
      sum(delivered)::text as delivered
    from compared where quoted is not null and delivered is not null
    group by tenant_id, service_provider, asset
  ) as sums
  group by tenant_id, service_provider
),
-- Attempts at a provider that gave no widget are its own, whoever served the session in the end.
attempts as materialized (
  select t.tenant_id, call->>'provider' as service_provider,
    call->>'reason' is not null or coalesce(call->>'status' !~ '^2', true) as is_failed,
    greatest(ceil(ln(greatest((call->>'ms')::float8, 1)) / ln($6::float8)), 0)::int as bucket
  from told t cross join lateral jsonb_array_elements(t.upstream_calls) as c(call)
  where call->>'call' = 'widget' and call->>'provider' is not null
),
durations as (
  select tenant_id, service_provider, sum(calls)::int as calls, sum(failed)::int as failed,
    jsonb_object_agg(bucket, calls) as told
  from (
    select tenant_id, service_provider, bucket, count(*)::int as calls, count(*) filter (where is_failed)::int as failed
    from attempts group by tenant_id, service_provider, bucket
  ) as buckets
  group by tenant_id, service_provider
),
sessions_of as (
  select tenant_id, service_provider,
    count(*) filter (where status not in ('refused', 'unclear', 'creating')) as sessions,
    count(*) filter (where status in ('refused', 'unclear', 'creating')) as refused,
    count(*) filter (where is_opened) as opened,
    count(*) filter (where status = 'completed') as completed,
    count(*) filter (where status = 'failed') as failed,
    count(*) filter (where status = 'cancelled') as cancelled
  from told group by tenant_id, service_provider
),
counted as materialized (
  select tenant_id, $4::timestamptz as hour, service_provider,
    coalesce(s.sessions, 0) as sessions, coalesce(s.refused, 0) as refused, coalesce(s.opened, 0) as opened,
    coalesce(s.completed, 0) as completed, coalesce(s.failed, 0) as failed, coalesce(s.cancelled, 0) as cancelled,
    coalesce(d.calls, 0) as upstream_calls, coalesce(d.failed, 0) as upstream_failed,
    coalesce(d.told, '{}') as upstream_durations, coalesce(h.told, '{}') as quote_honesty
  from sessions_of s
  full join durations d using (tenant_id, service_provider)
  left join honest h using (tenant_id, service_provider)
),
${replaceSql('hourly_figures', 'tenant_id, hour, service_provider', 'tenant_id = any($1::text[]) and hour = $4')}`

/** Adds up an hour, `$1`, of all tenants. */
const addSql = `
with own as materialized (select * from hourly_figures where hour = $1 and tenant_id <> ''),
durations as (
  select service_provider, jsonb_object_agg(bucket, calls) as told
  from (
    select service_provider, bucket, sum(calls::integer) as calls
    from own cross join lateral jsonb_each_text(upstream_durations) as d(bucket, calls)
    group by service_provider, bucket
  ) as sums
  group by service_provider
),
honest as (
  select service_provider,
    jsonb_object_agg(asset, jsonb_build_object('transactions', transactions, 'quoted', quoted, 'delivered', delivered)) as told
  from (
    select service_provider, asset, sum((amounts->>'transactions')::integer) as transactions,
      sum((amounts->>'quoted')::numeric)::text as quoted, sum((amounts->>'delivered')::numeric)::text as delivered
    from own cross join lateral jsonb_each(quote_honesty) as h(asset, amounts)
    group by service_provider, asset
  ) as sums
  group by service_provider
),
counted as materialized (
  select hour, service_provider,
    sum(sessions) as sessions, sum(refused) as refused, sum(opened) as opened, sum(completed) as completed,
    sum(failed) as failed, sum(cancelled) as cancelled, sum(upstream_calls) as upstream_calls,
    sum(upstream_failed) as upstream_failed,
    coalesce((select told from durations d where d.service_provider = o.service_provider), '{}') as upstream_durations,
    coalesce((select told from honest h where h.service_provider = o.service_provider), '{}') as quote_honesty
  from own o group by hour, service_provider
),
${replaceSql('hourly_totals', 'hour, service_provider', 'hour = $1')}`

const fiatSymbols = fiatAssets.map(({ symbol }) => symbol)

/**
 * Counts one hour of these tenants from what is stored, and adds up the hour of all. To do so twice changes nothing;
 * two at once wait for each other, so that what was counted last is what stays. Needs the row of progress.
 */
export async function countHour(database: Database, tenants: readonly TenantId[], hour: number): Promise<void> {
  await internalsOf(database).connection.transaction(async (query) => {
    await patiently(query)
    await query('lock_figures', 'select id from figures_progress where id = $1 for update', [1])
    const [from, until] = [leastUuidAt(hour), leastUuidAt(hour + hourMs)]
    await query('count_hour', countSql, [tenants, from, until, new Date(hour), fiatSymbols, durationStep])
    await query('add_hour', addSql, [new Date(hour)])
  }, countMs)
}

async function patiently(query: Query): Promise<void> {
  await query('count_patiently', `set local statement_timeout = ${countMs}`, [])
}

/** An hour of a tenant. */
export interface TenantHour {
  readonly tenant: TenantId
  readonly hour: number
}

/** SQL for the instant at which a UUIDv7 was made, in epoch milliseconds. */
const madeAtSql = (id: string): string => `('x' || left(replace(${id}::text, '-', ''), 12))::bit(48)::bigint`

/** Which changes to look for; instants are epoch milliseconds. */
export interface ChangedHoursQuery {
  /** Of changes, by the clock of events. */
  readonly changedSince: number
  /** Of new sessions, by the clock of ids. */
  readonly madeSince: number
  /** The hours in which sessions may have been made since. */
  readonly madeIn: readonly number[]
  /** Sessions whose ids were made before are left alone. */
  readonly least: number
}

/** The hours of sessions that have changed, of any tenant, and of those that are new, of these tenants. */
export async function findChangedHours(
  database: Database,
  tenants: readonly TenantId[],
  { changedSince, madeSince, madeIn, least }: ChangedHoursQuery,
): Promise<readonly TenantHour[]> {
  const rows = await internalsOf(database).connection.transaction(async (query) => {
    await patiently(query)
    return query(
      'find_changed_hours',
      `select tenant_id, (${madeAtSql('session_id')} / ${hourMs} * ${hourMs})::float8 as hour
       from session_events where tenant_id <> '' and at >= $2 and session_id >= $3
       group by 1, 2
       union
       select t.tenant_id, h.hour
       from unnest($1::text[]) as t(tenant_id)
       cross join unnest($4::float8[], $5::uuid[], $6::uuid[]) as h(hour, since, until)
       cross join lateral (
         select from sessions where tenant_id = t.tenant_id and id >= h.since and id < h.until limit 1
       ) as made`,
      [
        tenants,
        new Date(changedSince),
        leastUuidAt(least),
        madeIn,
        madeIn.map((hour) => leastUuidAt(Math.max(hour, madeSince))),
        madeIn.map((hour) => leastUuidAt(hour + hourMs)),
      ],
    )
  }, countMs)
  return rows.map((row) => ({
    tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
    hour: numberOf(row, 'hour'),
  }))
}

/** When the first session of these tenants was made, from an instant on; null when there is none. */
export async function findFirstSession(
  database: Database,
  tenants: readonly TenantId[],
  from: number,
): Promise<number | null> {
  const [row] = await internalsOf(database).connection.query(
    'find_first_session',
    `select min(${madeAtSql('s.id')})::float8 as made_at
     from unnest($1::text[]) as t(tenant_id)
     cross join lateral (
       select id from sessions where tenant_id = t.tenant_id and id >= $2 order by id limit 1
     ) as s`,
    [tenants, leastUuidAt(from)],
  )
  return row === undefined ? null : numberOrNullOf(row, 'made_at')
}

/** A tenant's figures from one instant up to another, in the order of hours. */
export async function listHourlyFigures(
  database: Database,
  tenant: TenantId,
  { start, end }: FiguresPeriod,
): Promise<readonly HourlyFigures[]> {
  const rows = await internalsOf(database).connection.query(
    'list_hourly_figures',
    `select hour, service_provider, ${figureColumns.join(', ')} from hourly_figures
     where tenant_id = $1 and hour >= $2 and hour < $3 order by hour`,
    [tenant, new Date(start), new Date(end)],
  )
  return rows.map(readFigures)
}

/** Deletes the figures of the hours before one, of all tenants. */
export function deleteHourlyFigures(database: Database, before: number): Promise<void> {
  return internalsOf(database).connection.transaction(async (query) => {
    await query('delete_hourly_figures', "delete from hourly_figures where hour < $1 and tenant_id <> ''", [
      new Date(before),
    ])
    await query('delete_hourly_totals', 'delete from hourly_totals where hour < $1', [new Date(before)])
  })
}
