import { expect } from 'vitest'
import { cooldownMs } from '../../src/operations/routing/provider-health.ts'
import { leaseMs } from '../../src/operations/sessions/begin.ts'
import { openingBudgetMs } from '../../src/operations/sessions/opening.ts'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, sessionBody, type TestGateway } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'
import { expectProblem } from './problem.ts'

/** The providers of the tests' trade, best first. */
let ranking: string[]

const widgetPath = '/crypto/session/widget'

test.beforeAll(async ({ gateway }) => {
  const { body } = await readRouting(gateway, await gateway.openSession())
  ranking = body.session.routing.candidates.map((each: { service_provider: string }) => each.service_provider)
  expect(ranking.length).toBeGreaterThan(3)
})
test.beforeEach(async ({ gateway }) => {
  // Nobody is cooling down any more from the test before.
  await gateway.advance(cooldownMs / 1000)
})

async function fault(gateway: TestGateway, body: Record<string, unknown>): Promise<void> {
  const answer = await gateway.control('/_sim/faults', { path: widgetPath, ...body })
  expect([answer.status, answer.text]).toEqual([200, answer.text])
}

async function tried(gateway: TestGateway): Promise<(string | null)[]> {
  return (await gateway.widgetCalls()).map(({ provider }) => provider)
}

async function readRouting(gateway: TestGateway, { body }: JsonAnswer): Promise<JsonAnswer> {
  const jwt = await gateway.mintToken()
  return gateway.send(`/v0/ramp/sessions/${body.session.id}`, {
    headers: { 'x-juno-jwt': jwt, 'x-juno-orgid': 'org-demo:env-sandbox' },
  })
}

test.for([
  ['busy', { kind: 'status', status: 429 }],
  ['no_answer', { kind: 'status', status: 502 }],
  ['no_answer', { kind: 'status', status: 503, accepted: true }],
  ['no_answer', { kind: 'status', status: 504, body: '<html>Gateway Timeout</html>' }],
  ['no_answer', { kind: 'status', status: 409 }],
  ['no_answer', { kind: 'patch', status: 404, body: '<html>Not Found</html>' }],
  ['no_answer', { kind: 'patch', status: 400, body: 'Bad Request' }],
  ['no_answer', { kind: 'patch', status: 302, headers: { location: 'https://elsewhere.example/' }, body: '' }],
  ['no_answer', { kind: 'patch', status: 301, body: { message: 'Moved Permanently' } }],
  ['no_answer', { kind: 'patch', status: 405, body: { message: 'Method Not Allowed' } }],
  ['no_answer', { kind: 'patch', status: 415, body: { message: 'Unsupported Media Type' } }],
  ['no_answer', { kind: 'reset' }],
  ['no_answer', { kind: 'reset_after_accept' }],
  ['no_answer', { kind: 'malformed' }],
  ['no_answer', { kind: 'truncated' }],
  ['no_answer', { kind: 'oversized', bytes: 100_000 }],
  ['no_answer', { kind: 'patch', body: '' }],
  ['no_answer', { kind: 'patch', body: [] }],
  ['refused', { kind: 'status', status: 400 }],
  ['provider_failed', { kind: 'provider_error' }],
  ['provider_failed', { kind: 'status', status: 400, code: 'CUSTOMER_NOT_FOUND' }],
] as const)(
  'a best provider that is %s because of %j is followed by the next, and the record says why',
  async ([reason, how], { gateway }) => {
    await fault(gateway, { ...how, provider: ranking[0] })
    const answer = await gateway.openSession()
    expect([answer.status, answer.body.session?.service_provider]).toEqual([201, ranking[1]])
    const { routing } = (await readRouting(gateway, answer)).body.session
    expect(routing).toMatchObject({ mode: 'routed', chosen: ranking[1] })
    expect(routing.excluded).toContainEqual({ service_provider: ranking[0], reason })
  },
)

test('what failed cools down, which the record says, and is tried again afterwards', async ({ gateway }) => {
  await fault(gateway, { kind: 'status', status: 503, provider: ranking[0], times: 1 })
  expect((await gateway.openSession()).body.session.service_provider).toBe(ranking[1])
  const next = await gateway.openSession()
  expect(next.body.session.service_provider).toBe(ranking[1])
  expect(await tried(gateway)).toEqual([ranking[0], ranking[1], ranking[1]])
  const { routing } = (await readRouting(gateway, next)).body.session
  expect(routing.excluded).toContainEqual({ service_provider: ranking[0], reason: 'failed_recently' })
  await gateway.advance(cooldownMs / 1000)
  expect((await gateway.openSession()).body.session.service_provider).toBe(ranking[0])
  const metrics = await (await fetch(`${gateway.operatorUrl}/metrics`)).text()
  for (const why of ['no_answer', 'failed_recently']) {
    expect(metrics).toMatch(
      new RegExp(`^rampway_provider_failures_total\\{provider="${ranking[0]}",reason="${why}"\\} [1-9]`, 'm'),
    )
  }
  expect(gateway.logged()).toContain('provider works again')
})

test('when the time is over one caller tries the provider, and the others do not wait for the outcome', async ({
  gateway,
}) => {
  await fault(gateway, { kind: 'reset', provider: ranking[0] })
  await gateway.openSession()
  await gateway.advance(cooldownMs / 1000)
  const answers = await Promise.all(Array.from({ length: 6 }, () => gateway.openSession()))
  expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201))
  expect((await tried(gateway)).filter((provider) => provider === ranking[0])).toHaveLength(2)
})

test('when all are cooling down the best is tried first again', async ({ gateway }) => {
  await fault(gateway, { kind: 'status', status: 503 })
  for (let i = 0; i < 3; i++) expect((await gateway.openSession()).status).toBe(502)
  await gateway.control('/_sim/reset', {})
  expect((await gateway.openSession()).body.session.service_provider).toBe(ranking[0])
})

test('a provider that cools down at one account does not at another', async ({ gateway }) => {
  await fault(gateway, { kind: 'reset', provider: ranking[0], times: 1 })
  await gateway.openSession()
  const other = await gateway.openSession(sessionBody(), { tenant: 'org-other:env-sandbox' })
  expect(other.body.session.service_provider).toBe(ranking[0])
})

test('a provider that hangs eats its share and no more, and keeps nobody waiting after that', async ({ gateway }) => {
  await fault(gateway, { kind: 'hang', provider: ranking[0] })
  const began = performance.now()
  const answer = await gateway.openSession()
  expect([answer.status, answer.body.session?.service_provider]).toEqual([201, ranking[1]])
  expect(performance.now() - began).toBeLessThan(openingBudgetMs)
  const { routing } = (await readRouting(gateway, answer)).body.session
  expect(routing.excluded).toContainEqual({ service_provider: ranking[0], reason: 'timed_out' })
  expect((await gateway.openSession()).status).toBe(201)
  expect((await tried(gateway)).filter((provider) => provider === ranking[0])).toHaveLength(1)
})

test('when everybody hangs the call ends within its budget, which the lease outlives, and the key is free to retry', async ({
  gateway,
}) => {
  expect(openingBudgetMs).toBeLessThan(leaseMs)
  await fault(gateway, { kind: 'hang' })
  const body = sessionBody({ idempotency_key: 'everybody hangs' })
  const began = performance.now()
  const answer = await gateway.openSession(body)
  expect(performance.now() - began).toBeLessThan(leaseMs)
  expectProblem(answer, 502, 'RMP-502-001-R')
  expect(answer.headers.get('retry-after')).toBe('5')
  const timedOut = answer.body.unavailable.filter(({ reason }: { reason: string }) => reason === 'timed_out')
  expect(timedOut.length).toBeGreaterThan(2)
  await gateway.control('/_sim/reset', {})
  expect((await gateway.openSession(body)).status).toBe(201)
})

test('a retry with the key goes to another provider than the one that failed, for the same session', async ({
  gateway,
}) => {
  await fault(gateway, { kind: 'reset_after_accept' })
  const body = sessionBody({ idempotency_key: 'again' })
  expectProblem(await gateway.openSession(body), 502, 'RMP-502-001-R')
  const [before] = await gateway.widgetCalls()
  const failed = await tried(gateway)
  await gateway.control('/_sim/reset', {})
  const answer = await gateway.openSession(body)
  expect(answer.status).toBe(201)
  expect(ranking.length).toBeGreaterThan(failed.length)
  expect(failed).not.toContain(answer.body.session.service_provider)
  expect(before?.body.externalSessionId).toContain(answer.body.session.id.replace('ses_', ''))
  expect((await gateway.openSession(body)).body.session.id).toBe(answer.body.session.id)
})

test('the longest wait that was asked for is passed on when everybody asked for one', async ({ gateway }) => {
  await fault(gateway, { kind: 'status', status: 429, retry_after_seconds: 17 })
  const answer = await gateway.openSession()
  expectProblem(answer, 502, 'RMP-502-001-R')
  expect(answer.headers.get('retry-after')).toBe('17')
})

test('Meld refusing us ends the call at the first provider', async ({ gateway }) => {
  await fault(gateway, { kind: 'status', status: 401, provider: ranking[0] })
  expectProblem(await gateway.openSession(), 502, 'MLD-502-001')
  expect(await tried(gateway)).toEqual([ranking[0]])
})

test('a refusal that every provider gives is told in Meld’s words', async ({ gateway }) => {
  await fault(gateway, { kind: 'status', status: 400, message: 'The moon is in the wrong phase' })
  const answer = await gateway.openSession()
  expectProblem(answer, 400, 'RMP-400-004')
  expect(answer.body.detail).toContain('The moon is in the wrong phase')
})

test('a pinned provider is asked although it failed a moment ago, and never replaced', async ({ gateway }) => {
  await fault(gateway, { kind: 'reset', provider: ranking[0], times: 2 })
  const pinned = sessionBody({ service_provider: ranking[0] })
  for (let i = 0; i < 2; i++) {
    const answer = await gateway.openSession(pinned)
    expectProblem(answer, 502, 'RMP-502-001-R')
    expect(answer.body).toMatchObject({ service_provider: ranking[0], reason: 'no_answer' })
  }
  expect((await gateway.openSession(pinned)).body.session.service_provider).toBe(ranking[0])
  expect(new Set(await tried(gateway))).toEqual(new Set([ranking[0]]))
})

test('a stale link leads to another provider when the chosen one fails, whatever the way', async ({ gateway }) => {
  for (const how of [{ kind: 'reset' }, { kind: 'status', status: 503 }, { kind: 'malformed' }]) {
    await gateway.control('/_sim/reset', {})
    await gateway.advance(cooldownMs / 1000)
    const { body } = await gateway.openSession()
    const chosen = body.session.service_provider
    expect(chosen).toBe(ranking[0])
    await gateway.advance(3600)
    await fault(gateway, { ...how, provider: chosen })
    const opened = await visit(body.session.widget_url)
    expect(opened.status).toBe(302)
    expect((await tried(gateway)).slice(1)).toEqual([chosen, ranking[1]])
  }
})
