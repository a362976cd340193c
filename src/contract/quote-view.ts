import Type from 'typebox'
import { exchangeRate } from '../domain/exchange-rate.ts'
import { isPaymentMethod } from '../domain/payment-method.ts'
import type { ProviderExclusion, Quote } from '../domain/quote.ts'
import { legsOf, type Trade } from '../domain/trade.ts'
import { Exclusion, writeExclusion } from './exclusions.ts'
import { linksOf, linkWith } from './hal.ts'
import type { QuoteQuery } from './quote-query.ts'
import { Decimal, explained, nullable, ToldDecimal } from './schema.ts'

/** With more digits than a double has. */
const ExactNumber = Type.Unsafe<string>({ type: 'number' })
const fee = nullable(ToldDecimal, 'in `fee_asset`; null where it is not told')

const OpenLink = linkWith({
  body: Type.Object({
    source_amount: Decimal,
    from_asset: Type.String(),
    to_asset: Type.String(),
    chain_id: Type.Integer(),
    country_code: Type.String(),
    subdivision: Type.Optional(Type.String()),
    payment_method_type: Type.Optional(Type.String()),
    service_provider: Type.String(),
    redirect_flow: Type.Optional(Type.Boolean()),
  }),
  requires: Type.Array(Type.String(), { description: 'what is to be added to `body`' }),
})

const quoteMembers = {
  _links: Type.Object(
    { open: OpenLink },
    {
      description:
        '`open` opens a session for this quote: send its `body` with what `requires` names, and an `idempotency_key` if you like',
    },
  ),
  from_asset: Type.String({ description: 'the symbol that is paid with' }),
  to_asset: Type.String({ description: 'the symbol that is received' }),
  chain_id: Type.Integer({ description: 'of the crypto asset' }),
  source_amount: explained(Decimal, 'how much of `from_asset` is paid'),
  destination_amount: explained(Decimal, 'how much of `to_asset` is received, after all fees'),
  exchange_rate: nullable(
    ExactNumber,
    '`to_asset` for one unit of `from_asset` with all fees in it (`destination_amount` / `source_amount`), with up to 18 decimals: read it with a decimal parser if you need them all. null when too small to write',
  ),
  total_fee: fee,
  network_fee: fee,
  transaction_fee: fee,
  partner_fee: fee,
  fee_asset: Type.String({ description: 'the currency of the four fees: always the fiat one, also on a sell' }),
  payment_method_type: nullable(Type.String(), 'what the price is for; null where Meld does not say'),
  service_provider: Type.String({ description: 'whose price it is' }),
  country_code: Type.String({ description: 'where the user is' }),
  ramp_score: nullable(Type.Integer({ minimum: 0, maximum: 100 }), 'higher is better; null when Meld gives none'),
  low_kyc: nullable(
    Type.Boolean(),
    'whether the provider asks for less of an identity check; null where Meld does not say',
  ),
  is_swap: Type.Boolean({ description: 'always false: routes with a swap are not asked for' }),
  provider_exchange_rate: nullable(
    Type.String(),
    'Meld’s own rate as text; which way round it is and whether fees are in it differs',
  ),
}
const QuoteSchema = Type.Object(quoteMembers, { title: 'Quote' })

/** The quotes for a trade, and the providers that are out. */
export const QuotesReply = Type.Object(
  {
    _links: linksOf(['self', 'sessions', 'supported_values']),
    quotes: Type.Array(QuoteSchema, { description: 'best first; empty is a normal answer' }),
    unavailable: Type.Array(Exclusion, {
      description: 'every other provider, the one that is easiest to bring in first',
    }),
  },
  { title: 'QuoteList' },
)

/** What a reply is made of. */
export interface QuoteList {
  readonly trade: Trade
  /** Best first. */
  readonly quotes: readonly Quote[]
  readonly unavailable: readonly ProviderExclusion[]
}

const sessionsPath = '/v0/ramp/sessions'

/**
 * The body of a 200 as text, with its links under the base path. Quotes of one reply have most of their members in common:
 * written side by side as text they take half the time of objects that are built and then written (`bench/NOTES.md`).
 */
export function writeQuotes(query: QuoteQuery, { trade, quotes, unavailable }: QuoteList, basePath: string): string {
  const self = textOf(`${basePath}/v0/ramp/quotes?${writeQuery(query)}`)
  const sessions = textOf(basePath + sessionsPath)
  const supportedValues = textOf(`${basePath}/v0/ramp/supported-values`)
  const written = quotes.map(quoteWriter(query, trade, basePath)).join(',')
  return (
    `{"_links":{"self":{"href":${self}},"sessions":{"href":${sessions},"method":"POST"}` +
    `,"supported_values":{"href":${supportedValues}}}` +
    `,"quotes":[${written}],"unavailable":[${unavailable.map(writeExclusion).join(',')}]}`
  )
}

function quoteWriter(query: QuoteQuery, trade: Trade, basePath: string): (quote: Quote) => string {
  const [from, to] = legsOf(trade)
  const { source_amount: sourceAmount, country_code: country } = query
  const amount = `"source_amount":"${sourceAmount}"`
  const assets = `"from_asset":${textOf(from.symbol)},"to_asset":${textOf(to.symbol)},"chain_id":${trade.crypto.chainId}`
  const subdivision = query.subdivision === null ? '' : `,"subdivision":"${query.subdivision}"`
  const redirectFlow = query.redirect_flow ? ',"redirect_flow":true' : ''
  const open =
    `"open":{"href":${textOf(basePath + sessionsPath)},"method":"POST"` +
    `,"body":{${amount},${assets},"country_code":"${country}"${subdivision}`
  // Meld counts fees in fiat, whichever leg that is.
  const feeAsset = `"fee_asset":${textOf(trade.fiat.symbol)}`
  return (quote) => {
    const { destinationAmount, paymentMethodType, rampScore } = quote
    const provider = `"service_provider":${textOf(quote.serviceProvider)}`
    // The rail that was quoted, where the API has a word for it; else the one that the caller asked for.
    const quoted = paymentMethodType ?? ''
    const method = isPaymentMethod(quoted) ? quoted : query.payment_method_type
    const rail = method === null ? '' : `,"payment_method_type":"${method}"`
    return (
      `{"_links":{${open}${rail},${provider}${redirectFlow}},"requires":["wallet_address"]}},${assets},${amount}` +
      `,"destination_amount":"${destinationAmount}","exchange_rate":${exchangeRate(sourceAmount, destinationAmount)}` +
      `,"total_fee":${decimalOf(quote.totalFee)},"network_fee":${decimalOf(quote.networkFee)}` +
      `,"transaction_fee":${decimalOf(quote.transactionFee)},"partner_fee":${decimalOf(quote.partnerFee)},${feeAsset}` +
      `,"payment_method_type":${paymentMethodType === null ? null : textOf(paymentMethodType)}` +
      `,${provider},"country_code":"${country}"` +
      `,"ramp_score":${rampScore === null ? null : Math.round(rampScore)},"low_kyc":${quote.lowKyc}` +
      // Routes with a swap are not asked for.
      `,"is_swap":false,"provider_exchange_rate":${decimalOf(quote.exchangeRate)}}`
    )
  }
}

/** Printable ASCII but for the two characters that JSON escapes. */
const plainText = /^[ !#-[\]-~]*$/

function textOf(text: string): string {
  return plainText.test(text) ? `"${text}"` : JSON.stringify(text)
}

/** Of digits, a sign and a point, if anything. */
function decimalOf(decimal: string | null): string {
  return decimal === null ? 'null' : `"${decimal}"`
}

function writeQuery(query: QuoteQuery): string {
  const { subdivision, payment_method_type: method } = query
  const parameters = [
    `source_amount=${query.source_amount}`,
    `from_asset=${escaped(query.from_asset)}`,
    `to_asset=${escaped(query.to_asset)}`,
    `chain_id=${query.chain_id}`,
    `country_code=${query.country_code}`,
  ]
  if (subdivision !== null) parameters.push(`subdivision=${subdivision}`)
  if (method !== null) parameters.push(`payment_method_type=${method}`)
  if (query.reusable_identity_only) parameters.push('reusable_identity_only=true')
  if (query.used_before_only) parameters.push('used_before_only=true')
  if (query.redirect_flow) parameters.push('redirect_flow=true')
  return parameters.join('&')
}

/** Symbols are echoed as they came, perhaps with space around them; every other value is of a closed set. */
function escaped(symbol: string): string {
  return /^\w+$/.test(symbol) ? symbol : new URLSearchParams([['', symbol]]).toString().slice(1)
}
