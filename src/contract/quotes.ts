import { endpoint } from './endpoint.ts'
import { quoteParameters } from './quote-query.ts'
import { QuotesReply } from './quote-view.ts'

/** Prices of every provider for a trade. */
export const listQuotes = endpoint({
  name: 'listQuotes',
  tag: 'Quotes',
  summary: 'Prices of every provider for a trade, best first.',
  description:
    'Quotes are not binding and have no id: open a session to trade. An empty `quotes` is a normal answer; `unavailable` tells of every other provider why it is out, and what would bring it in. To take a quote send the `body` of its `_links.open`, with what `requires` names.',
  method: 'GET',
  path: '/v0/ramp/quotes',
  access: 'user',
  query: quoteParameters,
  replies: { 200: QuotesReply },
  leadsTo: [
    {
      name: 'openSession',
      about: 'takes a quote: what `requires` names is to be added to the body',
      body: '/quotes/0/_links/open/body',
    },
  ],
  errors: [
    'invalid_pair',
    'unknown_asset',
    'unsupported_asset',
    'provider_refused',
    'kyc_required',
    'provider_unavailable',
    'upstream_misconfigured',
  ],
  example: {
    query: { source_amount: '25.00', from_asset: 'USD', to_asset: 'USDC', chain_id: '8453' },
    status: 200,
    reply: {
      _links: {
        self: {
          href: '/v0/ramp/quotes?source_amount=25.00&from_asset=USD&to_asset=USDC&chain_id=8453&country_code=US',
        },
        sessions: { href: '/v0/ramp/sessions', method: 'POST' },
        supported_values: { href: '/v0/ramp/supported-values' },
      },
      quotes: [
        {
          _links: {
            open: {
              href: '/v0/ramp/sessions',
              method: 'POST',
              body: {
                source_amount: '25.00',
                from_asset: 'USD',
                to_asset: 'USDC',
                chain_id: 8453,
                country_code: 'US',
                payment_method_type: 'CREDIT_DEBIT_CARD',
                service_provider: 'TRANSAK',
              },
              requires: ['wallet_address'],
            },
          },
          from_asset: 'USD',
          to_asset: 'USDC',
          chain_id: 8453,
          source_amount: '25.00',
          destination_amount: '24.13',
          exchange_rate: 0.9652,
          total_fee: '0.87',
          network_fee: '0.20',
          transaction_fee: '0.67',
          partner_fee: '0',
          fee_asset: 'USD',
          payment_method_type: 'CREDIT_DEBIT_CARD',
          service_provider: 'TRANSAK',
          country_code: 'US',
          ramp_score: 20,
          low_kyc: false,
          is_swap: false,
          provider_exchange_rate: '1.0001',
        },
      ],
      unavailable: [
        {
          service_provider: 'BANXA',
          reason: 'amount_too_low',
          limit: { kind: 'minimum', amount: '30', currency: 'USD' },
          nearest: { source_amount: '30' },
        },
      ],
    },
  },
})
