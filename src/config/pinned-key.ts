import { createPublicKey, type KeyObject } from 'node:crypto'

/** RFC 7518 §3.3: RSA keys for signatures are 2048 bits or longer. */
const rsaBitsMin = 2048

/**
 * Checks one pinned key of an issuer: a public key as PEM (SPKI, PKCS#1 or a certificate) or JWK (mapping or JSON
 * text); P-256 for Privy, which signs ES256, RSA for Dynamic, which signs RS256. Returns what is wrong, without quoting
 * the key; undefined when nothing is.
 */
export function explainPinnedKey(key: unknown, issuer: 'privy' | 'dynamic'): string | undefined {
  const text = writePinnedKey(key)
  if (text.includes('PRIVATE KEY') || /"(d|k)"\s*:/.test(text)) {
    return 'is a private or secret key: keep that out of this file and write the public key'
  }
  const parsed = parseKey(text)
  if (parsed === undefined) {
    return 'is no readable public key: write a whole PEM block (after "|", with its BEGIN and END lines) or one JWK'
  }
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = parsed
  if (issuer === 'privy') {
    return type === 'ec' && details?.namedCurve === 'prime256v1'
      ? undefined
      : 'must be a P-256 key: Privy signs its tokens with ES256'
  }
  if (type !== 'rsa') return 'must be an RSA key: Dynamic signs its tokens with RS256'
  return (details?.modulusLength ?? 0) >= rsaBitsMin ? undefined : `must have at least ${rsaBitsMin} bits`
}

/** The text of a pinned key as the domain holds it: PEM as written, a JWK as JSON. */
export function writePinnedKey(key: unknown): string {
  return typeof key === 'string' ? key.trim() : (JSON.stringify(key) ?? '')
}

function parseKey(text: string): KeyObject | undefined {
  try {
    if (!text.startsWith('{')) return createPublicKey(text)
    const jwk: unknown = JSON.parse(text)
    return typeof jwk === 'object' && jwk !== null ? createPublicKey({ key: { ...jwk }, format: 'jwk' }) : undefined
  } catch {
    return undefined
  }
}
