import { createPublicKey } from 'node:crypto'
import { writePinnedKey } from '../identity/kinds/kind.ts'
import { readPinnedKey } from '../identity/public-key.ts'
import { describeKeys, type SignatureAlgorithm } from '../identity/signature-algorithm.ts'

/**
 * Checks one pinned key of an issuer: a public key as PEM (SPKI, PKCS#1 or a certificate) or JWK (mapping or JSON
 * text) that fits one of the algorithms that `title` signs with. What passes is what identity can use. Returns what is
 * wrong, without quoting the key; undefined when nothing is.
 */
export function explainPinnedKey(
  key: unknown,
  title: string,
  algorithms: readonly SignatureAlgorithm[],
): string | undefined {
  const text = writePinnedKey(key)
  if (text.includes('PRIVATE KEY') || /"(d|k)"\s*:/.test(text)) {
    return 'is a private or secret key: keep that out of this file and write the public key'
  }
  if (!isReadable(text)) {
    return 'is no readable public key: write a whole PEM block (after "|", with its BEGIN and END lines) or one JWK'
  }
  const reading = readPinnedKey(algorithms, text)
  if (!('fault' in reading)) return undefined
  return `must be ${describeKeys(algorithms)}: ${title} signs its tokens with ${algorithms.join(' or ')} (${reading.fault})`
}

function isReadable(text: string): boolean {
  try {
    if (!text.startsWith('{')) return createPublicKey(text).type === 'public'
    const jwk: unknown = JSON.parse(text)
    if (typeof jwk !== 'object' || jwk === null) return false
    return createPublicKey({ key: { ...jwk }, format: 'jwk' }).type === 'public'
  } catch {
    return false
  }
}
