import type { SessionRequest } from '../domain/session.ts'
import { type Html, html } from './html.ts'
import { directionOf, type Language, textsIn } from './languages/languages.ts'

/** What a session was asked for. */
export type AskedTrade = Pick<SessionRequest, 'trade' | 'sourceAmount'>

/** More than any asset has, so that no digit is rounded away. */
const decimalsMax = 18

/** A list of what was asked for, and of whom, in the words and figures of a language. */
export function renderTrade({ trade, sourceAmount }: AskedTrade, provider: string | null, language: Language): Html {
  const texts = textsIn(language).trade
  const { fiat, crypto } = trade
  const rows =
    trade.direction === 'buy'
      ? [
          [texts.purchase, `${crypto.name} (${crypto.symbol})`],
          [texts.amount, moneyIn(language, sourceAmount, fiat.symbol)],
        ]
      : [
          [texts.sale, `${numberIn(language, sourceAmount)} ${crypto.symbol}`],
          [texts.payout, currencyIn(language, fiat.symbol)],
        ]
  const all = provider === null ? rows : [...rows, [texts.provider, provider]]
  return html`<dl class="trade">${all.map(
    ([label = '', value = '']) => html`<div><dt>${label}</dt><dd><bdi>${value}</bdi></dd></div>`,
  )}</dl>`
}

function moneyIn(language: Language, amount: string, currency: string): string {
  // Between text from the right, "US$" would be shown as "$US".
  const currencyDisplay = directionOf(language) === 'rtl' ? 'code' : 'symbol'
  return new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay }).format(exactly(amount))
}

function numberIn(language: Language, amount: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: decimalsMax }).format(exactly(amount))
}

function currencyIn(language: Language, currency: string): string {
  const name = new Intl.DisplayNames(language, { type: 'currency' }).of(currency)
  return name === undefined || name === currency ? currency : `${name} (${currency})`
}

/** A text lets `Intl` keep every digit; a number would not. Throws a TypeError for what is no amount. */
function exactly(amount: string): `${number}` {
  if (isDecimal(amount)) return amount
  throw new TypeError(`${JSON.stringify(amount)} is no amount.`)
}

function isDecimal(text: string): text is `${number}` {
  return /^\d+(?:\.\d+)?$/.test(text)
}
