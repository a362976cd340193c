import { createHash } from 'node:crypto'
import { isJsonObject, parseJsonObject } from './json.ts'
import { type PublicKey, readJwk, readPinnedKey } from './public-key.ts'
import type { SignatureAlgorithm } from './signature-algorithm.ts'

/** The usable keys of one issuer at one time. */
export interface KeySet {
  readonly byKid: ReadonlyMap<string, PublicKey>
  /** Pinned keys without an id; each is tried when no id matches. Always empty for a fetched set. */
  readonly unnamed: readonly PublicKey[]
  readonly keyCount: number
  /** The same for two sets that hold the same keys under the same ids. */
  readonly fingerprint: string
}

/** A set, or why a body holds none. */
export type KeySetReading =
  | { readonly kind: 'set'; readonly set: KeySet }
  | { readonly kind: 'unusable'; readonly reason: 'malformed' | 'too_many_keys' | 'no_usable_keys' }

/** Most keys in one set: issuers publish one to three, and each costs a little work to read. */
export const keysPerSetMax = 64

/**
 * Reads a JWKS body (RFC 7517 §5). Keys that do not fit the issuer or have no id are skipped, for a set may serve
 * other purposes too. Two different keys under one id are both skipped: which one is meant cannot be known. A body
 * with too many keys is refused whole rather than cut, since the cut might take the key in use.
 */
export function readKeySet(allowed: readonly SignatureAlgorithm[], body: string): KeySetReading {
  const entries: unknown = parseJsonObject(body)?.keys
  if (!Array.isArray(entries)) return { kind: 'unusable', reason: 'malformed' }
  if (entries.length > keysPerSetMax) return { kind: 'unusable', reason: 'too_many_keys' }
  const found: PublicKey[] = []
  for (const entry of entries) {
    const reading = isJsonObject(entry) ? readJwk(allowed, entry) : { fault: 'not an object' }
    if (!('fault' in reading) && reading.kid !== undefined) found.push(reading)
  }
  return collect(found)
}

/** Reads the keys pinned in the configuration; those that cannot be used are skipped (`readPinnedKey` says why). */
export function readPinnedKeys(allowed: readonly SignatureAlgorithm[], texts: readonly string[]): KeySetReading {
  if (texts.length > keysPerSetMax) return { kind: 'unusable', reason: 'too_many_keys' }
  const found: PublicKey[] = []
  for (const text of texts) {
    const reading = readPinnedKey(allowed, text)
    if (!('fault' in reading)) found.push(reading)
  }
  return collect(found)
}

function collect(found: readonly PublicKey[]): KeySetReading {
  const named = new Map<string, PublicKey>()
  const ambiguous = new Set<string>()
  const unnamed = new Map<string, PublicKey>()
  for (const key of found) {
    if (key.kid === undefined) {
      unnamed.set(key.thumbprint, key)
      continue
    }
    const earlier = named.get(key.kid)
    if (earlier !== undefined && earlier.thumbprint !== key.thumbprint) ambiguous.add(key.kid)
    named.set(key.kid, earlier === undefined ? key : mergeAlgorithms(key, earlier))
  }
  for (const kid of ambiguous) named.delete(kid)
  const keys = [...named.values(), ...unnamed.values()]
  if (keys.length === 0) return { kind: 'unusable', reason: 'no_usable_keys' }
  const set: KeySet = {
    byKid: named,
    unnamed: [...unnamed.values()],
    keyCount: keys.length,
    fingerprint: fingerprintOf(keys),
  }
  return { kind: 'set', set }
}

/** A set may list one key once for each algorithm. */
function mergeAlgorithms(key: PublicKey, earlier: PublicKey): PublicKey {
  return { ...key, algorithms: [...new Set([...earlier.algorithms, ...key.algorithms])].sort() }
}

function fingerprintOf(keys: readonly PublicKey[]): string {
  const lines = keys
    .map(({ kid, thumbprint, algorithms }) => JSON.stringify([kid ?? null, thumbprint, algorithms]))
    .sort()
  return createHash('sha256').update(lines.join('\n')).digest('hex')
}
