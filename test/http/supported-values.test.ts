import { describe, expect } from 'vitest'
import { cryptoAssets } from '../../src/domain/asset-registry.ts'
import { catalogueFreshMs, refreshCatalogues } from '../../src/operations/catalogue/catalogue.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { JsonAnswer, SimulatedCall, TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'
import { expectProblem, faultsOf } from './problem.ts'

const path = '/v0/ramp/supported-values'
const partners = '/network-partner/supported/partners'
const staleSeconds = catalogueFreshMs / 1000 + 60
const outage = [
  { kind: 'status', status: 503, path: partners },
  { kind: 'status', status: 503, path: '/service-providers' },
]

describe('the supported values', () => {
  test('are everything that a partner’s form can offer, in the names that the API takes', async ({ gateway }) => {
    const { status, body } = await ask(gateway)
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual([
      '_links',
      'fetched_at',
      'stale',
      'fiats',
      'assets',
      'chains',
      'countries',
      'payment_methods',
      'providers',
      'limits',
      'limits_complete',
    ])
    expect(body).toMatchObject({ stale: false, limits_complete: true })
    expect(body.assets).toHaveLength(cryptoAssets.length)
    expect(body.assets).toContainEqual({
      symbol: 'USDC',
      chain_id: 8453,
      name: 'USD Coin',
      contract_address: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
      decimals: 6,
      directions: ['buy', 'sell'],
    })
    expect(body.fiats).toContainEqual({ symbol: 'JPY', name: 'Japanese Yen', decimals: 0, directions: ['buy', 'sell'] })
    expect(body.chains).toContainEqual({ chain_id: 1329, name: 'Sei' })
    expect(body.countries).toHaveLength(43)
    expect(body.countries[0]).toEqual({ country_code: 'US' })
  })

  test('name each payment method with what it stands for, aliases and broad types included', async ({ gateway }) => {
    const { body } = await ask(gateway, '?country_code=NL')
    const byName = Object.fromEntries(body.payment_methods.map((item: Method) => [item.payment_method_type, item]))
    expect(byName.CREDIT_DEBIT_CARD).toEqual({
      payment_method_type: 'CREDIT_DEBIT_CARD',
      name: 'Credit or debit card',
      kind: 'method',
      type: 'CARD',
      accepted: true,
      stands_for: ['CREDIT_DEBIT_CARD'],
    })
    expect(byName.VISA).toMatchObject({ name: 'Visa', kind: 'alias', type: 'CARD', stands_for: ['CREDIT_DEBIT_CARD'] })
    expect(byName.CARD).toMatchObject({ kind: 'type', stands_for: ['CREDIT_DEBIT_CARD', 'PAYOUT_TO_CARD'] })
    expect(byName.BACS).toMatchObject({ kind: 'alias', stands_for: byName.BANK_TRANSFER.stands_for })
    expect(byName.LOCAL).toMatchObject({ kind: 'type', stands_for: ['IDEAL'] })
    expect(byName.IDEAL).toMatchObject({ kind: 'method', type: 'LOCAL', accepted: false })
    expect(byName.PIX).toBeUndefined()
    expect(byName.SAMSUNG_PAY).toBeUndefined()
  })

  test('list providers with their directions, and limits with the very digits of Meld', async ({ gateway }) => {
    const { body } = await ask(gateway, '?country_code=DE')
    const transak = body.providers.find((item: Provider) => item.service_provider === 'TRANSAK')
    expect(transak).toMatchObject({ name: 'Transak', directions: ['buy', 'sell'] })
    expect(transak.coverage).toMatchObject([
      { direction: 'buy', country_codes: ['DE'], unknown: [] },
      { direction: 'sell', country_codes: ['DE'], unknown: [] },
    ])
    const moonpay = body.providers.find((item: Provider) => item.service_provider === 'MOONPAY')
    expect(moonpay.directions).toEqual(['buy'])
    const euros = body.limits.filter(
      (item: LimitRow) => item.service_provider === 'TRANSAK' && item.direction === 'buy' && item.symbol === 'EUR',
    )
    expect(euros).toHaveLength(1)
    expect(euros[0]).toMatchObject({
      chain_id: null,
      minimum_amount: '4.6',
      maximum_amount: '23000',
      country_codes: ['DE'],
    })
    expect(euros[0].payment_method_types).toContain('SEPA')
  })

  test('are narrowed by country, direction, asset and chain, alone and together', async ({ gateway }) => {
    const sells = (await ask(gateway, '?direction=sell')).body
    expect(sells.providers.map(({ service_provider }: Provider) => service_provider)).not.toContain('STRIPE')
    expect(sells.limits.every(({ direction }: LimitRow) => direction === 'sell')).toBe(true)

    const american = (await ask(gateway, '?country_code=US')).body
    expect(american.countries).toEqual([{ country_code: 'US' }])
    const names = american.providers.map(({ service_provider }: Provider) => service_provider)
    expect(names).toContain('STRIPE')
    expect(names).not.toContain('MERCURYO')

    const onBase = (await ask(gateway, '?chain_id=8453')).body
    expect(onBase.assets.map(({ symbol }: { symbol: string }) => symbol).sort()).toEqual(['ETH', 'EURC', 'USDC'])
    expect(onBase.chains).toEqual([{ chain_id: 8453, name: 'Base' }])

    const sei = (await ask(gateway, '?asset=sei&chain_id=1329&country_code=DE&direction=buy')).body
    expect(sei.assets).toMatchObject([{ symbol: 'SEI', chain_id: 1329, directions: ['buy'] }])
    expect(sei.providers.map(({ service_provider }: Provider) => service_provider)).not.toContain('STRIPE')
    expect(sei._links.self.href).toBe(`${path}?country_code=DE&direction=buy&asset=SEI&chain_id=1329`)
  })

  test('are empty lists, and no error, for a combination that nobody serves', async ({ gateway }) => {
    const { status, body } = await ask(gateway, '?asset=USDT&chain_id=8453')
    expect(status).toBe(200)
    expect(body).toMatchObject({ assets: [], fiats: [], countries: [], payment_methods: [], providers: [], limits: [] })
  })

  test('lead on to quotes and sessions', async ({ gateway }) => {
    const { body } = await ask(gateway)
    expect(body._links).toEqual({
      self: { href: path },
      sessions: { href: '/v0/ramp/sessions', method: 'POST' },
      quotes: {
        href: '/v0/ramp/quotes?source_amount={source_amount}&from_asset={from_asset}&to_asset={to_asset}&chain_id={chain_id}&country_code={country_code}',
        templated: true,
      },
      assets: { href: '/v0/assets' },
    })
  })

  test('refuse bad filters, all at once, and say what would do', async ({ gateway }) => {
    const faults = faultsOf(await ask(gateway, '?country_code=XX&direction=up&asset=DOGE&chain_id=2'))
    expect(Object.keys(faults)).toEqual(['/country_code', '/direction', '/asset', '/chain_id'])
    expect(faults['/asset']).toContain('USDC')
    expect(faultsOf(await ask(gateway, '?chainId=8453'))['/chainId']).toContain('chain_id')
    expect(faultsOf(await ask(gateway, '?direction=buy&direction=sell'))['/direction']).toContain('once')
    expect(faultsOf(await ask(gateway, '?asset=EUR'))['/asset']).toContain('crypto')
    expect((await ask(gateway, '?direction=up')).headers.get('cache-control')).toBe('no-store')
  })

  test('are for users alone', async ({ gateway }) => {
    const answer = await gateway.send(path, { headers: { 'x-juno-orgid': 'org-demo:env-sandbox' } })
    expectProblem(answer, 401, 'USR-401-001')
  })

  test('may be kept for five minutes, by the caller alone, per tenant and timestamp format', async ({ gateway }) => {
    const { headers } = await ask(gateway)
    expect(headers.get('cache-control')).toBe('private, max-age=300')
    expect(headers.get('vary')).toBe('origin, x-juno-orgid, x-timestamp-format')
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  test('are 304 without a body for a caller who has them already', async ({ gateway }) => {
    const etag = (await ask(gateway, '?country_code=DE')).headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]{27}"$/)
    for (const named of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await ask(gateway, '?country_code=DE', { 'if-none-match': named })
      expect([named, again.status, again.text]).toEqual([named, 304, ''])
      expect(again.headers.get('etag')).toBe(etag)
      expect(again.headers.get('cache-control')).toBe('private, max-age=300')
    }
    expect((await ask(gateway, '?country_code=DE', { 'if-none-match': '"other"' })).status).toBe(200)
  })

  test('have one tag per filter and timestamp format, for each is another body', async ({ gateway }) => {
    const iso = { 'x-timestamp-format': 'iso8601' }
    const answers = [
      await ask(gateway),
      await ask(gateway, '?country_code=DE'),
      await ask(gateway, '?direction=buy'),
      await ask(gateway, '', iso),
    ]
    expect(new Set(answers.map(({ headers }) => headers.get('etag'))).size).toBe(4)
    expect((await ask(gateway)).headers.get('etag')).toBe(answers[0]?.headers.get('etag'))
    expect(typeof answers[0]?.body.fetched_at).toBe('number')
    expect(answers[3]?.body.fetched_at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  })
})

describe('while Meld is down', () => {
  test('and nothing is known yet, the refusal says to retry, and Meld is not asked each time', async ({
    startGateway,
  }) => {
    const gateway = await startGateway()
    await gateway.control('/_sim/faults', outage)
    expectProblem(await ask(gateway), 502, 'RMP-502-001-R')
    expectProblem(await ask(gateway), 502, 'RMP-502-001-R')
    expect(await callsTo(gateway, partners)).toHaveLength(1)
    await gateway.control('/_sim/reset', {})
    await gateway.advance(31)
    expect((await ask(gateway)).status).toBe(200)
  })

  test('old values are served and marked, and are renewed once it is back', async ({ startGateway }) => {
    const gateway = await startGateway()
    const before = (await ask(gateway)).body
    expect(before.stale).toBe(false)
    await gateway.control('/_sim/faults', outage)
    await gateway.advance(staleSeconds)
    const during = (await ask(gateway)).body
    expect(during).toEqual({ ...before, stale: true })
    await gateway.control('/_sim/reset', {})
    await gateway.advance(31)
    await until(async () => expect((await ask(gateway)).body.stale).toBe(false))
    expect((await ask(gateway)).body.fetched_at).toBeGreaterThan(before.fetched_at)
  })

  test('another process serves what this one has stored', async ({ startGateway }) => {
    const gateway = await startGateway()
    const before = (await ask(gateway)).body
    await gateway.control('/_sim/faults', outage)
    const other = await startGateway({ database: gateway.database, simulator: gateway.simulator })
    expect((await ask(other)).body).toEqual(before)
  })

  test('in part, what could be read before stays as it was', async ({ startGateway }) => {
    const gateway = await startGateway()
    const before = (await ask(gateway)).body
    await gateway.control('/_sim/faults', [
      { kind: 'status', status: 500, path: '/network-partner/supported/payment-methods' },
      { kind: 'status', status: 500, path: '/service-providers/properties/payment-methods' },
      { kind: 'status', status: 500, path: '/network-partner/supported/fiat-limits' },
    ])
    await gateway.advance(staleSeconds)
    await until(async () => expect((await ask(gateway)).body.stale).toBe(false))
    const { fetched_at, limits_complete, ...after } = (await ask(gateway)).body
    expect(fetched_at).toBeGreaterThan(before.fetched_at)
    expect(limits_complete).toBe(false)
    expect(after.payment_methods).toEqual(before.payment_methods)
    expect(after.providers).toEqual(before.providers)
    expect(new Set(after.limits.map(legOf))).toEqual(new Set(before.limits.map(legOf)))
  })
})

describe('reading the discovery data', () => {
  test('happens once, however many ask for it first', async ({ startGateway }) => {
    const gateway = await startGateway()
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(gateway)))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
    expect(await callsTo(gateway, partners)).toHaveLength(1)
  })

  test('is done for every tenant by the background job, once per Meld account, and not again while it is young', async ({
    startGateway,
  }) => {
    const gateway = await startGateway()
    const { signal } = new AbortController()
    await refreshCatalogues(gateway.deps, signal)
    expect(await callsTo(gateway, partners)).toHaveLength(2)
    await refreshCatalogues(gateway.deps, signal)
    expect(await callsTo(gateway, partners)).toHaveLength(2)

    const [first, second] = gateway.tenants.list()
    if (first === undefined || second === undefined) throw new Error('two tenants are expected')
    gateway.tenants.replace([first, { ...second, meld: first.meld }], undefined)
    await gateway.advance(3_600)
    await refreshCatalogues(gateway.deps, signal)
    expect(await callsTo(gateway, partners)).toHaveLength(3)

    const other = await ask(gateway, '', {}, 'org-other:env-sandbox')
    expect(other.body.stale).toBe(false)
    expect(await callsTo(gateway, partners)).toHaveLength(3)
  })
})

type Method = { readonly payment_method_type: string }
type Provider = { readonly service_provider: string }
type LimitRow = { readonly service_provider: string; readonly direction: string; readonly symbol: string }

function legOf({ service_provider, direction, symbol }: LimitRow): string {
  return `${service_provider} ${direction} ${symbol}`
}

async function ask(
  gateway: TestGateway,
  query = '',
  headers: Record<string, string> = {},
  tenant = 'org-demo:env-sandbox',
): Promise<JsonAnswer> {
  const token = await gateway.mintToken({ tenant })
  return gateway.send(`${path}${query}`, { headers: { 'x-juno-orgid': tenant, 'x-juno-jwt': token, ...headers } })
}

async function callsTo(gateway: TestGateway, called: string): Promise<SimulatedCall[]> {
  const { body } = await gateway.control('/_sim/calls')
  return body.calls.filter((call: SimulatedCall) => call.path === called)
}
