import { expect } from 'vitest'
import { hourMs, hourOf } from '../../src/domain/hourly-figures.ts'
import { countFigures } from '../../src/operations/hourly-figures.ts'
import { test } from '../support/fixtures/own-gateways.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'

const signal = new AbortController().signal

/** What an operator is told. */
async function statsOf(gateway: TestGateway, question: Record<string, string> = {}) {
  const query = new URLSearchParams(question)
  const answer = await gateway.operate(`/operator/v0/stats?${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}

/** Pays as the buyer, and waits until that has come to the session. */
async function pay(gateway: TestGateway, session: { readonly id: string; readonly external_session_id: string }) {
  // The provider settles at once instead of in fifteen seconds.
  await gateway.control('/_sim/timings', { settling_seconds: 0.1, settled_seconds: 0.1 })
  await gateway.checkout({ external_session_id: session.external_session_id, outcome: 'pay' })
  await until(async () => {
    expect((await gateway.get(`/v0/ramp/sessions/${session.id}`)).body.session.status).toBe('completed')
  })
}

test('sessions are told by hour and provider, with what users received of what was quoted', async ({
  startGateway,
}) => {
  const gateway = await startGateway({ worker: true })
  const { session: paid } = (await gateway.openSession()).body
  await gateway.openSession(sessionBody(), { sub: 'bob' })
  await gateway.openSession(sessionBody({ source_amount: '1' }), { sub: 'bob' })
  await pay(gateway, paid)
  await countFigures(gateway.deps, signal)
  const stats = await statsOf(gateway)
  expect(stats.totals).toMatchObject({ sessions: 2, refused: 1, completed: 1, failed: 0 })
  expect(stats.hours).toHaveLength(24)
  expect(stats.hours.at(-1)?.period_end).toBe(stats.period_end)
  expect(stats.computed_at).toBeLessThanOrEqual(gateway.deps.clock())
  const ofPaid = ({ service_provider }: { service_provider: string }) => service_provider === paid.service_provider
  const provider = stats.providers.find(ofPaid)
  expect(provider).toMatchObject({ sessions: 2, completed: 1, success_rate: 1 })
  expect(provider?.quote_honesty).toMatchObject({
    transactions: 1,
    assets: [{ asset: 'USDC', chain_id: 8453, transactions: 1 }],
  })
  expect((await statsOf(gateway, { tenant: gateway.demo.id })).totals).toEqual(stats.totals)
})

test('what happens later is counted in the hour in which the session was asked for', async ({ startGateway }) => {
  const gateway = await startGateway({ worker: true })
  const { session } = (await gateway.openSession()).body
  const hour = hourOf(session.created_at)
  await countFigures(gateway.deps, signal)
  const ofHour = { period_start: String(hour), period_end: String(hour + 2 * hourMs) }
  expect((await statsOf(gateway, ofHour)).totals).toMatchObject({ sessions: 1, completed: 0 })
  await gateway.advance(3 * 3_600)
  await pay(gateway, session)
  await countFigures(gateway.deps, signal)
  expect((await statsOf(gateway, ofHour)).totals).toMatchObject({ sessions: 1, completed: 1 })
})

test('the background job counts, and the hours before it was there are counted too', async ({ startGateway }) => {
  const before = await startGateway()
  await before.openSession()
  const gateway = await startGateway({ database: before.database, simulator: before.simulator, worker: true })
  await until(async () => expect((await statsOf(gateway)).totals.sessions).toBe(1))
})

test('the session that has been open longest is told, with its link', async ({ startGateway }) => {
  const gateway = await startGateway()
  expect((await statsOf(gateway)).oldest_unresolved).toBeNull()
  const { session } = (await gateway.openSession()).body
  await gateway.openSession(sessionBody(), { sub: 'bob' })
  const opened = await gateway.send(new URL(session.widget_url).pathname, {
    headers: { 'sec-fetch-dest': 'document', 'sec-fetch-mode': 'navigate', 'user-agent': 'Mozilla/5.0' },
  })
  expect(opened.status).toBe(302)
  expect((await statsOf(gateway)).oldest_unresolved).toMatchObject({
    session_id: session.id,
    tenant: gateway.demo.id,
    _links: { session: { href: `/operator/v0/sessions/${session.id}?tenant=org-demo%3Aenv-sandbox` } },
  })
})

test('a period is whole hours, 31 days at most, and of a tenant that is served', async ({ startGateway }) => {
  const gateway = await startGateway()
  const at = Date.UTC(2026, 10, 26, 14, 20)
  const { period_start, period_end } = await statsOf(gateway, { period_start: String(at), period_end: String(at + 1) })
  expect([period_start, period_end]).toEqual([hourOf(at), hourOf(at) + hourMs])
  const refused = [
    [`period_start=${at}&period_end=${at - 2 * hourMs}`, 'ends after it begins'],
    [`period_start=${at - 32 * 24 * hourMs}&period_end=${at}`, '31 days at most'],
    ['tenant=org-none:env-none', 'No tenant org-none:env-none is served here'],
    ['perod_start=1', 'did you mean'],
  ]
  for (const [query, words] of refused) {
    const answer = await gateway.operate(`/operator/v0/stats?${query}`)
    expect(answer.status).toBe(422)
    expect(answer.text).toContain(words)
  }
})
