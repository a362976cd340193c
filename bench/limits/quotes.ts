// The limit of quotes: a Fastify route that does only what they cannot do without. That is the token's hash and who it stands
// for, the user's customer from the database, one call upstream, its reply read with every digit, the offers in order with
// their rates, the answer's text and a line in the log. It checks no query and no offer, says of nobody why they are out,
// counts nothing, and knows one trade. See "Limits" in the README.
import { randomBytes } from 'node:crypto'
import Fastify from 'fastify'
import { isObject, type JsonObject, parseExactJson } from '../../src/aggregators/meld/json.ts'
import { ExactNumber, stringifyExact } from '../../src/contract/exact-json.ts'
import { type Amount, compareAmounts, parseAmount } from '../../src/domain/amount.ts'
import { exchangeRate } from '../../src/domain/exchange-rate.ts'
import { findUser } from '../../src/store/users.ts'
import { known } from '../steps/content.ts'
import { database, endAtSigterm, log, outbound, tenantOf, upstreamHeaders, userOf } from './parts.ts'

const { HOST = '127.0.0.1', PORT, UPSTREAM_URL = '' } = process.env

const app = Fastify()
app.get('/healthz', async () => ({ status: 'ok' }))
app.get<{ Querystring: { source_amount: string } }>('/v0/ramp/quotes', async ({ headers, query, url }, reply) => {
  const tenant = tenantOf(headers)
  const user = userOf(tenant, String(headers['x-juno-jwt']))
  const traceId = randomBytes(16).toString('hex')
  const paid = known(parseAmount(query.source_amount), 'amount')
  const customer = (await findUser(database, tenant, user))?.meldCustomerId
  const offers = (await askPrices(paid, customer)).sort((a, b) => compareAmounts(b.received, a.received))
  const quotes = offers.map(({ offer, received }) => quoteOf(offer, paid, received))
  const text = stringifyExact({ _links: { self: { href: url } }, quotes, unavailable: [] })
  log.info({ trace_id: traceId, method: 'GET', route: '/v0/ramp/quotes', status: 200 }, 'answered')
  return reply.header('x-trace-id', traceId).type('application/json; charset=utf-8').send(text)
})
await app.listen({ host: HOST, port: Number(PORT) })
endAtSigterm(app)

async function askPrices(paid: Amount, customerId: string | undefined) {
  const rest = { countryCode: 'US', sourceCurrencyCode: 'USD', destinationCurrencyCode: 'USDC_BASE', customerId }
  const answer = await outbound.send({
    name: 'meld.quote',
    method: 'POST',
    url: `${UPSTREAM_URL}/payments/crypto/quote`,
    headers: upstreamHeaders,
    body: `{"sourceAmount":${paid},${JSON.stringify(rest).slice(1)}`,
    deadlineMs: 8_000,
    responseBytesMax: 512 * 1024,
  })
  if (answer.kind !== 'answered' || answer.status !== 200) throw new Error('no prices came')
  const body = parseExactJson(answer.text)
  if (!isObject(body) || !Array.isArray(body.quotes)) throw new Error('what came are no prices')
  return body.quotes.filter(isObject).map((offer) => ({
    offer,
    received: known(parseAmount(String(offer.destinationAmount)), 'amount'),
  }))
}

/** As many members as the gateway's, with as much in them. */
function quoteOf(offer: JsonObject, paid: Amount, received: Amount): unknown {
  const { serviceProvider: provider, paymentMethodType: method, rampIntelligence: insight } = offer
  const trade = { source_amount: paid, from_asset: 'USD', to_asset: 'USDC', chain_id: 8453, country_code: 'US' }
  const rate = exchangeRate(paid, received)
  return {
    _links: {
      open: {
        href: '/v0/ramp/sessions',
        method: 'POST',
        body: { ...trade, payment_method_type: method, service_provider: provider },
        requires: ['wallet_address'],
      },
    },
    from_asset: 'USD',
    to_asset: 'USDC',
    chain_id: 8453,
    source_amount: paid,
    destination_amount: received,
    exchange_rate: rate === null ? null : new ExactNumber(rate),
    total_fee: offer.totalFee,
    network_fee: offer.networkFee,
    transaction_fee: offer.transactionFee,
    partner_fee: offer.partnerFee,
    fee_asset: 'USD',
    payment_method_type: method,
    service_provider: provider,
    country_code: 'US',
    ramp_score: isObject(insight) ? Math.round(Number(insight.rampScore)) : null,
    low_kyc: isObject(insight) ? insight.lowKyc : null,
    is_swap: false,
    provider_exchange_rate: offer.exchangeRate,
  }
}
