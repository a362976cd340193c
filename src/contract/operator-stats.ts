import Type from 'typebox'
import { endpoint, type Wire } from './endpoint.ts'
import { optional } from './field.ts'
import { linksOf, linkTo } from './hal.ts'
import { instant, tenant } from './operator-fields.ts'
import { Decimal, explained, nullable } from './schema.ts'
import { Instant } from './timestamps.ts'

/** The query of `GET /operator/v0/stats`. */
export const statsParameters = {
  period_start: optional(
    instant,
    'the begin of the period, taken back to a whole hour (UTC); 24 hours before its end by default',
  ),
  period_end: optional(
    instant,
    'its end, taken on to a whole hour; the end of the present hour by default. 31 days at most',
  ),
  tenant: optional(tenant, 'of this tenant alone; left out: of all together'),
}

const counts = {
  sessions: Type.Integer({ minimum: 0, description: 'asked for in this time, and opened at the provider' }),
  refused: Type.Integer({ minimum: 0, description: 'asked for, and not opened: refused, or unclear' }),
  opened: Type.Integer({ minimum: 0, description: 'of the sessions: those whose link somebody opened' }),
  completed: Type.Integer({ minimum: 0, description: 'of the sessions: those that are completed by now' }),
  failed: Type.Integer({ minimum: 0, description: 'of the sessions: those that have failed by now' }),
  cancelled: Type.Integer({ minimum: 0, description: 'of the sessions: those that are cancelled by now' }),
}

const QuoteHonesty = Type.Object(
  {
    transactions: Type.Integer({ minimum: 1, description: 'how many are compared' }),
    ratio: explained(Decimal, 'delivered by quoted: of each asset, weighed by its transactions. 1 is an honest quote'),
    assets: Type.Array(
      Type.Object({
        asset: Type.String({ description: 'what the users received' }),
        chain_id: nullable(Type.Integer(), 'null for a currency'),
        transactions: Type.Integer({ minimum: 1 }),
        quoted: explained(Decimal, 'the sum of what was quoted'),
        delivered: explained(Decimal, 'the sum of what was delivered'),
        ratio: explained(Decimal, 'delivered by quoted'),
      }),
    ),
  },
  { title: 'QuoteHonesty', description: 'what users received against what the provider had quoted' },
)

const listLinks = linksOf(['sessions', 'completed', 'failed'])

/** What happened in a period. */
export const StatsReply = Type.Object(
  {
    _links: linksOf(['self', 'sessions', 'completed', 'failed']),
    period_start: explained(Instant, 'a whole hour'),
    period_end: explained(Instant, 'a whole hour, not included'),
    tenant: nullable(Type.String(), 'null: all together'),
    computed_at: nullable(Instant, 'what happened until then is counted; null: nothing was counted yet'),
    totals: Type.Object(counts),
    hours: Type.Array(
      Type.Object({
        _links: listLinks,
        period_start: explained(Instant, 'the begin of the hour'),
        period_end: explained(Instant, 'its end'),
        ...counts,
      }),
      { description: 'each hour of the period, in order. A session counts in the hour in which it was asked for' },
    ),
    providers: Type.Array(
      Type.Object({
        _links: listLinks,
        service_provider: Type.String(),
        ...counts,
        success_rate: nullable(
          Type.Number({ minimum: 0, maximum: 1 }),
          'completed, of those completed or failed; null while there are none',
        ),
        upstream_calls: Type.Integer({ minimum: 0, description: 'attempts to open a widget of this provider' }),
        upstream_failed: Type.Integer({ minimum: 0, description: 'those of them that opened none' }),
        upstream_p50_ms: nullable(Type.Integer({ minimum: 0 }), 'half of them took no longer; null without any'),
        upstream_p95_ms: nullable(Type.Integer({ minimum: 0 }), '95 % of them took no longer'),
        quote_honesty: nullable(
          QuoteHonesty,
          'of completed transactions whose quoted and delivered amounts are both known; null without any',
        ),
      }),
      { description: 'those with any session or attempt in the period, by name' },
    ),
    oldest_unresolved: nullable(
      Type.Object({
        _links: linksOf(['session']),
        session_id: Type.String(),
        tenant: Type.String(),
        since_at: explained(Instant, 'when its link was opened'),
      }),
      'the session that has been open longest without an outcome; null when there is none',
    ),
  },
  { title: 'Stats' },
)

const counted = { sessions: 41, refused: 2, opened: 38, completed: 30, failed: 2, cancelled: 1 }
const [start, end] = [1_764_187_200_000, 1_764_190_800_000]

/** Root-relative links to the lists of sessions that figures are of. */
export function sessionLists(filter: Readonly<Record<string, string>>): Wire<typeof listLinks> {
  const list = (more: Readonly<Record<string, string>>) =>
    linkTo(`/operator/v0/sessions?${new URLSearchParams({ ...filter, ...more })}`)
  return { sessions: list({}), completed: list({ status: 'completed' }), failed: list({ status: 'failed' }) }
}

const exampleLists = { created_after: String(start), created_before: String(end) }

/** What happened in a period. */
export const getStats = endpoint({
  name: 'getStats',
  tag: 'Operator',
  summary: 'Sessions by hour and by provider: opened, completed, failed, how fast, and how honest quotes were.',
  description:
    'Counted once a minute in the background from what is stored, so that asking costs next to nothing. A session that is completed days later is counted then, in the hour in which it was asked for. Each figure links to the list behind it.',
  method: 'GET',
  path: '/operator/v0/stats',
  access: 'operator',
  scope: 'read',
  query: statsParameters,
  replies: { 200: StatsReply },
  example: {
    query: { period_start: String(start), period_end: String(end) },
    status: 200,
    reply: {
      _links: {
        self: { href: `/operator/v0/stats?period_start=${start}&period_end=${end}` },
        ...sessionLists(exampleLists),
      },
      period_start: start,
      period_end: end,
      tenant: null,
      computed_at: 1_764_190_740_000,
      totals: counted,
      hours: [{ _links: sessionLists(exampleLists), period_start: start, period_end: end, ...counted }],
      providers: [
        {
          _links: sessionLists({ ...exampleLists, service_provider: 'TRANSAK' }),
          service_provider: 'TRANSAK',
          ...counted,
          success_rate: 0.9375,
          upstream_calls: 43,
          upstream_failed: 2,
          upstream_p50_ms: 320,
          upstream_p95_ms: 900,
          quote_honesty: {
            transactions: 30,
            ratio: '0.9961',
            assets: [
              {
                asset: 'USDC',
                chain_id: 8453,
                transactions: 30,
                quoted: '2890.5',
                delivered: '2879.31',
                ratio: '0.9961',
              },
            ],
          },
        },
      ],
      oldest_unresolved: {
        _links: {
          session: { href: '/operator/v0/sessions/ses_019ac2d98ad07d3c9e1f2a4b5c6d7e8f?tenant=org-demo%3Aenv-sandbox' },
        },
        session_id: 'ses_019ac2d98ad07d3c9e1f2a4b5c6d7e8f',
        tenant: 'org-demo:env-sandbox',
        since_at: 1_764_180_000_000,
      },
    },
  },
})
