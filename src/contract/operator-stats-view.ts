import {
  addCounts,
  countsByHour,
  durationQuantile,
  figuresByProvider,
  hourMs,
  overallRatio,
  type ProviderFigures,
  ratioOf,
  successRate,
} from '../domain/hourly-figures.ts'
import type { Stats, UnresolvedSession } from '../domain/stats.ts'
import type { Wire } from './endpoint.ts'
import { linkTo } from './hal.ts'
import { type StatsReply, sessionLists } from './operator-stats.ts'

type Reply = Wire<typeof StatsReply>

/** What was counted, as it is sent. */
export function statsReply({ period, tenant, computedAt, figures, oldestUnresolved }: Stats): Reply {
  const ofTenant = tenant === null ? {} : { tenant }
  const lists = (from: number, until: number, more: Readonly<Record<string, string>> = {}) =>
    sessionLists({ ...ofTenant, created_after: String(from), created_before: String(until), ...more })
  const self = new URLSearchParams({
    period_start: String(period.start),
    period_end: String(period.end),
    ...ofTenant,
  })
  return {
    _links: { self: linkTo(`/operator/v0/stats?${self}`), ...lists(period.start, period.end) },
    period_start: period.start,
    period_end: period.end,
    tenant,
    computed_at: computedAt,
    totals: addCounts(figures.map(({ counts }) => counts)),
    hours: countsByHour(figures, period).map(({ hour, counts }) => ({
      _links: lists(hour, hour + hourMs),
      period_start: hour,
      period_end: hour + hourMs,
      ...counts,
    })),
    providers: figuresByProvider(figures).map((each) => ({
      _links: lists(period.start, period.end, { service_provider: each.serviceProvider }),
      ...providerMembers(each),
    })),
    oldest_unresolved: oldestUnresolved === null ? null : unresolvedMembers(oldestUnresolved),
  }
}

function providerMembers({ serviceProvider, counts, upstream, honesty }: ProviderFigures) {
  const overall = overallRatio(honesty)
  return {
    service_provider: serviceProvider,
    ...counts,
    success_rate: successRate(counts),
    upstream_calls: upstream.calls,
    upstream_failed: upstream.failed,
    upstream_p50_ms: durationQuantile(upstream.durations, 0.5),
    upstream_p95_ms: durationQuantile(upstream.durations, 0.95),
    quote_honesty: overall && {
      ...overall,
      assets: honesty.map(({ asset, chainId, transactions, quoted, delivered }) => ({
        asset,
        chain_id: chainId,
        transactions,
        quoted,
        delivered,
        ratio: ratioOf({ quoted, delivered }),
      })),
    },
  }
}

function unresolvedMembers({ tenant, session, since }: UnresolvedSession) {
  const query = new URLSearchParams({ tenant })
  return {
    _links: { session: linkTo(`/operator/v0/sessions/${session}?${query}`) },
    session_id: session,
    tenant,
    since_at: since,
  }
}
