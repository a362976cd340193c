import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cryptoAssets, fiatAssets } from './asset-registry.ts'
import { chains } from './chain.ts'
import { legsOf, resolveTrade, type Trade, type TradeFault } from './trade.ts'

const fiat = fc.constantFrom(...fiatAssets)
const crypto = fc.constantFrom(...cryptoAssets)
const chainId = fc.constantFrom(...chains.map(({ id }) => id))

function faultOf(trade: Trade | TradeFault): TradeFault {
  if ('direction' in trade) throw new Error(`resolved to a ${trade.direction}`)
  return trade
}

test('fiat to crypto is a buy and crypto to fiat a sell of the same two legs, for every pair of the registry', () => {
  for (const money of fiatAssets) {
    for (const coin of cryptoAssets) {
      const legs = { fiat: money, crypto: coin }
      expect(resolveTrade(money.symbol, coin.symbol, coin.chainId)).toEqual({ direction: 'buy', ...legs })
      expect(resolveTrade(coin.symbol, money.symbol, coin.chainId)).toEqual({ direction: 'sell', ...legs })
    }
  }
})

test('the legs of a trade are what is paid and what is received, as they were asked for', () => {
  fc.assert(
    fc.property(fiat, crypto, (money, coin) => {
      expect(legsOf({ direction: 'buy', fiat: money, crypto: coin })).toEqual([money, coin])
      expect(legsOf({ direction: 'sell', fiat: money, crypto: coin })).toEqual([coin, money])
    }),
  )
})

test('symbols are read without regard to case and to space around them', () => {
  const spelling = (symbol: string) =>
    fc
      .tuple(
        fc.array(fc.boolean(), { minLength: symbol.length, maxLength: symbol.length }),
        fc.constantFrom('', ' ', '\t'),
      )
      .map(([upper, space]) => {
        const letters = [...symbol].map((letter, i) => (upper[i] === true ? letter : letter.toLowerCase()))
        return `${space}${letters.join('')}${space}`
      })
  const spelled = fc
    .tuple(fiat, crypto)
    .chain(([money, coin]) => fc.tuple(fc.constant({ money, coin }), spelling(money.symbol), spelling(coin.symbol)))
  fc.assert(
    fc.property(spelled, ([{ money, coin }, from, to]) => {
      expect(resolveTrade(from, to, coin.chainId)).toEqual({ direction: 'buy', fiat: money, crypto: coin })
    }),
  )
})

test('two fiat legs make no trade, on any chain', () => {
  fc.assert(
    fc.property(fiat, fiat, chainId, (a, b, chain) => {
      const fault = faultOf(resolveTrade(a.symbol, b.symbol, chain))
      expect(fault.kind).toBe('invalid_pair')
      expect(fault.detail).toContain(`${a.symbol} and ${b.symbol} are both fiat`)
    }),
  )
})

test('two crypto legs make no trade, on any chain', () => {
  fc.assert(
    fc.property(crypto, crypto, chainId, (a, b, chain) => {
      const fault = faultOf(resolveTrade(a.symbol, b.symbol, chain))
      expect(fault.kind).toBe('invalid_pair')
      expect(fault.detail).toContain(`${a.symbol} and ${b.symbol} are both crypto`)
    }),
  )
})

test('a symbol that is not in the registry is named, whichever leg it is', () => {
  const odd = fc.oneof(
    fc.constantFrom('BTC', 'DOGE', 'constructor', '__proto__', 'toString', '', 'USDC_BASE', 'US', 'USDX'),
    fc.string({ maxLength: 12 }),
  )
  const known = new Set([...fiatAssets, ...cryptoAssets].map(({ symbol }) => symbol))
  fc.assert(
    fc.property(odd, crypto, fiat, (symbol, coin, money) => {
      const read = symbol.trim().toUpperCase()
      fc.pre(!known.has(read))
      const pairs: [string, string][] = [
        [symbol, coin.symbol],
        [coin.symbol, symbol],
        [symbol, money.symbol],
        [money.symbol, symbol],
      ]
      for (const [from, to] of pairs) {
        const fault = faultOf(resolveTrade(from, to, coin.chainId))
        expect(fault.kind).toBe('unknown_asset')
        expect(fault.detail).toContain(JSON.stringify(read))
      }
    }),
  )
})

test('a very long symbol is shortened where it is named', () => {
  expect(faultOf(resolveTrade('X'.repeat(5000), 'USD', 1)).detail.length).toBeLessThan(300)
})

test('an asset on a chain it is not listed on is refused, with every chain on which it is', () => {
  for (const { symbol } of cryptoAssets) {
    const listed = cryptoAssets.filter((asset) => asset.symbol === symbol).map((asset) => asset.chainId)
    for (const { id, name } of chains) {
      const result = resolveTrade('USD', symbol, id)
      if (listed.includes(id)) {
        expect(result).toMatchObject({ direction: 'buy', crypto: { symbol, chainId: id } })
        continue
      }
      const fault = faultOf(result)
      expect(fault.kind).toBe('unsupported_asset')
      expect(fault.detail).toContain(`${symbol} is not supported on chain ${id} (${name})`)
      for (const chain of listed) expect(fault.detail).toContain(` ${chain} (`)
      expect(faultOf(resolveTrade(symbol, 'USD', id))).toEqual(fault)
    }
  }
})
