import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { LRUCache } from 'lru-cache'
import type { Brand } from './brand.ts'

/** An EVM address with its EIP-55 checksum. */
export type WalletAddress = Brand<'WalletAddress'>

/** What is wrong with a text that should be a wallet address; `checksummed` is what would pass. */
export type AddressFault =
  | { readonly kind: 'form' }
  | { readonly kind: 'checksum'; readonly checksummed: WalletAddress }
  | { readonly kind: 'zero' }

const addressForm = /^0x[0-9a-fA-F]{40}$/

/**
 * Reads an EVM address. Mixed case must carry a right EIP-55 checksum; all-lower and all-upper case carry none and are
 * given one. The zero address is refused: what is sent there is lost.
 */
export function parseWalletAddress(text: string): WalletAddress | AddressFault {
  if (!addressForm.test(text)) return { kind: 'form' }
  const known = recent.get(text)
  if (known !== undefined) return known
  const address = checkAddress(text)
  if (typeof address === 'string') recent.set(text, address)
  return address
}

/** Reads an address that `parseWalletAddress` gave, such as a stored one; undefined when the text has another form. */
export function parseCheckedAddress(text: string): WalletAddress | undefined {
  return addressForm.test(text) ? (text as WalletAddress) : undefined
}

/** A checksum takes some 15 microseconds, and a retry brings the same address again. */
const recentMax = 10_000
const recent = new LRUCache<string, WalletAddress>({ max: recentMax })

function checkAddress(text: string): WalletAddress | AddressFault {
  const hex = text.slice(2)
  if (/^0+$/.test(hex)) return { kind: 'zero' }
  const checksummed = checksum(hex.toLowerCase())
  const mixed = hex !== hex.toLowerCase() && hex !== hex.toUpperCase()
  return mixed && checksummed !== text ? { kind: 'checksum', checksummed } : checksummed
}

function checksum(lower: string): WalletAddress {
  const digest = bytesToHex(keccak_256(utf8ToBytes(lower)))
  let out = '0x'
  for (let i = 0; i < lower.length; i++) {
    const digit = lower.charAt(i)
    out += digest.charAt(i) >= '8' ? digit.toUpperCase() : digit
  }
  return out as WalletAddress
}
