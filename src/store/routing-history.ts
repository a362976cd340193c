import { isChainId } from '../domain/chain.ts'
import { isPaymentMethod } from '../domain/payment-method.ts'
import type { SwitchScope } from '../domain/switch.ts'
import type { RecordedOffer, RecordedRouting } from '../domain/switch-effect.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import { resolveTrade } from '../domain/trade.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { leastUuidAt } from '../postgres/partition-month.ts'
import { numberOf, present, RowError, textOf, textOrNullOf } from '../postgres/row.ts'

/** A stretch of time, by the instants at which sessions got their ids. */
export interface Stretch {
  /** Epoch milliseconds, inclusive. */
  readonly from: number
  /** Exclusive. */
  readonly until: number
}

/** What was recorded in a stretch of time. */
export interface RoutingHistory {
  readonly recorded: readonly RecordedRouting[]
  /** Sessions of an asset that has left the registry. */
  readonly unreadable: number
  /** Sessions that have nothing to do with what was named. */
  readonly unconcerned: number
  readonly sessions: number
}

/**
 * What was recorded of how the tenants' sessions of a stretch of time were routed, with those counted together that have
 * it alike, as far as they have to do with what is named; undefined when there are more than `limit`. Throws `RowError`.
 */
export async function readRoutingHistory(
  database: Database,
  tenants: readonly TenantId[],
  { from, until }: Stretch,
  { provider, country, asset, chainId }: Pick<SwitchScope, 'provider' | 'country' | 'asset' | 'chainId'>,
  limit: number,
): Promise<RoutingHistory | undefined> {
  const rows = await internalsOf(database).connection.query(
    'read_routing_history',
    `with slice as materialized (
       select s.tenant_id, s.request, s.routing, s.first_mint,
         ($5::text is null or s.request ->> 'country' = $5)
           and ($6::text is null or s.request ->> 'from' = $6 or s.request ->> 'to' = $6)
           and ($7::text is null or s.request ->> 'chain' = $7)
           and ($8::text is null or s.first_mint ->> 'serviceProvider' = $8
             or s.routing -> 'candidates' @> jsonb_build_array(jsonb_build_object('serviceProvider', $8))) is true
           as is_concerned
       from sessions s where s.tenant_id = any($1::text[]) and s.id >= $2::uuid and s.id < $3::uuid
       limit $4
     )
     select true as is_concerned, tenant_id, request ->> 'from' as from_asset, request ->> 'to' as to_asset,
       (request ->> 'chain')::int as chain, request ->> 'country' as country, request ->> 'method' as method,
       request ->> 'provider' as pinned, first_mint ->> 'serviceProvider' as chosen,
       first_mint ->> 'paymentMethodType' as paid,
       jsonb_path_query_array(routing, '$.candidates[*].serviceProvider') as providers,
       jsonb_path_query_array(routing, '$.candidates[*].paymentMethodType') as methods,
       jsonb_path_query_array(routing, '$.excluded[*].serviceProvider') as excluded,
       jsonb_path_query_array(routing, '$.excluded[*].reason') as reasons,
       routing is not null as is_recorded, count(*)::int as sessions
     from slice where is_concerned group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
     union all
     select false, tenant_id, null, null, null, null, null, null, null, null, null, null, null, null, null, count(*)::int
     from slice where not is_concerned group by tenant_id`,
    [
      tenants,
      leastUuidAt(from),
      leastUuidAt(until),
      limit + 1,
      country,
      asset,
      chainId === null ? null : String(chainId),
      provider,
    ],
  )
  const sessions = rows.reduce((sum, row) => sum + numberOf(row, 'sessions'), 0)
  if (sessions > limit) return undefined
  const concerned = rows.filter((row) => row.is_concerned === true)
  const recorded = concerned.flatMap((row) => readRecorded(row) ?? [])
  const read = recorded.reduce((sum, each) => sum + each.sessions, 0)
  const all = concerned.reduce((sum, row) => sum + numberOf(row, 'sessions'), 0)
  return { recorded, unreadable: all - read, unconcerned: sessions - all, sessions }
}

function readRecorded(row: Row): RecordedRouting | undefined {
  const chain = numberOf(row, 'chain')
  const trade = isChainId(chain) ? resolveTrade(textOf(row, 'from_asset'), textOf(row, 'to_asset'), chain) : undefined
  if (trade === undefined || !('direction' in trade)) return undefined
  const method = textOrNullOf(row, 'method')
  const chosen = textOrNullOf(row, 'chosen')
  const excluded = textsOf(row, 'excluded')
  const reasons = textsOf(row, 'reasons')
  const isCooling = (place: number): boolean => reasons[place] === 'failed_recently'
  const outBy = (wanted: boolean): string[] =>
    excluded.filter((name, place) => name !== null && isCooling(place) === wanted).map(String)
  return {
    tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
    direction: trade.direction,
    country: textOf(row, 'country'),
    fiat: trade.fiat.symbol,
    symbol: trade.crypto.symbol,
    chainId: trade.crypto.chainId,
    paymentMethod: method !== null && isPaymentMethod(method) ? method : null,
    pinned: textOrNullOf(row, 'pinned'),
    chosen: chosen === null ? null : { provider: chosen, method: textOrNullOf(row, 'paid') },
    candidates: row.is_recorded === true ? readCandidates(row) : null,
    failed: outBy(false),
    coolingDown: outBy(true),
    sessions: numberOf(row, 'sessions'),
  }
}

/** Records of before the methods were kept have none, or some: then none of them is known. */
function readCandidates(row: Row): readonly RecordedOffer[] {
  const methods = textsOf(row, 'methods')
  const providers = textsOf(row, 'providers')
  return providers.map((provider, place) => ({
    provider: present(provider, 'candidates'),
    method: methods.length === providers.length ? methods[place] : undefined,
  }))
}

function textsOf(row: Row, field: string): readonly (string | null)[] {
  const listed: unknown = row[field] === null ? [] : JSON.parse(String(row[field]))
  if (!Array.isArray(listed)) throw new RowError(field)
  return listed.map((value: unknown) => {
    if (value === null || typeof value === 'string') return value
    throw new RowError(field)
  })
}
