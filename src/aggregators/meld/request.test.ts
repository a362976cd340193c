import { describe, expect, it } from 'vitest'
import {
  must,
  sampleAccount,
  sampleBuy,
  sampleSell,
  sampleUser,
  sampleWidget,
} from '../../../test/aggregators/meld-samples.ts'
import { parseAmount } from '../../domain/amount.ts'
import { paymentMethods } from '../../domain/payment-method.ts'
import { parseExactJson } from './json.ts'
import { toMeldPaymentMethod } from './payment-methods.ts'
import { listLockFields, makeCurrenciesCall, makeCustomerCall, makeQuoteCall, makeWidgetCall } from './request.ts'

const account = sampleAccount('https://meld.example')

describe('a quote call', () => {
  it('writes the amount as a JSON number with the very digits that were given', () => {
    const sourceAmount = must(parseAmount('9007199254740993.000000000000000001'))
    const call = makeQuoteCall(account, { trade: { ...sampleBuy, sourceAmount }, customerId: 'Wcustomer' })
    expect(call.body).toContain('"sourceAmount":9007199254740993.000000000000000001,')
    expect(parseExactJson(call.body ?? '')).toEqual({
      sourceAmount: '9007199254740993.000000000000000001',
      countryCode: 'US',
      sourceCurrencyCode: 'USD',
      destinationCurrencyCode: 'USDC_BASE',
      walletAddress: sampleBuy.walletAddress,
      customerId: 'Wcustomer',
    })
  })

  it('is valid JSON for every form an amount may come in', () => {
    for (const text of ['.5', '+1.', '007', '0.10', '1']) {
      const trade = { ...sampleBuy, sourceAmount: must(parseAmount(text)) }
      expect(() => JSON.parse(makeQuoteCall(account, { trade, customerId: null }).body ?? '')).not.toThrow()
    }
  })

  it('leaves out a customer and a payment method that are not known', () => {
    const body = makeQuoteCall(account, { trade: sampleBuy, customerId: null }).body ?? ''
    expect(body).not.toContain('customerId')
    expect(body).not.toContain('paymentMethodType')
  })
})

describe('every call', () => {
  it('carries the key as it is, and the pinned version', () => {
    const widget = sampleWidget(sampleBuy)
    for (const call of [
      makeQuoteCall(account, { trade: sampleBuy, customerId: null }),
      makeWidgetCall(account, widget),
      makeCustomerCall(account, sampleUser('alice'), 8_000),
      makeCurrenciesCall(account, 'network-partner'),
      makeCurrenciesCall(account, 'service-provider'),
    ]) {
      expect(call.headers).toMatchObject({
        authorization: 'BASIC sample-key:secret',
        'meld-version': '2026-02-03',
        accept: 'application/json',
        'content-type': 'application/json',
      })
      expect(call.url).toMatch(/^https:\/\/meld\.example\/[a-z]/)
      expect(call.deadlineMs).toBeGreaterThan(0)
      expect(call.responseBytesMax).toBeGreaterThan(0)
      expect(call.url + call.name + (call.body ?? '')).not.toContain('secret')
    }
  })
})

describe('a widget call', () => {
  it('names the customer at the top level, by one id only, and locks what the user must not change', () => {
    const request = sampleWidget(sampleBuy)
    expect(JSON.parse(makeWidgetCall(account, request).body ?? '')).toEqual({
      sessionType: 'BUY',
      customerId: request.customerId,
      externalSessionId: request.externalSessionId,
      sessionData: {
        countryCode: 'US',
        serviceProvider: 'TRANSAK',
        sourceCurrencyCode: 'USD',
        destinationCurrencyCode: 'USDC_BASE',
        sourceAmount: '250.00',
        walletAddress: sampleBuy.walletAddress,
        paymentMethodType: 'CREDIT_DEBIT_CARD',
        lockFields: [
          'cryptoCurrency',
          'sourceCurrencyCode',
          'destinationCurrencyCode',
          'walletAddress',
          'sourceAmount',
        ],
        redirectUrl: 'https://ramp.example/return/abc',
        clientIpAddress: '203.0.113.7',
      },
    })
  })

  it('sells with the crypto leg as the source', () => {
    const body = JSON.parse(makeWidgetCall(account, sampleWidget(sampleSell)).body ?? '')
    expect(body).toMatchObject({
      sessionType: 'SELL',
      sessionData: { sourceCurrencyCode: 'ETH', destinationCurrencyCode: 'USD', sourceAmount: '0.1' },
    })
  })

  it('locks the payment method exactly when the caller chose it', () => {
    const pinned = { ...sampleBuy, paymentMethod: 'SEPA' as const }
    const body = JSON.parse(makeWidgetCall(account, sampleWidget(pinned)).body ?? '')
    expect(body.sessionData.paymentMethodType).toBe('SEPA')
    expect(body.sessionData.lockFields).toEqual(listLockFields(pinned))
    expect(listLockFields(pinned)).toContain('paymentMethodType')
    expect(listLockFields(sampleBuy)).not.toContain('paymentMethodType')
  })

  it('asks for the flow that leads the user back first in sells alone, and only when told to', () => {
    const flowOf = (trade: typeof sampleBuy, redirectFlow: boolean) =>
      JSON.parse(makeWidgetCall(account, sampleWidget({ ...trade, redirectFlow })).body ?? '').sessionData.redirectFlow
    expect(flowOf(sampleSell, true)).toBe(true)
    for (const flow of [flowOf(sampleSell, false), flowOf(sampleBuy, true)]) expect(flow).toBeUndefined()
  })

  it('tells of the identity check what it is told to, each in its own place, and else nothing', () => {
    const plain = makeWidgetCall(account, sampleWidget(sampleBuy)).body ?? ''
    for (const word of ['bypassKyc', 'kycInfo']) expect(plain).not.toContain(word)
    const told = { ...sampleWidget(sampleBuy), bypassKyc: true, kycShareToken: 'sst_1' }
    expect(JSON.parse(makeWidgetCall(account, told).body ?? '')).toMatchObject({
      bypassKyc: true,
      sessionData: { kycInfo: { kycProvider: 'SUMSUB', kycShareToken: 'sst_1' } },
    })
  })

  it('leaves out an address and a payment method that are not known', () => {
    const body = makeWidgetCall(account, { ...sampleWidget(sampleBuy), clientIp: null, quotedPaymentMethod: null }).body
    expect(body).not.toContain('clientIpAddress')
    expect(body).not.toContain('paymentMethodType')
  })
})

describe('payment methods', () => {
  it('that Meld has no word for become the rail that carries them; the others stay as they are', () => {
    const changed = paymentMethods.filter((method) => toMeldPaymentMethod(method) !== method)
    expect(changed.map((method) => [method, toMeldPaymentMethod(method)])).toEqual([
      ['VISA', 'CREDIT_DEBIT_CARD'],
      ['MASTERCARD', 'CREDIT_DEBIT_CARD'],
      ['BACS', 'BANK_TRANSFER'],
    ])
  })
})
