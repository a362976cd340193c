import { describe, expect, it } from 'vitest'
import { must, sampleBuy, sampleSell } from '../../../test/aggregators/meld-samples.ts'
import { parseAmount } from '../../domain/amount.ts'
import type { UpstreamTrade } from '../aggregator.ts'
import { readQuotes } from './offers.ts'

/** One good offer for `sampleBuy`, as JSON text, with members replaced. */
function offer(changes: Record<string, string | undefined> = {}): string {
  const members: Record<string, string | undefined> = {
    transactionType: '"CRYPTO_PURCHASE"',
    sourceAmount: '250.00',
    sourceAmountWithoutFees: '243.97',
    fiatAmountWithoutFees: '243.97',
    destinationAmountWithoutFees: 'null',
    sourceCurrencyCode: '"USD"',
    destinationCurrencyCode: '"USDC_BASE"',
    destinationAmount: '243.123456789012345678',
    countryCode: '"US"',
    totalFee: '6.03',
    networkFee: '3.53',
    transactionFee: '2',
    partnerFee: 'null',
    exchangeRate: '1.0282',
    paymentMethodType: '"CREDIT_DEBIT_CARD"',
    serviceProvider: '"TRANSAK"',
    rampIntelligence: '{"rampScore":21.66,"lowKyc":false,"previouslyUsed":null}',
    ...changes,
  }
  const written = Object.entries(members).filter(([, value]) => value !== undefined)
  return `{${written.map(([name, value]) => `"${name}":${value}`).join(',')}}`
}

function read(offers: readonly string[], trade: UpstreamTrade = sampleBuy) {
  return readQuotes(`{"quotes":[${offers.join(',')}]}`, trade)
}

/** Why one offer is left out; undefined when it is kept. */
function faultOf(changes: Record<string, string | undefined>): string | undefined {
  const outcome = read([offer(changes)])
  return outcome?.kind === 'quoted' ? outcome.excluded[0]?.reason : 'not quoted'
}

describe('offers', () => {
  it('are read with every digit that was sent', () => {
    expect(read([offer()])).toEqual({
      kind: 'quoted',
      excluded: [],
      quotes: [
        {
          serviceProvider: 'TRANSAK',
          sourceAmount: '250.00',
          destinationAmount: '243.123456789012345678',
          totalFee: '6.03',
          networkFee: '3.53',
          transactionFee: '2',
          partnerFee: null,
          exchangeRate: '1.0282',
          paymentMethodType: 'CREDIT_DEBIT_CARD',
          rampScore: 21.66,
          lowKyc: false,
          usedBefore: false,
        },
      ],
    })
  })

  it('of the opposite direction, which crossed legs give with 200, are left out', () => {
    expect(faultOf({ transactionType: '"CRYPTO_SELL"' })).toBe('wrong_direction')
    expect(faultOf({ transactionType: '"CRYPTO_PURCHASE_SWAP"' })).toBe('wrong_direction')
  })

  it('of an unnamed direction are told by their currencies', () => {
    for (const transactionType of ['null', undefined]) {
      expect(faultOf({ transactionType })).toBeUndefined()
      const crossed = { transactionType, sourceCurrencyCode: '"USDC_BASE"', destinationCurrencyCode: '"USD"' }
      expect(faultOf(crossed)).toBe('wrong_currency')
    }
  })

  it('for other currencies, such as Bitcoin in place of an unknown code, are left out', () => {
    expect(faultOf({ destinationCurrencyCode: '"BTC"' })).toBe('wrong_currency')
    expect(faultOf({ sourceCurrencyCode: '"EUR"' })).toBe('wrong_currency')
    expect(faultOf({ sourceCurrencyCode: '"USDC_BASE"', destinationCurrencyCode: '"USD"' })).toBe('wrong_currency')
    expect(faultOf({ destinationCurrencyCode: undefined })).toBe('malformed_offer')
  })

  it('for another amount are left out, however little it differs; another spelling of the same one is not', () => {
    expect(faultOf({ sourceAmount: '250.000000000000000001' })).toBe('wrong_amount')
    expect(faultOf({ sourceAmount: '25e1' })).toBeUndefined()
    expect(faultOf({ sourceAmount: '250.000000000000000000' })).toBeUndefined()
    expect(faultOf({ sourceAmount: 'null' })).toBeUndefined()
    expect(faultOf({ sourceAmount: '"much"' })).toBe('malformed_offer')
  })

  it('for the same amount as exactly as Meld can write it are kept', () => {
    const echo = (sent: string, echoed: string) => {
      const outcome = read([offer({ sourceAmount: echoed })], { ...sampleBuy, sourceAmount: must(parseAmount(sent)) })
      return outcome?.kind === 'quoted' ? outcome.excluded.find(({ reason }) => reason === 'wrong_amount')?.reason : 'x'
    }
    for (const [sent, echoed] of [
      ['0.123456789012345678', '0.12345678901234568'],
      ['0.123456789012345678', '1.2345678901234568E-1'],
      ['0.123456789012345678', '0.12345679'],
      ['0.123456789012345678', '0.12345678'],
      ['0.123456789012345678', '0.123457'],
      ['1.500000000000000001', '1.5'],
      ['1.500000000000000001', '1.50000000'],
      ['12345678901234567.89', '12345678901234568'],
    ] as const) {
      expect(echo(sent, echoed), `${sent} ${echoed}`).toBeUndefined()
    }
    for (const [sent, echoed] of [
      ['0.123456789012345678', '0.12345'],
      ['0.123456789012345678', '0.12345677'],
      ['0.123456789012345678', '0.123456789012345679'],
      ['0.123456789012345678', '1.23456789'],
      ['0.000000000000000001', '0'],
      ['100.01', '100'],
      ['100.01', '100.02'],
      ['100', '100.00000001'],
    ] as const) {
      expect(echo(sent, echoed), `${sent} ${echoed}`).toBe('wrong_amount')
    }
  })

  it('without an amount above zero are left out', () => {
    for (const text of ['null', '0', '0.0', '-5', undefined])
      expect(faultOf({ destinationAmount: text })).toBe('no_amount')
    for (const text of ['"NaN"', '{}', '[1]', 'true'])
      expect(faultOf({ destinationAmount: text })).toBe('malformed_offer')
  })

  it('by another payment method than the one asked for are left out, but not by a kind of it', () => {
    const asked = (paymentMethod: UpstreamTrade['paymentMethod'], offered: string) => {
      const outcome = read([offer({ paymentMethodType: offered })], { ...sampleBuy, paymentMethod })
      return outcome?.kind === 'quoted' ? outcome.excluded[0]?.reason : 'not quoted'
    }
    for (const [method, offered] of [
      ['ACH', 'CREDIT_DEBIT_CARD'],
      ['ACH', 'SEPA'],
      ['CREDIT_DEBIT_CARD', 'APPLE_PAY'],
      ['VISA', 'ACH'],
      ['CARD', 'GOOGLE_PAY'],
      ['BANK_TRANSFER', 'CREDIT_DEBIT_CARD'],
      ['BACS', 'CREDIT_DEBIT_CARD'],
      ['MOBILE_WALLET', 'CREDIT_DEBIT_CARD'],
      ['LOCAL', 'CREDIT_DEBIT_CARD'],
      ['PIX', 'SOMETHING_NEW'],
      ['GOOGLE_PAY', 'APPLE_PAY'],
    ] as const) {
      expect(asked(method, `"${offered}"`), `${method} ${offered}`).toBe('wrong_payment_method')
    }
    for (const [method, offered] of [
      ['ACH', '"ACH"'],
      ['ACH', '"ach"'],
      ['ACH', '"SAME_DAY_ACH"'],
      ['ACH', 'null'],
      ['ACH', '""'],
      ['SEPA', '"SEPA_INSTANT"'],
      ['APPLE_PAY', '"APPLEPAY_EU"'],
      ['VISA', '"CREDIT_DEBIT_CARD"'],
      ['MASTERCARD', '"MASTERCARD"'],
      ['CARD', '"CREDIT_DEBIT_CARD"'],
      ['BANK_TRANSFER', '"ACH"'],
      ['BANK_TRANSFER', '"NG_BANK_TRANSFER"'],
      ['BACS', '"UK_FASTER_PAYMENTS"'],
      ['MOBILE_WALLET', '"GCASH"'],
      ['LOCAL', '"SOMETHING_NEW"'],
      [null, '"WHATEVER"'],
    ] as const) {
      expect(asked(method, offered), `${method} ${offered}`).toBeUndefined()
    }
  })

  it('far outside what the others offer are held back with both figures', () => {
    const outcome = read([
      offer({ serviceProvider: '"STRIPE"', destinationAmount: '243' }),
      offer({ serviceProvider: '"BANXA"', destinationAmount: '700' }),
      offer({ serviceProvider: '"PAYBIS"', destinationAmount: '30' }),
      offer({ serviceProvider: '"TOPPER"', destinationAmount: '240' }),
      offer({ serviceProvider: '"TRANSAK"', destinationAmount: '95820000' }),
    ])
    expect(outcome).toMatchObject({
      quotes: [{ serviceProvider: 'STRIPE' }, { serviceProvider: 'TOPPER' }],
      excluded: [
        {
          serviceProvider: 'TRANSAK',
          reason: 'implausible',
          detail: '95820000 USDC for this amount is more than 3 times the usual price, about 250 USDC.',
        },
        {
          serviceProvider: 'BANXA',
          reason: 'implausible',
          detail: '700 USDC for this amount is more than 2 times what others offer, about 243 USDC.',
        },
        {
          serviceProvider: 'PAYBIS',
          reason: 'implausible',
          detail: '30 USDC for this amount is less than a 5th of what others offer, about 243 USDC.',
        },
      ],
    })
  })

  it('of a bare NaN or Infinity spoil that member alone', () => {
    const outcome = read([
      offer({ serviceProvider: '"BANXA"', destinationAmount: 'NaN' }),
      offer({ serviceProvider: '"PAYBIS"', destinationAmount: '-Infinity' }),
      offer({ totalFee: 'NaN', exchangeRate: 'Infinity', rampIntelligence: '{"rampScore":NaN}', note: '"a \\" NaN"' }),
    ])
    expect(outcome).toMatchObject({
      quotes: [{ serviceProvider: 'TRANSAK', totalFee: null, exchangeRate: null, rampScore: null }],
      excluded: [
        { serviceProvider: 'BANXA', reason: 'no_amount' },
        { serviceProvider: 'PAYBIS', reason: 'no_amount' },
      ],
    })
  })

  it('in exponent form are written out exactly', () => {
    const outcome = read([offer({ destinationAmount: '2.4312e2', totalFee: '6.6413e-4' })])
    expect(outcome).toMatchObject({ quotes: [{ destinationAmount: '243.12', totalFee: '0.00066413' }] })
  })

  it('do not spoil each other, each being named with its reason', () => {
    const outcome = read([
      'null',
      '"offer"',
      '[]',
      '{}',
      offer({ serviceProvider: 'null' }),
      offer({ serviceProvider: `"${'X'.repeat(65)}"` }),
      offer({ serviceProvider: '"BANXA"', transactionType: '"CRYPTO_SELL"' }),
      offer({ serviceProvider: '"PAYBIS"', destinationAmount: 'null' }),
      offer({ serviceProvider: '"STRIPE"' }),
      offer({ serviceProvider: '"STRIPE"', paymentMethodType: '"ACH"' }),
    ])
    expect(outcome).toMatchObject({
      kind: 'quoted',
      quotes: [
        { serviceProvider: 'STRIPE', paymentMethodType: 'CREDIT_DEBIT_CARD' },
        { serviceProvider: 'STRIPE', paymentMethodType: 'ACH' },
      ],
      excluded: [
        ...Array.from({ length: 6 }, () => ({ serviceProvider: null, reason: 'malformed_offer' })),
        { serviceProvider: 'BANXA', reason: 'wrong_direction' },
        { serviceProvider: 'PAYBIS', reason: 'no_amount' },
      ],
    })
  })

  it('may lack what only informs, and may carry more than is known', () => {
    const bare = offer({
      totalFee: undefined,
      networkFee: '"n/a"',
      transactionFee: 'null',
      exchangeRate: undefined,
      paymentMethodType: 'null',
      rampIntelligence: 'null',
      somethingNew: '{"a":[1]}',
    })
    expect(read([bare])).toMatchObject({
      quotes: [{ totalFee: null, networkFee: null, exchangeRate: null, paymentMethodType: null, rampScore: null }],
    })
  })

  it('of an older version give their score at the top', () => {
    const old = offer({ rampIntelligence: undefined, customerScore: '20', lowKyc: 'true' })
    expect(read([old])).toMatchObject({ quotes: [{ rampScore: 20, lowKyc: true }] })
    expect(read([offer({ rampIntelligence: '{"rampScore":1e9}' })])).toMatchObject({ quotes: [{ rampScore: null }] })
  })

  it('of a sale are read with the crypto leg as the source', () => {
    const trade = { ...sampleSell, sourceAmount: must(parseAmount('0.01')) }
    const sale = offer({
      transactionType: '"CRYPTO_SELL"',
      sourceCurrencyCode: '"ETH"',
      destinationCurrencyCode: '"USD"',
      sourceAmount: '0.01',
      destinationAmount: '619.30',
      networkFee: 'null',
    })
    expect(read([sale], trade)).toMatchObject({ quotes: [{ sourceAmount: '0.01', destinationAmount: '619.3' }] })
    expect(read([offer()], trade)).toMatchObject({ quotes: [], excluded: [{ reason: 'wrong_direction' }] })
  })
})

describe('a reply without offers', () => {
  it('means that nobody offers, in each of its shapes', () => {
    for (const text of [
      '{"quotes":[]}',
      '{"quotes":null}',
      '{"quotes":null,"message":null,"error":null}',
      '{"quotes":null,"message":"None","error":"No Valid Quote Combinations Found For Provided Quote Request."}',
      '{"status":404,"message":"No quotes"}',
    ]) {
      expect(readQuotes(text, sampleBuy)).toEqual({ kind: 'quoted', quotes: [], excluded: [] })
    }
  })

  it('may still name a limit', () => {
    const text =
      '{"quotes":null,"error":"INVALID_AMOUNT_TOO_HIGH","message":"above the maximum allowed, which is 5 USD"}'
    expect(readQuotes(text, sampleBuy)).toMatchObject({
      kind: 'refused',
      reason: 'amount_too_high',
      limit: { kind: 'maximum', amount: '5', currency: 'USD' },
    })
  })

  it("is unreadable when it is none of Meld's", () => {
    for (const text of ['', '<html>', 'null', '[]', '"x"', '{"quotes":{}}', '{"quotes":"x"}', '{"quotes":[']) {
      expect(readQuotes(text, sampleBuy)).toBeUndefined()
    }
  })
})
