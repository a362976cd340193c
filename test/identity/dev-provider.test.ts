import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fastify, { type FastifyInstance } from 'fastify'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createDevIdentityProvider } from '../../src/dev/identity-provider.ts'
import { systemClock } from '../../src/domain/clock.ts'
import { GatewayError } from '../../src/domain/errors.ts'
import { parseTenantId, type TenantId } from '../../src/domain/tenant.ts'
import { createVerifier } from '../../src/identity/verifier.ts'
import { makeSend, makeTenant } from './world.ts'

async function makeDataDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'rampway-idp-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  return dir
}

function tenantId(text: string): TenantId {
  const id = parseTenantId(text)
  if (id === undefined) throw new Error(text)
  return id
}

const demo = tenantId('org-demo:env-sandbox')
const other = tenantId('org-other:env-sandbox')

async function start(dataDir?: string) {
  const provider = await createDevIdentityProvider({ dataDir: dataDir ?? (await makeDataDir()), now: systemClock })
  const app: FastifyInstance = fastify()
  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof GatewayError)) throw error
    return reply.status(422).send(error.details.members)
  })
  provider.register(app)
  const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(() => app.close())
  const verifier = createVerifier({ send: makeSend().send, now: systemClock })
  const tenantOf = (id: TenantId) => makeTenant(provider.issuersFor(id, baseUrl), id)
  const ask = async (body?: unknown) => {
    const init =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`${baseUrl}/dev/token`, { method: 'POST', ...init })
    return { status: response.status, body: JSON.parse(await response.text()) }
  }
  return { provider, verifier, tenantOf, ask, baseUrl }
}

describe('the dev identity provider', () => {
  it('mints tokens that the real verifier accepts, its keys fetched over HTTP', async () => {
    const { verifier, tenantOf, ask } = await start()
    for (const provider of ['privy', 'dynamic']) {
      const { status, body } = await ask({ provider, sub: 'bob' })
      expect(status).toBe(200)
      const subject = provider === 'privy' ? 'did:privy:bob' : 'bob'
      expect(await verifier.verify(tenantOf(demo), body.token)).toMatchObject({ kind: 'verified', subject })
    }
  })

  it('has a default for everything, the body included', async () => {
    const { verifier, tenantOf, ask } = await start()
    for (const given of [undefined, {}, { provider: null }]) {
      const { body } = await ask(given)
      expect(await verifier.verify(tenantOf(demo), body.token)).toMatchObject({ subject: 'did:privy:alice' })
      const { exp = 0, iat = 0 } = decodeJwt(body.token)
      expect(exp - iat).toBe(3_600)
    }
  })

  it('mints tokens that are refused for every other tenant', async () => {
    const { verifier, tenantOf, ask } = await start()
    const privy = await ask({ tenant: demo })
    const dynamic = await ask({ tenant: demo, provider: 'dynamic' })
    expect(await verifier.verify(tenantOf(other), privy.body.token)).toMatchObject({ reason: 'audience_wrong' })
    expect(await verifier.verify(tenantOf(other), dynamic.body.token)).toMatchObject({ reason: 'issuer_unknown' })
  })

  it('mints expired tokens when asked to', async () => {
    const { verifier, tenantOf, ask } = await start()
    for (const provider of ['privy', 'dynamic']) {
      const { body } = await ask({ provider, expires_in: -60 })
      expect(await verifier.verify(tenantOf(demo), body.token)).toEqual({ kind: 'rejected', reason: 'expired' })
    }
  })

  it('mints the longest lives it allows, and the verifier accepts them', async () => {
    const { verifier, tenantOf, ask } = await start()
    for (const [provider, expires_in] of [
      ['privy', 86_400],
      ['dynamic', 2_592_000],
    ] as const) {
      const { body } = await ask({ provider, expires_in })
      expect((await verifier.verify(tenantOf(demo), body.token)).kind).toBe('verified')
      expect((await ask({ provider, expires_in: expires_in + 1 })).status).toBe(422)
    }
  })

  it('gives its tokens the claims and headers of the real ones', async () => {
    const { ask } = await start()
    const privy = (await ask()).body.token
    expect(decodeProtectedHeader(privy)).toEqual({ alg: 'ES256', typ: 'JWT', kid: expect.any(String) })
    expect(Object.keys(decodeJwt(privy)).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'sid', 'sub'])
    const dynamic = (await ask({ provider: 'dynamic' })).body.token
    expect(decodeProtectedHeader(dynamic)).toMatchObject({ alg: 'RS256', kid: decodeJwt(dynamic).kid })
    expect(decodeJwt(dynamic)).toMatchObject({
      scope: 'user:basic',
      iss: expect.stringMatching(/^app\.dynamicauth\.com\//),
    })
  })

  it('adds the claims it is given, and lets none of them replace one of the provider’s', async () => {
    const { ask } = await start()
    const { body } = await ask({ claims: { kyc_status: 'approved', iss: 'evil', sub: 'mallory', exp: 1 } })
    expect(decodeJwt(body.token)).toMatchObject({ kyc_status: 'approved', iss: 'privy.io', sub: 'did:privy:alice' })
    expect(decodeJwt(body.token).exp).toBeGreaterThan(1)
  })

  it('leaves a Privy subject that is a DID already as it is', async () => {
    const { ask } = await start()
    expect(decodeJwt((await ask({ sub: 'did:privy:x' })).body.token).sub).toBe('did:privy:x')
  })

  it('names every fault of a bad request', async () => {
    const { ask } = await start()
    const { status, body } = await ask({
      provider: 'clerk',
      sub: 'a b',
      tenant: 'x',
      expires_in: '60',
      claims: [],
      'ex/p': 1,
    })
    expect(status).toBe(422)
    const pointers = body.errors.map((error: { pointer: string }) => error.pointer)
    expect(pointers.sort()).toEqual(['/claims', '/expires_in', '/ex~1p', '/provider', '/sub', '/tenant'])
    expect((await ask([])).body.errors[0].pointer).toBe('')
  })

  it('shows public keys only', async () => {
    const { baseUrl } = await start()
    for (const [provider, members] of [
      ['privy', ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']],
      ['dynamic', ['alg', 'e', 'kid', 'kty', 'n', 'use']],
    ] as const) {
      const response = await fetch(`${baseUrl}/dev/jwks/${provider}.json`)
      const { keys } = JSON.parse(await response.text())
      expect(keys.map((key: object) => Object.keys(key).sort())).toEqual([members])
    }
  })

  it('keeps its keys, so that tokens survive a restart', async () => {
    const dataDir = await makeDataDir()
    const before = await start(dataDir)
    const { token } = (await before.ask()).body
    const after = await start(dataDir)
    expect((await after.verifier.verify(after.tenantOf(demo), token)).kind).toBe('verified')
  })

  it('keeps its keys readable by the owner only, and leaves nothing else behind', async () => {
    const dataDir = await makeDataDir()
    await start(dataDir)
    const folder = join(dataDir, 'dev-identity')
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    expect((await readdir(folder)).sort()).toEqual(['dynamic.jwk.json', 'privy.jwk.json'])
    for (const name of await readdir(folder)) expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
  })

  it('names the file to delete when a key file is broken', async () => {
    const dataDir = await makeDataDir()
    await createDevIdentityProvider({ dataDir, now: systemClock })
    const path = join(dataDir, 'dev-identity', 'privy.jwk.json')
    await writeFile(path, '{"kty":"EC"}')
    await expect(createDevIdentityProvider({ dataDir, now: systemClock })).rejects.toThrow(`${path} does not hold`)
  })
})
