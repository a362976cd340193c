import { type AddressFault, describeUnusable, parseWalletAddress, type WalletAddress } from '../domain/address.ts'
import type { Amount } from '../domain/amount.ts'
import type { ChainId } from '../domain/chain.ts'
import type { Country } from '../domain/country.ts'
import type { FieldFault } from '../domain/errors.ts'
import { isPageOn } from '../domain/origin.ts'
import type { PaymentMethod } from '../domain/payment-method.ts'
import type { Subdivision } from '../domain/subdivision.ts'
import type { Tenant } from '../domain/tenant.ts'
import { type FieldResult, readFields } from './body.ts'
import { readIdempotencyKey, readKeyHeader, settleKey } from './idempotency-key.ts'
import {
  optional,
  readChainId,
  readCountry,
  readPaymentMethod,
  readSourceAmount,
  readSubdivision,
  readSymbol,
  required,
  requiredForms,
} from './trade-fields.ts'

/** The body of `POST /v0/ramp/sessions`, each field checked by itself. See docs/contract.md, opening a session. */
export interface SessionBody {
  readonly source_amount: Amount
  readonly from_asset: string
  readonly to_asset: string
  readonly chain_id: ChainId
  readonly wallet_address: WalletAddress
  readonly country_code: Country
  /** Ours: the state or province, in the countries that have them. */
  readonly subdivision: Subdivision | null
  readonly payment_method_type: PaymentMethod | null
  readonly service_provider: string | null
  readonly idempotency_key: string | null
  /** Ours: one of the tenant's return links. */
  readonly return_url: string | null
  /** Ours, for sells: come back first, then send the crypto to the deposit address. */
  readonly redirect_flow: boolean
}

const providerForm = /^[A-Za-z0-9_-]{1,64}$/

/**
 * Reads the body, with the `Idempotency-Key` header as often as it was sent; every fault at once, in words that say how
 * to mend it.
 */
export function readSessionBody(
  body: unknown,
  tenant: Pick<Tenant, 'defaultCountry' | 'returnLinks' | 'returnOrigins'>,
  keyHeader: readonly string[] = [],
): { readonly values: SessionBody } | { readonly faults: readonly FieldFault[] } {
  const read = readFields(body, {
    source_amount: required(readSourceAmount, requiredForms.source_amount),
    from_asset: required(readSymbol, requiredForms.from_asset),
    to_asset: required(readSymbol, requiredForms.to_asset),
    chain_id: required(readChainId, requiredForms.chain_id),
    wallet_address: required(readWallet, 'the EVM address of the crypto leg, such as "0x…" with 40 hexadecimal digits'),
    country_code: { read: readCountry, absent: { value: tenant.defaultCountry } },
    subdivision: optional(readSubdivision),
    payment_method_type: optional(readPaymentMethod),
    service_provider: optional(readServiceProvider),
    idempotency_key: optional(readIdempotencyKey),
    return_url: optional((value) => readReturnUrl(value, tenant)),
    redirect_flow: { read: readRedirectFlow, absent: { value: false } },
  })
  return keyHeader.length === 0 ? read : withKeyHeader(read, keyHeader)
}

function withKeyHeader(
  read: ReturnType<typeof readSessionBody>,
  keyHeader: readonly string[],
): ReturnType<typeof readSessionBody> {
  const header = readKeyHeader(keyHeader)
  const faults = 'faults' in read ? read.faults : []
  const key = 'fault' in header || 'faults' in read ? header : settleKey(read.values.idempotency_key, header.value)
  if ('fault' in key) return { faults: [...faults, { pointer: '/idempotency_key', detail: key.fault }] }
  return 'faults' in read ? read : { values: { ...read.values, idempotency_key: key.value } }
}

function readWallet(value: unknown): FieldResult<WalletAddress> {
  if (typeof value !== 'string') return { fault: 'Send the address as a string.' }
  const address = parseWalletAddress(value)
  return typeof address === 'string' ? { value: address } : { fault: walletFault(address) }
}

function walletFault(fault: AddressFault): string {
  switch (fault.kind) {
    case 'form':
      return 'Not an EVM address: send 0x followed by exactly 40 hexadecimal digits.'
    case 'checksum':
      return `The EIP-55 checksum does not match, so a character may be wrong. Compare it with the wallet: ${fault.checksummed} would pass, and so would the address in lower case.`
    default:
      return `${describeUnusable(fault)} Send the address of the user’s wallet.`
  }
}

function readServiceProvider(value: unknown): FieldResult<string> {
  if (typeof value === 'string' && providerForm.test(value)) return { value: value.toUpperCase() }
  return {
    fault:
      'Send a provider’s name in one word, such as "TRANSAK", or leave it out and the best one is chosen. GET /v0/ramp/supported-values lists them.',
  }
}

function readReturnUrl(
  value: unknown,
  { returnLinks, returnOrigins }: Pick<Tenant, 'returnLinks' | 'returnOrigins'>,
): FieldResult<string> {
  if (typeof value === 'string' && (returnLinks.includes(value) || isPageOn(returnOrigins, value))) return { value }
  if (returnOrigins.length > 0) {
    const choice = [...returnLinks, ...returnOrigins.map((origin) => `any page on ${origin}`)].join(', ')
    return { fault: `Send one of the tenant's return links: ${choice}.` }
  }
  const choice = returnLinks.length === 0 ? 'this tenant has none configured; leave it out' : returnLinks.join(', ')
  return { fault: `Send one of the tenant's configured return links: ${choice}.` }
}

function readRedirectFlow(value: unknown): FieldResult<boolean> {
  if (value === null || typeof value === 'boolean') return { value: value === true }
  return { fault: 'Send true or false, without quotes, or leave it out.' }
}
