import { expect, test } from 'vitest'
import { createMetrics } from '../../src/observe/metrics.ts'

/** What dashboards and alerts hang on. New metrics need not stand here; none of these may go. */
const promised = `
counter rampway_database_failures_total
counter rampway_deposits_withheld_total
counter rampway_expired_total
counter rampway_identity_keys_total
counter rampway_jobs_total
counter rampway_link_openings_total
counter rampway_link_releases_total
counter rampway_log_lines_lost_total
counter rampway_webhooks_handled_total
counter rampway_webhooks_received_total
counter rampway_processes_gone_total
counter rampway_provider_exclusions_total
counter rampway_provider_failures_total
counter rampway_quotes_total
counter rampway_reconcile_checks_total
counter rampway_reconcile_rounds_total
counter rampway_requests_shed_total
counter rampway_sessions_total
counter rampway_token_rejections_total
counter rampway_unknown_meld_status_total
gauge rampway_build_info
gauge rampway_config_info
gauge rampway_config_last_reload_success_timestamp_seconds
gauge rampway_config_last_reload_successful
gauge rampway_config_restart_needed
gauge rampway_jobs_overdue_seconds
gauge rampway_webhooks_oldest_unhandled_seconds
gauge rampway_oldest_unresolved_seconds
gauge rampway_partitions_ahead_seconds
gauge rampway_requests_waiting
gauge rampway_sessions_in_flight
histogram rampway_http_request_seconds
histogram rampway_outbound_request_seconds
`

/** The samples of one metric. */
function samplesOf(text: string, name: string): readonly string[] {
  return text.split('\n').filter((line) => new RegExp(`^${name}(_bucket|_sum|_count)?[ {]`).test(line))
}

test('no promised metric is gone, and none changes its type', async () => {
  const lines = (await createMetrics().render()).split('\n')
  const types = lines.flatMap((line) => (/^# TYPE (rampway_\w+) (\w+)$/.exec(line) ?? []).slice(1, 3).join(' ') || [])
  const declared = types.map((line) => line.split(' ').reverse().join(' '))
  expect(declared).toEqual(expect.arrayContaining(promised.trim().split('\n')))
  expect(new Set(declared).size).toBe(declared.length)
})

test('every line is one of the text format, and every metric has its help and type before its samples', async () => {
  const metrics = createMetrics()
  metrics.httpAnswered({ route: '/w/:token', method: 'GET', status: 302 }, 0.003)
  metrics.tokenRejected({ reason: 'with "quotes", a \\ and a\nbreak' })
  const text = await metrics.render()
  for (const line of text.split('\n').filter((each) => each.includes('rampway_'))) {
    expect(line).toMatch(
      /^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="([^"\\\n]|\\["\\n])*"(,\w+="([^"\\\n]|\\["\\n])*")*\})? -?[\d.e+-]+)$/,
    )
  }
  expect(samplesOf(text, 'rampway_token_rejections_total')).toEqual([
    String.raw`rampway_token_rejections_total{reason="with \"quotes\", a \\ and a\nbreak"} 1`,
  ])
  expect(text).toMatch(/# HELP (rampway_\w+) .+\n# TYPE \1 counter\n\1 0\n/)
  expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m)
})

test('each set of label values counts by itself, whatever the order in which they are given', async () => {
  const metrics = createMetrics()
  metrics.reconciled({ kind: 'session', result: 'seen' }, 3)
  metrics.reconciled({ result: 'seen', kind: 'session' })
  metrics.reconciled({ kind: 'session', result: 'nothing' })
  expect(samplesOf(await metrics.render(), 'rampway_reconcile_checks_total')).toEqual([
    'rampway_reconcile_checks_total{kind="session",result="seen"} 4',
    'rampway_reconcile_checks_total{kind="session",result="nothing"} 1',
  ])
})

test('a histogram counts up to each bound, the bound included', async () => {
  const metrics = createMetrics()
  for (const seconds of [0.002, 0.0021, 4, 21]) {
    metrics.httpAnswered({ route: '/healthz', method: 'GET', status: 200 }, seconds)
  }
  const samples = samplesOf(await metrics.render(), 'rampway_http_request_seconds')
  const labels = 'route="/healthz",method="GET",status="200"'
  expect(samples).toHaveLength(16)
  expect(samples).toEqual(
    expect.arrayContaining([
      `rampway_http_request_seconds_bucket{le="0.002",${labels}} 1`,
      `rampway_http_request_seconds_bucket{le="0.005",${labels}} 2`,
      `rampway_http_request_seconds_bucket{le="2.5",${labels}} 2`,
      `rampway_http_request_seconds_bucket{le="5",${labels}} 3`,
      `rampway_http_request_seconds_bucket{le="20",${labels}} 3`,
      `rampway_http_request_seconds_bucket{le="+Inf",${labels}} 4`,
      `rampway_http_request_seconds_sum{${labels}} 25.0041`,
      `rampway_http_request_seconds_count{${labels}} 4`,
    ]),
  )
})

test('a gauge shows what it was told last: nothing before it was told, one set of labels where it is information', async () => {
  const metrics = createMetrics()
  expect(samplesOf(await metrics.render(), 'rampway_config_(info|restart_needed)')).toEqual([])
  metrics.configurationIs({ hash: 'a' })
  metrics.configurationIs({ hash: 'b' })
  metrics.restartNeeded(2)
  metrics.restartNeeded(0)
  metrics.sessionsInFlight(+1)
  metrics.requestsWaiting(() => 2)
  metrics.requestsWaiting(() => 3)
  const text = await metrics.render()
  expect(samplesOf(text, 'rampway_config_info')).toEqual(['rampway_config_info{hash="b"} 1'])
  expect(samplesOf(text, 'rampway_config_restart_needed')).toEqual(['rampway_config_restart_needed 0'])
  expect(samplesOf(text, 'rampway_sessions_in_flight')).toEqual(['rampway_sessions_in_flight 1'])
  expect(samplesOf(text, 'rampway_requests_waiting')).toEqual(['rampway_requests_waiting 5'])
})

test('what the database told once is not told again when it does not answer', async () => {
  const metrics = createMetrics()
  let isAway = false
  metrics.watchStored(async () => {
    if (isAway) throw new Error('away')
    return () => metrics.oldestUnresolvedSeconds({ kind: 'session' }, 7)
  })
  const told = ['rampway_oldest_unresolved_seconds{kind="session"} 7']
  expect(samplesOf(await metrics.render(), 'rampway_oldest_unresolved_seconds')).toEqual(told)
  isAway = true
  expect(samplesOf(await metrics.render(), 'rampway_oldest_unresolved_seconds')).toEqual([])
})

test('a wrong label, value or name is a type error', () => {
  const metrics = createMetrics()
  // @ts-expect-error: the label is called `result`.
  metrics.linkReleased({ outcome: 'free' })
  // @ts-expect-error: none of the values.
  metrics.linkReleased({ result: 'gone' })
  // @ts-expect-error: a label is missing.
  metrics.reconciled({ kind: 'session' })
  // @ts-expect-error: no refusal of the catalogue.
  metrics.quotesAnswered({ result: 'nowhere' })
  // @ts-expect-error: it has no labels.
  metrics.processGone({ reason: 'gone' })
  // @ts-expect-error: no reason of those.
  metrics.databaseFailed({ reason: 'tired' })
})
