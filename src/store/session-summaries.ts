import { cryptoAssets, fiatAssets } from '../domain/asset-registry.ts'
import type { Country } from '../domain/country.ts'
import { openableStatuses, type Session, type SessionId, type ShownSessionStatus } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Direction } from '../domain/trade.ts'
import { type TransactionStatus, transactionStatuses } from '../domain/transaction.ts'
import type { UserId } from '../domain/user.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { leastUuidAt } from '../postgres/partition-month.ts'
import { jsonListOf, numberOf, present, textOf, textOrNullOf } from '../postgres/row.ts'
import { idBounds, readSession, readSessionId, sessionColumns, sessionUuid, storedTooEarly } from './session-row.ts'
import type { SessionRef } from './session-search.ts'

/** A session with what is recorded beside its row and stands in lists for operators. */
export interface SessionSummary {
  readonly session: Session
  /** Epoch milliseconds. */
  readonly updatedAt: number
  /** Newest first. */
  readonly transactions: readonly { readonly id: string; readonly status: TransactionStatus }[]
}

const summaryColumns = `${sessionColumns}, s.updated_at,
  (select jsonb_agg(jsonb_build_object('id', t.id, 'status', t.status) order by t.provider_created_at desc, t.id desc)
   from transactions t where t.tenant_id = s.tenant_id and t.session_id = s.id) as transactions`

/** The summaries of these sessions, newest first; those that are gone are left out. Throws `RowError`. */
export async function loadSummaries(
  database: Database,
  sessions: readonly SessionRef[],
): Promise<readonly SessionSummary[]> {
  if (sessions.length === 0) return []
  const rows = await internalsOf(database).connection.query(
    'load_summaries',
    `select ${summaryColumns}
     from unnest($1::text[], $2::uuid[]) as i(tenant_id, session_id)
     cross join lateral (
       -- The limit keeps this a look-up by id: the bounds only serve to skip partitions.
       select * from sessions where tenant_id = i.tenant_id and id = i.session_id and id between $3 and $4 limit 1
     ) as s
     order by s.id desc`,
    [
      sessions.map(({ tenant }) => tenant),
      sessions.map(({ id }) => sessionUuid(id)),
      ...idBounds(sessions.map(({ id }) => id)),
    ],
  )
  return rows.map(readSummary)
}

/** What a list is narrowed by; null leaves all in. */
export interface SummaryFilter {
  /** Null: of all, those included that are not served any more. With `user`, those that the user may be of. */
  readonly tenants: readonly TenantId[] | null
  readonly user: UserId | null
  /** As it is shown. */
  readonly status: ShownSessionStatus | null
  readonly serviceProvider: string | null
  readonly country: Country | null
  /** As it is shown. */
  readonly paymentMethod: string | null
  readonly direction: Direction | null
  /** From then on, and before then; epoch milliseconds. */
  readonly createdFrom: number | null
  readonly createdBefore: number | null
}

/** Where a list goes on, and how much of it is wanted. */
export interface SummaryPage {
  /** Goes on after this one; null starts with the newest. */
  readonly after: SessionId | null
  readonly count: number
  /** Epoch milliseconds. */
  readonly now: number
  /** How far the clock that tells when sessions are created may differ from the one that makes ids. */
  readonly skewMs: number
}

/** A page of a list, newest first. */
export interface SummaryList {
  readonly summaries: readonly SessionSummary[]
  /** Where to go on; null at the end. A page that is not full leads on too where looking took too long. */
  readonly next: SessionId | null
}

/** How long one page may look for sessions that a filter leaves in, about. */
const budgetMs = 80
/** The first window; the next ones are wider or narrower, so that each takes `windowTargetMs` or so. */
const firstWindowMs = 60 * 60 * 1000
const windowTargetMs = 20
const growthMax = 4
/** Sessions that one window reads where an index does not tell whether they are left in. */
const readMax = 2_000

const [greatest, smallest] = ['f'.repeat(32), '0'.repeat(32)]

/**
 * A page of sessions, newest first by their ids, which are made in order of time. It looks window by window, back in
 * time, until the page is full or about `budgetMs` have passed. Throws `RowError`.
 */
export async function listSummaries(
  database: Database,
  filter: SummaryFilter,
  page: SummaryPage,
): Promise<SummaryList> {
  const { query } = internalsOf(database).connection
  const statement = statementOf(filter, page)
  const wanted = page.count + 1
  const [ends] = await query(
    'ends_of_sessions',
    `select (select id from sessions order by id limit 1) as oldest,
            (select id from sessions order by id desc limit 1) as newest`,
    [],
  )
  const [oldest, newest] = [textOrNullOf(ends ?? {}, 'oldest'), textOrNullOf(ends ?? {}, 'newest')]
  if (oldest === null || newest === null) return { summaries: [], next: null }
  const floor = filter.createdFrom === null ? smallest : leastUuidAt(Math.max(0, filter.createdFrom - page.skewMs))
  const bottom = Math.max(instantOf(floor), instantOf(oldest))
  let below = bounded(page.after === null ? greatest : sessionUuid(page.after), filter.createdBefore, page.skewMs)
  let until = Math.min(instantOf(below), instantOf(newest) + 1)
  let widthMs = statement.isSparse ? firstWindowMs : Number.POSITIVE_INFINITY
  const found: SessionSummary[] = []
  const startedAt = performance.now()
  for (let askedAt = startedAt; ; askedAt = performance.now()) {
    const from = Math.max(bottom, until - Math.ceil(widthMs))
    const least = from === bottom ? floor : leastUuidAt(from)
    const scanMax = statement.isReadWhole ? readMax : wanted
    const rows = await query(statement.name, statement.text, [
      least,
      below,
      scanMax,
      wanted - found.length,
      ...statement.values,
    ])
    found.push(...rows.filter(({ id }) => id !== null).map(readSummary))
    const last = rows[0] === undefined ? null : textOrNullOf(rows[0], 'last_read')
    const isWindowRead = last === null || Number(rows[0]?.read) < scanMax
    if (found.length >= wanted) return pageOf(found, page.count, null)
    if (isWindowRead && from <= bottom) return pageOf(found, page.count, null)
    below = isWindowRead ? least : last.replaceAll('-', '')
    until = isWindowRead ? from : instantOf(below) + 1
    const now = performance.now()
    if (now - startedAt > budgetMs) return pageOf(found, page.count, readSessionId(below))
    widthMs *= Math.min(growthMax, windowTargetMs / Math.max(now - askedAt, 1))
  }
}

function pageOf(found: readonly SessionSummary[], count: number, stoppedAt: SessionId | null): SummaryList {
  const summaries = found.slice(0, count)
  const last = summaries.at(-1)
  return { summaries, next: found.length > count && last !== undefined ? last.session.id : stoppedAt }
}

/** The lower one of an id and of those that are made before an instant. */
function bounded(id: string, before: number | null, skewMs: number): string {
  if (before === null) return id
  const bound = leastUuidAt(Math.max(0, before + skewMs))
  return bound < id ? bound : id
}

/** When an id, as the uuid column gives or takes it, was made; epoch milliseconds. */
function instantOf(uuid: string): number {
  return Number.parseInt(uuid.replaceAll('-', '').slice(0, 12), 16)
}

interface ListStatement {
  readonly name: string
  /** Its values are the ids from and below, how many sessions are read and how many are given at most, and `values`. */
  readonly text: string
  readonly values: readonly unknown[]
  /** Of the sessions that there are few may be left in. */
  readonly isSparse: boolean
  /** No index tells which ones are left in. */
  readonly isReadWhole: boolean
}

const providerSql = `coalesce(s.latest_mint->>'serviceProvider', s.first_mint->>'serviceProvider', s.request->>'provider')`
const methodSql = `coalesce(s.latest_mint->>'paymentMethodType', s.first_mint->>'paymentMethodType', s.request->>'method')`
const symbolsOf: Readonly<Record<Direction, readonly string[]>> = {
  buy: fiatAssets.map(({ symbol }) => symbol),
  sell: [...new Set(cryptoAssets.map(({ symbol }) => symbol))],
}

function statementOf(filter: SummaryFilter, { now }: SummaryPage): ListStatement {
  const { tenants, user, status, serviceProvider, country, paymentMethod, direction, createdFrom, createdBefore } =
    filter
  const values: unknown[] = []
  const parameter = (value: unknown): string => `$${values.push(value) + 4}`
  const [names, byIndex, byRow]: [string[], string[], string[]] = [[], [], []]
  const add = <T>(name: string, value: T | null, into: string[], condition: (value: T) => string): void => {
    if (value === null) return
    names.push(name)
    into.push(condition(value))
  }
  const only = tenants?.length === 1 ? (tenants[0] ?? null) : null
  add('tenant', only, byIndex, (id) => `s.tenant_id = ${parameter(id)}`)
  add('of_tenants', only === null ? tenants : null, byIndex, (ids) => `s.tenant_id = any(${parameter(ids)}::text[])`)
  add('user', user, byIndex, (id) => `s.user_id = ${parameter(id)}`)
  // The index that has these does not begin with the tenant.
  const others = tenants === null ? byIndex : byRow
  add('provider', serviceProvider, others, (name) => `${providerSql} = ${parameter(name)}`)
  add('country', country, others, (code) => `s.request->>'country' = ${parameter(code)}`)
  add('method', paymentMethod, others, (code) => `${methodSql} = ${parameter(code)}`)
  add('direction', direction, others, (way) => `s.request->>'from' = any(${parameter(symbolsOf[way])}::text[])`)
  add('from', createdFrom, byRow, (at) => `s.created_at >= ${parameter(new Date(at))}`)
  add('before', createdBefore, byRow, (at) => `s.created_at < ${parameter(new Date(at))}`)
  add('status', status, byRow, (shown) => {
    const [openable, present] = [parameter(openableStatuses), parameter(new Date(now))]
    return `${parameter(shown)} = ${shownStatusSql(openable, present)}`
  })
  const hasOthers = [serviceProvider, country, paymentMethod, direction].some((value) => value !== null)
  return {
    // PostgreSQL cuts longer names than 63 characters off.
    name: ['list_summaries', ...names.map((name) => name.slice(0, 4))].join('_'),
    text: `
      with read as materialized (
        select * from sessions s where ${['s.id >= $1 and s.id < $2', ...byIndex].join(' and ')} order by s.id desc limit $3
      )
      select ends.read, ends.last_read, s.*
      from (select count(*)::int as read, min(id::text) as last_read from read) as ends
      left join (
        select ${summaryColumns} from read as s where ${['true', ...byRow].join(' and ')} order by s.id desc limit $4
      ) as s on true
      order by s.id desc`,
    values,
    isSparse: user === null && (hasOthers || byRow.length > 0),
    isReadWhole: byRow.length > 0,
  }
}

function shownStatusSql(openable: string, now: string): string {
  return `case
    when s.status = any(${openable}::text[]) and s.expires_at <= ${now} then coalesce(s.observation, 'expired')
    when s.status = '${storedTooEarly}' then 'unclear'
    else s.status end`
}

function readSummary(row: Row): SessionSummary {
  return {
    session: readSession(row),
    updatedAt: numberOf(row, 'updated_at'),
    transactions: jsonListOf(row, 'transactions').map((one) => ({ id: textOf(one, 'id'), status: readStatus(one) })),
  }
}

function readStatus(row: Row): TransactionStatus {
  const status = textOf(row, 'status')
  return present(
    transactionStatuses.find((known) => known === status),
    'transaction.status',
  )
}
