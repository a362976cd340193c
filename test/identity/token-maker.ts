import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { type JWTHeaderParameters, type JWTPayload, SignJWT } from 'jose'
import type { SignatureAlgorithm } from '../../src/identity/signature-algorithm.ts'

/** A key pair with an id, and its public half as a JWKS shows it. */
export interface TestKey {
  readonly kid: string
  readonly algorithm: SignatureAlgorithm
  readonly privateKey: KeyObject
  readonly publicKey: KeyObject
  readonly jwk: object
}

// Made as texts: Node 20 hangs when a generated key object is exported at the moment in which the job that generated it
// is collected.
const privateKeyEncoding = { type: 'pkcs8', format: 'pem' } as const
const publicKeyEncoding = { type: 'spki', format: 'pem' } as const

/** Makes a P-256 key, as Privy's are. */
export function makeEcKey(kid: string): TestKey {
  return describeKey(
    kid,
    'ES256',
    generateKeyPairSync('ec', { namedCurve: 'P-256', privateKeyEncoding, publicKeyEncoding }),
  )
}

/** Makes an RSA key, as Dynamic's are. */
export function makeRsaKey(kid: string, modulusLength = 2_048): TestKey {
  return describeKey(kid, 'RS256', generateKeyPairSync('rsa', { modulusLength, privateKeyEncoding, publicKeyEncoding }))
}

/** Makes a key for any algorithm. */
export function makeKey(kid: string, algorithm: SignatureAlgorithm): TestKey {
  if (algorithm === 'EdDSA') {
    return describeKey(kid, algorithm, generateKeyPairSync('ed25519', { privateKeyEncoding, publicKeyEncoding }))
  }
  if (!algorithm.startsWith('ES')) {
    const rsa = makeRsaKey(kid)
    return { ...rsa, algorithm, jwk: { ...rsa.jwk, alg: algorithm } }
  }
  const namedCurve = algorithm === 'ES512' ? 'P-521' : `P-${algorithm.slice(2)}`
  return describeKey(kid, algorithm, generateKeyPairSync('ec', { namedCurve, privateKeyEncoding, publicKeyEncoding }))
}

function describeKey(
  kid: string,
  algorithm: TestKey['algorithm'],
  texts: { publicKey: string; privateKey: string },
): TestKey {
  const publicKey = createPublicKey(texts.publicKey)
  return {
    kid,
    algorithm,
    privateKey: createPrivateKey(texts.privateKey),
    publicKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg: algorithm, use: 'sig' },
  }
}

/** Signs as an issuer would, with jose. Header members given replace the usual ones. */
export function signToken(key: TestKey, claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}) {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.algorithm, typ: 'JWT', kid: key.kid, ...header })
    .sign(key.privateKey)
}

/** Signs any header and payload whatever, texts included, which no library would do. */
export function forgeToken(key: TestKey, header: object | string, payload: object | string): string {
  const input = `${encode(header)}.${encode(payload)}`
  const signature = sign('sha256', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' })
  return `${input}.${signature.toString('base64url')}`
}

/** Base64url of a text, or of a value's JSON. */
export function encode(value: object | string): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
}

/**
 * What Dynamic's ID token has beyond the access token, as large as in real ones: with the claims of an access token,
 * 2,837 characters with one embedded wallet and 787 more for each further one.
 */
export function dynamicIdClaims(wallets: number) {
  return {
    verified_credentials: Array.from({ length: wallets }, (_, number) => ({
      address: `0x${number.toString(16).padStart(40, '0')}`,
      chain: 'eip155',
      format: 'blockchain',
      id: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
      wallet_name: 'dynamicwaas',
      wallet_provider: 'embeddedWallet',
      wallet_properties: { padding: 'x'.repeat(353) },
    })),
    missing_fields: [{ name: 'username', required: false }],
    email: 'alice@example.com',
    info: 'x'.repeat(828),
  }
}
