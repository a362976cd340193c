// The limit of quotes: a Fastify route that does only what they cannot do without. That is the token's hash and who it stands
// for, the user's customer from the database, one call upstream, its reply read with every digit, the offers in order with
// their rates, the answer's text and a line in the log. It checks no query and no offer, says of nobody why they are out,
// counts nothing, and knows one trade. See "Limits" in the README.
import { randomBytes } from 'node:crypto'
import Fastify from 'fastify'
import { isObject, type JsonObject, parseExactJson } from '../../src/aggregators/meld/json.ts'
import { writeQuotes } from '../../src/contract/quote-view.ts'
import { type Amount, compareAmounts, parseAmount } from '../../src/domain/amount.ts'
import type { Quote } from '../../src/domain/quote.ts'
import { findUser } from '../../src/store/users.ts'
import { known, request } from '../steps/content.ts'
import { database, endAtSigterm, log, outbound, tenantOf, upstreamHeaders, userOf } from './parts.ts'

const { HOST = '127.0.0.1', PORT, UPSTREAM_URL = '' } = process.env

const app = Fastify()
app.get('/healthz', async () => ({ status: 'ok' }))
app.get<{ Querystring: { source_amount: string } }>('/v0/ramp/quotes', async ({ headers, query }, reply) => {
  const tenant = tenantOf(headers)
  const user = userOf(tenant, String(headers['x-juno-jwt']))
  const traceId = randomBytes(16).toString('hex')
  const paid = known(parseAmount(query.source_amount), 'amount')
  const customer = (await findUser(database, tenant, user))?.meldCustomerId
  const offers = (await askPrices(paid, customer)).sort((a, b) => compareAmounts(b.received, a.received))
  const quotes = offers.map(({ offer, received }) => quoteOf(offer, paid, received))
  const text = writeQuotes({ ...asked, source_amount: paid }, { trade: request.trade, quotes, unavailable: [] }, '')
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

const asked = {
  from_asset: 'USD',
  to_asset: 'USDC',
  chain_id: 8453,
  country_code: 'US',
  subdivision: null,
  payment_method_type: null,
  reusable_identity_only: false,
  used_before_only: false,
  redirect_flow: false,
} as const

function quoteOf(offer: JsonObject, paid: Amount, received: Amount): Quote {
  const insight = isObject(offer.rampIntelligence) ? offer.rampIntelligence : {}
  return {
    serviceProvider: String(offer.serviceProvider),
    sourceAmount: paid,
    destinationAmount: received,
    totalFee: String(offer.totalFee),
    networkFee: String(offer.networkFee),
    transactionFee: String(offer.transactionFee),
    partnerFee: String(offer.partnerFee),
    exchangeRate: String(offer.exchangeRate),
    paymentMethodType: String(offer.paymentMethodType),
    rampScore: Number(insight.rampScore),
    lowKyc: insight.lowKyc === true,
    usedBefore: false,
  }
}
