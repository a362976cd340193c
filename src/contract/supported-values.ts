import Type from 'typebox'
import { guessSymbols } from '../domain/asset-names.ts'
import { cryptoAssets } from '../domain/asset-registry.ts'
import type { CatalogueFilter } from '../domain/catalogue-filter.ts'
import { didYouMean, nearestWords } from '../domain/near-miss.ts'
import type { Direction } from '../domain/trade.ts'
import { oneOf } from './choice.ts'
import { empty, endpoint } from './endpoint.ts'
import { type FieldValues, optional, type Reader } from './field.ts'
import { DirectionName } from './schema.ts'
import { SupportedValuesReply } from './supported-values-view.ts'
import { chainIdText, country, symbol } from './trade-fields.ts'

const symbols = [...new Set(cryptoAssets.map(({ symbol }) => symbol))]

const directions = ['buy', 'sell'] as const
const directionWords: Readonly<Record<Direction, readonly string[]>> = {
  buy: ['onramp', 'purchase', 'crypto purchase'],
  sell: ['offramp', 'sale', 'crypto sell'],
}

const direction: Reader<Direction> = {
  ...oneOf(directions, ' for both', (text) =>
    directions.filter((word) => nearestWords(text, [word, ...directionWords[word]]).length > 0),
  ),
  schema: DirectionName,
}

const cryptoSymbol: Reader<string> = {
  read: (value, choices) => {
    const read = symbol.read(value, choices)
    if ('fault' in read) return read
    const found = symbols.find((known) => known === read.value.trim().toUpperCase())
    return found === undefined
      ? { fault: `${guessedSymbol(read.value)}Send the symbol of a crypto asset: ${symbols.join(', ')}.` }
      : { value: found }
  },
  schema: Type.String({ pattern: `^\\s*(${symbols.map(inAnyCase).join('|')})\\s*$`, maxLength: 32 }),
}

/** A pattern that is matched by the letters in any case: JSON Schema's own knows no such flag. */
function inAnyCase(word: string): string {
  return word.replaceAll(/[A-Z]/g, (letter) => `[${letter}${letter.toLowerCase()}]`)
}

function guessedSymbol(text: string): string {
  const meant = guessSymbols(text).filter((known) => symbols.includes(known))
  return meant.length === 0 ? '' : `${didYouMean(meant)} `
}

/** The query of `GET /v0/ramp/supported-values`. */
export const supportedValuesParameters = {
  country_code: optional(country, 'one of the 43 codes'),
  direction: optional(direction, '`buy` or `sell`'),
  asset: optional(cryptoSymbol, 'a crypto symbol, such as `USDC`'),
  chain_id: optional(chainIdText, 'a chain’s id'),
}

/** What a query narrows the catalogue to. */
export function catalogueFilterOf(query: FieldValues<typeof supportedValuesParameters>): CatalogueFilter {
  return { country: query.country_code, direction: query.direction, symbol: query.asset, chainId: query.chain_id }
}

/** What can be traded. */
export const getSupportedValues = endpoint({
  name: 'getSupportedValues',
  tag: 'Catalogue',
  summary: 'What can be traded, for the forms of an app: from Meld’s discovery data of the tenant’s account.',
  description:
    'Each parameter narrows every list; a combination that nobody serves gives empty lists. What the operator has switched off is left out, as long as nothing that is left contains it. The data is read every hour; while Meld is down the last is served with `stale: true`. An answer may be kept for five minutes, and its `ETag` asked about after that.',
  method: 'GET',
  path: '/v0/ramp/supported-values',
  access: 'user',
  query: supportedValuesParameters,
  replies: { 200: SupportedValuesReply, 304: empty },
  hasEntityTag: true,
  errors: ['provider_unavailable', 'upstream_misconfigured'],
  example: {
    query: { country_code: 'US', direction: 'buy', asset: 'USDC', chain_id: '8453' },
    status: 200,
    reply: {
      _links: {
        self: { href: '/v0/ramp/supported-values?country_code=US&direction=buy&asset=USDC&chain_id=8453' },
        sessions: { href: '/v0/ramp/sessions', method: 'POST' },
        quotes: {
          href: '/v0/ramp/quotes?source_amount={source_amount}&from_asset={from_asset}&to_asset={to_asset}&chain_id={chain_id}&country_code={country_code}',
          templated: true,
        },
        assets: { href: '/v0/assets' },
      },
      fetched_at: 1_764_187_200_000,
      stale: false,
      fiats: [{ symbol: 'USD', name: 'US Dollar', decimals: 2, directions: ['buy'] }],
      assets: [
        {
          symbol: 'USDC',
          chain_id: 8453,
          name: 'USD Coin',
          contract_address: '0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913',
          decimals: 6,
          directions: ['buy'],
        },
      ],
      chains: [{ chain_id: 8453, name: 'Base' }],
      countries: [{ country_code: 'US' }],
      payment_methods: [
        {
          payment_method_type: 'CREDIT_DEBIT_CARD',
          name: 'Credit & Debit Card',
          kind: 'method',
          type: 'CARD',
          accepted: true,
          stands_for: ['CREDIT_DEBIT_CARD'],
        },
      ],
      providers: [
        {
          service_provider: 'TRANSAK',
          name: 'Transak',
          directions: ['buy'],
          coverage: [
            {
              direction: 'buy',
              country_codes: ['US'],
              fiats: ['USD'],
              assets: [{ symbol: 'USDC', chain_id: 8453 }],
              payment_method_types: ['CREDIT_DEBIT_CARD'],
              unknown: [],
            },
          ],
        },
      ],
      limits: [
        {
          service_provider: 'TRANSAK',
          direction: 'buy',
          symbol: 'USD',
          chain_id: null,
          minimum_amount: '5',
          maximum_amount: '3000',
          country_codes: ['US'],
          payment_method_types: ['CREDIT_DEBIT_CARD'],
        },
      ],
      limits_complete: true,
    },
  },
})
