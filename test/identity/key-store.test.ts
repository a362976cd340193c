import { describe, expect, it } from 'vitest'
import type { TokenIssuer } from '../../src/domain/tenant.ts'
import { fetchRefillMs, hardAgeMs, softAgeMs, waitAgeMs } from '../../src/identity/key-slot.ts'
import { createKeyStore, issuersMax, type KeyLookup } from '../../src/identity/keys.ts'
import type { JwksBehaviour } from './jwks-server.ts'
import { makeEcKey, makeRsaKey } from './token-maker.ts'
import { makeClock, makeEndpoint, watchFetches } from './world.ts'

const key1 = makeEcKey('k1')
const key2 = makeEcKey('k2')
const first: JwksBehaviour = { kind: 'keys', keys: [key1.jwk] }
const both: JwksBehaviour = { kind: 'keys', keys: [key1.jwk, key2.jwk] }
const down: JwksBehaviour = { kind: 'reset' }

/** A store, its endpoint, and a Privy issuer whose keys come from it. Back-offs have no jitter unless asked for. */
async function makeWorld(behaviour: JwksBehaviour = first, random = () => 0) {
  const { server, send, calls } = await makeEndpoint(behaviour)
  const clock = makeClock()
  const fetches = watchFetches()
  const store = createKeyStore({ send, now: clock.now, random, observe: fetches.observe })
  const issuer: TokenIssuer = { kind: 'privy', appId: 'app', keys: { kind: 'jwks', url: server.url } }
  return { server, clock, fetches, store, issuer, send, calls }
}

function kindOf(lookup: KeyLookup) {
  return lookup.kind
}

describe('fetching', () => {
  it('happens once for any number of callers who come at the same time', async () => {
    const { store, issuer, server } = await makeWorld()
    const lookups = await Promise.all(Array.from({ length: 200 }, () => store.find(issuer, 'k1')))
    expect(new Set(lookups.map(kindOf))).toEqual(new Set(['found']))
    expect(server.fetchCount()).toBe(1)
  })

  it('is limited to 4 seconds and 64 KiB, and carries nothing secret', async () => {
    const { store, issuer, calls } = await makeWorld()
    await store.find(issuer, 'k1')
    expect(calls).toMatchObject([{ method: 'GET', deadlineMs: 4_000, responseBytesMax: 65_536 }])
  })

  it('is shared by configurations that are alike, so that a reload does not fetch anew', async () => {
    const { store, issuer, server } = await makeWorld()
    await store.find(issuer, 'k1')
    expect(kindOf(await store.find(structuredClone(issuer), 'k1'))).toBe('found')
    expect(server.fetchCount()).toBe(1)
  })

  it('is not shared by issuers that differ, though kid and URL are the same', async () => {
    const { store, issuer, server } = await makeWorld()
    await store.find(issuer, 'k1')
    const other: TokenIssuer = { kind: 'privy', appId: 'other', keys: issuer.keys }
    server.become({ kind: 'keys', keys: [makeEcKey('k1').jwk] })
    const [mine, theirs] = await Promise.all([store.find(issuer, 'k1'), store.find(other, 'k1')])
    expect(server.fetchCount()).toBe(2)
    if (mine.kind !== 'found' || theirs.kind !== 'found') throw new Error('both keys should be found')
    expect(mine.keys[0]?.key.equals(key1.publicKey)).toBe(true)
    expect(theirs.keys[0]?.key.equals(key1.publicKey)).toBe(false)
  })

  it('keeps at most so many issuers', async () => {
    const { store, issuer, server } = await makeWorld()
    await store.find(issuer, 'k1')
    for (let i = 0; i < issuersMax; i += 1) {
      store.generationOf(issuer)
      await store.find({ kind: 'privy', appId: `p${i}`, keys: { kind: 'pinned', keys: [] } }, 'k')
    }
    expect(store.list().length).toBe(issuersMax)
    expect(kindOf(await store.find(issuer, 'k1'))).toBe('found')
    expect(server.fetchCount()).toBe(1)
  })

  it('tells its observer outcome, age, fault and count', async () => {
    const { store, issuer, server, clock, fetches } = await makeWorld()
    await store.find(issuer, 'k1')
    server.become(down)
    clock.advance(softAgeMs)
    await store.find(issuer, 'k1')
    await fetches.ended(2)
    expect(fetches.events).toEqual([
      {
        kind: 'keys_fetched',
        outcome: 'changed',
        issuer: 'privy:app',
        keyCount: 1,
        ageMs: 0,
        fetchCount: 1,
        lastFault: undefined,
      },
      {
        kind: 'keys_fetched',
        outcome: 'failed',
        issuer: 'privy:app',
        keyCount: 1,
        ageMs: softAgeMs,
        fetchCount: 2,
        lastFault: 'reset',
      },
    ])
    expect(store.list()).toEqual([
      { issuer: 'privy:app', keyCount: 1, ageMs: softAgeMs, fetchCount: 2, lastFault: 'reset' },
    ])
  })
})

describe('the age of a set', () => {
  it('causes no fetch before the soft age', async () => {
    const { store, issuer, server, clock } = await makeWorld()
    await store.find(issuer, 'k1')
    clock.advance(softAgeMs - 1)
    await store.find(issuer, 'k1')
    expect(server.fetchCount()).toBe(1)
  })

  it('past the soft age lets callers go on with the old set while one refresh runs behind their backs', async () => {
    const { store, issuer, server, clock, fetches, calls } = await makeWorld()
    await store.find(issuer, 'k1')
    clock.advance(softAgeMs)
    server.become({ kind: 'hang' })
    const lookups = await Promise.all(Array.from({ length: 50 }, () => store.find(issuer, 'k1')))
    expect(new Set(lookups.map(kindOf))).toEqual(new Set(['found']))
    await fetches.ended(2)
    expect(calls.length).toBe(2)
  })

  it('past the soft age drops a withdrawn key as soon as the refresh has ended', async () => {
    const { store, issuer, server, clock, fetches } = await makeWorld(both)
    await store.find(issuer, 'k1')
    server.become({ kind: 'keys', keys: [key2.jwk] })
    clock.advance(softAgeMs)
    expect(kindOf(await store.find(issuer, 'k1'))).toBe('found')
    await fetches.ended(2)
    expect(kindOf(await store.find(issuer, 'k1'))).toBe('kid_unknown')
    expect(kindOf(await store.find(issuer, 'k2'))).toBe('found')
  })

  it('after a long idle time makes the first caller wait, so that a key withdrawn meanwhile does not pass once', async () => {
    const { store, issuer, server, clock } = await makeWorld(both)
    await store.find(issuer, 'k1')
    server.become({ kind: 'keys', keys: [key2.jwk] })
    clock.advance(waitAgeMs)
    expect(kindOf(await store.find(issuer, 'k1'))).toBe('kid_unknown')
  })

  it('past the hard age ends all trust, though the endpoint is down', async () => {
    const { store, issuer, server, clock, fetches } = await makeWorld()
    await store.find(issuer, 'k1')
    server.become(down)
    clock.advance(hardAgeMs - 1)
    expect(kindOf(await store.find(issuer, 'k1'))).toBe('found')
    expect(store.generationOf(issuer)).not.toBe(0)
    await fetches.ended(2)
    clock.advance(1)
    expect(await store.find(issuer, 'k1')).toEqual({ kind: 'no_keys', retryAfterSeconds: 1 })
    expect(store.generationOf(issuer)).toBe(0)
  })
})

describe('an endpoint that fails', () => {
  const large = JSON.stringify({ keys: [key2.jwk], padding: 'x'.repeat(65_536) })
  const weak = makeRsaKey('weak').jwk
  const failures: readonly (readonly [string, JwksBehaviour, string])[] = [
    ['resets the connection', down, 'reset'],
    ['never answers', { kind: 'hang' }, 'timeout'],
    ['answers 500', { kind: 'body', status: 500, body: JSON.stringify({ keys: [key2.jwk] }) }, 'status'],
    ['redirects', { kind: 'redirect', to: 'http://127.0.0.1:9/' }, 'status'],
    ['sends more than 64 KiB', { kind: 'body', body: large }, 'too_large'],
    ['sends an empty body', { kind: 'body', body: '' }, 'malformed'],
    ['sends HTML', { kind: 'body', body: '<html>' }, 'malformed'],
    ['sends keys that are no list', { kind: 'body', body: '{"keys":{}}' }, 'malformed'],
    ['sends an empty list', { kind: 'keys', keys: [] }, 'no_usable_keys'],
    ['sends only keys of another kind', { kind: 'keys', keys: [weak] }, 'no_usable_keys'],
    ['sends 65 keys', { kind: 'keys', keys: Array.from({ length: 65 }, () => key2.jwk) }, 'too_many_keys'],
  ]

  it.each(failures)('and %s leaves the old set in use', async (_name, behaviour, fault) => {
    const { store, issuer, server, clock, fetches } = await makeWorld()
    await store.find(issuer, 'k1')
    const generation = store.generationOf(issuer)
    server.become(behaviour)
    clock.advance(softAgeMs)
    expect(kindOf(await store.find(issuer, 'k1'))).toBe('found')
    await fetches.ended(2)
    expect(kindOf(await store.find(issuer, 'k1'))).toBe('found')
    expect(store.generationOf(issuer)).toBe(generation)
    expect(store.list()[0]?.lastFault).toBe(fault)
  })

  it('from the start gives no_keys with a wait, and is not asked again before it', async () => {
    const { store, issuer, server, clock } = await makeWorld(down)
    expect(await store.find(issuer, 'k1')).toEqual({ kind: 'no_keys', retryAfterSeconds: 1 })
    for (let i = 0; i < 50; i += 1) expect(kindOf(await store.find(issuer, 'k1'))).toBe('no_keys')
    expect(server.fetchCount()).toBe(1)
    server.become(first)
    clock.advance(1_000)
    expect(kindOf(await store.find(issuer, 'k1'))).toBe('found')
    expect(server.fetchCount()).toBe(2)
  })

  it('is asked ever more rarely, counted from the last attempt and never more than 30 seconds apart', async () => {
    const { store, issuer, server, clock, fetches, calls } = await makeWorld()
    await store.find(issuer, 'k1')
    server.become(down)
    clock.advance(softAgeMs)
    for (let second = 0; second < 300; second += 1) {
      expect(kindOf(await store.find(issuer, 'k1'))).toBe('found')
      await fetches.ended(calls.length)
      clock.advance(1_000)
    }
    // After 0, 1, 3, 7, 15 and 31 seconds, then every 30.
    expect(server.fetchCount()).toBeGreaterThanOrEqual(1 + 14)
    expect(server.fetchCount()).toBeLessThanOrEqual(1 + 15)
  })

  it('is asked after a wait that jitter shortens by up to half', async () => {
    const { store, issuer, server, clock } = await makeWorld(down, () => 0.999)
    await store.find(issuer, 'k1')
    clock.advance(499)
    await store.find(issuer, 'k1')
    expect(server.fetchCount()).toBe(1)
    clock.advance(2)
    await store.find(issuer, 'k1')
    expect(server.fetchCount()).toBe(2)
  })

  it('for longer than the wait age makes only the first caller wait for it', async () => {
    const { store, issuer, server, clock, fetches } = await makeWorld()
    await store.find(issuer, 'k1')
    server.become({ kind: 'hang' })
    clock.advance(waitAgeMs)
    expect(kindOf(await store.find(issuer, 'k1'))).toBe('found')
    expect(fetches.events.length).toBe(2)
    clock.advance(60_000)
    expect(kindOf(await store.find(issuer, 'k1'))).toBe('found')
    expect(fetches.events.length).toBe(2)
    await fetches.ended(3)
  })

  it('leaves an unknown kid undecided rather than refused, for it may be a new one', async () => {
    const { store, issuer, server } = await makeWorld()
    await store.find(issuer, 'k1')
    server.become(down)
    expect(kindOf(await store.find(issuer, 'k2'))).toBe('no_keys')
    expect(kindOf(await store.find(issuer, 'k2'))).toBe('no_keys')
    expect(server.fetchCount()).toBe(2)
  })

  it('is still asked in time when the clock was set back', async () => {
    const { store, issuer, server, clock } = await makeWorld(down)
    await store.find(issuer, 'k1')
    clock.advance(-3_600_000)
    server.become(first)
    expect(kindOf(await store.find(issuer, 'k1'))).toBe('found')
  })
})

describe('unknown key ids', () => {
  it('are looked for once and then refused without a fetch for a while', async () => {
    const { store, issuer, server } = await makeWorld()
    await store.find(issuer, 'k1')
    for (let i = 0; i < 20; i += 1) expect(kindOf(await store.find(issuer, 'nobody'))).toBe('kid_unknown')
    expect(server.fetchCount()).toBe(2)
  })

  it('cost no second fetch when the set was fetched for them', async () => {
    const { store, issuer, server } = await makeWorld()
    expect(kindOf(await store.find(issuer, 'nobody'))).toBe('kid_unknown')
    expect(server.fetchCount()).toBe(1)
  })

  it('withdrawn long ago are looked for ever more rarely', async () => {
    const { store, issuer, server, clock } = await makeWorld()
    await store.find(issuer, 'k1')
    for (let second = 0; second < 590; second += 1) {
      await store.find(issuer, 'withdrawn')
      clock.advance(1_000)
    }
    // At 0, 3, 9, 21, 45, 93, 189 and 381 seconds.
    expect(server.fetchCount()).toBe(1 + 8)
  })

  it('in a flood cost three fetches at once and one every 5 seconds after', async () => {
    const { store, issuer, server, clock } = await makeWorld()
    await store.find(issuer, 'k1')
    clock.advance(60_000)
    for (let i = 0; i < 500; i += 1) await store.find(issuer, `flood-${i}`)
    expect(server.fetchCount()).toBe(1 + 3)
    for (let second = 0; second < 60; second += 1) {
      clock.advance(1_000)
      for (let i = 0; i < 20; i += 1) await store.find(issuer, `flood-${second}-${i}`)
    }
    expect(server.fetchCount()).toBe(1 + 3 + 12)
  })

  it('in a flood do not keep a newly published key from being used within 5 seconds', async () => {
    const { store, issuer, server, clock } = await makeWorld()
    await store.find(issuer, 'k1')
    for (let i = 0; i < 500; i += 1) await store.find(issuer, `flood-${i}`)
    server.become(both)
    let waitedMs = 0
    while (kindOf(await store.find(issuer, 'k2')) !== 'found') {
      clock.advance(500)
      waitedMs += 500
      for (let i = 0; i < 20; i += 1) await store.find(issuer, `flood-${waitedMs}-${i}`)
      expect(waitedMs).toBeLessThanOrEqual(fetchRefillMs)
    }
    expect(kindOf(await store.find(issuer, 'k1'))).toBe('found')
  })

  it('in a flood do not use up the regular refresh', async () => {
    const { store, issuer, server, clock, fetches, calls } = await makeWorld()
    await store.find(issuer, 'k1')
    clock.advance(softAgeMs - 1)
    server.become({ kind: 'hang' })
    const flood = Array.from({ length: 50 }, (_, i) => store.find(issuer, `flood-${i}`))
    await Promise.all(flood)
    expect(calls.length).toBe(2)
    server.become(both)
    clock.advance(1_000)
    await store.find(issuer, 'k1')
    await fetches.ended(3)
    expect(kindOf(await store.find(issuer, 'k2'))).toBe('found')
  })

  it('used moments before they are published are usable 3 seconds later', async () => {
    const { store, issuer, server, clock } = await makeWorld()
    await store.find(issuer, 'k1')
    expect(kindOf(await store.find(issuer, 'k2'))).toBe('kid_unknown')
    server.become(both)
    clock.advance(3_000)
    expect(kindOf(await store.find(issuer, 'k2'))).toBe('found')
  })

  it('are found without any wait once some other fetch has brought them', async () => {
    const { store, issuer, server } = await makeWorld()
    await store.find(issuer, 'k1')
    expect(kindOf(await store.find(issuer, 'k2'))).toBe('kid_unknown')
    server.become(both)
    await store.find(issuer, 'another')
    expect(kindOf(await store.find(issuer, 'k2'))).toBe('found')
  })

  it('of a token without kid are refused without a fetch', async () => {
    const { store, issuer, server } = await makeWorld()
    expect(kindOf(await store.find(issuer, undefined))).toBe('kid_missing')
    expect(server.fetchCount()).toBe(0)
  })
})

describe('the generation', () => {
  it('changes with the set, and not with a refresh that brings the same keys in another order', async () => {
    const { store, issuer, server, clock, fetches } = await makeWorld(both)
    await store.find(issuer, 'k1')
    const generation = store.generationOf(issuer)
    server.become({ kind: 'keys', keys: [key2.jwk, key1.jwk] })
    clock.advance(softAgeMs)
    await store.find(issuer, 'k1')
    await fetches.ended(2)
    expect(store.generationOf(issuer)).toBe(generation)
    server.become({ kind: 'keys', keys: [key1.jwk, makeEcKey('k2').jwk] })
    clock.advance(softAgeMs)
    await store.find(issuer, 'k1')
    await fetches.ended(3)
    expect(store.generationOf(issuer)).toBeGreaterThan(generation)
  })
})

describe('pinned keys', () => {
  const spki = String(key1.publicKey.export({ format: 'pem', type: 'spki' }))
  const rsa = makeRsaKey('r1')
  const pkcs1 = String(rsa.publicKey.export({ format: 'pem', type: 'pkcs1' }))

  function pinned(kind: 'privy' | 'dynamic', keys: readonly string[]): TokenIssuer {
    return kind === 'privy'
      ? { kind, appId: 'app', keys: { kind: 'pinned', keys } }
      : { kind, environmentId: 'env', issuers: ['iss'], keys: { kind: 'pinned', keys } }
  }

  it('as SPKI, PKCS#1 or JWK serve without any fetch, for ever', async () => {
    const { store, clock, calls } = await makeWorld()
    const issuers = [
      pinned('privy', [spki]),
      pinned('privy', [JSON.stringify(key1.jwk)]),
      pinned('dynamic', [pkcs1]),
      pinned('dynamic', [JSON.stringify(rsa.jwk)]),
    ]
    const kids = ['whatever', 'k1', 'whatever', 'r1']
    for (const days of [0, 400]) {
      clock.advance(days * 86_400_000)
      for (const [i, issuer] of issuers.entries()) {
        expect.soft(kindOf(await store.find(issuer, kids[i]))).toBe('found')
        expect.soft(kindOf(await store.find(issuer, undefined))).toBe('found')
        expect.soft(store.generationOf(issuer)).toBeGreaterThan(0)
      }
    }
    expect(calls).toEqual([])
  })

  it('with ids are matched by id, and those without are each tried', async () => {
    const { store } = await makeWorld()
    const pem2 = String(key2.publicKey.export({ format: 'pem', type: 'spki' }))
    const twoPems = await store.find(pinned('privy', [spki, pem2]), 'any')
    expect(twoPems.kind === 'found' && twoPems.keys.length).toBe(2)
    expect(kindOf(await store.find(pinned('privy', [spki, pem2]), undefined))).toBe('kid_missing')
    expect(kindOf(await store.find(pinned('privy', [JSON.stringify(key1.jwk)]), 'k9'))).toBe('kid_unknown')
  })

  it('none of which is usable give no_keys', async () => {
    const { store } = await makeWorld()
    expect(kindOf(await store.find(pinned('privy', ['nonsense', pkcs1]), 'k1'))).toBe('no_keys')
  })
})
