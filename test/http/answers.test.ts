import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, wallet } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'

const iso = { 'x-timestamp-format': 'iso8601' }
const isoPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/
const dayMs = 24 * 3_600_000

test('a session is answered with the contract’s five members and ours, and Meld’s codes stay inside', async ({
  gateway,
}) => {
  const { body } = await gateway.openSession(sessionBody({ service_provider: 'TRANSAK' }))
  const [call] = await gateway.widgetCalls()
  expect(body.session).toEqual({
    id: expect.stringMatching(/^ses_[0-9a-f]{32}$/),
    support_code: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/),
    widget_url: `${gateway.url}/w/${body.session.token}`,
    token: expect.stringMatching(/^[A-Za-z0-9_-]{51}$/),
    service_provider_widget_url: expect.stringMatching(/^http:\/\//),
    external_session_id: call?.body.externalSessionId,
    status: 'ready',
    direction: 'buy',
    service_provider: 'TRANSAK',
    payment_method_type: null,
    source_amount: '100.00',
    from_asset: 'USD',
    to_asset: 'USDC',
    chain_id: 8453,
    wallet_address: wallet,
    country_code: 'US',
    open_in: ['iframe', 'popup', 'redirect'].map((surface) => ({ surface, reason: null })),
    client_state: null,
    locked_fields: ['from_asset', 'to_asset', 'source_amount', 'wallet_address'],
    created_at: expect.any(Number),
    expires_at: body.session.created_at + dayMs,
  })
})

test('every link is an object with a root-relative href and without nulls', async ({ gateway }) => {
  const { body } = await gateway.openSession()
  const links: [string, Record<string, unknown>][] = Object.entries(body._links)
  expect(links.map(([rel]) => rel)).toEqual(['self', 'widget', 'transactions', 'quotes'])
  for (const [rel, link] of links) {
    expect(link.href, rel).toMatch(rel === 'widget' ? /^\/w\/[^/]/ : /^\/v0\/[^/]/)
    for (const member of Object.values(link)) expect(member).not.toBeNull()
  }
})

test('the link to quotes asks for the very trade of the session', async ({ gateway }) => {
  const { body } = await gateway.openSession(
    sessionBody({ source_amount: '12.50', country_code: 'DE', from_asset: 'EUR' }),
  )
  expect(Object.fromEntries(new URL(body._links.quotes.href, gateway.url).searchParams)).toEqual({
    source_amount: '12.50',
    from_asset: 'EUR',
    to_asset: 'USDC',
    chain_id: '8453',
    country_code: 'DE',
  })
})

test('a tenant that wants the provider’s page straight is given Meld’s address and token', async ({ gateway }) => {
  gateway.changeTenants((tenant) => ({ ...tenant, widgetUrl: 'provider' }))
  const { body } = await gateway.openSession()
  expect(body.session.widget_url).toMatch(new RegExp(`^${gateway.simulator.url}/`))
  expect(body.session.widget_url).toContain(body.session.token)
})

test('instants are epoch milliseconds unless iso8601 is asked for, exactly so', async ({ gateway }) => {
  for (const format of ['', 'ISO8601', 'iso-8601', 'rfc3339', 'iso8601x']) {
    const { status, body } = await gateway.openSession(sessionBody(), { headers: { 'x-timestamp-format': format } })
    expect(status).toBe(201)
    expect(Number.isInteger(body.session.created_at), format).toBe(true)
    expect(Math.abs(body.session.created_at - Date.now())).toBeLessThan(60_000)
  }
})

test('iso8601 turns the instants of a session into UTC texts, and nothing else', async ({ gateway }) => {
  const body = sessionBody({ idempotency_key: 'iso' })
  const inText = await gateway.openSession(body, { headers: iso })
  const inNumbers = await gateway.openSession(body)
  expect([inText.status, inNumbers.status]).toEqual([201, 208])
  const { created_at, expires_at, ...rest } = inText.body.session
  for (const text of [created_at, expires_at]) expect(text).toMatch(isoPattern)
  expect(Date.parse(created_at)).toBe(Math.floor(inNumbers.body.session.created_at / 1000) * 1000)
  expect(Date.parse(expires_at) - Date.parse(created_at)).toBe(dayMs)
  expect(rest).toEqual({ ...inNumbers.body.session, created_at: undefined, expires_at: undefined })
  expect(inText.body._links).toEqual(inNumbers.body._links)
})

test('a replay obeys the header as a first answer does', async ({ gateway }) => {
  const body = sessionBody({ idempotency_key: 'iso-replay' })
  await gateway.openSession(body)
  const replay = await gateway.openSession(body, { headers: iso })
  expect(replay.status).toBe(208)
  expect(replay.body.session.created_at).toMatch(isoPattern)
})

test('a header sent to any other endpoint, or with a refusal, is obeyed and never refused', async ({ gateway }) => {
  expectProblem(await gateway.openSession(sessionBody({ chain_id: 5 }), { headers: iso }), 422, 'GEN-422-001')
  expectProblem(await gateway.send('/v0/nothing', { headers: iso }), 404, 'GEN-404-001')
  expect((await gateway.send('/healthz', { headers: iso })).body).toEqual({ status: 'ok' })
  const minted = await gateway.send('/dev/token', { method: 'POST', headers: iso })
  expect(minted.body).toEqual({ token: expect.stringMatching(/^ey/) })
})
