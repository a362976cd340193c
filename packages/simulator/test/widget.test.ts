import { jwtVerify } from 'jose'
import { describe, expect, test } from 'vitest'
import type { JsonRecord } from '../src/json.ts'
import { buySession, HEADERS, records, START_MS, startClient, WALLET } from './started-simulator.ts'

const WIDGET = '/crypto/session/widget'

describe('a widget session', () => {
  test('is answered with ids, two links and the token of the first', async () => {
    const { post, simulator } = await startClient()
    const { status, json } = await post(
      WIDGET,
      buySession({}, { externalSessionId: 'x-1', externalCustomerId: 'cu-1' }),
    )
    expect(status).toBe(200)
    expect(json.id).toMatch(/^W[1-9A-HJ-NP-Za-km-z]{21}$/)
    expect(json.customerId).toMatch(/^W[1-9A-HJ-NP-Za-km-z]{21}$/)
    expect(json).toMatchObject({ externalSessionId: 'x-1', externalCustomerId: 'cu-1' })
    expect(json.widgetUrl).toBe(`${simulator.url}/checkout?token=${json.token}`)
    expect(json.serviceProviderWidgetUrl).toContain(`${simulator.url}/checkout?provider=transak&token=`)
    expect(Object.keys(json)).not.toContain('expiresAt')
  })

  test('has an HS256 token that lives 1800 seconds of the simulator clock', async () => {
    const { openSession } = await startClient()
    const session = await openSession()
    const [header = '', payload = ''] = String(session.token).split('.')
    expect(JSON.parse(Buffer.from(header, 'base64url').toString()).alg).toBe('HS256')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
    expect(claims).toMatchObject({ iss: 'meld.io', sub: 'crypto', iat: START_MS / 1000, sessionId: session.id })
    expect(claims.exp - claims.iat).toBe(1800)
    await expect(jwtVerify(String(session.token), Buffer.from('wrong'))).rejects.toThrow('signature')
  })

  test('for an unknown destination code silently is for Bitcoin', async () => {
    const { openSession, get, simulator } = await startClient()
    const session = await openSession({ destinationCurrencyCode: 'USDC_BSAE' })
    const { json } = await get('/_sim/sessions')
    expect(records(json.sessions)[0]).toMatchObject({
      id: session.id,
      destination_currency_code: 'BTC',
      requested_destination_currency_code: 'USDC_BSAE',
      became_bitcoin: true,
    })
    const page = await (await fetch(`${simulator.url}/checkout?token=${session.token}`)).text()
    expect(page).toContain('Buy BTC')
  })

  test('ignores unknown keys, and a customer named inside sessionData is lost', async () => {
    const { post } = await startClient()
    const known = await post('/accounts/customers', { externalId: 'cu-1' })
    const change = {
      customerId: known.json.id,
      externalCustomerId: 'cu-1',
      wallettAddress: 'typo',
      walletAddressLocked: true,
    }
    const { status, json } = await post(WIDGET, buySession(change))
    expect(status).toBe(200)
    expect(json.externalCustomerId).toBeNull()
    expect(json.customerId).not.toBe(known.json.id)
  })

  test('maps the same externalCustomerId to the same customer', async () => {
    const { openSession, post } = await startClient()
    const first = await openSession({}, { externalCustomerId: 'cu-1' })
    const second = await openSession({}, { externalCustomerId: 'cu-1' })
    expect(second.customerId).toBe(first.customerId)
    expect((await post('/accounts/customers', { externalId: 'cu-1' })).json.id).toBe(first.customerId)
  })
})

describe('a refused widget session', () => {
  const cases: readonly [string, JsonRecord, JsonRecord, string, string][] = [
    [
      'no provider',
      { serviceProvider: undefined },
      {},
      'BAD_REQUEST',
      '[sessionData.serviceProvider] must not be null',
    ],
    ['no wallet on a buy', { walletAddress: '' }, {}, 'BAD_REQUEST', '[sessionData.walletAddress] must not be blank'],
    ['no amount', { sourceAmount: null }, {}, 'BAD_REQUEST', '[sessionData.sourceAmount] must not be null'],
    ['both customers', {}, { customerId: 'a', externalCustomerId: 'b' }, 'BAD_REQUEST', 'must not both be set'],
    ['no data', {}, { sessionData: null }, 'BAD_REQUEST', '[sessionData] must not be null'],
    [
      'bad lock',
      { lockFields: ['country'] },
      {},
      'BAD_REQUEST',
      'cryptoCurrency, destinationCurrencyCode, sourceCurrencyCode',
    ],
    ['unknown provider', { serviceProvider: 'ACME' }, {}, 'TRANSACTION_INVALID_PROVIDER', 'Invalid service provider'],
    ['unknown customer', {}, { customerId: 'Wnobody' }, 'CUSTOMER_NOT_FOUND', 'Customer not found'],
    ['bypass without customer', {}, { bypassKyc: true }, 'CUSTOMER_ID_REQUIRED', 'required'],
    ['too low', { sourceAmount: '1' }, {}, 'INVALID_AMOUNT_TOO_LOW', 'below the minimum allowed, which is 4.60 EUR'],
    ['too high', { sourceAmount: '9999999' }, {}, 'INVALID_AMOUNT_TOO_HIGH', 'above the maximum allowed, which is'],
    ['no such method', { paymentMethodType: 'BACS' }, {}, 'INVALID_PAYMENT_METHOD', 'BACS'],
    ['method elsewhere', { paymentMethodType: 'PIX' }, {}, 'PAYMENT_METHOD_NOT_SUPPORTED', 'not supported'],
    ['transfer', {}, { sessionType: 'TRANSFER' }, 'NOT_SUPPORTED', 'Operation not supported'],
  ]
  test.each(cases)('for %s says so', async (_name, change, top, code, words) => {
    const { post } = await startClient()
    const { status, json, text } = await post(WIDGET, buySession(change, top))
    expect([status, json.code]).toEqual([400, code])
    expect(text).toContain(words)
  })

  test('for a used externalSessionId is per account and for ever', async () => {
    const { post } = await startClient({ keyGroups: [['k-a', 'k-b']] })
    const open = async (key: string) => {
      const headers = { ...HEADERS, authorization: `BASIC ${key}` }
      return (await post(WIDGET, buySession({}, { externalSessionId: 'x-1' }), headers)).json.code
    }
    expect(await open('k-a')).toBeUndefined()
    expect(await open('k-a')).toBe('DUPLICATE_EXTERNAL_SESSION_ID')
    expect(await open('k-b')).toBe('DUPLICATE_EXTERNAL_SESSION_ID')
    expect(await open('k-other')).toBeUndefined()
  })

  test('leaves no session behind and its externalSessionId free', async () => {
    const { post, get } = await startClient()
    const top = { externalSessionId: 'x-1' }
    expect((await post(WIDGET, buySession({ sourceAmount: '1' }, top))).status).toBe(400)
    expect((await get('/_sim/sessions')).json.total).toBe(0)
    expect((await post(WIDGET, buySession({}, top))).status).toBe(200)
  })
})

test('a sell needs no wallet, and only providers with an off-ramp take it', async () => {
  const { post } = await startClient()
  const sell = (serviceProvider: string) => {
    const legs = { sourceCurrencyCode: 'USDC_BASE', destinationCurrencyCode: 'EUR', serviceProvider }
    return post(WIDGET, buySession({ ...legs, walletAddress: undefined }, { sessionType: 'SELL' }))
  }
  expect((await sell('UNLIMIT')).status).toBe(200)
  expect((await sell('STRIPE')).json.code).toBe('NOT_SUPPORTED')
})

test('the same seed and the same calls give the same ids, another seed gives others', async () => {
  const run = async (seed: string) => {
    const { openSession, post } = await startClient({ seed })
    const session = await openSession({}, { externalSessionId: 'x-1' })
    const quote = await post('/payments/crypto/quote', {
      countryCode: 'US',
      sourceCurrencyCode: 'USD',
      destinationCurrencyCode: 'ETH',
      sourceAmount: 100,
    })
    return [session.id, session.customerId, quote.text]
  }
  const first = await run('a')
  expect(await run('a')).toEqual(first)
  const other = await run('b')
  for (const [index, value] of first.entries()) expect(other[index]).not.toBe(value)
})

test('the wallet address and the client address reach the session as sent', async () => {
  const { openSession, get } = await startClient()
  await openSession({ clientIpAddress: '203.0.113.7', redirectUrl: 'myapp://back?x=1', lockFields: ['walletAddress'] })
  const { json } = await get('/_sim/sessions')
  expect(records(json.sessions)[0]).toMatchObject({
    wallet_address: WALLET,
    client_ip_address: '203.0.113.7',
    redirect_url: 'myapp://back?x=1',
    lock_fields: ['walletAddress'],
  })
})

test('bench mode answers in the same shape, each with an id of its own and nothing kept, and still obeys a fault', async () => {
  const plain = await startClient()
  const bench = await startClient({ instant: true })
  const ids = { externalSessionId: 'x-1', customerId: 'W111' }
  const first = await bench.post(WIDGET, buySession({}, ids))
  const second = await bench.post(WIDGET, buySession({}, ids))
  expect([first.status, second.status]).toEqual([200, 200])
  expect(first.json).toMatchObject(ids)
  expect(second.json.id).not.toBe(first.json.id)
  const shape = await plain.post(WIDGET, buySession({}, { externalSessionId: 'x-1' }))
  expect(Object.keys(first.json).sort()).toEqual(Object.keys(shape.json).sort())
  expect(records((await bench.get('/_sim/sessions')).json.sessions)).toEqual([])
  await bench.control('/_sim/faults', { kind: 'status', status: 503 })
  expect((await bench.post(WIDGET, buySession())).status).toBe(503)
})
