import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { currenciesFreshMs, currenciesRetryMs } from '../../src/aggregators/meld/currencies.ts'
import type { MeldEvent } from '../../src/aggregators/meld/events.ts'
import { createMeld } from '../../src/aggregators/meld/meld.ts'
import { widgetBytesMax } from '../../src/aggregators/meld/request.ts'
import type { CryptoAsset } from '../../src/domain/asset.ts'
import { resolveTrade } from '../../src/domain/trade.ts'
import { createOutbound } from '../../src/outbound/request.ts'
import { type CannedUpstream, startCannedUpstream } from './canned-upstream.ts'
import { freshSessionId, sampleAccount, sampleBuy, sampleUser, sampleWidget } from './meld-samples.ts'

const outbound = createOutbound()
afterAll(() => outbound.close())

let upstream: CannedUpstream
let nowMs = Date.parse('2026-08-14T09:00:00Z')
let events: MeldEvent[] = []
/** On whose behalf each of them came. */
let told: unknown[] = []
/** Names of the calls handed to the sender, noted before they travel. */
let sent: string[] = []
beforeEach(async () => {
  upstream = await startCannedUpstream()
  events = []
  told = []
  sent = []
})
afterEach(() => upstream.close())

function makeMeld() {
  return createMeld({
    send: (call) => {
      sent.push(call.name)
      return outbound.send(call)
    },
    now: () => nowMs,
    log: (event, about) => {
      events.push(event)
      told.push(about)
    },
  })
}

const quotePath = '/payments/crypto/quote'
const widgetPath = '/crypto/session/widget'
const customerPath = '/accounts/customers'
const searchPath = '/payments/transactions'
const partnerPath = '/network-partner/supported/currencies'
const olderPath = '/service-providers/properties/crypto-currencies'

function asset(symbol: string, chainId: 1 | 8453): CryptoAsset {
  const trade = resolveTrade('USD', symbol, chainId)
  if (!('crypto' in trade)) throw new Error(trade.detail)
  return trade.crypto
}

const usdc = asset('USDC', 8453)
const partnerList = { currencies: [{ currencyCode: 'USDC_BASE', chainId: '8453', contract: usdc.contract }] }
const olderList = [{ currencyCode: 'USDC_OLD', chainId: 8453, contractAddress: usdc.contract }]

describe('looking up an asset', () => {
  it('fetches the list once for many callers, and answers from it afterwards', async () => {
    upstream.answer(partnerPath, { status: 200, body: partnerList })
    const meld = makeMeld()
    const account = sampleAccount(upstream.url)
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => meld.resolveAsset(account, usdc)))
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome)))).toEqual(
      new Set(['{"kind":"resolved","code":"USDC_BASE"}']),
    )
    expect(await meld.resolveAsset(account, asset('ETH', 1))).toEqual({ kind: 'unlisted' })
    expect(upstream.seen.map(({ path, query }) => `${path} ${query}`)).toEqual([`${partnerPath} type=CRYPTO`])
  })

  it('keeps the lists of two accounts apart', async () => {
    upstream.answer(partnerPath, { status: 200, body: partnerList })
    const meld = makeMeld()
    await meld.resolveAsset(sampleAccount(upstream.url, 'a:1'), usdc)
    await meld.resolveAsset(sampleAccount(upstream.url, 'b:2'), usdc)
    expect(upstream.seen).toHaveLength(2)
  })

  it('falls back to the older list when the present one fails', async () => {
    upstream.answer(olderPath, { status: 200, body: olderList })
    for (const broken of [
      { status: 500, body: '' },
      { status: 403, body: { code: 'FORBIDDEN' } },
      { status: 200, body: '<html>' },
      { status: 200, body: { currencies: [] } },
      'reset' as const,
    ]) {
      upstream.answer(partnerPath, broken)
      expect(await makeMeld().resolveAsset(sampleAccount(upstream.url), usdc)).toEqual({
        kind: 'resolved',
        code: 'USDC_OLD',
      })
    }
    expect(events.filter(({ event }) => event === 'currencies_fallback')).toHaveLength(5)
  })

  it('asks no second time with a key that is refused', async () => {
    upstream.answer(partnerPath, { status: 401, body: { code: 'UNAUTHORIZED', message: 'Access denied' } })
    expect(await makeMeld().resolveAsset(sampleAccount(upstream.url), usdc)).toEqual({
      kind: 'misconfigured',
      reason: 'UNAUTHORIZED',
    })
    expect(upstream.seen).toHaveLength(1)
  })

  it('is unavailable, not unlisted, while no list was ever had, and works as soon as one is', async () => {
    upstream.answer(partnerPath, { status: 503, body: '' })
    const meld = makeMeld()
    const account = sampleAccount(upstream.url)
    expect(await meld.resolveAsset(account, usdc)).toMatchObject({ kind: 'unavailable', reason: 'http_503' })
    upstream.answer(partnerPath, { status: 200, body: partnerList })
    expect(await meld.resolveAsset(account, usdc)).toEqual({ kind: 'resolved', code: 'USDC_BASE' })
  })

  it('goes on with the old list while upstream is down, asking again no more than every half minute', async () => {
    upstream.answer(partnerPath, { status: 200, body: partnerList })
    const meld = makeMeld()
    const account = sampleAccount(upstream.url)
    const resolved = { kind: 'resolved', code: 'USDC_BASE' }
    await meld.resolveAsset(account, usdc)

    nowMs += currenciesFreshMs
    upstream.answer(partnerPath, { status: 500, body: '' })
    upstream.answer(olderPath, { status: 500, body: '' })
    for (let i = 0; i < 5; i++) expect(await meld.resolveAsset(account, usdc)).toEqual(resolved)
    await until(() => events.some(({ event }) => event === 'currencies_stale'))
    nowMs += currenciesRetryMs - 1
    expect(await meld.resolveAsset(account, usdc)).toEqual(resolved)
    expect(sent).toHaveLength(3)

    nowMs += 1
    upstream.answer(partnerPath, {
      status: 200,
      body: { currencies: [{ ...partnerList.currencies[0], currencyCode: 'NEW' }] },
    })
    expect(await meld.resolveAsset(account, usdc)).toEqual(resolved)
    expect(sent).toHaveLength(4)
    await untilAsync(async () => JSON.stringify(await meld.resolveAsset(account, usdc)).includes('NEW'))
  })
})

describe('opening a widget', () => {
  it('that answers 200 with what cannot be used is unknown, never opened and never refused', async () => {
    for (const body of ['', '<html>', '{}', { id: 'x' }, { quotes: [] }]) {
      upstream.answer(widgetPath, { status: 200, body })
      expect(await makeMeld().openWidget(sampleAccount(upstream.url), sampleWidget(sampleBuy))).toEqual({
        kind: 'unknown',
        reason: 'unreadable_reply',
      })
    }
  })

  it('that answers for another session is unknown', async () => {
    upstream.answer(widgetPath, {
      status: 200,
      body: { id: 'W1', externalSessionId: freshSessionId(), widgetUrl: 'https://x.example', token: 't' },
    })
    expect(await makeMeld().openWidget(sampleAccount(upstream.url), sampleWidget(sampleBuy))).toMatchObject({
      kind: 'unknown',
    })
  })

  it('whose answer is larger than any real one is unknown', async () => {
    upstream.answer(widgetPath, { status: 200, body: 'x'.repeat(widgetBytesMax + 1) })
    expect(await makeMeld().openWidget(sampleAccount(upstream.url), sampleWidget(sampleBuy))).toEqual({
      kind: 'unknown',
      reason: 'lost_too_large',
    })
  })

  it('that finds nobody listening was certainly not carried out', async () => {
    await upstream.close()
    expect(await makeMeld().openWidget(sampleAccount(upstream.url), sampleWidget(sampleBuy))).toEqual({
      kind: 'unreachable',
      reason: 'not_sent_ECONNREFUSED',
    })
  })

  it('survives a logger that throws', async () => {
    const meld = createMeld({
      send: outbound.send,
      now: () => nowMs,
      log: () => {
        throw new Error('disk full')
      },
    })
    upstream.answer(widgetPath, { status: 401, body: { code: 'UNAUTHORIZED' } })
    expect(await meld.openWidget(sampleAccount(upstream.url), sampleWidget(sampleBuy))).toMatchObject({
      kind: 'misconfigured',
    })
  })
})

describe('creating a customer', () => {
  it("never takes another user's customer for this one's", async () => {
    upstream.answer(customerPath, { status: 200, body: { id: 'Wother', externalId: sampleUser('bob') } })
    expect(await makeMeld().createCustomer(sampleAccount(upstream.url), sampleUser('alice'), 8_000)).toEqual({
      kind: 'unknown',
      reason: 'unreadable_reply',
    })
    expect(JSON.parse(upstream.seen[0]?.body ?? '')).toEqual({ externalId: sampleUser('alice') })
  })

  const [alice, bob] = [sampleUser('alice'), sampleUser('bob')]
  const exists = { status: 409, body: { code: 'CONFLICT', message: 'Conflict' } }
  const inWords = { status: 400, body: { message: '[externalId] already exists' } }
  const unnamed = { status: 200, body: { id: 'Wnew' } }
  const own = { id: 'Wown', externalId: alice }
  const others = { id: 'Wbob', externalId: bob }
  it.each([
    ['exists already', exists, { customers: [own], remaining: 0 }, 'Wown'],
    ['exists already, which is said in words alone', inWords, { customers: [others, own] }, 'Wown'],
    ['exists already, and is the only one there is', exists, { customers: [{ id: 'Wown' }] }, 'Wown'],
    ['exists already, among several without a name', exists, { customers: [{ id: 'W1' }, { id: 'W2' }] }, null],
    ['exists already, among more than one page shows', exists, { customers: [{ id: 'W1' }], remaining: 4 }, null],
    ['exists already, and only another one is found', exists, { customers: [others] }, null],
    ['exists already, and the search is no help', exists, { message: 'x' }, null],
    ['is made without saying whose', unnamed, { customers: [own] }, 'Wown'],
    ['is made without saying whose, and not found', unnamed, { customers: [] }, 'Wnew'],
    [
      'is made without saying whose, and found without',
      unnamed,
      { customers: [{ id: 'Wnew', externalId: null }] },
      'Wnew',
    ],
    [
      'is made without saying whose, and is another user’s',
      unnamed,
      { customers: [{ id: 'Wnew', externalId: bob }] },
      null,
    ],
    ['is answered with another user’s', { status: 200, body: others }, { customers: [own, others] }, 'Wown'],
    ['is answered without an id', { status: 200, body: { externalId: alice } }, { customers: [own] }, 'Wown'],
  ])('that %s looks it up', async (_name, created, found, expected) => {
    upstream.answer(customerPath, ({ method }) => (method === 'POST' ? created : { status: 200, body: found }))
    const outcome = await makeMeld().createCustomer(sampleAccount(upstream.url), alice, 8_000)
    if (expected === null) expect(outcome.kind).not.toBe('customer')
    else expect(outcome).toEqual({ kind: 'customer', customerId: expected })
    expect(upstream.seen[1]?.query.get('externalCustomerId')).toBe(alice)
  })

  it('is not looked up with credentials that are refused, or while Meld is failing', async () => {
    for (const status of [401, 403, 429, 500, 503]) {
      upstream.answer(customerPath, { status, body: {} })
      const outcome = await makeMeld().createCustomer(sampleAccount(upstream.url), alice, 8_000)
      expect(outcome.kind).not.toBe('customer')
    }
    expect(upstream.seen.every(({ method }) => method === 'POST')).toBe(true)
  })
})

describe('quoting', () => {
  it('tells the operator which offers were left out and why', async () => {
    upstream.answer(quotePath, { status: 200, body: { quotes: [{ serviceProvider: 'BANXA' }, 7] } })
    const outcome = await makeMeld().quote(
      { ...sampleAccount(upstream.url), about: { tenant: 'org:env' } },
      { trade: sampleBuy, customerId: null },
    )
    expect(outcome).toMatchObject({ kind: 'quoted', quotes: [] })
    expect(events).toEqual(Array(2).fill({ event: 'offer_dropped', reason: 'malformed_offer' }))
    expect(told).toEqual([{ tenant: 'org:env', provider: 'BANXA' }, { tenant: 'org:env' }])
  })

  it('notices when Meld answers with another version than was asked for', async () => {
    upstream.answer(quotePath, { status: 200, body: { quotes: [] }, headers: { 'meld-version': '2025-03-04' } })
    await makeMeld().quote(sampleAccount(upstream.url), { trade: sampleBuy, customerId: null })
    expect(events).toEqual([{ event: 'version_differs', call: 'meld.quote', answered: '2025-03-04' }])
  })

  it('that is lost may simply be tried again', async () => {
    upstream.answer(quotePath, 'reset')
    expect(await makeMeld().quote(sampleAccount(upstream.url), { trade: sampleBuy, customerId: null })).toEqual({
      kind: 'unavailable',
      reason: 'lost_reset',
      retryAfterSeconds: null,
    })
  })
})

describe('what is logged', () => {
  it('holds no key, address or token, whatever upstream echoes', async () => {
    const apiKey = 'W9kZTT7332okCEc1A9aqAq:3sYKoXQv6oHVHSts7G2agw9vTCXz'
    const echo = `${apiKey} ${sampleBuy.walletAddress} eyJhbGciOiJIUzI1NiJ9.e30.c2ln`
    const body = { code: echo, error: echo, message: echo, errors: [echo], requestId: echo }
    const account = sampleAccount(upstream.url, apiKey)
    const meld = makeMeld()
    for (const path of [quotePath, widgetPath, customerPath, searchPath, partnerPath]) {
      upstream.answer(path, { status: 400, body })
    }
    const outcomes = [
      await meld.quote(account, { trade: sampleBuy, customerId: null }),
      await meld.openWidget(account, sampleWidget(sampleBuy)),
      await meld.createCustomer(account, sampleUser('alice'), 8_000),
      await meld.searchTransactions(account, { kind: 'by_external_session', ids: [freshSessionId()] }),
      await meld.resolveAsset(account, usdc),
    ]
    expect(events.length).toBeGreaterThanOrEqual(5)
    expect(JSON.stringify([outcomes, events])).not.toMatch(/W9kZTT|3sYKo|0x5290|eyJ/i)
  })
})

async function until(condition: () => boolean): Promise<void> {
  await untilAsync(async () => condition())
}

/** Waits for the background by yielding to the event loop; the test's own deadline ends it. */
async function untilAsync(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve))
}

describe('a success whose body is an error', () => {
  const limitWords = 'below the minimum allowed, which is 18.00 EUR'
  const providerError = { code: 'SERVICE_PROVIDER_ERROR', message: 'Service Provider Error' }

  it('is judged for a quote as under its own status', async () => {
    const meld = makeMeld()
    const quote = async (body: unknown) => {
      upstream.answer(quotePath, { status: 200, body })
      return meld.quote(sampleAccount(upstream.url), { trade: sampleBuy, customerId: null })
    }
    const nobody = { kind: 'quoted', quotes: [], excluded: [] }
    for (const [body, expected] of [
      [providerError, { kind: 'unavailable', reason: 'SERVICE_PROVIDER_ERROR' }],
      [{ ...providerError, quotes: null }, { kind: 'unavailable' }],
      [{ ...providerError, quotes: [], traceId: 'abc' }, { kind: 'unavailable' }],
      [{ error: providerError }, { kind: 'unavailable', reason: 'SERVICE_PROVIDER_ERROR' }],
      [{ code: 'SOMETHING_NEW' }, { kind: 'unavailable', reason: 'SOMETHING_NEW' }],
      [
        { status: 429, message: 'slow down' },
        { kind: 'unavailable', reason: 'http_429' },
      ],
      [{ status: '503' }, { kind: 'unavailable', reason: 'http_503' }],
      [{ statusCode: 401, message: 'Access denied' }, { kind: 'misconfigured' }],
      [{ code: 'UNAUTHORIZED' }, { kind: 'misconfigured' }],
      [{ errors: [providerError] }, { kind: 'unavailable', reason: 'SERVICE_PROVIDER_ERROR' }],
      [{ errors: [{ message: 'boom' }] }, { kind: 'unavailable', reason: 'http_500' }],
      [{ errors: [{ status: '401', message: 'Access denied' }] }, { kind: 'misconfigured' }],
      [{ quotes: [], errors: [{ message: 'boom' }] }, { kind: 'unavailable' }],
      [{ errorCode: 'SERVICE_PROVIDER_ERROR' }, { kind: 'unavailable', reason: 'SERVICE_PROVIDER_ERROR' }],
      [
        { code: 503, message: 'down' },
        { kind: 'unavailable', reason: 'http_503' },
      ],
      [{ error: { code: 429, message: 'slow down' } }, { kind: 'unavailable', reason: 'http_429' }],
      [{ error: { message: 'down' } }, { kind: 'unavailable' }],
      [{ error: true, message: 'down' }, { kind: 'unavailable' }],
      [{ success: false }, { kind: 'unavailable' }],
      [{ status: 'error' }, { kind: 'unavailable' }],
      [{ message: 'Internal error' }, { kind: 'unavailable' }],
      [
        { message: `Source amount is ${limitWords}` },
        { kind: 'refused', reason: 'amount_too_low', limit: { amount: '18.00' } },
      ],
      [{ quotes: [], message: 'No quotes' }, nobody],
      [{}, nobody],
      [{ errors: ['[sourceAmount] must not be null'] }, { kind: 'refused', reason: 'refused' }],
      [{ errors: ['[countryCode] is invalid'] }, { kind: 'refused', reason: 'country_not_supported' }],
      [
        { code: 'INVALID_AMOUNT_TOO_LOW', message: limitWords },
        { kind: 'refused', limit: { amount: '18.00' } },
      ],
      [{ code: 'CUSTOMER_NOT_FOUND' }, { kind: 'customer_unknown' }],
      [{ status: 404, message: 'No quotes' }, nobody],
      [{ code: 'NOT_FOUND' }, nobody],
      [{ quotes: null, message: null, error: 'No Valid Quote Combinations Found For Provided Quote Request.' }, nobody],
      [{ quotes: null, message: null, error: null }, nobody],
      [{ quotes: [], status: 200 }, nobody],
    ] as const) {
      expect(await quote(body), JSON.stringify(body)).toMatchObject(expected)
    }
  })

  it('is judged for a widget as under its own status, and an opened one stays opened', async () => {
    const meld = makeMeld()
    const widget = sampleWidget(sampleBuy)
    const open = async (body: unknown) => {
      upstream.answer(widgetPath, { status: 200, body })
      return meld.openWidget(sampleAccount(upstream.url), widget)
    }
    const opened = { id: 'Wsession', token: 't.t.t', widgetUrl: 'https://meldcrypto.com/?token=t' }
    for (const [body, expected] of [
      [providerError, { kind: 'provider_failed', reason: 'provider_failed', transient: true }],
      [{ status: 429 }, { kind: 'unavailable' }],
      [{ errors: ['[serviceProvider] must not be null'] }, { kind: 'provider_failed' }],
      [{ code: 'CUSTOMER_NOT_FOUND', id: null }, { kind: 'customer_unknown' }],
      [{ ...opened, status: 'CREATED', code: 'OK', errors: [] }, { kind: 'opened' }],
    ] as const) {
      expect(await open(body), JSON.stringify(body)).toMatchObject(expected)
    }
  })

  it('is judged for every other call as well', async () => {
    const meld = makeMeld()
    const account = sampleAccount(upstream.url)
    upstream.answer(customerPath, { status: 200, body: { status: 429 } })
    expect(await meld.createCustomer(account, sampleUser('masked'), 8_000)).toMatchObject({ kind: 'unavailable' })
    upstream.answer(`${searchPath}/Wabc`, { status: 200, body: { code: 'NOT_FOUND' } })
    expect(await meld.fetchTransaction(account, 'Wabc')).toEqual({ kind: 'not_found' })
    upstream.answer(partnerPath, { status: 200, body: { status: 503 } })
    upstream.answer(olderPath, { status: 200, body: { code: 'UNAUTHORIZED' } })
    expect(await meld.resolveAsset(account, usdc)).not.toMatchObject({ kind: 'unlisted' })
  })
})
