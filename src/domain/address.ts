import { keccak_256 } from '@noble/hashes/sha3.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { LRUCache } from 'lru-cache'
import { cryptoAssets } from './asset-registry.ts'
import type { Brand } from './brand.ts'
import { type ChainId, chainName } from './chain.ts'

/** An EVM address with its EIP-55 checksum. */
export type WalletAddress = Brand<'WalletAddress'>

/** What is wrong with a text that should be a wallet address; `checksummed` is the spelling that would pass. */
export type AddressFault =
  | { readonly kind: 'form' }
  | { readonly kind: 'checksum'; readonly checksummed: WalletAddress }
  | UnusableAddress

/** An address that nobody has the key of: what is sent there is lost, whatever the chain. */
export type UnusableAddress =
  | { readonly kind: 'zero' }
  /** The contract of an asset of the registry, on that chain. */
  | { readonly kind: 'contract'; readonly symbol: string; readonly chainId: ChainId }
  /** An address that tokens are sent to on purpose, so that nobody has them any more. */
  | { readonly kind: 'burn' }
  /** A stand-in that programs write for a chain's own coin, or for nothing. */
  | { readonly kind: 'placeholder' }
  /** Taken by the chain itself: precompiled contracts, predeploys, system contracts. */
  | { readonly kind: 'reserved' }

const addressPattern = /^0x[0-9a-fA-F]{40}$/

/**
 * Reads the address of somebody's wallet. Mixed case must carry a right EIP-55 checksum; all-lower and all-upper case
 * carry none and are given one. An address that cannot be a wallet is refused (`findUnusable`), whatever its case.
 */
export function parseWalletAddress(text: string): WalletAddress | AddressFault {
  if (!addressPattern.test(text)) return { kind: 'form' }
  const known = recent.get(text)
  if (known !== undefined) return known
  const address = checkAddress(text)
  if (typeof address === 'string') recent.set(text, address)
  return address
}

/** Reads an address that `parseWalletAddress` gave, such as a stored one; undefined when the text has another form. */
export function parseCheckedAddress(text: string): WalletAddress | undefined {
  return addressPattern.test(text) ? (text as WalletAddress) : undefined
}

/** Tells people, in a sentence, why nothing may be sent there. */
export function describeUnusable(address: UnusableAddress): string {
  switch (address.kind) {
    case 'zero':
      return 'This is the zero address; what is sent there is lost.'
    case 'contract':
      return `This is the contract of ${address.symbol} on ${chainName(address.chainId)}, not a wallet; what is sent there is lost.`
    case 'burn':
      return 'This is a burn address, of which nobody holds the key; what is sent there is lost.'
    case 'placeholder':
      return 'This address is a placeholder that stands for no wallet; what is sent there is lost.'
    case 'reserved':
      return 'This address belongs to the chain itself (a precompiled or system contract), not to a wallet; what is sent there is lost.'
  }
}

/**
 * Why nobody can have this address as a wallet, on any chain; undefined when nothing is known against it. Takes a text
 * of the form of an address, in any case.
 */
export function findUnusable(address: string): UnusableAddress | undefined {
  const hex = address.slice(2).toLowerCase()
  if (/^0+$/.test(hex)) return { kind: 'zero' }
  const known = contracts.get(hex)
  if (known !== undefined) return known
  if (burnPatterns.some((pattern) => pattern.test(hex))) return { kind: 'burn' }
  if (placeholders.has(hex)) return { kind: 'placeholder' }
  return hex.includes(unreachableZeros) ? { kind: 'reserved' } : undefined
}

const contracts: ReadonlyMap<string, UnusableAddress> = new Map(
  cryptoAssets.flatMap(({ symbol, chainId, contract }) =>
    contract === null ? [] : [[contract.slice(2).toLowerCase(), { kind: 'contract', symbol, chainId }]],
  ),
)

/** `0x…dEaD` and its kin: the word at either end of zeros, repeated, or before the digits of a well-known burn. */
const burnPatterns = [
  /^0{24,}(?:dead|beef)+$/,
  /^(?:dead|beef)+0{24,}$/,
  /^(?:dead|beef)+$/,
  /^dead0{16}42069420694206942069$/,
]

/** `0xEeee…` stands for the coin itself in many programs; `0xffff…` is what an unset field reads as. */
const placeholders: ReadonlySet<string> = new Set(['e'.repeat(40), 'f'.repeat(40)])

/**
 * Twelve zero bytes in a row. A key with such an address takes some 2^93 tries, so nobody has one; chains keep theirs
 * there: precompiles `0x…01` and above, system contracts `0x…1010`, predeploys `0x4200…06`, precompiles `0x0200…05`.
 */
const unreachableZeros = '0'.repeat(24)

/** A checksum takes some 15 microseconds, and a retry brings the same address again. */
const recentMax = 10_000
const recent = new LRUCache<string, WalletAddress>({ max: recentMax })

function checkAddress(text: string): WalletAddress | AddressFault {
  const unusable = findUnusable(text)
  if (unusable !== undefined) return unusable
  const hex = text.slice(2)
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
