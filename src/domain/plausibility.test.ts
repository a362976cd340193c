import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Amount, parseAmount } from './amount.ts'
import { cryptoAssets, fiatAssets } from './asset-registry.ts'
import { holdBackImplausible, type JudgedTrade } from './plausibility.ts'
import type { Quote } from './quote.ts'
import { referencePrices } from './reference-price.ts'

function amount(text: string): Amount {
  const read = parseAmount(text)
  if (read === undefined) throw new Error(`${text} is no amount`)
  return read
}

const usdc: JudgedTrade = { direction: 'buy', fiat: 'USD', crypto: 'USDC', sourceAmount: amount('100') }
const ether: JudgedTrade = { ...usdc, crypto: 'ETH' }

function offer(serviceProvider: string, destinationAmount: string): Quote {
  return {
    serviceProvider,
    sourceAmount: usdc.sourceAmount,
    destinationAmount: amount(destinationAmount),
    totalFee: null,
    networkFee: null,
    transactionFee: null,
    partnerFee: null,
    exchangeRate: null,
    paymentMethodType: null,
    rampScore: null,
    lowKyc: null,
    usedBefore: false,
  }
}

/** The amounts that are kept of what providers A, B, C, … offer. */
function kept(trade: JudgedTrade, ...amounts: readonly string[]): string[] {
  const offers = amounts.map((text, index) => offer(String.fromCharCode(65 + index), text))
  return holdBackImplausible(offers, trade).plausible.map(({ destinationAmount }) => destinationAmount)
}

test('every asset of the registry has a rough price', () => {
  for (const fiat of fiatAssets) {
    for (const crypto of cryptoAssets) expect(referencePrices(fiat.symbol, crypto.symbol), crypto.symbol).toBeDefined()
  }
})

test('an offer alone is held to the rough price: narrowly for currencies, widely for coins', () => {
  expect(kept(usdc, '95.82')).toEqual(['95.82'])
  expect(kept(usdc, '299')).toEqual(['299'])
  for (const text of ['301', '958.2', '95820000', '4.9', '0.0009582']) expect(kept(usdc, text), text).toEqual([])
  expect(kept(ether, '0.03')).toEqual(['0.03'])
  expect(kept(ether, '3.3')).toEqual(['3.3'])
  expect(kept(ether, '0.00004')).toEqual(['0.00004'])
  for (const text of ['95.82', '3.4', '0.00003', '0.000000000000000001']) expect(kept(ether, text), text).toEqual([])
})

test('a sell is judged by what the crypto is worth, and currencies other than the dollar by theirs', () => {
  const sell: JudgedTrade = { direction: 'sell', fiat: 'JPY', crypto: 'ETH', sourceAmount: amount('0.1') }
  expect(kept(sell, '45000')).toEqual(['45000'])
  expect(kept(sell, '45000000')).toEqual([])
  expect(kept({ ...usdc, fiat: 'JPY', sourceAmount: amount('15000') }, '96')).toEqual(['96'])
  expect(kept({ ...usdc, fiat: 'JPY', sourceAmount: amount('15000') }, '15000')).toEqual([])
})

test('among several the median of the providers counts, however many are too high or too low by a little', () => {
  expect(kept(ether, '0.03', '0.031', '0.3')).toEqual(['0.03', '0.031'])
  expect(kept(ether, '0.03', '0.031', '0.005')).toEqual(['0.03', '0.031'])
  expect(kept(ether, '0.03', '0.031', '0.05', '0.012')).toEqual(['0.03', '0.031', '0.05', '0.012'])
})

test('of two that disagree the one nearer to the rough price is kept', () => {
  expect(kept(ether, '0.03', '0.3')).toEqual(['0.03'])
  expect(kept(ether, '0.003', '0.03')).toEqual(['0.03'])
  expect(kept(ether, '0.003', '0.0031', '0.03', '0.031')).toEqual(['0.03', '0.031'])
})

test('many offers of one provider are one voice', () => {
  const offers = [offer('A', '0.3'), offer('A', '0.31'), offer('A', '0.32'), offer('B', '0.03'), offer('C', '0.031')]
  const { plausible, heldBack } = holdBackImplausible(offers, ether)
  expect(plausible.map(({ serviceProvider }) => serviceProvider)).toEqual(['B', 'C'])
  expect(heldBack.map(({ serviceProvider }) => serviceProvider)).toEqual(['A', 'A', 'A'])
})

test('offers within the usual spread of each other and of the price are never held back', () => {
  const near = fc.integer({ min: 8000, max: 10_500 }).map((hundredths) => (hundredths / 100).toFixed(2))
  fc.assert(
    fc.property(fc.array(near, { minLength: 1, maxLength: 12 }), (amounts) => {
      expect(kept(usdc, ...amounts)).toEqual(amounts)
    }),
  )
})

test('one wild offer never ranks among good ones, wherever it stands', () => {
  const near = fc.integer({ min: 8000, max: 10_500 }).map((hundredths) => (hundredths / 100).toFixed(2))
  const wild = fc.oneof(fc.integer({ min: 302, max: 10 ** 12 }).map(String), fc.constantFrom('0.000001', '1', '4'))
  fc.assert(
    fc.property(fc.array(near, { minLength: 0, maxLength: 8 }), wild, fc.nat(), (amounts, text, at) => {
      expect(kept(usdc, ...amounts.toSpliced(at % (amounts.length + 1), 0, text))).toEqual(amounts)
    }),
  )
})
