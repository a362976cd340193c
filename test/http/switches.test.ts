import { expect } from 'vitest'
import { findSession } from '../../src/store/session-lookup.ts'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, sessionBody, type TestGateway } from '../support/gateway.ts'
import { ownReason, switchAllOn, switchOff, switchOn } from '../support/switches.ts'
import { visit as visitAddress } from '../support/visit.ts'
import { expectProblem } from './problem.ts'
import { getQuotes, providersOf } from './quote-calls.ts'

/** The providers of the tests' trade, best first. */
let ranking: string[]
let [best = '', second = ''] = ['', '']

test.beforeAll(async ({ gateway }) => {
  ranking = providersOf(await getQuotes(gateway))
  ;[best = '', second = ''] = ranking
  expect(ranking.length).toBeGreaterThan(3)
})
test.afterEach(({ gateway }) => switchAllOn(gateway))

interface Out {
  readonly service_provider: string | null
  readonly reason: string
  readonly nearest?: Readonly<Record<string, string>>
}

function outIn(list: readonly Out[], provider: string): Out | undefined {
  return list.find((each) => each.service_provider === provider)
}

async function supported(gateway: TestGateway, query = ''): Promise<JsonAnswer> {
  const answer = await gateway.get(`/v0/ramp/supported-values${query}`)
  expect(answer.status, answer.text).toBe(200)
  return answer
}

function offered({ body }: JsonAnswer): string[] {
  return body.providers.map((each: { service_provider: string }) => each.service_provider)
}

async function newLink(
  gateway: TestGateway,
  body = sessionBody(),
): Promise<{ path: string; provider: string; id: string }> {
  const answer = await gateway.openSession(body)
  expect(answer.status, answer.text).toBe(201)
  const { session } = answer.body
  return { path: new URL(session.widget_url).pathname, provider: session.service_provider, id: session.id }
}

function visit(gateway: TestGateway, path: string) {
  return visitAddress(`${gateway.url}${path}`)
}

async function lastProvider(gateway: TestGateway): Promise<string | null | undefined> {
  return (await gateway.widgetCalls()).at(-1)?.provider
}

test('a provider that is off is tried by nobody, quoted to nobody and offered to nobody, until the switch ends', async ({
  gateway,
}) => {
  const off = await switchOff(gateway, { provider: best })
  const answer = await gateway.openSession()
  expect([answer.status, answer.body.session?.service_provider]).toEqual([201, second])
  const read = await gateway.get(`/v0/ramp/sessions/${answer.body.session.id}`)
  expect(read.body.session.routing.excluded).toContainEqual({ service_provider: best, reason: 'switched_off' })
  const quotes = await getQuotes(gateway)
  expect(providersOf(quotes)).toEqual(ranking.slice(1))
  expect(outIn(quotes.body.unavailable, best)).toEqual({ service_provider: best, reason: 'switched_off' })
  expect(offered(await supported(gateway))).not.toContain(best)
  for (const { text } of [answer, read, quotes]) expect(text).not.toContain(ownReason)

  await switchOn(gateway, off)
  expect((await gateway.openSession()).body.session.service_provider).toBe(best)
  expect(providersOf(await getQuotes(gateway))).toEqual(ranking)
  expect(offered(await supported(gateway))).toContain(best)
})

test('a pinned provider that is off is refused without asking Meld, with who serves the trade in its place', async ({
  gateway,
}) => {
  await switchOff(gateway, { provider: best })
  const answer = await gateway.openSession(sessionBody({ service_provider: best }))
  expectProblem(answer, 400, 'RMP-400-004')
  expect(answer.body).toMatchObject({
    reason: 'switched_off',
    service_provider: best,
    unavailable: [{ service_provider: best, reason: 'switched_off' }],
  })
  expect(answer.body.detail).toMatch(
    new RegExp(`^${best} is switched off for this trade at present\\. Leave service_provider out.*${second}`),
  )
  expect(answer.body.detail).not.toContain(`: ${best}`)
  expect(answer.text).not.toContain(ownReason)
  expect(await gateway.widgetCalls()).toEqual([])
})

test.for([
  ['a country', { country: 'US' }],
  ['a direction', { direction: 'buy' }],
  ['an asset', { asset: 'USDC' }],
  ['a currency', { asset: 'USD' }],
  ['a chain', { chainId: 8453 }],
  ['everything', {}],
] as const)(
  'with %s off nobody serves the trade, in the words of the quotes, though Meld is away',
  async ([_what, named], { gateway }) => {
    await switchOff(gateway, named)
    await gateway.fault({ kind: 'status', status: 503, path: '/payments/crypto/quote' })
    const quotes = await getQuotes(gateway)
    expect([quotes.status, quotes.body.quotes]).toEqual([200, []])
    for (const provider of ranking) expect(outIn(quotes.body.unavailable, provider)?.reason).toBe('switched_off')
    const answer = await gateway.openSession()
    expectProblem(answer, 400, 'RMP-400-004')
    expect(answer.body.reason).toBe('switched_off')
    expect(answer.body.unavailable).toEqual(quotes.body.unavailable)
    expect(offered(await supported(gateway, '?country_code=US&direction=buy&asset=USDC&chain_id=8453'))).toEqual(
      'asset' in named && named.asset === 'USD' ? expect.any(Array) : [],
    )
  },
)

test('what is off for one tenant is on for the other', async ({ gateway }) => {
  await switchOff(gateway, { provider: best, tenant: gateway.demo.id })
  expect(providersOf(await getQuotes(gateway))).not.toContain(best)
  expect(providersOf(await getQuotes(gateway, {}, { tenant: 'org-other:env-sandbox' }))).toContain(best)
})

test('with a method off its provider is told which other one serves, and that one does', async ({ gateway }) => {
  const quote = { payment_method_type: 'CREDIT_DEBIT_CARD' }
  const [carded = ''] = providersOf(await getQuotes(gateway, quote))
  await switchOff(gateway, { provider: carded, method: 'CARD' })
  const out = outIn((await getQuotes(gateway, quote)).body.unavailable, carded)
  expect(out).toMatchObject({ reason: 'switched_off', nearest: { payment_method_type: expect.any(String) } })
  const refused = await gateway.openSession(sessionBody({ ...quote, service_provider: carded }))
  expectProblem(refused, 400, 'RMP-400-004')
  expect(refused.body).toMatchObject({ reason: 'switched_off', nearest: out?.nearest })
  expect(outIn((await getQuotes(gateway, out?.nearest)).body.unavailable, carded)).toBeUndefined()
  const opened = await gateway.openSession(sessionBody({ ...out?.nearest, service_provider: carded }))
  expect(opened.status, opened.text).toBe(201)
})

test('a pinned provider of which one method is off opens another one, and its widget is locked to that', async ({
  gateway,
}) => {
  const methods = (await getQuotes(gateway)).body.quotes
  const { payment_method_type: method } = methods.find(
    (each: { service_provider: string }) => each.service_provider === best,
  )
  const other = method === 'ACH' ? 'APPLE_PAY' : 'ACH'
  await switchOff(gateway, { provider: best, method: other })
  const opened = await gateway.openSession(sessionBody({ service_provider: best }))
  expect(opened.status, opened.text).toBe(201)
  expect(opened.body.session.payment_method_type).toBe(method)

  await switchOff(gateway, { provider: best, method })
  expectProblem(await gateway.openSession(sessionBody({ service_provider: best })), 400, 'RMP-400-004')
  expect(providersOf(await getQuotes(gateway))).not.toContain(best)
})

test('a link that was made before leads to another provider once its own is off, and back to none when all are', async ({
  gateway,
}) => {
  const { path } = await newLink(gateway)
  expect((await visit(gateway, path)).status).toBe(302)
  await switchOff(gateway, { provider: best })
  expect((await visit(gateway, path)).status).toBe(302)
  expect(await lastProvider(gateway)).toBe(second)
  await switchOff(gateway, { country: 'US' })
  const page = await visit(gateway, path)
  expect([page.status, page.html.includes('no longer offered')]).toEqual([410, true])
  expect(page.html).not.toContain(ownReason)
})

test('the link of a pinned provider that is off shows a page, and works again when the switch ends', async ({
  gateway,
}) => {
  const { path } = await newLink(gateway, sessionBody({ service_provider: best }))
  const off = await switchOff(gateway, { provider: best })
  const page = await visit(gateway, path)
  expect([page.status, page.html.includes('no longer offered')]).toEqual([410, true])
  await switchOn(gateway, off)
  expect((await visit(gateway, path)).status).toBe(302)
})

test.for([{ provider: true }, { provider: false }])(
  'a drain lets nothing new in, and open sessions go on, refreshed too: %j',
  async ({ provider }, { gateway }) => {
    const { path } = await newLink(gateway)
    const pinned = await newLink(gateway, sessionBody({ service_provider: best }))
    await switchOff(gateway, { state: 'drain', ...(provider ? { provider: best } : { country: 'US' }) })
    const fresh = await gateway.openSession()
    expect([fresh.status, fresh.body.session?.service_provider]).toEqual(provider ? [201, second] : [400, undefined])
    expectProblem(await gateway.openSession(sessionBody({ service_provider: best })), 400, 'RMP-400-004')
    for (const link of [path, pinned.path]) {
      expect((await visit(gateway, link)).status).toBe(302)
    }
    await gateway.advance(6 * 60)
    for (const link of [path, pinned.path]) {
      expect((await visit(gateway, link)).status).toBe(302)
      expect(await lastProvider(gateway)).toBe(best)
    }
  },
)

test('off counts for links although a drain names their provider more closely', async ({ gateway }) => {
  const { path } = await newLink(gateway)
  await switchOff(gateway, { state: 'drain', provider: best, country: 'US' })
  await switchOff(gateway, { provider: best })
  expect((await visit(gateway, path)).status).toBe(302)
  expect(await lastProvider(gateway)).toBe(second)
})

test('failing over passes those by that are off', async ({ gateway }) => {
  await switchOff(gateway, { provider: second })
  await gateway.fault({ kind: 'status', status: 503, path: '/crypto/session/widget', provider: best })
  const answer = await gateway.openSession()
  expect([answer.status, answer.body.session?.service_provider]).toEqual([201, ranking[2]])
  await gateway.advance(60)
})

test('a switch that is made while a provider is being tried counts for the next one', async ({ gateway }) => {
  // Longer than it is given.
  await gateway.fault({ kind: 'slow', delay_ms: 20_000, path: '/crypto/session/widget', provider: best })
  const opening = gateway.openSession()
  await expect.poll(() => lastProvider(gateway)).toBe(best)
  await switchOff(gateway, { provider: second })
  const answer = await opening
  expect([answer.status, answer.body.session?.service_provider]).toEqual([201, expect.not.stringMatching(second)])
  await gateway.advance(60)
})

test('a switch ends by the clock, without anybody’s act', async ({ gateway }) => {
  await switchOff(gateway, { provider: best, endsAt: gateway.deps.clock() + 60_000 })
  expect(providersOf(await getQuotes(gateway))).not.toContain(best)
  await gateway.advance(60)
  expect(providersOf(await getQuotes(gateway))).toContain(best)
})

test('the record names the switch that is most specific, and callers see none of it', async ({ gateway }) => {
  await switchOff(gateway, { country: 'US', provider: best })
  const closest = await switchOff(gateway, { country: 'US', provider: best, asset: 'USDC' })
  await switchOff(gateway, { provider: best })
  const answer = await gateway.openSession()
  const read = await gateway.get(`/v0/ramp/sessions/${answer.body.session.id}`)
  expect(read.text).not.toContain('swi_')
  const { id } = answer.body.session
  const stored = await findSession(gateway.deps.database, gateway.demo.id, id)
  expect(stored?.routing?.excluded).toContainEqual({
    serviceProvider: best,
    reason: 'switched_off',
    switchId: closest.id,
  })
})

test('supported values have another entity tag once something is off', async ({ gateway }) => {
  const etag = (await supported(gateway)).headers.get('etag') ?? ''
  const again = await gateway.get('/v0/ramp/supported-values', { headers: { 'if-none-match': etag } })
  expect(again.status).toBe(304)
  await switchOff(gateway, { provider: best, country: 'US' })
  const changed = await gateway.get('/v0/ramp/supported-values', { headers: { 'if-none-match': etag } })
  expect(changed.status).toBe(200)
  const own = changed.body.providers.find((each: { service_provider: string }) => each.service_provider === best)
  for (const { country_codes } of own.coverage) expect(country_codes).not.toContain('US')
  expect(changed.body.countries).toContainEqual({ country_code: 'US' })
})
