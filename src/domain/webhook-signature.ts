import { createHmac, createPrivateKey, createPublicKey, hash, type KeyObject, sign } from 'node:crypto'

/** Bytes of the seed of an Ed25519 key. */
export const signingSeedBytes = 32

/** DER of a PKCS#8 private key of Ed25519, up to its seed (RFC 8410). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')
/** Bytes of a raw public key, at the end of its SPKI form. */
const publicKeyBytes = 32

/** The key pair that webhooks are signed with when their endpoint asks for Ed25519. */
export interface SigningKey {
  /** Names it: `wpk_` and 16 hexadecimal digits, from the public key itself. */
  readonly id: string
  /** `whpk_` and the raw key in base64. */
  readonly publicKey: string
  readonly privateKey: KeyObject
}

/** The key pair of a seed of `signingSeedBytes`. */
export function signingKeyOf(seed: Buffer): SigningKey {
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' })
  const raw = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-publicKeyBytes)
  return {
    id: `wpk_${hash('sha256', raw, 'hex').slice(0, 16)}`,
    publicKey: `whpk_${raw.toString('base64')}`,
    privateKey,
  }
}

/** `v1,<base64>`: HMAC-SHA256 of one attempt, in the form of Standard Webhooks. */
export function signHmac(secret: Buffer, id: string, timestampSeconds: number, body: string): string {
  const mac = createHmac('sha256', secret)
    .update(signedText(id, timestampSeconds, body))
    .digest('base64')
  return `v1,${mac}`
}

/** `v1a,<base64>`: the Ed25519 signature of one attempt. */
export function signEd25519(key: SigningKey, id: string, timestampSeconds: number, body: string): string {
  const signature = sign(null, Buffer.from(signedText(id, timestampSeconds, body)), key.privateKey)
  return `v1a,${signature.toString('base64')}`
}

function signedText(id: string, timestampSeconds: number, body: string): string {
  return `${id}.${timestampSeconds}.${body}`
}
