import type { KeyObject } from 'node:crypto'

/** What a key must be to check the signatures of one algorithm. */
interface KeyNeed {
  readonly kty: 'RSA' | 'EC' | 'OKP'
  /** For `EC` and `OKP`: the curve as a JWK names it, and as Node does. */
  readonly curve?: { readonly jwk: string; readonly node: string }
  /** For messages: `a P-256 key`. */
  readonly words: string
}

const rsa: KeyNeed = { kty: 'RSA', words: 'an RSA key' }

function onCurve(jwk: string, node: string): KeyNeed {
  return { kty: 'EC', curve: { jwk, node }, words: `a ${jwk} key` }
}

/** Every algorithm that tokens may be signed with. All are asymmetric: whoever can check a token cannot make one. */
const keyNeeds = {
  RS256: rsa,
  RS384: rsa,
  RS512: rsa,
  PS256: rsa,
  PS384: rsa,
  PS512: rsa,
  ES256: onCurve('P-256', 'prime256v1'),
  ES384: onCurve('P-384', 'secp384r1'),
  ES512: onCurve('P-521', 'secp521r1'),
  EdDSA: { kty: 'OKP', curve: { jwk: 'Ed25519', node: 'ed25519' }, words: 'an Ed25519 key' },
} as const satisfies Record<string, KeyNeed>

/** The name of an algorithm as the header of a token has it (RFC 7518 §3.1, RFC 8037 §3.1), case included. */
export type SignatureAlgorithm = keyof typeof keyNeeds

/** All of them, the commonest first. */
export const signatureAlgorithms: readonly SignatureAlgorithm[] = Object.keys(keyNeeds).filter(isSignatureAlgorithm)

/** Tells whether a value is the exact name of one of them. */
export function isSignatureAlgorithm(value: unknown): value is SignatureAlgorithm {
  return typeof value === 'string' && Object.hasOwn(keyNeeds, value)
}

/** RFC 7518 §3.3 asks for this much. */
const rsaBitsMin = 2_048
/** Checking a larger one costs noticeable time, and no issuer has one. */
const rsaBitsMax = 8_192
/** Smaller exponents have a history of forged signatures. */
const rsaExponentMin = 65_537n

/** Tells whether a JWK's type and curve are those of the algorithm. */
export function isKeyTypeOf(algorithm: SignatureAlgorithm, kty: unknown, crv: unknown): boolean {
  const need: KeyNeed = keyNeeds[algorithm]
  return kty === need.kty && (need.curve === undefined || crv === need.curve.jwk)
}

/** Why the algorithm cannot be checked with a key, as a clause about "it"; undefined when it can. */
export function faultOfKey(algorithm: SignatureAlgorithm, key: KeyObject): string | undefined {
  const need: KeyNeed = keyNeeds[algorithm]
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  if (need.kty === 'RSA') return type === 'rsa' ? faultOfRsaKey(key) : `it is not ${need.words}`
  const curve = need.kty === 'EC' ? details?.namedCurve : type
  const fits = (need.kty === 'OKP' || type === 'ec') && curve === need.curve?.node
  return fits ? undefined : `it is not ${need.words}`
}

/** The kinds of keys that the algorithms need, in words: `a P-256 key or an RSA key`. */
export function describeKeys(algorithms: readonly SignatureAlgorithm[]): string {
  return [...new Set(algorithms.map((algorithm) => keyNeeds[algorithm].words))].join(' or ')
}

function faultOfRsaKey(key: KeyObject): string | undefined {
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {}
  if (modulusLength < rsaBitsMin) return `its modulus has ${modulusLength} bits, and ${rsaBitsMin} are the least`
  if (modulusLength > rsaBitsMax) return `its modulus has ${modulusLength} bits, and ${rsaBitsMax} are the most`
  if (publicExponent < rsaExponentMin) return `its exponent is ${publicExponent}, and ${rsaExponentMin} is the least`
  return undefined
}
