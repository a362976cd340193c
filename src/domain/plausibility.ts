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
  /** One `partMin`-th. */
  readonly part: Big
}

function spanOf(timesMax: number, partMin: number): Span {
  return { timesMax, partMin, part: new Big(1).div(partMin) }
}

/**
 * Against what the others offer. Fees take much of a small amount, so a low offer may be honest; nobody pays twice what
 * the others pay.
 */
export const spanOfOthers: Span = spanOf(2, 5)
/** Against the rough price of a currency or a stablecoin. */
export const spanOfCurrencies: Span = spanOf(3, 20)
/** Against the rough price of any other coin: wide enough for years of market movement. */
export const spanOfCoins: Span = spanOf(100, 1000)

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
  const others = median === undefined ? undefined : expectedWithin(spanOfOthers, new Big(median))
  const plausible = others === undefined ? sane : sift(sane, others, 'what others offer')
  return { plausible, heldBack }

  function sift(judged: readonly Quote[], expected: Expected, against: string): readonly Quote[] {
    const { amount, most, least, span } = expected
    return judged.filter(({ serviceProvider, destinationAmount }) => {
      const tooMuch = compareDecimals(destinationAmount, most) > 0
      if (!tooMuch && compareDecimals(destinationAmount, least) >= 0) return true
      const bound = tooMuch ? `more than ${span.timesMax} times` : `less than a ${span.partMin}th of`
      const detail = `${destinationAmount} ${received} for this amount is ${bound} ${against}, about ${roundly(amount)} ${received}.`
      heldBack.push({ serviceProvider, reason: 'implausible', detail })
      return false
    })
  }
}

/** What is expected, and between which amounts an offer must be; the latter as plain decimals. */
interface Expected {
  readonly amount: Big
  readonly text: string
  readonly most: string
  readonly least: string
  readonly span: Span
}

function expectedWithin(span: Span, amount: Big): Expected {
  const [most, least] = [amount.times(span.timesMax), amount.times(span.part)]
  return { amount, text: amount.toFixed(), most: most.toFixed(), least: least.toFixed(), span }
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
  return expectedWithin(prices.steady ? spanOfCurrencies : spanOfCoins, amount)
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
function isNearer(upper: Amount, lower: Amount, { amount, text }: Expected): boolean {
  if (compareDecimals(upper, text) <= 0) return true
  return compareDecimals(lower, text) < 0 && new Big(upper).times(lower).lt(amount.times(amount))
}

/** For people: three significant digits. */
function roundly(amount: Big): string {
  return new Big(amount.toPrecision(3)).toFixed()
}
