import { startSimulator } from '@rampway/simulator'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Aggregator, UpstreamTrade, WidgetRequest } from '../../src/aggregators/aggregator.ts'
import { createMeld } from '../../src/aggregators/meld/meld.ts'
import { listLockFields, widgetBytesMax } from '../../src/aggregators/meld/request.ts'
import { parseAmount } from '../../src/domain/amount.ts'
import { cryptoAssets } from '../../src/domain/asset-registry.ts'
import { createOutbound } from '../../src/outbound/request.ts'
import { freshSessionId, must, sampleAccount, sampleBuy, sampleSell, sampleUser, sampleWidget } from './meld-samples.ts'

const outbound = createOutbound()
let simulator: Awaited<ReturnType<typeof startSimulator>>
let account: ReturnType<typeof sampleAccount>
let meld: Aggregator
let customerId: string

beforeAll(async () => {
  simulator = await startSimulator({ port: 0 })
  account = sampleAccount(simulator.url)
  meld = createMeld({ send: outbound.send, now: Date.now })
  const created = await meld.createCustomer(account, sampleUser('alice'), 8_000)
  if (created.kind !== 'customer') throw new Error(created.reason)
  customerId = created.customerId
})
beforeEach(() => control('POST', '/reset', {}))
afterAll(async () => {
  await outbound.close()
  await simulator.close()
})

async function control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${simulator.url}/_sim${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response.json()
}

function widget(trade: UpstreamTrade = sampleBuy): WidgetRequest {
  return sampleWidget(trade, customerId)
}

function quote(trade: UpstreamTrade = sampleBuy) {
  return meld.quote(account, { trade, customerId })
}

const noQuotes = { kind: 'quoted', quotes: [], excluded: [] }

describe('Meld codes of assets', () => {
  it('are found by chain and contract for everything the API offers, whatever they are called', async () => {
    const codes = await Promise.all(
      cryptoAssets.map(async (asset) => {
        const outcome = await meld.resolveAsset(account, asset)
        return [`${asset.symbol}@${asset.chainId}`, outcome.kind === 'resolved' ? outcome.code : outcome.kind]
      }),
    )
    expect(Object.fromEntries(codes)).toMatchObject({
      'ETH@1': 'ETH',
      'USDC@1': 'USDC',
      'USDC@8453': 'USDC_BASE',
      'AVAX@43114': 'AVAXC',
      'USDC@43114': 'USDC_AVAXC',
      'USDT@56': 'USDT_BSC',
    })
    expect(codes.filter(([, code]) => code === 'unlisted')).toEqual([])
  })

  it('are never made up for an asset that Meld does not list, which would silently become Bitcoin', async () => {
    const [asset] = cryptoAssets
    const strange = { ...must(asset), contract: '0x1111111111111111111111111111111111111111' }
    expect(await meld.resolveAsset(account, strange)).toEqual({ kind: 'unlisted' })
  })
})

describe('a customer', () => {
  it('is one and the same for one user, however often it is created', async () => {
    const again = await meld.createCustomer(account, sampleUser('alice'), 8_000)
    expect(again).toEqual({ kind: 'customer', customerId })
    const other = await meld.createCustomer(account, sampleUser('bob'), 8_000)
    expect(other.kind === 'customer' && other.customerId !== customerId).toBe(true)
  })

  it('is unknown while the reply to its creation is lost', async () => {
    await control('POST', '/faults', { kind: 'reset_after_accept', path: '/accounts/customers', times: 1 })
    expect(await meld.createCustomer(account, sampleUser('carol'), 8_000)).toEqual({
      kind: 'unknown',
      reason: 'lost_reset',
    })
    expect(await meld.createCustomer(account, sampleUser('carol'), 8_000)).toMatchObject({ kind: 'customer' })
  })
})

describe('quotes', () => {
  it('come from several providers, each in the asked direction and for the asked amount', async () => {
    for (const trade of [sampleBuy, sampleSell]) {
      const outcome = await quote(trade)
      if (outcome.kind !== 'quoted') throw new Error(JSON.stringify(outcome))
      expect(outcome.excluded.filter(({ reason }) => reason !== 'standard_flow_not_supported')).toEqual([])
      expect(new Set(outcome.quotes.map(({ serviceProvider }) => serviceProvider)).size).toBeGreaterThan(1)
      for (const { sourceAmount, destinationAmount } of outcome.quotes) {
        expect(sourceAmount).toBe(trade.sourceAmount)
        expect(parseAmount(destinationAmount)).toBe(destinationAmount)
      }
    }
  })

  it('priced the other way round, as crossed legs are with 200, are left out every one', async () => {
    const crossed = { ...sampleBuy, fiatCode: sampleBuy.cryptoCode, cryptoCode: sampleBuy.fiatCode }
    const outcome = await quote(crossed)
    if (outcome.kind !== 'quoted') throw new Error(JSON.stringify(outcome))
    expect(outcome.quotes).toEqual([])
    expect(outcome.excluded.length).toBeGreaterThan(0)
    expect(new Set(outcome.excluded.map(({ reason }) => reason))).toEqual(new Set(['wrong_direction']))
  })

  it('carry an amount that no double can hold, digit by digit', async () => {
    const sourceAmount = must(parseAmount('250.000000000000000001'))
    const outcome = await quote({ ...sampleBuy, sourceAmount })
    expect(outcome).toMatchObject({ kind: 'quoted', excluded: [] })
    if (outcome.kind === 'quoted') expect(outcome.quotes.length).toBeGreaterThan(0)
  })

  it('survive one malformed offer among them', async () => {
    const before = await quote()
    await control('POST', '/faults', { kind: 'malformed_offer', provider: 'TRANSAK', times: 1 })
    const after = await quote()
    if (before.kind !== 'quoted' || after.kind !== 'quoted') throw new Error('not quoted')
    expect(after.excluded).toEqual([{ serviceProvider: 'TRANSAK', reason: 'no_amount' }])
    expect(after.quotes).toEqual(before.quotes.filter(({ serviceProvider }) => serviceProvider !== 'TRANSAK'))
  })

  it('of providers that fail are missing, and the others still come', async () => {
    for (const kind of ['provider_error', 'provider_timeout', 'provider_429']) {
      await control('POST', '/faults', { kind, provider: 'TRANSAK', times: 1 })
      const outcome = await quote()
      if (outcome.kind !== 'quoted') throw new Error(JSON.stringify(outcome))
      expect(outcome.quotes.some(({ serviceProvider }) => serviceProvider === 'TRANSAK')).toBe(false)
      expect(outcome.quotes.length).toBeGreaterThan(0)
    }
  })

  it('that nobody gives are one outcome, in each shape in which Meld says so', async () => {
    for (const fault of [
      { kind: 'quotes_null' },
      { kind: 'quotes_empty' },
      { kind: 'no_valid_quotes' },
      { kind: 'status', status: 404 },
      { kind: 'status', status: 422 },
      { kind: 'malformed', status: 404, body: '{"status":404,"message":"None"}' },
    ]) {
      await control('POST', '/faults', { ...fault, path: '/payments/crypto/quote', times: 1 })
      expect(await quote()).toEqual(noQuotes)
    }
  })

  it('below a limit are refused with the limit, wherever Meld writes it', async () => {
    const message = '[TRANSAK] Source amount is below the minimum allowed, which is 18.00 EUR'
    for (const shape of ['code', 'error', 'message', 'incompatible']) {
      await control('POST', '/faults', { kind: 'amount_too_low', shape, message, times: 1 })
      expect(await quote()).toEqual({
        kind: 'refused',
        reason: 'amount_too_low',
        message,
        limit: { kind: 'minimum', amount: '18.00', currency: 'EUR' },
      })
    }
  })

  it("of a tiny sale are refused with a limit in crypto, which only the provider's detail names", async () => {
    const outcome = await quote({ ...sampleSell, sourceAmount: must(parseAmount('0.0001')) })
    expect(outcome).toMatchObject({
      kind: 'refused',
      reason: 'amount_too_low',
      limit: { kind: 'minimum', currency: 'ETH', amount: expect.stringMatching(/^0\.\d+$/) },
    })
  })

  it('above every limit are refused as too high', async () => {
    const outcome = await quote({ ...sampleBuy, sourceAmount: must(parseAmount('9999999')) })
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'amount_too_high' })
  })

  it('take the names of payment methods that Meld has no word for', async () => {
    for (const paymentMethod of ['VISA', 'MASTERCARD'] as const) {
      const outcome = await quote({ ...sampleBuy, paymentMethod })
      if (outcome.kind !== 'quoted') throw new Error(JSON.stringify(outcome))
      expect(new Set(outcome.quotes.map(({ paymentMethodType }) => paymentMethodType))).toEqual(
        new Set(['CREDIT_DEBIT_CARD']),
      )
    }
  })

  it('that fail in transit may be asked for again', async () => {
    for (const fault of [
      { kind: 'reset' },
      { kind: 'truncated' },
      { kind: 'malformed' },
      { kind: 'oversized' },
      { kind: 'status', status: 503 },
      { kind: 'status', status: 500 },
      { kind: 'status', status: 429, retry_after_seconds: 3 },
    ]) {
      await control('POST', '/faults', { ...fault, path: '/payments/crypto/quote' })
      expect(await quote()).toMatchObject({ kind: 'unavailable' })
      await control('DELETE', '/faults')
    }
  })
})

describe('a widget session', () => {
  it('is opened for buying and for selling', async () => {
    for (const trade of [sampleBuy, sampleSell]) {
      const request = { ...widget(trade), quotedPaymentMethod: null }
      const outcome = await meld.openWidget(account, request)
      expect(outcome).toMatchObject({ kind: 'opened' })
      if (outcome.kind !== 'opened') continue
      expect(outcome.widgetUrl).toContain(outcome.token)
      expect(outcome.serviceProviderWidgetUrl).toMatch(/^http/)
    }
  })

  it('tells Meld the customer at the top, and what to lock', async () => {
    const request = widget({ ...sampleBuy, paymentMethod: 'VISA' })
    await meld.openWidget(account, request)
    const recorded = await control('GET', '/calls')
    expect(recorded).toMatchObject({
      calls: [
        {
          path: '/crypto/session/widget',
          meld_version: '2026-02-03',
          body: {
            customerId,
            externalSessionId: request.externalSessionId,
            sessionData: {
              paymentMethodType: 'CREDIT_DEBIT_CARD',
              lockFields: [...listLockFields(request.trade)],
              clientIpAddress: request.clientIp,
            },
          },
        },
      ],
    })
    expect(JSON.stringify(recorded)).not.toContain('externalCustomerId')
  })

  it('is never said to be refused when it may have been opened', async () => {
    for (const fault of [
      { kind: 'reset' },
      { kind: 'reset_after_accept' },
      { kind: 'truncated' },
      { kind: 'malformed' },
      { kind: 'malformed', body: '<html>Bad Gateway</html>' },
      { kind: 'malformed', body: '' },
      { kind: 'oversized', bytes: widgetBytesMax + 1 },
      { kind: 'status', status: 502 },
      { kind: 'status', status: 503, accepted: true },
      { kind: 'status', status: 504 },
      { kind: 'status', status: 500, code: 'JSON_PROCESSING_ERROR' },
      { kind: 'status', status: 409 },
    ]) {
      await control('POST', '/faults', { ...fault, path: '/crypto/session/widget', times: 1 })
      expect([fault, await meld.openWidget(account, widget())]).toMatchObject([fault, { kind: 'unknown' }])
    }
  })

  it('is unknown when no answer comes within the deadline', async () => {
    const impatient = createMeld({
      send: (call) => outbound.send({ ...call, deadlineMs: 1_000 }),
      now: Date.now,
    })
    for (const kind of ['hang', 'slow_body', 'slow']) {
      await control('POST', '/faults', { kind, path: '/crypto/session/widget', times: 1, delay_ms: 10_000 })
      expect(await impatient.openWidget(account, widget())).toEqual({ kind: 'unknown', reason: 'lost_timeout' })
    }
  })

  it('that Meld has no time for was not opened, and Meld says when to come back', async () => {
    await control('POST', '/faults', {
      kind: 'status',
      status: 429,
      retry_after_seconds: 7,
      path: '/crypto/session/widget',
      times: 1,
    })
    expect(await meld.openWidget(account, widget())).toMatchObject({ kind: 'unavailable', retryAfterSeconds: 7 })
  })

  it('that one provider cannot open leaves the others in the running', async () => {
    for (const fault of [
      { kind: 'provider_error' },
      { kind: 'provider_timeout' },
      { kind: 'status', status: 400, code: 'NOT_SUPPORTED' },
      { kind: 'status', status: 403, code: 'SERVICE_PROVIDER_NOT_ENABLED' },
      { kind: 'status', status: 401, code: 'SERVICE_PROVIDER_AUTHENTICATION_EXCEPTION' },
      { kind: 'status', status: 500, code: 'TRANSACTION_EXCEPTION' },
    ]) {
      await control('POST', '/faults', { ...fault, provider: 'TRANSAK', path: '/crypto/session/widget', times: 1 })
      expect([fault, await meld.openWidget(account, widget())]).toMatchObject([fault, { kind: 'provider_failed' }])
    }
    expect(await meld.openWidget(account, { ...widget(), serviceProvider: 'NOBODY' })).toMatchObject({
      kind: 'provider_failed',
      reason: 'not_enabled',
      code: 'TRANSACTION_INVALID_PROVIDER',
    })
    expect(await meld.openWidget(account, { ...widget(sampleSell), serviceProvider: 'MOONPAY' })).toMatchObject({
      kind: 'provider_failed',
      reason: 'refused',
      code: 'NOT_SUPPORTED',
    })
  })

  it('is refused for an amount outside the limits, with the limit', async () => {
    const outcome = await meld.openWidget(account, widget({ ...sampleBuy, sourceAmount: must(parseAmount('1')) }))
    expect(outcome).toMatchObject({
      kind: 'refused',
      reason: 'amount_too_low',
      limit: { kind: 'minimum', amount: '5.00', currency: 'USD' },
    })
  })

  it('for a customer that Meld does not know says just that', async () => {
    expect(await meld.openWidget(account, sampleWidget(sampleBuy, 'WWWWWWWWWWWWWWWWWWWWWW'))).toEqual({
      kind: 'customer_unknown',
    })
  })

  it('with an external id that was used before is not known to be ours', async () => {
    const request = widget()
    expect(await meld.openWidget(account, request)).toMatchObject({ kind: 'opened' })
    expect(await meld.openWidget(account, request)).toEqual({
      kind: 'unknown',
      reason: 'DUPLICATE_EXTERNAL_SESSION_ID',
    })
  })
})

describe('credentials', () => {
  it('that are refused are for the operator to fix, in every call', async () => {
    const wrong = sampleAccount(simulator.url, '')
    const misconfigured = { kind: 'misconfigured' }
    expect(await meld.createCustomer(wrong, sampleUser('alice'), 8_000)).toMatchObject(misconfigured)
    expect(await meld.quote(wrong, { trade: sampleBuy, customerId })).toMatchObject(misconfigured)
    expect(await meld.openWidget(wrong, widget())).toMatchObject(misconfigured)
    const search = { kind: 'by_external_session', ids: [freshSessionId()] } as const
    expect(await meld.searchTransactions(wrong, search)).toMatchObject(misconfigured)
  })
})
