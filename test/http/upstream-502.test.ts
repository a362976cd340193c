import { expect } from 'vitest'
import { makeSecret } from '../../src/domain/secret.ts'
import { candidatesMax } from '../../src/operations/routing/routing.ts'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, sessionBody, type TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'

const widget = '/crypto/session/widget'
const quote = '/payments/crypto/quote'

test.beforeAll(async ({ gateway }) => {
  // The list of currencies and the user's customer are fetched once; faults are for the calls after that.
  await gateway.openSession()
})

async function openWith(
  gateway: TestGateway,
  fault: Record<string, unknown>,
  overrides: Record<string, unknown> = {},
): Promise<JsonAnswer> {
  await gateway.control('/_sim/faults', fault)
  return gateway.openSession(sessionBody(overrides))
}

test('a 503, a broken reply, a cut connection or a lost answer of the widget call is RMP-502-001-R', async ({
  gateway,
}) => {
  for (const fault of [
    { kind: 'status', status: 503 },
    { kind: 'status', status: 500, body: '<html>oops</html>' },
    { kind: 'malformed' },
    { kind: 'malformed', body: '<html>bad gateway</html>' },
    { kind: 'truncated' },
    { kind: 'reset' },
    { kind: 'reset_after_accept' },
    { kind: 'oversized', bytes: 100_000 },
  ]) {
    await gateway.control('/_sim/reset', {})
    const answer = await openWith(gateway, { path: widget, ...fault })
    expectProblem(answer, 502, 'RMP-502-001-R')
    expect(answer.body.detail).not.toMatch(/html|at .*\.ts/i)
  }
})

test('the same failures of the quote call are RMP-502-001-R, and no widget is opened blindly', async ({ gateway }) => {
  for (const fault of [{ kind: 'status', status: 503 }, { kind: 'malformed' }, { kind: 'reset' }]) {
    await gateway.control('/_sim/reset', {})
    expectProblem(await openWith(gateway, { path: quote, ...fault }), 502, 'RMP-502-001-R')
    expect(await gateway.widgetCalls()).toEqual([])
  }
})

test('a failure of the customer call is RMP-502-001-R', async ({ gateway }) => {
  await gateway.control('/_sim/faults', { path: '/accounts/customers', kind: 'status', status: 503 })
  expectProblem(await gateway.openSession(sessionBody(), { sub: 'newcomer' }), 502, 'RMP-502-001-R')
})

test('a pinned provider that fails is RMP-502-001-R and named, with the advice to leave it out', async ({
  gateway,
}) => {
  const fault = { path: widget, provider: 'TRANSAK', kind: 'provider_error' }
  const answer = await openWith(gateway, fault, { service_provider: 'TRANSAK' })
  expectProblem(answer, 502, 'RMP-502-001-R')
  expect(answer.body).toMatchObject({ service_provider: 'TRANSAK', reason: 'provider_failed' })
  expect(answer.body.detail).toContain('leave service_provider out')
})

test('when every provider fails the answer says of each why', async ({ gateway }) => {
  const answer = await openWith(gateway, { path: widget, kind: 'provider_error' })
  expectProblem(answer, 502, 'RMP-502-001-R')
  const { unavailable } = answer.body
  const failed = unavailable.filter(({ reason }: { reason: string }) => reason === 'provider_failed')
  expect(failed).toHaveLength(candidatesMax)
  for (const each of failed) {
    expect(each).toEqual({ service_provider: expect.stringMatching(/^[A-Z]+$/), reason: 'provider_failed' })
  }
  // Those that could not have served are told as well.
  expect(unavailable).toContainEqual({ service_provider: 'MERCURYO', reason: 'country_not_supported' })
})

test('the wait that a limiter asks for is passed on', async ({ gateway }) => {
  const answer = await openWith(gateway, { path: quote, kind: 'status', status: 429, retry_after_seconds: 17 })
  expectProblem(answer, 502, 'RMP-502-001-R')
  expect(answer.headers.get('retry-after')).toBe('17')
})

test('an upstream that cannot be connected to is RMP-502-001-R', async ({ gateway }) => {
  const away = 'http://127.0.0.1:1'
  gateway.changeTenants((tenant) => ({ ...tenant, meld: { ...tenant.meld, baseUrl: away } }))
  expectProblem(await gateway.openSession(), 502, 'RMP-502-001-R')
})

test('a call that failed for a time succeeds when it is repeated with its key', async ({ gateway }) => {
  const fault = { path: widget, kind: 'reset', times: 1 }
  const answer = await openWith(gateway, fault, { idempotency_key: 'again', service_provider: 'TRANSAK' })
  expectProblem(answer, 502, 'RMP-502-001-R')
  const body = sessionBody({ idempotency_key: 'again', service_provider: 'TRANSAK' })
  expect((await gateway.openSession(body)).status).toBe(201)
})

test('refused credentials are MLD-502-001, which no retry fixes, and the operator’s log says so', async ({
  gateway,
}) => {
  for (const status of [401, 403]) {
    await gateway.control('/_sim/reset', {})
    const answer = await openWith(gateway, { path: quote, kind: 'status', status })
    expectProblem(answer, 502, 'MLD-502-001')
    expect(answer.body.detail).toContain('operator')
  }
  expect(gateway.logged()).toContain("Meld refuses the gateway's credentials")
})

test('a key that Meld does not know is MLD-502-001, and the answer does not show it', async ({ gateway }) => {
  const apiKey = makeSecret('not a key')
  gateway.changeTenants((tenant) => ({ ...tenant, meld: { ...tenant.meld, apiKey } }))
  const answer = await gateway.openSession()
  expectProblem(answer, 502, 'MLD-502-001')
  expect(answer.text).not.toContain('not a key')
})
