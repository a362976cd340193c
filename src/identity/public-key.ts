import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import { type JsonObject, parseJsonObject } from './json.ts'
import { describeKeys, faultOfKey, isKeyTypeOf, type SignatureAlgorithm } from './signature-algorithm.ts'

/** A verification key that fits its issuer. */
export interface PublicKey {
  /** Undefined for a PEM, which carries no id. */
  readonly kid: string | undefined
  readonly key: KeyObject
  /** Those of the issuer's algorithms whose signatures it checks; at least one. */
  readonly algorithms: readonly SignatureAlgorithm[]
  /** SHA-256 of the key itself, in hexadecimal. */
  readonly thumbprint: string
}

/** A key, or a clause that says what is wrong with it. */
export type KeyReading = PublicKey | { readonly fault: string }

/** Reads one JWK, copying only its public members. Refuses what fits none of the issuer's algorithms. */
export function readJwk(allowed: readonly SignatureAlgorithm[], jwk: JsonObject): KeyReading {
  const { alg, use, kid } = jwk
  // A key says at most one algorithm, and then checks no other (RFC 7517 §4.4).
  const algorithms = alg === undefined ? allowed : allowed.filter((algorithm) => algorithm === alg)
  if (algorithms.length === 0) return { fault: `alg is not ${allowed.join(' or ')}` }
  if (use !== undefined && use !== 'sig') return { fault: 'use is not sig' }
  const operations = jwk.key_ops
  if (operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))) {
    return { fault: 'key_ops does not include verify' }
  }
  if (kid !== undefined && (typeof kid !== 'string' || kid === '')) return { fault: 'kid is not a text' }
  const fitting = algorithms.filter((algorithm) => isKeyTypeOf(algorithm, jwk.kty, jwk.crv))
  const members = fitting.length === 0 ? undefined : publicMembers(jwk)
  if (members === undefined) return { fault: `kty and its members are not those of ${describeKeys(algorithms)}` }
  return importKey(fitting, kid, () => createPublicKey({ format: 'jwk', key: members }))
}

/** Reads a public key that an operator pasted: PEM as SPKI or PKCS#1, or a JWK. Private keys are refused. */
export function readPinnedKey(allowed: readonly SignatureAlgorithm[], text: string): KeyReading {
  const trimmed = text.trim()
  if (!trimmed.startsWith('{')) {
    if (trimmed.includes('PRIVATE KEY')) return { fault: 'it is a private key; paste the public one' }
    return importKey(allowed, undefined, () => createPublicKey({ format: 'pem', key: trimmed }))
  }
  const jwk = parseJsonObject(trimmed)
  if (jwk === undefined) return { fault: 'it is not valid JSON' }
  if (Object.hasOwn(jwk, 'd')) return { fault: 'it is a private key; leave out the member d and the primes' }
  return readJwk(allowed, jwk)
}

function publicMembers({ kty, crv, x, y, n, e }: JsonObject) {
  if (kty === 'RSA') return typeof n === 'string' && typeof e === 'string' ? { kty, n, e } : undefined
  if (typeof crv !== 'string' || typeof x !== 'string') return undefined
  if (kty === 'OKP') return { kty, crv, x }
  return kty === 'EC' && typeof y === 'string' ? { kty, crv, x, y } : undefined
}

function importKey(allowed: readonly SignatureAlgorithm[], kid: string | undefined, load: () => KeyObject): KeyReading {
  try {
    const key = load()
    const algorithms = allowed.filter((algorithm) => faultOfKey(algorithm, key) === undefined)
    if (algorithms.length === 0) return { fault: faultOf(allowed, key) }
    const thumbprint = createHash('sha256')
      .update(key.export({ format: 'der', type: 'spki' }))
      .digest('hex')
    return { kid, key, algorithms, thumbprint }
  } catch {
    return { fault: 'it cannot be read as a public key' }
  }
}

/** What is wrong with a key of the right type, or else that it has none of the right ones. */
function faultOf(allowed: readonly SignatureAlgorithm[], key: KeyObject): string {
  const faults = allowed.map((algorithm) => faultOfKey(algorithm, key)).filter((fault) => fault !== undefined)
  return faults.find((fault) => fault.startsWith('its ')) ?? `it is not ${describeKeys(allowed)}`
}
