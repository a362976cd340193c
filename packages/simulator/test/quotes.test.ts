import { describe, expect, test } from 'vitest'
import { COUNTRIES } from '../src/data/countries.ts'
import { FIAT_CURRENCIES } from '../src/data/fiats.ts'
import { decimal } from '../src/decimal.ts'
import { decodeJson, isRecord } from '../src/json.ts'
import { buyQuote, HEADERS, recordAt, records, startClient } from './started-simulator.ts'

const QUOTE = '/payments/crypto/quote'

function exactOffers(text: string) {
  const body = decodeJson(text)
  const offers = isRecord(body) && Array.isArray(body.quotes) ? body.quotes : []
  return offers.filter(isRecord)
}

describe('a buy quote', () => {
  test('has one offer per provider, and its amounts add up to the last digit', async () => {
    const { post } = await startClient()
    const answer = await post(QUOTE, buyQuote())
    expect(answer.status).toBe(200)
    const offers = exactOffers(answer.text)
    expect(offers.length).toBeGreaterThanOrEqual(6)
    expect(new Set(offers.map((offer) => offer.serviceProvider)).size).toBe(offers.length)
    for (const offer of offers) {
      const amount = (name: string) => decimal(String(offer[name]))
      expect(offer.transactionType).toBe('CRYPTO_PURCHASE')
      const fees = amount('networkFee').plus(amount('transactionFee')).plus(amount('partnerFee'))
      expect(fees.eq(amount('totalFee'))).toBe(true)
      expect(amount('sourceAmount').minus(amount('totalFee')).eq(amount('fiatAmountWithoutFees'))).toBe(true)
      expect(amount('exchangeRate').times(amount('destinationAmount')).minus(200).abs().lt('0.0001')).toBe(true)
      expect(offer.destinationAmountWithoutFees).toBeNull()
    }
  })

  test('echoes eighteen decimals as a JSON number without losing one', async () => {
    const { post } = await startClient()
    const body = JSON.stringify(buyQuote()).replace('200', '200.123456789012345678')
    const answer = await post(QUOTE, body)
    expect(answer.text).toContain('"sourceAmount":200.123456789012345678,')
    expect(answer.text).not.toMatch(/[0-9]e[+-]?[0-9]/i)
  })

  test('has a winner that depends on the amount, the country and the method', async () => {
    const { post } = await startClient()
    const winners = new Set<unknown>()
    for (const [countryCode, sourceCurrencyCode] of [
      ['DE', 'EUR'],
      ['US', 'USD'],
      ['BR', 'BRL'],
      ['GB', 'GBP'],
    ]) {
      for (const sourceAmount of [40, 250, 3000]) {
        for (const destinationCurrencyCode of ['USDC_BASE', 'ETH']) {
          const request = { countryCode, sourceCurrencyCode, destinationCurrencyCode, sourceAmount }
          const { json } = await post(QUOTE, { ...buyQuote(request), paymentMethodType: null })
          const best = [...records(json.quotes)].sort(
            (a, b) => Number(b.destinationAmount) - Number(a.destinationAmount),
          )
          winners.add(best[0]?.serviceProvider)
        }
      }
    }
    expect(winners.size).toBeGreaterThanOrEqual(4)
  })

  test('keeps to the providers asked for', async () => {
    const { post } = await startClient()
    const { json } = await post(QUOTE, buyQuote({ serviceProviders: ['BANXA', 'MOONPAY'] }))
    expect(records(json.quotes).map((offer) => offer.serviceProvider)).toEqual(['MOONPAY', 'BANXA'])
  })

  test('asked by a broad type comes back with a concrete method', async () => {
    const { post } = await startClient()
    const { json } = await post(QUOTE, buyQuote({ paymentMethodType: 'BANK_TRANSFER' }))
    const methods = records(json.quotes).map((offer) => offer.paymentMethodType)
    expect(new Set(methods)).toEqual(new Set(['SEPA', 'SEPA_INSTANT']))
  })

  test('can be had in each of the 43 countries and for each fiat currency', async () => {
    const { post } = await startClient()
    expect(COUNTRIES).toHaveLength(43)
    for (const { code, currencyCode } of COUNTRIES) {
      const fiat = FIAT_CURRENCIES.find((currency) => currency.code === currencyCode)
      const request = { countryCode: code, sourceCurrencyCode: currencyCode, paymentMethodType: null }
      const amount = Math.round(Number(fiat?.perUsd) * 100)
      const { status, text } = await post(QUOTE, buyQuote({ ...request, sourceAmount: amount }))
      expect([code, status, text.includes('TRANSAK')]).toEqual([code, 200, true])
    }
    for (const { code, perUsd } of FIAT_CURRENCIES) {
      const amount = Math.round(Number(perUsd) * 100)
      const { status } = await post(QUOTE, buyQuote({ sourceCurrencyCode: code, sourceAmount: amount }))
      expect([code, status]).toEqual([code, 200])
    }
  })
})

describe('a sell quote', () => {
  test('follows from the source leg alone: crossed legs are priced the other way round with 200', async () => {
    const { post } = await startClient()
    const crossed = { sourceCurrencyCode: 'USDC_BASE', destinationCurrencyCode: 'EUR', paymentMethodType: null }
    const answer = await post(QUOTE, buyQuote(crossed))
    expect(answer.status).toBe(200)
    const offers = exactOffers(answer.text)
    expect(offers.map((offer) => offer.serviceProvider)).toEqual([
      'TRANSAK',
      'BANXA',
      'UNLIMIT',
      'PAYBIS',
      'ALCHEMYPAY',
    ])
    for (const offer of offers) {
      const amount = (name: string) => decimal(String(offer[name]))
      expect(offer).toMatchObject({ transactionType: 'CRYPTO_SELL', networkFee: null, sourceAmountWithoutFees: null })
      expect(amount('fiatAmountWithoutFees').minus(amount('totalFee')).eq(amount('destinationAmount'))).toBe(true)
      expect(recordAt(offer, 'rampIntelligence')).toMatchObject({ rampScore: null, lowKyc: null })
    }
  })

  test('below the minimum names the threshold in crypto and only in the provider detail', async () => {
    const { post } = await startClient()
    const request = { sourceCurrencyCode: 'ETH', destinationCurrencyCode: 'EUR', sourceAmount: '0.0001' }
    const { status, json } = await post(QUOTE, buyQuote({ ...request, paymentMethodType: null }))
    expect(status).toBe(400)
    expect(json.code).toBe('INVALID_AMOUNT_TOO_LOW')
    expect(json.message).toBe('[TRANSAK] Source amount is below the minimum allowed')
    expect(recordAt(json, 'serviceProviderDetails').message).toMatch(/^Minimum sell amount .* 0\.00\d+ ETH$/)
  })
})

describe('a refused quote', () => {
  test('names every missing field as Meld does', async () => {
    const { post } = await startClient()
    const { status, json } = await post(QUOTE, {})
    expect(status).toBe(400)
    expect(json).toMatchObject({
      code: 'BAD_REQUEST',
      message: 'Bad request',
      errors: [
        '[countryCode] must not be null',
        '[destinationCurrencyCode] must not be blank',
        '[sourceAmount] must not be null',
        '[sourceCurrencyCode] must not be blank',
      ],
    })
    expect(json.requestId).toMatch(/^[0-9a-f]{32}$/)
    expect(json.timestamp).toMatch(/^2026-08-14T09:00:00\.\d{6}Z$/)
  })

  test('tells too low from too high, with and without the threshold in the message', async () => {
    const { post } = await startClient()
    const low = await post(QUOTE, buyQuote({ sourceAmount: 1 }))
    expect([low.status, low.json.code]).toEqual([400, 'INVALID_AMOUNT_TOO_LOW'])
    expect(low.json.message).toBe('[TRANSAK] Source amount is below the minimum allowed, which is 4.60 EUR')
    const high = await post(QUOTE, buyQuote({ sourceAmount: 900000, serviceProviders: ['MOONPAY'] }))
    expect([high.status, high.json.code]).toEqual([400, 'INVALID_AMOUNT_TOO_HIGH'])
    expect(high.json.message).toBe('[MOONPAY] Source amount is above the maximum allowed')
  })

  test('is 404 when no provider serves the corridor', async () => {
    const { post } = await startClient()
    const { status, json } = await post(QUOTE, buyQuote({ countryCode: 'KP' }))
    expect([status, json.code]).toEqual([404, 'NOT_FOUND'])
  })

  test('says which kind of code is wrong', async () => {
    const { post } = await startClient()
    const code = async (change: Record<string, unknown>) => (await post(QUOTE, buyQuote(change))).json.code
    expect(await code({ destinationCurrencyCode: 'USDC_MARS' })).toBe('INVALID_CRYPTO_CURRENCY')
    expect(await code({ sourceCurrencyCode: 'XXX' })).toBe('INVALID_FIAT_CURRENCY')
    expect(await code({ paymentMethodType: 'SAMSUNG_PAY' })).toBe('INVALID_PAYMENT_METHOD')
    expect(await code({ sourceAmount: 0 })).toBe('BAD_REQUEST')
    expect(await code({ customerId: 'a', externalCustomerId: 'b' })).toBe('BAD_REQUEST')
  })
})

describe('the version header', () => {
  test('is answered with the version used, and a malformed one is refused', async () => {
    const { post } = await startClient()
    const at = (version: string) => post(QUOTE, buyQuote(), { ...HEADERS, 'meld-version': version })
    expect((await at('2026-02-03')).headers.get('meld-version')).toBe('2026-02-03')
    expect((await at('2026-04-30')).headers.get('meld-version')).toBe('2026-02-03')
    expect((await at('2001-01-01')).headers.get('meld-version')).toBe('2022-07-19')
    for (const malformed of ['2026-2-3', '2026-02-30', 'latest']) {
      const { status, json } = await at(malformed)
      expect([status, json.errors]).toEqual([400, ['[Meld-Version] is invalid']])
    }
  })

  test('switches the field names of an offer', async () => {
    const { post } = await startClient()
    const offer = async (version: string) => {
      const { json } = await post(QUOTE, buyQuote(), { ...HEADERS, 'meld-version': version })
      return records(json.quotes)[0] ?? {}
    }
    expect(await offer('2026-02-02')).toHaveProperty('customerScore')
    expect(await offer('2026-02-02')).not.toHaveProperty('rampIntelligence')
    expect(await offer('2026-02-03')).toHaveProperty('rampIntelligence.rampScore')
    expect(await offer('2026-02-03')).not.toHaveProperty('integrationMode')
    expect(await offer('2026-05-01')).toMatchObject({ destinationNetworkCode: 'BASE', integrationMode: 'WIDGET' })
  })
})

test('only the literal BASIC scheme with a known key is let in', async () => {
  const { post } = await startClient({ apiKeys: ['good-key'] })
  const status = async (authorization?: string) =>
    (await post(QUOTE, buyQuote(), authorization === undefined ? {} : { authorization })).status
  expect(await status('BASIC good-key')).toBe(200)
  for (const wrong of ['Basic good-key', 'basic good-key', 'BASIC  good-key', 'BASIC bad-key', 'Bearer good-key', '']) {
    expect([wrong, await status(wrong)]).toEqual([wrong, 401])
  }
  const { json } = await post(QUOTE, buyQuote(), {})
  expect(json).toMatchObject({ code: 'UNAUTHORIZED', message: 'Access denied' })
})

test('bench mode answers the same quote, and still obeys a fault', async () => {
  const plain = await startClient()
  const bench = await startClient({ instant: true })
  const first = await bench.post(QUOTE, buyQuote())
  const second = await bench.post(QUOTE, buyQuote())
  expect(second.text).toBe(first.text)
  expect(first.text).toBe((await plain.post(QUOTE, buyQuote())).text)
  await bench.control('/_sim/faults', { kind: 'quotes_null' })
  expect((await bench.post(QUOTE, buyQuote())).json.quotes).toBeNull()
})
