import type { Big } from 'big.js'
import type { CryptoAsset } from '../data/assets.ts'
import type { FiatCurrency } from '../data/fiats.ts'
import { plainText, roundDown } from '../decimal.ts'

/** Decimals of a crypto amount that a buyer is shown as an estimate. */
const SHOWN_DECIMALS_MAX = 8

/** A fiat amount as people write it: `€1,234.50`, `CHF 20.00`, `¥500`. Digits beyond the currency's own are kept. */
export function fiatText(amount: Big, fiat: FiatCurrency): string {
  const [whole = '0', fraction = ''] = plainText(amount).split('.')
  const decimals = fraction.padEnd(fiat.decimals, '0')
  const number = `${grouped(whole)}${decimals === '' ? '' : `.${decimals}`}`
  const symbol = symbolOf(fiat.code)
  return /[A-Za-z]$/.test(symbol) ? `${symbol} ${number}` : `${symbol}${number}`
}

/** An exact crypto amount: every digit of it must be sent. */
export function exactCryptoText(amount: Big, asset: CryptoAsset): string {
  return `${plainText(amount)} ${asset.symbol}`
}

/** A crypto amount to read, rounded down to eight decimals at most: `1,234.567 USDC`. */
export function cryptoText(amount: Big, asset: CryptoAsset): string {
  const [whole = '0', fraction] = plainText(roundDown(amount, Math.min(asset.decimals, SHOWN_DECIMALS_MAX))).split('.')
  return `${grouped(whole)}${fraction === undefined ? '' : `.${fraction}`} ${asset.symbol}`
}

function grouped(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ',')
}

function symbolOf(code: string): string {
  const parts = new Intl.NumberFormat('en', { style: 'currency', currency: code }).formatToParts(0)
  return parts.find(({ type }) => type === 'currency')?.value ?? code
}
