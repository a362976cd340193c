import { chmod, link, mkdir, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { parseJsonObject } from '../identity/json.ts'
import type { SignatureAlgorithm } from '../identity/signature-algorithm.ts'

/** The identity providers that `rampway dev` stands in for. */
export type DevProvider = 'privy' | 'dynamic'

/** What each signs with. */
export const devAlgorithms = { privy: 'ES256', dynamic: 'RS256' } as const satisfies Record<
  DevProvider,
  SignatureAlgorithm
>

/** A signing key of the dev identity provider, and its public half as the JWKS shows it. */
export interface DevSigningKey {
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicJwk: Readonly<Record<string, string>>
}

/**
 * Loads one provider's key pair from `<dataDir>/dev-identity/<provider>.jwk.json` (readable by the owner only), or
 * makes it there. Two processes that start together end up with the same one. Throws when the file is there and is
 * not such a key, naming the file to delete.
 */
export async function loadDevSigningKey(dataDir: string, provider: DevProvider): Promise<DevSigningKey> {
  const folder = join(dataDir, 'dev-identity')
  const path = join(folder, `${provider}.jwk.json`)
  const text = (await readIfThere(path)) ?? (await create(folder, path, provider))
  const jwk = parseJsonObject(text)
  const key = jwk === undefined ? undefined : await readPrivateJwk(provider, jwk)
  if (key === undefined) {
    throw new Error(`${path} does not hold an ${devAlgorithms[provider]} key. Delete it, and a new one is made.`)
  }
  return key
}

async function create(folder: string, path: string, provider: DevProvider): Promise<string> {
  const { privateKey } = await generateKeyPair(devAlgorithms[provider], { extractable: true })
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}`
  await writeFile(draft, JSON.stringify(await exportJWK(privateKey)), { mode: 0o600 })
  await chmod(draft, 0o600)
  try {
    // Unlike a rename, a link never replaces the key of a process that was quicker.
    await link(draft, path)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    await unlink(draft)
  }
  return await readFile(path, 'utf8')
}

async function readPrivateJwk(provider: DevProvider, jwk: JWK): Promise<DevSigningKey | undefined> {
  const algorithm = devAlgorithms[provider]
  try {
    const privateKey = await importJWK(jwk, algorithm)
    if (privateKey instanceof Uint8Array || privateKey.type !== 'private') return undefined
    const kid = await calculateJwkThumbprint(jwk)
    const { kty = '', crv = '', x = '', y = '', n = '', e = '' } = jwk
    const members = provider === 'privy' ? { kty, crv, x, y } : { kty, n, e }
    return { kid, privateKey, publicJwk: { ...members, kid, alg: algorithm, use: 'sig' } }
  } catch {
    return undefined
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
