import Type from 'typebox'
import { type AddressFault, describeUnusable, parseWalletAddress, type WalletAddress } from '../domain/address.ts'
import { isPageOn } from '../domain/origin.ts'
import { clientStateBytesMax } from '../domain/session.ts'
import { byDefault, type FieldValues, optional, type Reader, required } from './field.ts'
import { idempotencyKey } from './idempotency-key.ts'
import { chainField, countryField, paymentMethod, subdivisionField, tradeFields } from './trade-fields.ts'

/** An EVM address that can be somebody’s wallet. */
export const wallet: Reader<WalletAddress> = {
  read: (value) => {
    if (typeof value !== 'string') return { fault: 'Send the address as a string.' }
    const address = parseWalletAddress(value)
    return typeof address === 'string' ? { value: address } : { fault: walletFault(address) }
  },
  schema: Type.String({ pattern: '^0x[0-9a-fA-F]{40}$' }),
  rule: 'In mixed case its EIP-55 checksum must be right. Refused as nobody’s wallet, on every chain: the zero address, the contract of any supported asset, burn addresses (`0x…dEaD` and its kin), placeholders (`0xEeee…`), and what belongs to the chain itself (precompiles, predeploys, system contracts).',
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

const serviceProvider: Reader<string> = {
  read: (value) => {
    if (typeof value === 'string' && providerPattern.test(value)) return { value: value.toUpperCase() }
    return {
      fault:
        'Send a provider’s name in one word, such as "TRANSAK", or leave it out and the best one is chosen. GET /v0/ramp/supported-values lists them.',
    }
  },
  schema: Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' }),
}

const providerPattern = /^[A-Za-z0-9_-]{1,64}$/

const returnUrl: Reader<string> = {
  read: (value, { returnLinks, returnOrigins }) => {
    if (typeof value === 'string' && (returnLinks.includes(value) || isPageOn(returnOrigins, value))) return { value }
    if (returnOrigins.length > 0) {
      const choice = [...returnLinks, ...returnOrigins.map((origin) => `any page on ${origin}`)].join(', ')
      return { fault: `Send one of the tenant's return links: ${choice}.` }
    }
    const choice = returnLinks.length === 0 ? 'this tenant has none configured; leave it out' : returnLinks.join(', ')
    return { fault: `Send one of the tenant's configured return links: ${choice}.` }
  },
  schema: Type.String(),
  rule: 'It must be one of the return links that are configured for the tenant.',
}

/** Which flow of a sell is asked for. */
export const redirectFlow: Reader<boolean> = {
  read: (value) => {
    if (value === null || typeof value === 'boolean') return { value: value === true }
    return { fault: 'Send true or false, without quotes, or leave it out.' }
  },
  schema: Type.Boolean(),
}

const clientState: Reader<string> = {
  read: (value) => {
    if (typeof value !== 'string') {
      return { fault: 'Send the state as a string, such as the JSON text of an object, or leave it out.' }
    }
    if (/\p{Surrogate}/u.test(value) || value.includes('\0')) {
      return { fault: 'The state must be valid Unicode text without NUL characters.' }
    }
    const bytes = Buffer.byteLength(value)
    if (bytes <= clientStateBytesMax) return { value }
    return { fault: `At most ${clientStateBytesMax} bytes in UTF-8; this has ${bytes}. Keep the rest in your app.` }
  },
  schema: Type.String({ maxLength: clientStateBytesMax, pattern: '^[^\\u0000\\ud800-\\udfff]*$' }),
  rule: `At most ${clientStateBytesMax} bytes in UTF-8.`,
}

/** The body of `POST /v0/ramp/sessions`, each field checked by itself. See docs/contract.md, opening a session. */
export const sessionFields = {
  ...tradeFields,
  chain_id: chainField,
  wallet_address: required(
    wallet,
    'the EVM address of the crypto leg, such as "0x…" with 40 hexadecimal digits',
    'the EVM address of the crypto leg',
  ),
  country_code: countryField,
  subdivision: subdivisionField,
  payment_method_type: optional(
    paymentMethod,
    'one of the 15 methods; the widget is locked to it. Left out, the best quote’s',
  ),
  service_provider: optional(
    serviceProvider,
    'pins a provider, in any case; without it the best quote wins. One that is not among the account’s is refused, and is told those that are',
  ),
  idempotency_key: optional(
    idempotencyKey,
    'at most 128 characters; the empty string is no key. May come as the header `Idempotency-Key` instead',
  ),
  return_url: optional(returnUrl, 'where the user is sent back to, instead of the tenant’s first return link'),
  redirect_flow: {
    ...byDefault(
      redirectFlow,
      false,
      'for sells: `true` says that your app sends the crypto, once the user is back; otherwise the user does, from the provider’s page',
    ),
    isNullable: true,
  },
  client_state: optional(
    clientState,
    'a text of your own, such as where the user was in your app. It is given back wherever the session is read, and to your page when the user returns; nothing of ours reads it. Put no secret into it',
  ),
}

/** A body that was read. */
export type SessionBody = FieldValues<typeof sessionFields>
