import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'
import { getQuotes, providersOf } from './quote-calls.ts'

/** A caller waits for the first reading of the catalogue for two seconds only, and is then told less. */
test.beforeAll(async ({ gateway }) => {
  expect((await gateway.get('/v0/ramp/supported-values')).status).toBe(200)
})

/** What Meld received for a path, parsed. */
async function receivedAt(gateway: TestGateway, path: string) {
  const { body } = await gateway.control('/_sim/calls')
  return body.calls.filter((call: { path: string }) => call.path === path).map((call: { body: unknown }) => call.body)
}

/** A provider of the simulator that serves the United States, but not New York. */
async function providerOutsideNewYork(gateway: TestGateway): Promise<string> {
  const everywhere = providersOf(await getQuotes(gateway))
  const inNewYork = providersOf(await getQuotes(gateway, { subdivision: 'US-NY' }))
  const missing = everywhere.filter((provider) => !inNewYork.includes(provider))
  expect(missing.length).toBeGreaterThan(0)
  return missing[0] ?? ''
}

test('quotes are those of the subdivision, and lead to a session in it', async ({ gateway }) => {
  const missing = await providerOutsideNewYork(gateway)
  const answer = await getQuotes(gateway, { subdivision: 'US-NY' })
  expect(answer.body.unavailable).toContainEqual(expect.objectContaining({ service_provider: missing }))
  expect(answer.body._links.self.href).toContain('subdivision=US-NY')
  expect(answer.body.quotes[0]._links.open.body.subdivision).toBe('US-NY')
})

test('a session tells its subdivision to Meld in the prices and the widget, and to whoever reads it', async ({
  gateway,
}) => {
  const missing = await providerOutsideNewYork(gateway)
  await gateway.control('/_sim/reset', {})
  const { status, body } = await gateway.openSession(sessionBody({ subdivision: 'US-NY' }))
  expect(status).toBe(201)
  expect(body.session.subdivision).toBe('US-NY')
  expect(body.session.service_provider).not.toBe(missing)
  expect(body._links.quotes.href).toContain('&subdivision=US-NY')
  expect(await receivedAt(gateway, '/payments/crypto/quote')).toEqual([
    expect.objectContaining({ subdivision: 'US-NY' }),
  ])
  expect(await receivedAt(gateway, '/crypto/session/widget')).toEqual([
    expect.objectContaining({ sessionData: expect.objectContaining({ subdivision: 'US-NY' }) }),
  ])
  const token = await gateway.mintToken({ sub: 'alice', tenant: 'org-demo:env-sandbox' })
  const read = await gateway.send(body._links.self.href, {
    headers: { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': token },
  })
  expect(read.body.session.subdivision).toBe('US-NY')
})

test('a pinned provider that does not serve the subdivision refuses it', async ({ gateway }) => {
  const service_provider = await providerOutsideNewYork(gateway)
  expectProblem(await gateway.openSession(sessionBody({ subdivision: 'US-NY', service_provider })), 400, 'RMP-400-004')
  expect((await gateway.openSession(sessionBody({ subdivision: 'US-CA', service_provider }))).status).toBe(201)
})

test('without one, nothing is told, and a key’s session for another one is another body', async ({ gateway }) => {
  const plain = await gateway.openSession(sessionBody({ idempotency_key: 'subdivided' }))
  expect(plain.body.session).not.toHaveProperty('subdivision')
  const again = await gateway.openSession(sessionBody({ idempotency_key: 'subdivided', subdivision: 'US-NY' }))
  expect([again.status, again.headers.get('rampway-idempotency-mismatch')]).toEqual([208, 'true'])
})
