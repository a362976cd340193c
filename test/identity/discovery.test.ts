import { describe, expect, it } from 'vitest'
import type { TokenIssuer } from '../../src/domain/tenant.ts'
import { readDiscovery } from '../../src/identity/discovery.ts'
import { hardAgeMs, softAgeMs } from '../../src/identity/key-slot.ts'
import { createKeyStore } from '../../src/identity/keys.ts'
import { type Answer, json, startOpenidIssuer } from './openid-issuer.ts'
import { makeEcKey } from './token-maker.ts'
import { makeClock, makeSend, watchFetches } from './world.ts'

const key1 = makeEcKey('k1')
const key2 = makeEcKey('k2')
/** An issuer on loopback, and a store that knows nothing of it yet. */
async function makeWorld(slash = '') {
  const openid = await startOpenidIssuer([key1.jwk], slash)
  const { iss } = openid
  const issuer: TokenIssuer<'oidc'> = {
    kind: 'oidc',
    issuer: iss,
    audiences: ['a'],
    requiredClaims: [],
    algorithms: ['ES256'],
    keys: { kind: 'discovery', issuer: iss },
  }
  const clock = makeClock()
  const fetches = watchFetches()
  const { send, calls } = makeSend()
  const store = createKeyStore({ send, now: clock.now, random: () => 0, observe: fetches.observe })
  return { ...openid, issuer, clock, store, calls, fetches }
}

describe('keys that are to be discovered', () => {
  it.each(['', '/'])('are found where the issuer says, its address ending in "%s"', async (slash) => {
    const { store, issuer, paths, calls, documentPath } = await makeWorld(slash)
    expect(await store.find(issuer, 'k1')).toMatchObject({ kind: 'found' })
    expect(paths).toEqual([documentPath, '/keys'])
    expect(calls.map(({ deadlineMs, responseBytesMax }) => [deadlineMs, responseBytesMax])).toEqual([
      [2_000, 65_536],
      [2_000, 65_536],
    ])
  })

  it('are fetched once for any number of callers, and kept as fetched keys are', async () => {
    const { store, issuer, paths, clock, documentPath } = await makeWorld()
    await Promise.all(Array.from({ length: 100 }, () => store.find(issuer, 'k1')))
    clock.advance(softAgeMs - 1)
    await store.find(issuer, 'k1')
    expect(paths).toEqual([documentPath, '/keys'])
  })

  it('are not shared by configurations that allow other algorithms', async () => {
    const { store, issuer } = await makeWorld()
    await store.find(issuer, 'k1')
    expect(await store.find({ ...issuer, algorithms: ['RS256'] }, 'k1')).toMatchObject({ kind: 'no_keys' })
    expect(await store.find(issuer, 'k1')).toMatchObject({ kind: 'found' })
  })

  it('are looked for anew when they have moved', async () => {
    const { store, issuer, answers, host, iss, clock, fetches, documentPath } = await makeWorld()
    await store.find(issuer, 'k1')
    answers.set(documentPath, json({ issuer: iss, jwks_uri: `${host}/new-keys` }))
    answers.set('/new-keys', json({ keys: [key2.jwk] }))
    expect(await store.find(issuer, 'k2')).toMatchObject({ kind: 'found' })
    clock.advance(softAgeMs)
    await store.find(issuer, 'k2')
    await fetches.ended(3)
    expect(await store.find(issuer, 'k1')).toEqual({ kind: 'kid_unknown' })
  })

  it('stay trusted while the issuer fails, for a day at most', async () => {
    const { store, issuer, answers, clock, fetches } = await makeWorld()
    await store.find(issuer, 'k1')
    answers.clear()
    clock.advance(softAgeMs)
    expect(await store.find(issuer, 'k1')).toMatchObject({ kind: 'found' })
    await fetches.ended(2)
    expect(store.list()).toMatchObject([{ keyCount: 1, lastFault: 'status' }])
    clock.advance(hardAgeMs)
    expect(await store.find(issuer, 'k1')).toMatchObject({ kind: 'no_keys' })
  })

  it('are not taken from a document that is somebody else’s, broken, redirected or too large', async () => {
    const { issuer, answers, iss, host, clock, paths, documentPath } = await makeWorld()
    const good = { issuer: iss, jwks_uri: `${host}/keys` }
    const bad: readonly [string, Answer][] = [
      ['discovery_issuer_differs', json({ ...good, issuer: `${iss}/` })],
      ['discovery_issuer_differs', json({ ...good, issuer: undefined })],
      ['discovery_malformed', json({ ...good, jwks_uri: undefined })],
      ['discovery_malformed', json({ ...good, jwks_uri: '/keys' })],
      ['discovery_malformed', (response) => response.end('<html>')],
      ['discovery_address_insecure', json({ ...good, jwks_uri: 'http://keys.example/keys' })],
      ['discovery_address_insecure', json({ ...good, jwks_uri: 'file:///etc/passwd' })],
      ['status', (response) => response.writeHead(302, { location: '/elsewhere' }).end()],
      ['status', (response) => response.writeHead(404).end()],
      ['too_large', json({ ...good, padding: 'x'.repeat(65_536) })],
      ['reset', (response) => response.destroy()],
    ]
    answers.set('/elsewhere', json(good))
    for (const [fault, answer] of bad) {
      answers.set(documentPath, answer)
      const store = createKeyStore({ send: makeSend().send, now: clock.now, random: () => 0 })
      expect.soft(await store.find(issuer, 'k1'), fault).toMatchObject({ kind: 'no_keys' })
      expect.soft(store.list()).toMatchObject([{ issuer: `oidc:${iss}`, keyCount: 0, lastFault: fault }])
    }
    expect(paths).not.toContain('/keys')
  })

  it('are fetched from this machine without TLS only when the issuer is on it', () => {
    const found = (issuer: string, jwksUri: string) =>
      readDiscovery(issuer, JSON.stringify({ issuer, jwks_uri: jwksUri })).kind
    expect(found('https://auth.example', 'https://keys.example/k')).toBe('found')
    expect(found('http://localhost:9', 'http://127.0.0.1:9/k')).toBe('found')
    expect(found('https://auth.example', 'http://127.0.0.1:8081/k')).toBe('unusable')
    expect(found('http://localhost:9', 'http://keys.example/k')).toBe('unusable')
  })
})
