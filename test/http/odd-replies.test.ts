import { createServer } from 'node:http'
import fc from 'fast-check'
import { expect } from 'vitest'
import { makeSecret } from '../../src/domain/secret.ts'
import { cooldownMs } from '../../src/operations/routing/provider-health.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'

const widgetPath = '/crypto/session/widget'
const customerPath = '/accounts/customers'

const test = base.extend('spoiler', { scope: 'file' }, async ({ gateway }, { onCleanup }) => {
  const spoiler = await startSpoiler(gateway.simulator.url)
  onCleanup(spoiler.close)
  return spoiler
})

test.beforeEach(async ({ gateway }) => {
  await gateway.advance(cooldownMs / 1000)
})

type Spoil = (path: string, body: unknown) => unknown

/** Stands between the gateway and the simulator, and changes what comes back as it is told. */
async function startSpoiler(simulatorUrl: string) {
  let spoil: Spoil = (_path, body) => body
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const url = `${simulatorUrl}${request.url}`
    const { authorization = '' } = request.headers
    const answer = await fetch(url, {
      method: request.method ?? 'GET',
      headers: { authorization, 'content-type': 'application/json', 'meld-version': '2026-02-03' },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    })
    const body: unknown = await answer.json()
    const path = new URL(url).pathname
    response.writeHead(answer.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(answer.ok ? spoil(path, body) : body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    spoilWith: (next: Spoil) => {
      spoil = next
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The members without which a reply says nothing: all others may be missing or null. */
const needed: readonly (readonly [path: RegExp, names: readonly string[]])[] = [
  [/^\/crypto\/session\/widget$/, ['id']],
  [/^\/accounts\/customers$/, ['id']],
  [/^\/network-partner\/|^\/service-providers\//, ['currencies', 'countries']],
]

/** Takes members out of every object, or makes them null, as a random number says; of two links one is left. */
function prune(path: string, value: unknown, next: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => prune(path, item, next))
  if (typeof value !== 'object' || value === null) return value
  const kept = needed.filter(([form]) => form.test(path)).flatMap(([, names]) => names)
  if ('widgetUrl' in value) kept.push(next() % 2 === 0 ? 'widgetUrl' : 'serviceProviderWidgetUrl')
  const members = Object.entries(value).flatMap(([name, member]) => {
    const fate = kept.includes(name) ? 0 : next() % 5
    if (fate === 1) return []
    return [[name, fate === 2 ? null : prune(path, member, next)] as const]
  })
  return Object.fromEntries(members)
}

/** For each path its own: the calls of one opening come in any order. */
function randomsFrom(seed: number, path: string): () => number {
  let state = Buffer.from(path.replace(/W[1-9A-Za-z]{21}/g, ':id')).reduce(
    (mixed, byte) => Math.imul(mixed, 31) + byte,
    seed,
  )
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state >>> 8
  }
}

test('whatever optional members are missing or null in what Meld replies, nothing is answered with 5xx', async ({
  gateway,
  spoiler,
}) => {
  let opened = 0
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), async (seed) => {
      // An account of its own, so that nothing is known of it yet; and a user without a customer.
      const meld = { baseUrl: spoiler.url, apiKey: makeSecret(`account-${seed}:secret`), webhookSecrets: [] }
      gateway.changeTenants((tenant) => ({ ...tenant, meld }))
      // Every fourth time what leads to a widget stays whole, so that there is one to go on with.
      const spared = seed % 4 === 0 ? /quote$|^\/network-partner|^\/service-providers/ : /^$/
      spoiler.spoilWith((path, body) => (spared.test(path) ? body : prune(path, body, randomsFrom(seed, path))))
      const token = await gateway.mintToken({ sub: `user-${seed}` })
      const headers = { 'x-juno-jwt': token, 'x-juno-orgid': 'org-demo:env-sandbox' }
      const seen: [string, number][] = []
      const visit = async (path: string): Promise<void> => {
        seen.push([path, (await gateway.send(path, { headers })).status])
      }
      const sell = { source_amount: '120', from_asset: 'USDC', to_asset: 'USD' }
      const answer = await gateway.openSession(sessionBody(seed % 3 === 0 ? sell : {}), { token })
      seen.push(['POST', answer.status])
      await visit('/v0/ramp/quotes?source_amount=100&from_asset=USD&to_asset=USDC&chain_id=8453')
      if (answer.status === 201) {
        opened += 1
        const { id, widget_url, token: linkToken } = answer.body.session
        expect([typeof widget_url, typeof linkToken]).toEqual(['string', 'string'])
        const link = new URL(widget_url).pathname
        await visit(link)
        await gateway.control('/_sim/checkout', { session_id: id, outcome: 'pay' })
        await gateway.advance(600)
        await visit(link)
        await visit(`/v0/ramp/sessions/${id}`)
        await visit('/v0/ramp/transactions')
      }
      await visit('/v0/ramp/supported-values')
      expect(seen.filter(([, status]) => status >= 500)).toEqual([])
    }),
    // The same worlds each time: what they find is then the fault of the change at hand.
    { numRuns: 25, seed: 1, examples: [[4], [12], [20]] },
  )
  expect(opened).toBeGreaterThanOrEqual(3)
})

function patch(gateway: TestGateway, fault: Record<string, unknown>): Promise<void> {
  return gateway.fault({ kind: 'patch', ...fault })
}

test.for([
  [{ token: null }],
  [{ widgetUrl: null }],
  [{ widgetUrl: null, token: null, externalSessionId: null, customerId: null }],
  [{ serviceProviderWidgetUrl: null }],
  [{ serviceProviderWidgetUrl: 'robinhood://applink' }],
  [{ serviceProviderWidgetUrl: '//host/path' }],
  [{ widgetUrl: '//host/path' }],
] as const)('a widget reply with %j opens the session, and its link leads on', async ([merge], { gateway }) => {
  await patch(gateway, { path: widgetPath, merge })
  const { status, body } = await gateway.openSession()
  expect(status).toBe(201)
  expect(await gateway.widgetCalls()).toHaveLength(1)
  const opened = await visit(body.session.widget_url)
  expect([opened.status, opened.headers.get('location')]).toEqual([302, expect.stringMatching(/^http/)])
})

test('a tenant that hands out Meld’s own page has an address and a token even where Meld left one out', async ({
  gateway,
}) => {
  gateway.changeTenants((tenant) => ({ ...tenant, widgetUrl: 'provider' }))
  await gateway.fault({ kind: 'patch', path: widgetPath, merge: { token: null, widgetUrl: null } })
  const { status, body } = await gateway.openSession()
  expect(status).toBe(201)
  expect(body.session.widget_url).toBe(body.session.service_provider_widget_url)
  expect(body.session.token).toEqual(expect.stringMatching(/./))
})

test.for([
  [{ widgetUrl: null, serviceProviderWidgetUrl: null }],
  [{ widgetUrl: 'meld://x', serviceProviderWidgetUrl: '' }],
  [{ id: null }],
  [{ externalSessionId: 'rw_somebody_elses' }],
] as const)(
  'a widget reply with %j is that provider’s failure, and the next one opens',
  async ([merge], { gateway }) => {
    const best = (await gateway.openSession()).body.session.service_provider
    await patch(gateway, { path: widgetPath, provider: best, merge })
    const { status, body } = await gateway.openSession()
    expect(status).toBe(201)
    expect(body.session.service_provider).not.toBe(best)
  },
)

test.for([
  ['409', { status: 409, body: { code: 'CONFLICT', message: 'Conflict' } }],
  ['400 in words', { status: 400, body: { code: 'BAD_REQUEST', message: 'Customer already exists' } }],
  ['422', { status: 422, body: { message: 'duplicate' } }],
  ['no external id', { merge: { externalId: null } }],
] as const)(
  'a customer whose creation is answered with %s is looked up, and serves from then on',
  async ([name, how], { gateway }) => {
    await patch(gateway, { path: customerPath, method: 'POST', ...how })
    const call = { sub: `customer-${name.replaceAll(' ', '-')}` }
    expect((await gateway.openSession(sessionBody(), call)).status).toBe(201)
    expect((await gateway.openSession(sessionBody(), call)).status).toBe(201)
  },
)
