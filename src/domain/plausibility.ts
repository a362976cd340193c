import Big from 'big.js'
import { LRUCache } from 'lru-cache'
import { type Amount, compareAmounts, compareDecimals } from './amount.ts'
import type { ProviderExclusion, Quote } from './quote.ts'
import { referencePrices } from './reference-price.ts'
import { type Direction, legsOf } from './trade.ts'

/** The trade that offers are for, in our symbols. */
export interface JudgedTrade {
  readonly direction: Direction
  readonly fiat: string
  readonly crypto: string
  readonly sourceAmount: Amount
}

/** An offer may be up to `timesMax` times the expected amount, and must be at least one `partMin`-th of it. */
interface Span {
  readonly timesMax: number
  readonly partMin: number
}

/**
 * Against what the others offer. Fees take much of a small amount, so a low offer may be honest; nobody pays twice what
 * the others pay.
 */
export const spanOfOthers: Span = { timesMax: 2, partMin: 5 }
/** Against the rough price of a currency or a stablecoin. */
export const spanOfCurrencies: Span = { timesMax: 3, partMin: 20 }
/** Against the rough price of any other coin: wide enough for years of market movement. */
export const spanOfCoins: Span = { timesMax: 100, partMin: 1000 }

/**
 * Holds back offers that must be errors: outside a wide span around the assets' rough prices, and, where several
 * providers offer, outside a narrower one around their median. Ranking one that is far too high first serves no user,
 * and one that is far too low is as surely wrong. Keeps the order.
 */
export function holdBackImplausible(
  offers: readonly Quote[],
  trade: JudgedTrade,
): { readonly plausible: readonly Quote[]; readonly heldBack: readonly ProviderExclusion[] } {
  const heldBack: ProviderExclusion[] = []
  const expected = expectedOf(trade)
  const [, received] = legsOf(trade)
  const sane = expected === undefined ? offers : sift(offers, expected, 'the usual price')
  const median = medianOffer(sane, expected)
  const others = median === undefined ? undefined : expectedWithin(spanOfOthers, median)
  const plausible = others === undefined ? sane : sift(sane, others, 'what others offer')
  return { plausible, heldBack }

  function sift(judged: readonly Quote[], expected: Expected, against: string): readonly Quote[] {
    const { amount, span } = expected
    return judged.filter(({ serviceProvider, destinationAmount }) => {
      const broken = boundBroken(destinationAmount, expected)
      if (broken === null) return true
      const bound = broken === 'most' ? `more than ${span.timesMax} times` : `less than a ${span.partMin}th of`
      const detail = `${destinationAmount} ${received} for this amount is ${bound} ${against}, about ${roundly(amount)} ${received}.`
      heldBack.push({ serviceProvider, reason: 'implausible', detail })
      return false
    })
  }
}

/** What is expected, as a plain decimal and roughly, and how far from it an offer may be. */
interface Expected {
  readonly amount: string
  readonly rough: number
  readonly span: Span
}

function expectedWithin(span: Span, amount: string): Expected {
  return { amount, rough: Number(amount), span }
}

/** So far within its bounds an offer must be that the rounding of doubles does not matter. */
const roughMargin = 1.001

/** The bound that an offer breaks; null when it is within both. Exact for whatever is near to one. */
function boundBroken(offered: Amount, { amount, rough, span }: Expected): 'most' | 'least' | null {
  const times = Number(offered) / rough
  if (times * roughMargin < span.timesMax && times * span.partMin > roughMargin) return null
  if (new Big(amount).times(span.timesMax).lt(offered)) return 'most'
  return new Big(offered).times(span.partMin).lt(amount) ? 'least' : null
}

/** Trades of which the expected amount is remembered. */
const tradesMax = 1_000
const remembered = new LRUCache<string, { readonly expected: Expected | undefined }>({ max: tradesMax })

function expectedOf(trade: JudgedTrade): Expected | undefined {
  const { direction, fiat, crypto, sourceAmount } = trade
  const question = `${direction} ${fiat} ${crypto} ${sourceAmount}`
  const known = remembered.get(question)
  if (known !== undefined) return known.expected
  const expected = expectedAmount(trade)
  remembered.set(question, { expected })
  return expected
}

function expectedAmount({ direction, fiat, crypto, sourceAmount }: JudgedTrade): Expected | undefined {
  const prices = referencePrices(fiat, crypto)
  if (prices === undefined) return undefined
  const [from, to] = legsOf({ direction, fiat: prices.fiat, crypto: prices.crypto })
  const amount = new Big(sourceAmount).times(from).div(to)
  // Nothing to compare with.
  if (amount.lte(0)) return undefined
  return expectedWithin(prices.steady ? spanOfCurrencies : spanOfCoins, amount.toFixed())
}

/**
 * The median of the providers' best offers; of two middle ones, the one nearer to the expected amount, since the rough
 * price tells which of two that disagree widely is right.
 */
function medianOffer(offers: readonly Quote[], expected: Expected | undefined): Amount | undefined {
  const best = new Map<string, Amount>()
  for (const { serviceProvider, destinationAmount } of offers) {
    const known = best.get(serviceProvider)
    if (known === undefined || compareAmounts(destinationAmount, known) > 0)
      best.set(serviceProvider, destinationAmount)
  }
  if (best.size < 2) return undefined
  const sorted = [...best.values()].sort(compareAmounts)
  const [lower, upper] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  if (lower === undefined || upper === undefined || lower === upper || expected === undefined) return lower
  return isNearer(upper, lower, expected) ? upper : lower
}

/** Whether the greater of two amounts is fewer times apart from the expected one. */
function isNearer(upper: Amount, lower: Amount, { amount }: Expected): boolean {
  if (compareDecimals(upper, amount) <= 0) return true
  return compareDecimals(lower, amount) < 0 && new Big(upper).times(lower).lt(new Big(amount).times(amount))
}

/** For people: three significant digits. */
function roundly(amount: string): string {
  return new Big(new Big(amount).toPrecision(3)).toFixed()
}
