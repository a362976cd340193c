import type { Quote } from '@rampway/client'
import { describe, expect, it } from 'vitest'
import { quoteBars } from '../playground/see/quote-bars.ts'

/** A quote of 100 USD, or of 100 USDC where it is a sell. */
function quote(received: string, fees: Partial<Quote>, isSell = false): Quote {
  const [from, to] = isSell ? ['USDC', 'USD'] : ['USD', 'USDC']
  return {
    _links: { open: { href: '/v0/ramp/sessions', method: 'POST', body: body(from, to), requires: ['wallet_address'] } },
    from_asset: from,
    to_asset: to,
    chain_id: 8453,
    source_amount: '100',
    destination_amount: received,
    exchange_rate: 1,
    total_fee: null,
    network_fee: null,
    transaction_fee: null,
    partner_fee: null,
    fee_asset: 'USD',
    payment_method_type: 'CARD',
    service_provider: 'TRANSAK',
    country_code: 'US',
    ramp_score: 1,
    low_kyc: null,
    is_swap: false,
    provider_exchange_rate: null,
    ...fees,
  }
}

function body(from_asset: string, to_asset: string) {
  const trade = { source_amount: '100', from_asset, to_asset, chain_id: 8453, country_code: 'US' }
  return { ...trade, payment_method_type: 'CARD' as const, service_provider: 'TRANSAK' }
}

const sharesOf = (quotes: readonly Quote[]) => quoteBars(quotes).bars.map((bar) => bar.map(({ share }) => share))

describe('the bars of quotes', () => {
  it('split what is paid into what is received, each fee, and a rate below the best', () => {
    const best = quote('95', { total_fee: '5', transaction_fee: '3', network_fee: '1', partner_fee: '1' })
    const worse = quote('90', { total_fee: '5', transaction_fee: '5' })
    const [first = [], second = []] = sharesOf([best, worse])
    expect(first.map((share) => share.toFixed(2))).toEqual(['0.95', '0.03', '0.01', '0.01', '0.00'])
    expect(second.map((share) => share.toFixed(2))).toEqual(['0.90', '0.05', '0.00', '0.00', '0.05'])
  })

  it('count the fees of a sell in what is received', () => {
    const [shares = []] = sharesOf([quote('96', { total_fee: '4', transaction_fee: '4' }, true)])
    expect(shares.map((share) => share.toFixed(2))).toEqual(['0.96', '0.04', '0.00', '0.00', '0.00'])
  })

  it('are never longer than the whole, whatever the figures, and begin before the shortest ends', () => {
    const figures = [1, 37, 96, 100]
    const fees = ['0', '4.5', '30']
    const made = figures.flatMap((received) =>
      fees.flatMap((network_fee) =>
        fees.map((transaction_fee) => quote(String(received), { network_fee, transaction_fee })),
      ),
    )
    for (const quotes of [made, ...made.map((one) => [one])]) {
      const { bars, from } = quoteBars(quotes)
      for (const bar of bars) {
        expect(bar.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
        expect(from).toBeLessThanOrEqual(bar[0]?.share ?? 0)
      }
    }
  })
})
