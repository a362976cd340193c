import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Amount, parseAmount } from '../../domain/amount.ts'
import type { ProviderExclusion, Quote } from '../../domain/quote.ts'
import { bestOfEachProvider, coolingDownLast, listCoolingDown, rankQuotes, routingOf } from './routing.ts'

const quote = fc.record({
  serviceProvider: fc.constantFrom('TRANSAK', 'STRIPE', 'MOONPAY', 'BANXA', 'ALCHEMYPAY'),
  // Equal values in different writing, and values that a double cannot tell apart.
  destinationAmount: fc.constantFrom(
    '99.5',
    '99.50',
    '100',
    '9007199254740993.000000000000000001',
    '9007199254740993.000000000000000002',
    '0.000000000000000001',
  ),
  rampScore: fc.constantFrom(null, 0, 7.5, 42, 100),
})
const quotes = fc.array(quote.map(quoteOf), { maxLength: 8 })

function amountOf(text: string): Amount {
  const amount = parseAmount(text)
  if (amount === undefined) throw new Error(`${text} is no amount`)
  return amount
}

function quoteOf({ serviceProvider = 'TRANSAK', destinationAmount = '100', rampScore = null as number | null }): Quote {
  return {
    serviceProvider,
    sourceAmount: amountOf('100'),
    destinationAmount: amountOf(destinationAmount),
    totalFee: null,
    networkFee: null,
    transactionFee: null,
    partnerFee: null,
    exchangeRate: null,
    paymentMethodType: null,
    rampScore,
    lowKyc: null,
    usedBefore: false,
  }
}

/** The oracle: an amount in units of the 18th decimal. */
function unitsOf(amount: string): bigint {
  const [whole = '', decimals = ''] = amount.split('.')
  return BigInt(whole + decimals.padEnd(18, '0'))
}

const names = (list: readonly Quote[]) => list.map(({ serviceProvider }) => serviceProvider)

test('the most received comes first, then the higher score, then the name', () => {
  fc.assert(
    fc.property(quotes, (list) => {
      const ranked = rankQuotes(list)
      for (const [i, better] of ranked.entries()) {
        const worse = ranked[i + 1]
        if (worse === undefined) continue
        const [x, y] = [unitsOf(better.destinationAmount), unitsOf(worse.destinationAmount)]
        expect(x >= y).toBe(true)
        if (x !== y) continue
        const [a, b] = [better.rampScore ?? -1, worse.rampScore ?? -1]
        expect(a).toBeGreaterThanOrEqual(b)
        if (a === b) expect(better.serviceProvider <= worse.serviceProvider).toBe(true)
      }
    }),
  )
})

test('ranking loses and invents no quote, and leaves the list it was given alone', () => {
  fc.assert(
    fc.property(quotes, (list) => {
      const before = [...list]
      expect(new Set(rankQuotes(list))).toEqual(new Set(list))
      expect(rankQuotes(list)).toHaveLength(list.length)
      expect(list).toEqual(before)
    }),
  )
})

test('the order in which quotes come in does not matter, unless they are equal in all that ranks them', () => {
  fc.assert(
    fc.property(quotes, (list) => {
      const keys = (ranked: readonly Quote[]) =>
        ranked.map((it) => [unitsOf(it.destinationAmount), it.rampScore, it.serviceProvider])
      expect(keys(rankQuotes(list.toReversed()))).toEqual(keys(rankQuotes(list)))
    }),
  )
})

test('a difference that a double cannot hold decides', () => {
  const less = quoteOf({ serviceProvider: 'ALCHEMYPAY', destinationAmount: '9007199254740993.000000000000000001' })
  const more = quoteOf({ serviceProvider: 'TRANSAK', destinationAmount: '9007199254740993.000000000000000002' })
  expect(Number(less.destinationAmount)).toBe(Number(more.destinationAmount))
  expect(rankQuotes([less, more])).toEqual([more, less])
})

test('a longer text is not a larger amount', () => {
  const short = quoteOf({ serviceProvider: 'A', destinationAmount: '100' })
  const long = quoteOf({ serviceProvider: 'B', destinationAmount: '99.999999999999999999' })
  expect(names(rankQuotes([long, short]))).toEqual(['A', 'B'])
})

test('among equal amounts a quote without a score comes last, even after a score of zero', () => {
  const scored = quoteOf({ serviceProvider: 'ZERO', rampScore: 0 })
  const unscored = quoteOf({ serviceProvider: 'ALPHA' })
  expect(names(rankQuotes([unscored, scored]))).toEqual(['ZERO', 'ALPHA'])
})

test('of each provider only the best quote is kept, in the same order', () => {
  fc.assert(
    fc.property(quotes, (list) => {
      const ranked = rankQuotes(list)
      const best = bestOfEachProvider(ranked)
      expect(names(best)).toEqual([...new Set(names(ranked))])
      for (const kept of best) {
        expect(kept).toBe(ranked.find(({ serviceProvider }) => serviceProvider === kept.serviceProvider))
      }
    }),
  )
})

test('in turn come those that are not cooling down, then the others, each once and in the order of the ranking', () => {
  fc.assert(
    fc.property(quotes, fc.func(fc.boolean()), (list, isCoolingDown) => {
      const best = bestOfEachProvider(rankQuotes(list))
      const [late, soon] = [true, false].map((wanted) =>
        best.filter(({ serviceProvider }) => isCoolingDown(serviceProvider) === wanted),
      )
      expect([...coolingDownLast(best, isCoolingDown)]).toEqual([...(soon ?? []), ...(late ?? [])])
    }),
  )
})

test('whether a provider is cooling down is asked only when its turn has come', () => {
  const asked: string[] = []
  const best = ['A', 'B', 'C'].map((serviceProvider) => quoteOf({ serviceProvider }))
  const turns = coolingDownLast(best, (provider) => {
    asked.push(provider)
    return provider === 'A'
  })
  expect(turns.next().value?.serviceProvider).toBe('B')
  expect(asked).toEqual(['A', 'B'])
})

test('the record names who ranked above the chosen one and was not tried', () => {
  const best = ['A', 'B', 'C', 'D'].map((serviceProvider) => quoteOf({ serviceProvider }))
  expect(listCoolingDown(best, 'C', [{ provider: 'B' }])).toEqual([{ serviceProvider: 'A', reason: 'failed_recently' }])
})

test('the record of a routing holds what ranked the candidates and why others are out', () => {
  const excluded: ProviderExclusion[] = [{ serviceProvider: 'BANXA', reason: 'amount_too_low' }]
  const candidates = [quoteOf({ serviceProvider: 'TRANSAK', rampScore: 42 })]
  expect(routingOf(candidates, 'TRANSAK', excluded)).toEqual({
    mode: 'routed',
    chosen: 'TRANSAK',
    candidates: [{ serviceProvider: 'TRANSAK', destinationAmount: '100', rampScore: 42, paymentMethodType: null }],
    excluded,
  })
})
