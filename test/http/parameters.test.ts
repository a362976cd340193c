import { expect } from 'vitest'
import { listCallerRoutes } from '../invariants/routes.ts'
import { test } from '../support/fixtures/gateway.ts'
import { postJson, sessionBody, type TestGateway } from '../support/gateway.ts'
import { expectProblem, faultsOf } from './problem.ts'

async function headersOf(gateway: TestGateway): Promise<Record<string, string>> {
  return { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await gateway.mintToken() }
}

const lists = '/v0/ramp/sessions'

test('every route for users and partners refuses a parameter that it does not have', async ({ gateway }) => {
  const routes = listCallerRoutes(gateway)
  const caller = await headersOf(gateway)
  const partner = { authorization: `Bearer ${await gateway.tenantKey()}` }
  const refused: string[] = []
  for (const { method, path } of routes) {
    const init = method === 'POST' ? postJson(sessionBody()) : { method }
    const url = `${path.replaceAll(/:\w+/g, 'x')}?zzz=1`
    const credentials = path.startsWith('/v0/partner/') ? partner : caller
    const answer = await gateway.send(url, { ...init, headers: { ...credentials, ...init.headers } })
    if (answer.status === 405) continue
    expect(faultsOf(answer), `${method} ${path}`).toHaveProperty(['/zzz'], expect.stringMatching(/^Unknown parameter/))
    refused.push(`${method} ${path}`)
  }
  expect(refused.length).toBeGreaterThanOrEqual(10)
})

test('what other APIs call it, or a slip of the finger, is answered with the right name', async ({ gateway }) => {
  const cases = [
    [lists, 'limit', 'count'],
    [lists, 'per_page', 'count'],
    [lists, 'pageSize', 'count'],
    [lists, 'Count', 'count'],
    [lists, 'state', 'status'],
    [lists, 'cursor', 'after'],
    ['/v0/ramp/transactions', 'limit', 'count'],
    ['/v0/ramp/transactions', 'starting_after', 'cursor'],
    ['/v0/ramp/transactions', 'statsu', 'status'],
    ['/v0/ramp/supported-values', 'country', 'country_code'],
    ['/v0/ramp/supported-values', 'chainId', 'chain_id'],
    ['/v0/ramp/supported-values', 'type', 'direction'],
    ['/v0/ramp/supported-values', 'symbol', 'asset'],
    ['/v0/assets', 'count', 'limit'],
    ['/v0/assets/', 'skip', 'offset'],
    ['/v0/assets', 'type', 'asset_type'],
    ['/v0/assets/USDC', 'network', 'chain_id'],
    ['/v0/ramp/quotes', 'amount', 'source_amount'],
    ['/v0/ramp/quotes', 'payment_method', 'payment_method_type'],
    ['/v0/ramp/quotes', 'sourceCurrencyCode', 'from_asset'],
  ] as const
  for (const [path, sent, meant] of cases) {
    const faults = faultsOf(await gateway.get(`${path}?${sent}=1`))
    expect(faults[`/${sent}`], `${path} ${sent}`).toBe(`Unknown parameter; did you mean ${meant}?`)
    expect(faults).not.toHaveProperty([`/${meant}`])
  }
})

test('a parameter that resembles none is answered with those that there are', async ({ gateway }) => {
  expect(faultsOf(await gateway.get(`${lists}?utm_source=x`))).toEqual({
    '/utm_source': 'Unknown parameter; those taken here are count, after, status.',
  })
  expect(faultsOf(await gateway.get(`${lists}/ses_x?expand=routing`))).toEqual({
    '/expand': 'Unknown parameter; none is taken here.',
  })
  expect(faultsOf(await gateway.get(`${lists}?__proto__=1&constructor=2&=3`))).toMatchObject({
    '/__proto__': expect.any(String),
    '/constructor': expect.any(String),
  })
})

test('unknown, repeated and wrong ones are named together', async ({ gateway }) => {
  expect(faultsOf(await gateway.get('/v0/ramp/transactions?count=0&page=1&page=1&foo=1&foo=2'))).toEqual({
    '/foo': expect.stringContaining('Unknown parameter'),
    '/page': 'Sent more than once; send it once.',
    '/count': expect.stringContaining('from 1 to 100'),
  })
})

test('a session is not opened by a call whose query would be lost', async ({ gateway }) => {
  const answer = await gateway.send('/v0/ramp/sessions?service_provider=TRANSAK', {
    ...postJson(sessionBody()),
    headers: { 'content-type': 'application/json', ...(await headersOf(gateway)) },
  })
  expectProblem(answer, 422, 'GEN-422-001')
  expect(answer.body.detail).toContain('none is taken here')
  expect((await gateway.control('/_sim/calls')).body.calls).toEqual([])
})

test('another API’s word for an optional field of a body is not lost either, unless ours stands beside it', async ({
  gateway,
}) => {
  const words = {
    country: 'country_code',
    payment_method: 'payment_method_type',
    provider: 'service_provider',
    redirect_url: 'return_url',
    region: 'subdivision',
  }
  for (const [sent, meant] of Object.entries(words)) {
    const faults = faultsOf(await gateway.openSession(sessionBody({ [sent]: 'x' })))
    expect(faults).toEqual({ [`/${sent}`]: `Unknown field; did you mean ${meant}?` })
  }
  expect((await gateway.openSession(sessionBody({ country: 'x', country_code: 'US' }))).status).toBe(201)
})

test('however many names are unknown, the answer stays one that a person can read', async ({ gateway }) => {
  const names = Array.from({ length: 1000 }, (_, n) => `source_amoun${n}`)
  const query = await gateway.get(`/v0/ramp/quotes?${names.join('&')}`)
  const body = await gateway.openSession(sessionBody(Object.fromEntries(names.map((name) => [name, 1]))))
  for (const answer of [query, body]) {
    expect(Object.keys(faultsOf(answer)).filter((pointer) => pointer.startsWith('/source_amoun'))).toHaveLength(50)
    expect(answer.text.length).toBeLessThan(15_000)
  }
})
