import type { Quote } from '@rampway/client'
import type { BarSegment } from '../../ui/segmented-bar.tsx'

/** What a bar is made of. The first is what the user receives, the others are what that costs. */
export const barParts = [
  { name: 'You receive', colour: 0 },
  { name: 'Provider fee', colour: 1 },
  { name: 'Network fee', colour: 2 },
  { name: 'Partner fee', colour: 3 },
  { name: 'Rate below the best', colour: 4 },
] as const

/** The bars of quotes of one trade, on one scale. */
export interface QuoteBars {
  /** In the order of the quotes, each with the segments of `barParts`. */
  readonly bars: readonly (readonly BarSegment[])[]
  /** Where the shown stretch begins, from 0 to 1: most of all bars is alike, and would hide how they differ. */
  readonly from: number
}

/** The costs take up about this part of the worst bar. */
const costsShown = 0.4
/** Bars begin at a multiple of this. */
const fromStep = 0.05
/** Below this nothing is left out. */
const fromMin = 0.5

/**
 * Splits what is paid into what is received and what it costs. All is measured at the best exchange rate among the quotes, so
 * a worse one shows as a cost of its own. The shares are only for drawing; amounts are shown from the quotes' own texts.
 */
export function quoteBars(quotes: readonly Quote[]): QuoteBars {
  const figures = quotes.map(figuresOf)
  const rate = Math.max(
    ...figures.map(({ isFeePaidFirst, paid, received, fee }) =>
      isFeePaidFirst ? received / (paid - fee) : (received + fee) / paid,
    ),
  )
  const bars = figures.map((figure) => {
    const { isFeePaidFirst, paid, received } = figure
    const whole = paid * rate
    const perFee = isFeePaidFirst ? rate / whole : 1 / whole
    const costs = [figure.providerFee, figure.networkFee, figure.partnerFee].map((fee) => fee * perFee)
    const net = received / whole
    const worseRate = Math.max(0, 1 - net - costs.reduce((sum, cost) => sum + cost, 0))
    const shares = [net, ...costs, worseRate]
    return barParts.map((part, index) => ({ ...part, share: shares[index] ?? 0 }))
  })
  const worst = Math.min(1, ...bars.map(([net]) => net?.share ?? 1))
  const from = Math.floor((1 - (1 - worst) / costsShown) / fromStep) * fromStep
  return { bars, from: from < fromMin ? 0 : Math.min(from, 1 - fromStep) }
}

/** The numbers behind a quote; a fee that is not told counts as none. */
function figuresOf(quote: Quote) {
  const [networkFee, partnerFee] = [Number(quote.network_fee ?? 0), Number(quote.partner_fee ?? 0)]
  const parts = networkFee + partnerFee + Number(quote.transaction_fee ?? 0)
  const fee = quote.total_fee === null ? parts : Number(quote.total_fee)
  return {
    paid: Number(quote.source_amount),
    received: Number(quote.destination_amount),
    fee,
    networkFee,
    partnerFee,
    providerFee: Math.max(0, fee - networkFee - partnerFee),
    isFeePaidFirst: quote.fee_asset === quote.from_asset,
  }
}
