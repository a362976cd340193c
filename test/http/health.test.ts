import pg from 'pg'
import { expect } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody } from '../support/gateway.ts'
import { until } from '../support/until.ts'
import { expectProblem } from './problem.ts'

test('/healthz and /readyz say that the gateway can serve', async ({ gateway }) => {
  for (const [path, status] of [
    ['/healthz', 'ok'],
    ['/readyz', 'ready'],
  ]) {
    const answer = await gateway.send(path ?? '')
    expect(answer.status).toBe(200)
    expect(answer.body).toEqual({ status })
  }
})

test('health is told to anybody, for balancers carry no tokens', async ({ gateway }) => {
  const answer = await gateway.send('/healthz', { headers: { 'x-forwarded-for': '8.8.8.8', 'x-juno-jwt': 'garbage' } })
  expect(answer.status).toBe(200)
})

test('/metrics is a local affair: whoever comes through a proxy finds nothing there', async ({ gateway }) => {
  expect((await gateway.sendOperator('/metrics')).status).toBe(200)
  for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via']) {
    for (const value of ['127.0.0.1', '']) {
      expectProblem(await gateway.sendOperator('/metrics', { headers: { [name]: value } }), 404, 'GEN-404-001')
    }
  }
})

test('a refused token is counted by its reason, which the caller is not told', async ({ gateway }) => {
  await gateway.openSession(sessionBody(), { token: 'garbage' })
  await gateway.openSession(sessionBody(), { token: await gateway.mintToken({ expires_in: -60 }) })
  await gateway.openSession(sessionBody(), { tenant: 'org-demo:env-sandbox', token: '' })
  await gateway.openSession(sessionBody(), { tenant: 'org-nobody:env', token: await gateway.mintToken() })
  const { text } = await gateway.sendOperator('/metrics')
  for (const labels of ['reason="malformed"', 'reason="expired"', 'reason="unknown_tenant"']) {
    expect(text).toMatch(new RegExp(`^rampway_token_rejections_total\\{${labels}\\} [1-9]`, 'm'))
  }
})

test('sessions, requests and upstream calls are counted', async ({ gateway }) => {
  const body = sessionBody({ idempotency_key: 'counted' })
  await gateway.openSession(body)
  await gateway.openSession(body)
  const { text } = await gateway.sendOperator('/metrics')
  expect(text).toMatch(/^rampway_sessions_total\{result="created",provider="[A-Z]+"\} [1-9]/m)
  expect(text).toMatch(/^rampway_sessions_total\{result="replayed",provider="[A-Z]+"\} [1-9]/m)
  const route = 'route="/v0/ramp/sessions",method="POST",status="201"'
  expect(text).toMatch(new RegExp(`^rampway_http_request_seconds_count\\{${route}\\} [1-9]`, 'm'))
  expect(text).toMatch(
    /^rampway_outbound_request_seconds_count\{call="meld.widget",result="200",provider="[A-Z]+"\} [1-9]/m,
  )
  expect(text).toMatch(
    /^rampway_outbound_request_seconds_count\{call="meld.quote",result="200",provider="none"\} [1-9]/m,
  )
})

test('a provider that a caller made up is no label', async ({ gateway }) => {
  await gateway.control('/_sim/faults', { path: '/crypto/session/widget', kind: 'status', status: 503, times: 2 })
  await gateway.openSession(sessionBody({ service_provider: 'MADE_UP_BY_SOMEBODY' }))
  await gateway.openSession(sessionBody({ service_provider: 'TRANSAK' }))
  await gateway.control('/_sim/reset', {})
  const { text } = await gateway.sendOperator('/metrics')
  expect(text).not.toContain('MADE_UP')
  expect(text).toMatch(/^rampway_sessions_total\{result="\w+",provider="other"\} 1/m)
  expect(text).toMatch(/^rampway_sessions_total\{result="\w+",provider="TRANSAK"\} 1/m)
  expect(text).toMatch(
    /^rampway_outbound_request_seconds_count\{call="meld.widget",result="503",provider="TRANSAK"\} 1/m,
  )
})

test('labels never hold what a caller wrote: an unknown path is one line among the figures', async ({ gateway }) => {
  await gateway.send('/v0/some-unheard-of-path')
  await gateway.send(`/w/${'q'.repeat(51)}`)
  await gateway.send('/v0/ramp/sessions', { method: 'POST', headers: { 'x-juno-orgid': 'org-madeup:env' } })
  const { text } = await gateway.sendOperator('/metrics')
  expect(text).not.toMatch(/unheard-of|qqqq|madeup/)
  expect(text).toContain('route="/w/:token"')
})

test('a fault of the gateway itself is SYS-500-001-R, its cause in the log and not in the answer', async ({
  gateway,
}) => {
  await queryDatabase(gateway.database, 'alter table sessions rename to sessions_away')
  const answer = await gateway.openSession(sessionBody({ idempotency_key: 'broken' }))
  await queryDatabase(gateway.database, 'alter table sessions_away rename to sessions')
  expectProblem(answer, 500, 'SYS-500-001-R')
  expect(answer.text).not.toMatch(/relation|does not exist|stack/)
  expect(gateway.logged()).toContain(answer.body.trace_id)
  expect(gateway.logged()).toContain('relation \\"sessions\\" does not exist')
  expect((await gateway.openSession(sessionBody({ idempotency_key: 'broken' }))).status).toBe(201)
})

test('metrics of a database that has stopped answering come within a second, without what only it can tell', async ({
  startGateway,
}) => {
  const own = await startGateway()
  const client = new pg.Client(own.database)
  await client.connect()
  try {
    await until(async () => {
      expect((await own.sendOperator('/metrics')).text).toMatch(/^rampway_partitions_ahead_seconds [1-9]/m)
    })
    await client.query('begin')
    await client.query('lock table incoming_webhooks in access exclusive mode')
    const took: number[] = []
    for (let scrape = 0; scrape < 3; scrape++) {
      const begun = performance.now()
      const { status, text } = await own.sendOperator('/metrics')
      took.push(performance.now() - begun)
      expect(status).toBe(200)
      expect(text).toMatch(/^rampway_sessions_in_flight 0$/m)
      expect(text).not.toMatch(/^rampway_(webhooks_oldest_unhandled|partitions_ahead|oldest_unresolved)_seconds/m)
    }
    // The best of them, for a machine may be busy with everything else.
    expect(Math.min(...took)).toBeLessThan(1_000)
    // Three scrapes have asked the database once, and its answer is still awaited.
    const [row] = await queryDatabase(
      own.database,
      `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    expect(row).toEqual({ waiting: 1 })
    await client.query('commit')
    await until(async () => {
      expect((await own.sendOperator('/metrics')).text).toMatch(/^rampway_webhooks_oldest_unhandled_seconds 0$/m)
    })
  } finally {
    await client.end()
  }
})
