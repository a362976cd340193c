import { expect, test } from 'vitest'
import { type Amount, parseAmount } from '../domain/amount.ts'
import type { ChainId } from '../domain/chain.ts'
import { resolveTrade, type Trade } from '../domain/trade.ts'
import { toText } from './html.ts'
import { languages, textsIn } from './languages/languages.ts'
import { renderTrade } from './trade-summary.ts'

const buy = { trade: tradeOf('JPY', 'USDC', 8453), sourceAmount: amountOf('1234567') }
const sell = { trade: tradeOf('ETH', 'EUR', 1), sourceAmount: amountOf('0.500000000000000001') }

/** Label and value of each line. */
function linesOf(...parts: Parameters<typeof renderTrade>): string[][] {
  const rows = toText(renderTrade(...parts)).matchAll(/<dt>(.*?)<\/dt><dd><bdi>(.*?)<\/bdi><\/dd>/g)
  return [...rows].map(([, label = '', value = '']) => [label, value])
}

test('a buy tells what is bought, for how much, and with whom', () => {
  expect(linesOf(buy, 'MoonPay', 'en')).toEqual([
    ['Purchase', 'USD Coin (USDC)'],
    ['Amount', '¥1,234,567'],
    ['Provider', 'MoonPay'],
  ])
})

test('a sell tells every digit of what is sold, and what comes back', () => {
  expect(linesOf(sell, null, 'de')).toEqual([
    ['Verkauf', '0,500000000000000001 ETH'],
    ['Auszahlung in', 'Euro (EUR)'],
  ])
})

test.each(languages)('in %s the lines have the language’s labels', (language) => {
  const { purchase, amount, provider } = textsIn(language).trade
  expect(linesOf(buy, 'MoonPay', language).map(([label]) => label)).toEqual([purchase, amount, provider])
})

test('between text from the right the currency stands as its code', () => {
  expect(linesOf(buy, null, 'ar')[1]?.[1]).toContain('JPY')
})

function tradeOf(from: string, to: string, chainId: ChainId): Trade {
  const trade = resolveTrade(from, to, chainId)
  if ('kind' in trade) throw new Error(trade.detail)
  return trade
}

function amountOf(text: string): Amount {
  const amount = parseAmount(text)
  if (amount === undefined) throw new Error(`${text} is no amount.`)
  return amount
}
