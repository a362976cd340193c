import { HttpError } from './errors.ts'

/** The checked body of `POST /v0/ramp/sessions`. */
export interface SessionRequest {
  source_amount: string
  from_asset: string
  to_asset: string
  chain_id: number
  wallet_address: string
  country_code: string
  payment_method_type: string | null
  service_provider: string
  idempotency_key: string | null
  direction: 'buy' | 'sell'
}

const fiatCurrencies = new Set(['USD', 'EUR', 'GBP'])
const chainIds = new Set([1, 10, 137, 8453, 42161, 43114])

/** Meld's codes, by our symbol and chain. */
const meldCodes = new Map([
  ['ETH:1', 'ETH'],
  ['ETH:10', 'ETH_OPTIMISM'],
  ['ETH:8453', 'ETH_BASE'],
  ['ETH:42161', 'ETH_ARBITRUM'],
  ['POL:137', 'POL'],
  ['AVAX:43114', 'AVAXC'],
  ['USDC:1', 'USDC'],
  ['USDC:10', 'USDC_OPTIMISM'],
  ['USDC:137', 'USDC_POLYGON'],
  ['USDC:8453', 'USDC_BASE'],
  ['USDC:42161', 'USDC_ARBITRUM'],
  ['USDC:43114', 'USDC_AVAXC'],
])

export function meldCodeOf(symbol: string, chainId: number): string | undefined {
  return fiatCurrencies.has(symbol) ? symbol : meldCodes.get(`${symbol}:${chainId}`)
}

const amountPattern = /^\d{1,18}(\.\d{1,18})?$/
const addressPattern = /^0x[0-9a-fA-F]{40}$/
const countryPattern = /^[A-Z]{2}$/
const codePattern = /^[A-Z0-9_-]{1,64}$/

/** Checks a body; all its faults are told at once. */
export function readSessionRequest(body: unknown): SessionRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new HttpError(400, 'The body must be a JSON object')
  }
  const input = body as Record<string, unknown>
  const errors: string[] = []

  const text = (name: string, pattern: RegExp, form: string): string => {
    const value = input[name]
    if (typeof value === 'string' && pattern.test(value)) return value
    errors.push(`${name} must be ${form}`)
    return ''
  }
  const isGiven = (name: string) => input[name] !== undefined && input[name] !== null

  const source_amount = text('source_amount', amountPattern, 'a decimal string')
  if (source_amount !== '' && Number(source_amount) <= 0) errors.push('source_amount must be greater than 0')
  const from_asset = text('from_asset', codePattern, 'an asset symbol')
  const to_asset = text('to_asset', codePattern, 'an asset symbol')
  const wallet_address = text('wallet_address', addressPattern, 'an EVM address')
  const service_provider = text('service_provider', codePattern, 'a provider code')
  const country_code = isGiven('country_code') ? text('country_code', countryPattern, 'two letters') : 'US'
  const payment_method_type = isGiven('payment_method_type')
    ? text('payment_method_type', codePattern, 'a payment method')
    : null
  const idempotency_key = isGiven('idempotency_key')
    ? text('idempotency_key', /^[^\0]{1,128}$/, 'a string of 1 to 128 characters')
    : null
  const chain_id = input.chain_id as number
  if (!chainIds.has(chain_id)) errors.push('chain_id must be a known chain')

  if (errors.length === 0) {
    if (fiatCurrencies.has(from_asset) === fiatCurrencies.has(to_asset)) {
      errors.push('exactly one of from_asset and to_asset must be a fiat currency')
    } else if (!meldCodeOf(from_asset, chain_id) || !meldCodeOf(to_asset, chain_id)) {
      errors.push('the asset is not available on this chain')
    }
  }
  if (errors.length > 0) throw new HttpError(400, 'The request is not valid', errors)

  return {
    source_amount,
    from_asset,
    to_asset,
    chain_id,
    wallet_address,
    country_code,
    payment_method_type,
    service_provider,
    idempotency_key,
    direction: fiatCurrencies.has(from_asset) ? 'buy' : 'sell',
  }
}
