import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import type { TokenIssuer } from '../domain/tenant.ts'
import { type JsonObject, parseJsonObject } from './json.ts'

/** Whose keys they are, which fixes what they must look like. */
export type IssuerKind = TokenIssuer['kind']

/** The one signature algorithm of each issuer; compared case-sensitively with the token and the key. */
export const algorithmOf = { privy: 'ES256', dynamic: 'RS256' } as const satisfies Record<IssuerKind, string>

/** A verification key that fits its issuer. */
export interface PublicKey {
  /** Undefined for a PEM, which carries no id. */
  readonly kid: string | undefined
  readonly key: KeyObject
  /** SHA-256 of the key itself, in hexadecimal. */
  readonly thumbprint: string
}

/** A key, or a clause that says what is wrong with it. */
export type KeyReading = PublicKey | { readonly fault: string }

/** RFC 7518 §3.3 asks for this much. */
const rsaBitsMin = 2_048
/** Checking a larger one takes long enough to be a burden, and no issuer has one. */
const rsaBitsMax = 8_192
/** Smaller exponents have a history of forged signatures. */
const rsaExponentMin = 65_537n

/** Reads one JWK, copying only its public members. Refuses what does not fit the issuer's algorithm. */
export function readJwk(kind: IssuerKind, jwk: JsonObject): KeyReading {
  const { alg, use, kid } = jwk
  const algorithm = algorithmOf[kind]
  if (alg !== undefined && alg !== algorithm) return { fault: `alg is not ${algorithm}` }
  if (use !== undefined && use !== 'sig') return { fault: 'use is not sig' }
  const operations = jwk.key_ops
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) {
    return { fault: 'key_ops does not include verify' }
  }
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) return { fault: 'kid is not a text' }
  const members = publicMembers(kind, jwk)
  if (members === undefined) return { fault: `kty and its members are not those of an ${algorithm} key` }
  return importKey(kind, kid, () => createPublicKey({ format: 'jwk', key: members }))
}

/** Reads a public key that an operator pasted: PEM as SPKI or PKCS#1, or a JWK. Private keys are refused. */
export function readPinnedKey(kind: IssuerKind, text: string): KeyReading {
  const trimmed = text.trim()
  if (!trimmed.startsWith('{')) {
    if (trimmed.includes('PRIVATE KEY')) return { fault: 'it is a private key; paste the public one' }
    return importKey(kind, undefined, () => createPublicKey({ format: 'pem', key: trimmed }))
  }
  const jwk = parseJsonObject(trimmed)
  if (jwk === undefined) return { fault: 'it is not valid JSON' }
  if (Object.hasOwn(jwk, 'd')) return { fault: 'it is a private key; leave out the member d and the primes' }
  return readJwk(kind, jwk)
}

function publicMembers(kind: IssuerKind, jwk: JsonObject) {
  const { kty, crv, x, y, n, e } = jwk
  if (kind === 'privy') {
    const fits = kty === 'EC' && crv === 'P-256' && typeof x === 'string' && typeof y === 'string'
    return fits ? { kty, crv, x, y } : undefined
  }
  return kty === 'RSA' && typeof n === 'string' && typeof e === 'string' ? { kty, n, e } : undefined
}

function importKey(kind: IssuerKind, kid: string | undefined, load: () => KeyObject): KeyReading {
  try {
    const key = load()
    const fault = kind === 'privy' ? faultOfEcKey(key) : faultOfRsaKey(key)
    if (fault !== undefined) return { fault }
    const thumbprint = createHash('sha256')
      .update(key.export({ format: 'der', type: 'spki' }))
      .digest('hex')
    return { kid, key, thumbprint }
  } catch {
    return { fault: 'it cannot be read as a public key' }
  }
}

function faultOfEcKey(key: KeyObject): string | undefined {
  const fits = key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1'
  return fits ? undefined : 'it is not an EC key on the curve P-256'
}

function faultOfRsaKey(key: KeyObject): string | undefined {
  if (key.asymmetricKeyType !== 'rsa') return 'it is not an RSA key'
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (modulusLength < rsaBitsMin) return `its modulus has ${modulusLength} bits, and ${rsaBitsMin} are the least`
  if (modulusLength > rsaBitsMax) return `its modulus has ${modulusLength} bits, and ${rsaBitsMax} are the most`
  if (publicExponent < rsaExponentMin) return `its exponent is ${publicExponent}, and ${rsaExponentMin} is the least`
  return undefined
}
