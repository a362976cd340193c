import { count, perSecond, quantile, type Row, seconds, share } from './chart.ts'
import { partnerRow } from './partner-charts.ts'

const postLatency = 'rampway_http_request_seconds_bucket{route="/v0/ramp/sessions", method="POST"}'
const widgetLatency = 'rampway_outbound_request_seconds_bucket{call="meld.widget"}'

/** The charts, by rows: what users meet, who serves them, what becomes of their money, what partners are told, how the gateway is. */
export const rows: readonly Row[] = [
  {
    title: 'Sessions',
    charts: [
      {
        title: 'Calls for a session, by outcome',
        about: 'refused: the trade cannot be had. failed: it could, and something is broken.',
        unit: perSecond,
        queries: [
          {
            expr: 'sum by (outcome) (rate(rampway_country_sessions_total[$__rate_interval]))',
            legend: '{{outcome}}',
          },
        ],
      },
      {
        title: 'Failed, by country',
        about: 'One country alone: look at its provider, below.',
        unit: perSecond,
        queries: [
          {
            expr: 'topk(10, sum by (country) (rate(rampway_country_sessions_total{outcome="failed"}[$__rate_interval])))',
            legend: '{{country}}',
          },
        ],
      },
      {
        title: 'Opened, by payment method',
        about: 'none: the user chooses in the widget.',
        unit: perSecond,
        queries: [
          {
            expr: 'sum by (method, direction) (rate(rampway_method_sessions_total{outcome="opened"}[$__rate_interval]))',
            legend: '{{method}} {{direction}}',
          },
        ],
      },
      {
        title: 'How long a session takes',
        about: 'Nearly all of it is the upstream: compare with "How long a widget takes".',
        unit: seconds,
        queries: [
          { expr: quantile(0.5, postLatency), legend: 'p50' },
          { expr: quantile(0.95, postLatency), legend: 'p95' },
          { expr: quantile(0.99, postLatency), legend: 'p99' },
        ],
      },
    ],
  },
  {
    title: 'Providers',
    charts: [
      {
        title: 'Failed attempts at a provider, of all',
        about: 'One provider: it is failing. All: Meld is.',
        unit: share,
        queries: [
          {
            expr: 'sum by (provider) (rate(rampway_provider_failures_total{reason!="failed_recently"}[$__rate_interval])) / sum by (provider) (rate(rampway_outbound_request_seconds_count{call="meld.widget"}[$__rate_interval]))',
            legend: '{{provider}}',
          },
        ],
      },
      {
        title: 'How long a widget takes, 95 of 100',
        about: 'Whoever fails over pays for the slow one first.',
        unit: seconds,
        queries: [{ expr: quantile(0.95, widgetLatency, ', provider'), legend: '{{provider}}' }],
      },
      {
        title: 'Delivered by quoted, in 24 hours',
        about: 'Below 1 users receive less than they were shown.',
        unit: share,
        queries: [{ expr: 'min by (provider) (rampway_quote_honesty_ratio)', legend: '{{provider}}' }],
      },
      {
        title: 'Left out, by reason',
        about: 'A reason that grows at once for everybody is a change at Meld, or a switch.',
        unit: perSecond,
        queries: [
          {
            expr: 'sum by (reason) (rate(rampway_provider_exclusions_total[$__rate_interval]))',
            legend: '{{reason}}',
          },
        ],
      },
      {
        title: 'Switches in force',
        about: 'What operators have turned off.',
        unit: count,
        queries: [{ expr: 'max by (state) (rampway_switches_in_force)', legend: '{{state}}' }],
      },
    ],
  },
  {
    title: 'Transactions and webhooks',
    charts: [
      {
        title: 'Transactions that ended',
        about: 'completed, failed, cancelled.',
        unit: perSecond,
        queries: [
          {
            expr: 'sum by (outcome) (rate(rampway_country_transactions_total[$__rate_interval]))',
            legend: '{{outcome}}',
          },
        ],
      },
      {
        title: 'Completed, of those completed or failed, by provider',
        about: 'The success rate of what users paid for, in an hour.',
        unit: share,
        queries: [
          {
            expr: 'sum by (provider) (rate(rampway_country_transactions_total{outcome="completed"}[1h])) / sum by (provider) (rate(rampway_country_transactions_total{outcome!="cancelled"}[1h]))',
            legend: '{{provider}}',
          },
        ],
      },
      {
        title: 'Transactions that ended, by payment method',
        about: 'A method that only fails is broken at its provider.',
        unit: perSecond,
        queries: [
          {
            expr: 'sum by (method, outcome) (rate(rampway_method_transactions_total[$__rate_interval]))',
            legend: '{{method}} {{outcome}}',
          },
        ],
      },
      {
        title: 'Open longest',
        about: 'A session without an outcome; a transaction that is not final.',
        unit: seconds,
        queries: [{ expr: 'max by (kind) (rampway_oldest_unresolved_seconds)', legend: '{{kind}}' }],
      },
      {
        title: 'Webhooks received',
        about: 'refused_…: look at the secret, the address and the clock.',
        unit: perSecond,
        queries: [
          {
            expr: 'sum by (result) (rate(rampway_webhooks_received_total[$__rate_interval]))',
            legend: '{{result}}',
          },
        ],
      },
      {
        title: 'Webhooks that wait',
        about: 'given up ones stay until they are deleted, or tried again.',
        unit: count,
        queries: [
          { expr: 'max(rampway_webhooks_waiting)', legend: 'waiting' },
          { expr: 'max(rampway_webhooks_given_up)', legend: 'given up' },
        ],
      },
    ],
  },
  partnerRow,
  {
    title: 'Gateway',
    charts: [
      {
        title: 'Requests, by status',
        about: 'All routes together.',
        unit: perSecond,
        queries: [
          {
            expr: 'sum by (status) (rate(rampway_http_request_seconds_count[$__rate_interval]))',
            legend: '{{status}}',
          },
        ],
      },
      {
        title: 'Overload',
        about: 'Requests that wait for their turn, and that were refused.',
        unit: count,
        queries: [
          { expr: 'sum(rampway_requests_waiting)', legend: 'waiting' },
          { expr: 'sum(increase(rampway_requests_shed_total[$__rate_interval]))', legend: 'refused' },
          { expr: 'sum(rampway_sessions_in_flight)', legend: 'sessions being opened' },
        ],
      },
      {
        title: 'Database failures',
        about: 'What it could not do.',
        unit: count,
        queries: [{ expr: 'sum(increase(rampway_database_failures_total[$__rate_interval]))', legend: 'failures' }],
      },
      {
        title: 'Background runs',
        about: 'Due and not under way; given up.',
        unit: count,
        queries: [
          { expr: 'max by (job) (rampway_job_runs_due)', legend: '{{job}} due' },
          { expr: 'max by (job) (rampway_job_runs_given_up) > 0', legend: '{{job}} given up' },
        ],
      },
      {
        title: 'Background jobs are late by',
        about: 'The run that has been due longest.',
        unit: seconds,
        queries: [{ expr: 'max(rampway_jobs_overdue_seconds)', legend: 'late' }],
      },
      {
        title: 'Identity keys',
        about: 'missing: nobody of that issuer gets in.',
        unit: count,
        queries: [{ expr: 'max by (state) (rampway_identity_key_sets)', legend: '{{state}}' }],
      },
      {
        title: 'Identity keys, oldest',
        about: 'After 24 hours they are trusted no more.',
        unit: seconds,
        queries: [{ expr: 'max(rampway_identity_keys_oldest_seconds)', legend: 'oldest' }],
      },
      {
        title: 'Partitions ahead',
        about: 'New sessions have a place for so long.',
        unit: seconds,
        queries: [{ expr: 'min(rampway_partitions_ahead_seconds)', legend: 'ahead' }],
      },
      {
        title: 'CPU',
        about: 'Of each process; above 0.9 for long it is one core that is full.',
        unit: share,
        queries: [{ expr: 'rate(process_cpu_seconds_total[$__rate_interval])', legend: '{{instance}}' }],
      },
      {
        title: 'Memory',
        about: 'Of each process.',
        unit: 'bytes',
        queries: [{ expr: 'process_resident_memory_bytes', legend: '{{instance}}' }],
      },
      {
        title: 'Event loop lag, 99 of 100',
        about: 'How long what is ready waits for its turn.',
        unit: seconds,
        queries: [{ expr: 'nodejs_eventloop_lag_p99_seconds', legend: '{{instance}}' }],
      },
      {
        title: 'Versions',
        about: 'Two at once: an upgrade is under way.',
        unit: count,
        queries: [{ expr: 'count by (version) (rampway_build_info)', legend: '{{version}}' }],
      },
    ],
  },
]

/** Every query of the dashboard. */
export const dashboardQueries: readonly string[] = rows.flatMap(({ charts }) =>
  charts.flatMap(({ queries }) => queries.map(({ expr }) => expr)),
)
