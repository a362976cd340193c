import Big from 'big.js'
import { type AddressFault, parseWalletAddress, type WalletAddress } from '../domain/address.ts'
import { type Amount, amountDecimalsMax, amountLengthMax, parseAmount } from '../domain/amount.ts'
import { type ChainId, chains, isChainId } from '../domain/chain.ts'
import { type Country, countries, isCountry } from '../domain/country.ts'
import type { FieldFault } from '../domain/errors.ts'
import { isPaymentMethod, type PaymentMethod, paymentMethods } from '../domain/payment-method.ts'
import { idempotencyKeyLengthMax, lockedFields, type Session, sessionStatusAt } from '../domain/session.ts'
import type { Tenant } from '../domain/tenant.ts'
import { type Field, type FieldResult, InexactNumber, readFields } from './body.ts'
import { type Links, linkTo } from './hal.ts'

/** The body of `POST /v0/ramp/sessions`, each field checked by itself. Contract §2.1. */
export interface SessionBody {
  readonly source_amount: Amount
  readonly from_asset: string
  readonly to_asset: string
  readonly chain_id: ChainId
  readonly wallet_address: WalletAddress
  readonly country_code: Country
  readonly payment_method_type: PaymentMethod | null
  readonly service_provider: string | null
  readonly idempotency_key: string | null
  /** Ours: one of the tenant's return links. */
  readonly return_url: string | null
}

const symbolLengthMax = 32
const providerForm = /^[A-Za-z0-9_-]{1,64}$/

/** Reads the body; every fault at once, in words that say how to mend it. */
export function readSessionBody(
  body: unknown,
  tenant: Pick<Tenant, 'defaultCountry' | 'returnLinks'>,
): { readonly values: SessionBody } | { readonly faults: readonly FieldFault[] } {
  return readFields(body, {
    source_amount: required(readSourceAmount, 'the amount of from_asset as a decimal string, such as "100.00"'),
    from_asset: required(readSymbol, 'the symbol that is paid with, such as "USD"'),
    to_asset: required(readSymbol, 'the symbol that is received, such as "USDC"'),
    chain_id: required(readChainId, `the chain of the crypto asset as an integer: ${chainIds}`),
    wallet_address: required(readWallet, 'the EVM address of the crypto leg, such as "0x…" with 40 hexadecimal digits'),
    country_code: { read: readCountry, absent: { value: tenant.defaultCountry } },
    payment_method_type: optional(readPaymentMethod),
    service_provider: optional(readServiceProvider),
    idempotency_key: optional(readIdempotencyKey),
    return_url: optional((value) => readReturnUrl(value, tenant.returnLinks)),
  })
}

const chainIds = chains.map(({ id, name }) => `${id} (${name})`).join(', ')

function required<T>(read: (value: unknown) => FieldResult<T>, expected: string): Field<T> {
  const fault = `Required: send ${expected}.`
  return { read: (value) => (value === null ? { fault } : read(value)), absent: { fault } }
}

function optional<T>(read: (value: unknown) => FieldResult<T>): Field<T | null> {
  return { read: (value) => (value === null ? { value: null } : read(value)), absent: { value: null } }
}

function readSourceAmount(value: unknown): FieldResult<Amount> {
  if (value instanceof InexactNumber) {
    return { fault: `The number ${shorten(value.text)} cannot be carried exactly; send it as a string.` }
  }
  if (typeof value !== 'string' && typeof value !== 'number') {
    return { fault: 'Send a decimal string, such as "100.00", or a JSON number.' }
  }
  const amount = parseAmount(typeof value === 'number' ? plainNumber(value) : value)
  if (amount !== undefined) return { value: amount }
  return {
    fault: `Send a plain decimal greater than 0, such as "100.00": digits and at most one point, no exponent, at most ${amountLengthMax} characters and ${amountDecimalsMax} decimals.`,
  }
}

/** A double's shortest decimal text, written out without an exponent; no digit is rounded away. */
function plainNumber(value: number): string {
  return new Big(value).toFixed()
}

function readSymbol(value: unknown): FieldResult<string> {
  if (typeof value !== 'string' || value.trim() === '')
    return { fault: 'Send an asset symbol, such as "USD" or "USDC".' }
  if (value.length > symbolLengthMax) return { fault: `A symbol has at most ${symbolLengthMax} characters.` }
  return { value }
}

function readChainId(value: unknown): FieldResult<ChainId> {
  if (typeof value === 'number' && isChainId(value)) return { value }
  if (typeof value === 'string' && isChainId(Number(value))) {
    return { fault: `Send the number ${Number(value)}, without quotes.` }
  }
  return { fault: `Send one of ${chainIds}, as an integer.` }
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
    case 'zero':
      return 'This is the zero address; what is sent there is lost. Send the address of the user’s wallet.'
    case 'checksum':
      return `The EIP-55 checksum does not match, so a character may be wrong. Compare it with the wallet: ${fault.checksummed} would pass, and so would the address in lower case.`
  }
}

function readCountry(value: unknown): FieldResult<Country> {
  if (typeof value !== 'string') return { fault: 'Send an ISO 3166-1 alpha-2 code, such as "US".' }
  if (isCountry(value)) return { value }
  const meant = value.trim().toUpperCase()
  if (isCountry(meant)) return { fault: `Write it as "${meant}": two capital letters, without spaces.` }
  return { fault: `Not a supported country. Supported: ${countries.join(' ')}.` }
}

function readPaymentMethod(value: unknown): FieldResult<PaymentMethod> {
  if (typeof value === 'string' && isPaymentMethod(value)) return { value }
  return { fault: `Send one of ${paymentMethods.join(', ')}, or leave it out.` }
}

function readServiceProvider(value: unknown): FieldResult<string> {
  if (typeof value === 'string' && providerForm.test(value)) return { value: value.toUpperCase() }
  return { fault: 'Send a provider name, such as "TRANSAK", or leave it out and the best one is chosen.' }
}

function readIdempotencyKey(value: unknown): FieldResult<string | null> {
  if (typeof value !== 'string') return { fault: 'Send a string, or leave it out.' }
  if ([...value].length > idempotencyKeyLengthMax) return { fault: `At most ${idempotencyKeyLengthMax} characters.` }
  if (/\p{Surrogate}/u.test(value) || value.includes('\0')) {
    return { fault: 'The key must be valid Unicode text without NUL characters.' }
  }
  return { value: value === '' ? null : value }
}

function readReturnUrl(value: unknown, allowed: readonly string[]): FieldResult<string> {
  if (typeof value === 'string' && allowed.includes(value)) return { value }
  const choice = allowed.length === 0 ? 'this tenant has none configured; leave it out' : allowed.join(', ')
  return { fault: `Send one of the tenant's configured return links: ${choice}.` }
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

/** What a reply needs to know beside the session. */
export interface SessionView {
  readonly publicUrl: string
  readonly linkToken: string
  readonly now: number
}

/** The body of a 201 and of its 208. Instants are epoch milliseconds. */
export function sessionReply(session: Session, tenant: Pick<Tenant, 'widgetUrl'>, view: SessionView) {
  const { request, firstMint: answered } = session
  if (answered === null) throw new TypeError('a session without a widget has no reply')
  const { direction, fiat, crypto } = request.trade
  const [from, to] = direction === 'buy' ? [fiat.symbol, crypto.symbol] : [crypto.symbol, fiat.symbol]
  const own = tenant.widgetUrl === 'rampway'
  return {
    _links: sessionLinks(session, view.linkToken, from, to),
    session: {
      id: session.id,
      widget_url: own ? `${view.publicUrl}/w/${view.linkToken}` : answered.widgetUrl,
      token: own ? view.linkToken : answered.upstreamToken,
      service_provider_widget_url: answered.serviceProviderWidgetUrl,
      external_session_id: answered.externalSessionId,
      status: sessionStatusAt(session, view.now),
      direction,
      service_provider: session.mint?.serviceProvider ?? answered.serviceProvider,
      payment_method_type: session.mint?.paymentMethodType ?? answered.paymentMethodType,
      source_amount: request.sourceAmount,
      from_asset: from,
      to_asset: to,
      chain_id: crypto.chainId,
      wallet_address: request.walletAddress,
      country_code: request.country,
      locked_fields: lockedFields(request),
      created_at: session.createdAt,
      expires_at: session.expiresAt,
    },
  }
}

function sessionLinks(session: Session, linkToken: string, from: string, to: string): Links {
  const { request } = session
  const quotes = new URLSearchParams({
    source_amount: request.sourceAmount,
    from_asset: from,
    to_asset: to,
    chain_id: String(request.trade.crypto.chainId),
    country_code: request.country,
  })
  return {
    self: linkTo(`/v0/ramp/sessions/${session.id}`),
    widget: linkTo(`/w/${linkToken}`),
    transactions: linkTo('/v0/ramp/transactions'),
    quotes: linkTo(`/v0/ramp/quotes?${quotes}`),
  }
}
