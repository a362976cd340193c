import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { SignJWT } from 'jose'
import { privyIssuer } from '../src/identity/kinds/privy.ts'

/** A user's subject is this and the user's number in so many digits. */
export const subjectForm = { prefix: 'did:privy:bench', digits: 18 } as const

/** End users of one tenant with tokens of the shape that Privy issues. */
export interface Users {
  readonly tenant: string
  readonly issuer: string
  readonly audience: string
  /** The key that signs, as every server is given it. */
  readonly publicKeyPem: string
  /** A token for each of `count` users, valid for three hours. */
  readonly tokens: (count: number, firstNumber?: number) => Promise<readonly string[]>
}

const tokenSeconds = 3 * 60 * 60

/** Makes a tenant's identity provider. */
export function makeUsers(): Users {
  // As texts: Node 20 hangs when a generated key object is exported, as jose does, at the moment in which the job that
  // generated it is collected. A key that is read from its text has no such job.
  const texts = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const privateKey = createPrivateKey(texts.privateKey)
  const audience = 'benchappid0000000000000001'.slice(0, 25)
  return {
    tenant: 'org-bench:env-load',
    issuer: privyIssuer,
    audience,
    publicKeyPem: texts.publicKey,
    tokens: (count, firstNumber = 0) =>
      Promise.all(Array.from({ length: count }, (_, n) => sign(privateKey, audience, firstNumber + n))),
  }
}

function sign(privateKey: KeyObject, audience: string, number: number): Promise<string> {
  return new SignJWT({ sid: `cm${String(number).padStart(23, '0')}` })
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: 'bench' })
    .setIssuer(privyIssuer)
    .setAudience(audience)
    .setSubject(`${subjectForm.prefix}${String(number).padStart(subjectForm.digits, '0')}`)
    .setIssuedAt()
    .setExpirationTime(`${tokenSeconds}s`)
    .sign(privateKey)
}
