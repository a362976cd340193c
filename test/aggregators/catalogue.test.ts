import { type Simulator, startSimulator } from '@rampway/simulator'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { lossesInRowMax } from '../../src/aggregators/meld/catalogue-reading.ts'
import type { MeldEvent } from '../../src/aggregators/meld/events.ts'
import { createMeld } from '../../src/aggregators/meld/meld.ts'
import { cryptoAssets } from '../../src/domain/asset-registry.ts'
import type { Catalogue } from '../../src/domain/catalogue.ts'
import { createOutbound, type Send } from '../../src/outbound/request.ts'
import { type Canned, type CannedUpstream, startCannedUpstream } from './canned-upstream.ts'
import { sampleAccount } from './meld-samples.ts'

const outbound = createOutbound()
afterAll(() => outbound.close())

describe("the simulator's discovery data", () => {
  let simulator: Simulator
  let catalogue: Catalogue
  let underWayMax = 0

  beforeAll(async () => {
    simulator = await startSimulator({ port: 0 })
    let underWay = 0
    const counting: Send = async (call) => {
      underWay += 1
      underWayMax = Math.max(underWayMax, underWay)
      const result = await outbound.send(call)
      underWay -= 1
      return result
    }
    catalogue = await fetchFrom(simulator.url, { send: counting })
  })
  afterAll(() => simulator.close())

  test('holds every asset of the registry, found by chain and contract', () => {
    const listed = new Set(catalogue.coverage.flatMap(({ assets }) => assets.map(nameOf)))
    expect([...listed].sort()).toEqual(cryptoAssets.map(nameOf).sort())
  })

  test('says who sells and who only buys, where, in what and by which method', () => {
    const [buy, sell] = ['buy', 'sell'].map((direction) => coverageOf(catalogue, 'TRANSAK', direction))
    expect(buy?.countries).toHaveLength(43)
    expect(buy?.paymentMethods).toContainEqual({ method: 'ACH', countries: ['US'] })
    expect(sell?.paymentMethods.map(({ method }) => method)).toContain('PAYOUT_TO_CARD')
    expect(coverageOf(catalogue, 'MOONPAY', 'sell')).toBeUndefined()
    const stripe = coverageOf(catalogue, 'STRIPE', 'buy')
    expect(stripe).toMatchObject({ name: 'Stripe', unknown: [] })
    expect(stripe?.countries).not.toContain('BR')
    expect(stripe?.assets).toContainEqual({ symbol: 'USDC', chainId: 8453 })
    expect(stripe?.assets).not.toContainEqual({ symbol: 'SEI', chainId: 1329 })
    expect(catalogue.methods).toContainEqual({ method: 'PIX', name: 'PIX', type: 'LOCAL' })
  })

  test('has each provider’s limits: fiat by country and method, crypto for what is sold', () => {
    const dollars = boundsOf(catalogue, 'TRANSAK', 'buy', 'USD').find(({ countries }) => countries?.includes('US'))
    expect(dollars).toMatchObject({ minimum: '5', maximum: '25000', chainId: null })
    expect(dollars?.paymentMethods).toContain('ACH')
    expect(boundsOf(catalogue, 'TRANSAK', 'buy', 'USD').map(({ countries }) => countries)).toEqual([['US']])
    expect(boundsOf(catalogue, 'TRANSAK', 'buy', 'EUR')).toContainEqual(expect.objectContaining({ minimum: '4.6' }))
    // No country has the yuan for its own, so that only the older family tells its limits.
    expect(boundsOf(catalogue, 'TRANSAK', 'buy', 'CNY')).toMatchObject([{ countries: null, paymentMethods: null }])
    expect(boundsOf(catalogue, 'TRANSAK', 'sell', 'USDC').map(({ chainId }) => chainId)).toContain(8453)
    expect(boundsOf(catalogue, 'MOONPAY', 'sell', 'USDC')).toEqual([])
  })

  test('is the same catalogue, to the letter, each time it is read', async () => {
    expect(JSON.stringify(await fetchFrom(simulator.url))).toBe(JSON.stringify(catalogue))
  })

  test('is read with few calls at a time', () => {
    expect(underWayMax).toBe(4)
  })
})

describe('discovery data that is not as it should be', () => {
  let upstream: CannedUpstream
  const base = '/network-partner/supported'
  const older = '/service-providers'

  beforeEach(async () => {
    upstream = await startCannedUpstream()
    upstream.answer(`${base}/partners`, ok([partner('TRANSAK'), partner('BANXA')]))
    upstream.answer(`${base}/countries`, ok({ countries: [{ countryCode: 'US' }, { countryCode: 'ZZ' }, null, {}] }))
    upstream.answer(`${base}/currencies`, ({ query }) =>
      ok({
        currencies: query.get('type') === 'FIAT' ? [{ currencyCode: 'USD' }, { currencyCode: 'XAU' }] : currencies,
      }),
    )
    upstream.answer(`${base}/payment-methods`, ok([method('ACH', 'US'), method('SEPA', 'ZZ'), { method: 7 }, 'x']))
    upstream.answer(`${base}/fiat-limits`, ok({ fiatLimits: [] }))
    upstream.answer(`${older}/limits/fiat-currency-purchases`, ok([]))
    upstream.answer(`${older}/limits/crypto-currency-sells`, ok([]))
    return () => upstream.close()
  })

  test('loses what cannot be read or is not ours, and nothing else', async () => {
    const catalogue = await fetchFrom(upstream.url)
    expect(coverageOf(catalogue, 'TRANSAK', 'buy')).toEqual({
      serviceProvider: 'TRANSAK',
      name: 'TRANSAK Inc',
      direction: 'buy',
      countries: ['US'],
      assets: [{ symbol: 'USDC', chainId: 8453 }],
      fiats: ['USD'],
      paymentMethods: [{ method: 'ACH', countries: ['US'] }],
      unknown: [],
    })
  })

  test('leaves out providers that are not live, in the direction where they are not', async () => {
    const capabilities = [{ category: 'CRYPTO_OFFRAMP', status: 'BUILDING' }]
    const partners = [
      { ...partner('BANXA'), status: 'DEPRECATED' },
      { ...partner('TRANSAK'), categories: ['CRYPTO_ONRAMP', 'CRYPTO_OFFRAMP'], capabilities },
      { ...partner('MESH'), categories: ['CRYPTO_TRANSFER'] },
      { ...partner('TOPPER'), status: null },
    ]
    upstream.answer(`${base}/partners`, ok(partners))
    const { coverage } = await fetchFrom(upstream.url)
    expect(coverage.map(({ serviceProvider, direction }) => `${serviceProvider} ${direction}`)).toEqual([
      'TOPPER buy',
      'TRANSAK buy',
    ])
  })

  test('asks the older family for what the present one does not give', async () => {
    upstream.answer(`${base}/partners`, { status: 404, body: { code: 'NOT_FOUND' } })
    upstream.answer(older, ok([{ ...partner('TRANSAK'), categoryStatuses: { CRYPTO_ONRAMP: 'LIVE' } }]))
    upstream.answer(`${base}/countries`, ok({ countries: [] }))
    upstream.answer(`${older}/properties/countries`, ok([{ countryCode: 'DE' }]))
    upstream.answer(`${base}/currencies`, ok({ currencies: [] }))
    const usdc = { currencyCode: 'USDC_BASE', chainId: '8453', contractAddress: contract }
    upstream.answer(`${older}/properties/crypto-currencies`, ok([usdc]))
    upstream.answer(`${older}/properties/fiat-currencies`, ok([{ currencyCode: 'EUR' }]))
    upstream.answer(`${base}/payment-methods`, ok(null))
    const sepa = { paymentMethod: 'SEPA', name: 'SEPA', paymentType: 'SEPA' }
    upstream.answer(`${older}/properties/payment-methods`, ok([sepa]))
    const catalogue = await fetchFrom(upstream.url)
    expect(catalogue.coverage).toMatchObject([
      {
        serviceProvider: 'TRANSAK',
        countries: ['DE'],
        assets: [{ symbol: 'USDC', chainId: 8453 }],
        fiats: ['EUR'],
        paymentMethods: [{ method: 'SEPA', countries: null }],
        unknown: [],
      },
    ])
    expect(catalogue.methods).toEqual([{ method: 'SEPA', name: 'SEPA', type: 'BANK_TRANSFER' }])
    const asked = upstream.seen.find(({ path }) => path === `${older}/properties/countries`)
    expect(Object.fromEntries(asked?.query ?? [])).toEqual({ serviceProviders: 'TRANSAK', categories: 'CRYPTO_ONRAMP' })
  })

  test('of one provider does not spoil the rest, and is unknown rather than nothing', async () => {
    upstream.answer(`${base}/payment-methods`, ({ query }) =>
      query.get('partners') === 'BANXA' ? { status: 500, body: 'oops' } : ok([method('ACH', 'US')]),
    )
    const events: MeldEvent[] = []
    const catalogue = await fetchFrom(upstream.url, { log: (event) => events.push(event) })
    expect(coverageOf(catalogue, 'BANXA', 'buy')).toMatchObject({
      countries: ['US'],
      paymentMethods: [],
      unknown: ['paymentMethods'],
    })
    expect(coverageOf(catalogue, 'TRANSAK', 'buy')).toMatchObject({ unknown: [] })
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'catalogue_part_unread', part: 'BANXA buy paymentMethods' }),
    )
  })

  test('keeps every digit of a limit, and drops limits that make no sense', async () => {
    const limits = [
      limit('"currencyCode":"USD","countryCode":"US","min":0.123456789012345678,"max":98765432109876543210.5'),
      limit('"currencyCode":"USD","countryCode":"US","paymentMethod":"ACH","min":0,"max":null'),
      limit('"currencyCode":"USD","countryCode":"US","min":10,"max":5'),
      limit('"currencyCode":"USD","countryCode":"US","min":"many","max":5'),
      limit('"currencyCode":"USD","countryCode":"US","min":-1,"max":5'),
      limit('"currencyCode":"XAU","countryCode":"US","min":1,"max":5'),
      '17',
    ]
    upstream.answer(`${base}/fiat-limits`, { status: 200, body: `{"fiatLimits":[${limits}]}` })
    const { bounds } = await fetchFrom(upstream.url)
    expect(bounds).toEqual([
      {
        serviceProvider: 'TRANSAK',
        direction: 'buy',
        currency: 'USD',
        chainId: null,
        countries: ['US'],
        paymentMethods: null,
        minimum: '0.123456789012345678',
        maximum: '98765432109876543210.5',
      },
    ])
  })

  test('puts limits of equal figures together, by method and then by country', async () => {
    const rows = ['US', 'DE', 'FR'].flatMap((country) =>
      ['CREDIT_DEBIT_CARD', 'ACH'].map((code) =>
        limit(
          `"currencyCode":"USD","countryCode":"${country}","paymentMethod":"${code}","min":5,"max":${country === 'FR' ? 50 : 60}`,
        ),
      ),
    )
    upstream.answer(`${base}/fiat-limits`, { status: 200, body: `{"fiatLimits":[${rows}]}` })
    const { bounds } = await fetchFrom(upstream.url)
    const paymentMethods = ['ACH', 'CREDIT_DEBIT_CARD']
    expect(bounds).toHaveLength(2)
    expect(bounds).toContainEqual(expect.objectContaining({ countries: ['DE', 'US'], paymentMethods, maximum: '60' }))
    expect(bounds).toContainEqual(expect.objectContaining({ countries: ['FR'], paymentMethods, maximum: '50' }))
  })

  test('from a Meld that stops answering midway is a failure, after a few calls and not hundreds', async () => {
    const many = Array.from({ length: 100 }, (_, index) => partner(`PROVIDER_${index}`))
    upstream.answer(`${base}/partners`, ok(many))
    for (const part of ['countries', 'currencies', 'payment-methods']) upstream.answer(`${base}/${part}`, 'reset')
    for (const part of ['countries', 'crypto-currencies', 'fiat-currencies', 'payment-methods']) {
      upstream.answer(`${older}/properties/${part}`, 'reset')
    }
    expect(await outcomeFrom(upstream.url)).toMatchObject({ kind: 'unavailable', reason: 'lost_reset' })
    expect(upstream.seen.length).toBeLessThan(lossesInRowMax + 10)
  })

  test('that is refused altogether says what the operator has to fix', async () => {
    upstream.answer(`${base}/partners`, { status: 401, body: { code: 'UNAUTHORIZED' } })
    expect(await outcomeFrom(upstream.url)).toEqual({ kind: 'misconfigured', reason: 'UNAUTHORIZED' })
    expect(upstream.seen).toHaveLength(1)
    upstream.answer(`${base}/partners`, ok([]))
    upstream.answer(older, ok([]))
    expect(await outcomeFrom(upstream.url)).toEqual({ kind: 'misconfigured', reason: 'no_partners' })
  })
})

const contract = '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913'
const currencies = [
  { currencyCode: 'USDC_BASE', chainId: '8453', contract, type: 'CRYPTO' },
  { currencyCode: 'BTC', chainId: null, contract: null, type: 'CRYPTO' },
]

function ok(body: unknown): Canned {
  return { status: 200, body }
}

function partner(serviceProvider: string) {
  return { serviceProvider, name: `${serviceProvider} Inc`, status: 'LIVE', categories: ['CRYPTO_ONRAMP'] }
}

function method(code: string, countryCode: string) {
  return { method: code, countryCode, name: code, type: 'BANK_TRANSFER' }
}

function limit(members: string): string {
  return `{"provider":"TRANSAK","category":"CRYPTO_ONRAMP",${members}}`
}

interface Watching {
  readonly send?: Send
  readonly log?: (event: MeldEvent) => void
}

function outcomeFrom(url: string, { send = outbound.send, log = () => {} }: Watching = {}) {
  return createMeld({ send, now: Date.now, log }).fetchCatalogue(sampleAccount(url))
}

async function fetchFrom(url: string, watching?: Watching): Promise<Catalogue> {
  const outcome = await outcomeFrom(url, watching)
  if (outcome.kind !== 'catalogue') throw new Error(`${outcome.kind}: ${outcome.reason}`)
  return outcome.catalogue
}

function nameOf({ symbol, chainId }: { symbol: string; chainId: number }): string {
  return `${symbol}@${chainId}`
}

function coverageOf({ coverage }: Catalogue, serviceProvider: string, direction: string) {
  return coverage.find((item) => item.serviceProvider === serviceProvider && item.direction === direction)
}

function boundsOf({ bounds }: Catalogue, serviceProvider: string, direction: string, currency: string) {
  return bounds.filter(
    (item) => item.serviceProvider === serviceProvider && item.direction === direction && item.currency === currency,
  )
}
