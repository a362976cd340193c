import { describe, expect, it } from 'vitest'
import { kycOff } from '../../src/domain/kyc.ts'
import type { Tenant, TokenIssuer } from '../../src/domain/tenant.ts'
import { userIdOf } from '../../src/domain/user.ts'
import { hardAgeMs, softAgeMs } from '../../src/identity/key-slot.ts'
import { createVerifiedTokens } from '../../src/identity/verified-tokens.ts'
import { createVerifier, type VerifierEvent } from '../../src/identity/verifier.ts'
import { makeEcKey, signToken } from './token-maker.ts'
import { makeClock, makeEndpoint, makeTenant, startMs } from './world.ts'

const key = makeEcKey('k1')
const nextKey = makeEcKey('k2')
const claims = { sid: 's', iss: 'privy.io', aud: 'app', sub: 'did:privy:alice' }

async function makeWorld() {
  const { server, send } = await makeEndpoint({ kind: 'keys', keys: [key.jwk] })
  const clock = makeClock()
  const events: VerifierEvent[] = []
  let wake = () => {}
  const verifier = createVerifier({
    send,
    now: clock.now,
    random: () => 0,
    observe: (event) => {
      events.push(event)
      wake()
    },
  })
  const fetched = async (count: number) => {
    while (events.filter((event) => event.kind === 'keys_fetched').length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  const issuer: TokenIssuer = { kind: 'privy', appId: 'app', keys: { kind: 'jwks', url: server.url } }
  const tenant = makeTenant([issuer])
  const token = (lifeSeconds = 3_600, more = {}) => {
    const iat = Math.floor(clock.now() / 1_000)
    return signToken(key, { ...more, ...claims, iat, exp: iat + lifeSeconds })
  }
  /** Verifies, and tells whether it was remembered. */
  const outcome = async (forTenant: Tenant, text: string) => {
    await verifier.verify(forTenant, text)
    const last = events.filter((event) => event.kind === 'token_checked').at(-1)
    return last?.kind === 'token_checked' ? last.outcome : 'none'
  }
  return { server, clock, events, verifier, issuer, tenant, token, outcome, fetched }
}

describe('a verified token', () => {
  it('is remembered, and gives the same answer', async () => {
    const { verifier, tenant, token, outcome } = await makeWorld()
    const text = await token()
    const first = await verifier.verify(tenant, text)
    expect(first).toEqual({
      kind: 'verified',
      issuer: 'privy:app',
      subject: 'did:privy:alice',
      user: userIdOf(tenant.id, 'privy:app', 'did:privy:alice'),
      expiresAt: startMs + 3_600_000,
      claims: {},
    })
    expect(await outcome(tenant, text)).toBe('cached')
    expect(await verifier.verify(tenant, text)).toBe(first)
  })

  it('gives out the claims that the tenant names, remembered too, and no other', async () => {
    const { verifier, tenant, token, outcome } = await makeWorld()
    const naming: Tenant = { ...tenant, kyc: { ...kycOff, claim: 'kyc_status', shareTokenClaim: 'kyc_token' } }
    const text = await token(3_600, { kyc_status: 'approved', kyc_token: 'sst_1', email: 'alice@example.com' })
    const told = { claims: { kyc_status: 'approved', kyc_token: 'sst_1' } }
    expect(await verifier.verify(naming, text)).toMatchObject(told)
    expect(await outcome(naming, text)).toBe('cached')
    expect(await verifier.verify(naming, text)).toMatchObject(told)
    expect(await verifier.verify(tenant, text)).toHaveProperty('claims', {})
  })

  it('is checked afresh after 60 seconds', async () => {
    const { clock, tenant, token, outcome } = await makeWorld()
    const text = await token()
    await outcome(tenant, text)
    clock.advance(59_999)
    expect(await outcome(tenant, text)).toBe('cached')
    clock.advance(1)
    expect(await outcome(tenant, text)).toBe('verified')
  })

  it('is not remembered past its own expiry', async () => {
    const { clock, tenant, token, outcome } = await makeWorld()
    const text = await token(10)
    await outcome(tenant, text)
    clock.advance(9_999)
    expect(await outcome(tenant, text)).toBe('cached')
    clock.advance(1)
    expect(await outcome(tenant, text)).toBe('verified')
    clock.advance(15_000)
    expect(await outcome(tenant, text)).toBe('rejected')
  })

  it('is checked afresh when the clock was set back', async () => {
    const { clock, tenant, token, outcome } = await makeWorld()
    const text = await token()
    await outcome(tenant, text)
    clock.advance(-1)
    expect(await outcome(tenant, text)).toBe('verified')
  })

  it('is refused at once for another tenant, however warm the memory', async () => {
    const { verifier, tenant, token, issuer } = await makeWorld()
    const text = await token()
    await verifier.verify(tenant, text)
    const other = makeTenant([{ kind: 'privy', appId: 'other', keys: issuer.keys }], 'org-b:env-1')
    expect(await verifier.verify(other, text)).toEqual({ kind: 'rejected', reason: 'audience_wrong' })
  })

  it('is checked afresh after a reload, and refused when the reload took its issuer away', async () => {
    const { verifier, tenant, issuer, token, outcome } = await makeWorld()
    const text = await token()
    await outcome(tenant, text)
    expect(await outcome(makeTenant([issuer]), text)).toBe('verified')
    expect(await verifier.verify(makeTenant([]), text)).toEqual({ kind: 'rejected', reason: 'issuer_unknown' })
  })

  it('is refused as soon as a refresh shows that its key was withdrawn', async () => {
    const { server, clock, verifier, tenant, token, outcome, fetched } = await makeWorld()
    await outcome(tenant, await token())
    clock.advance(softAgeMs - 10)
    const text = await token()
    expect(await outcome(tenant, text)).toBe('verified')
    server.become({ kind: 'keys', keys: [nextKey.jwk] })
    clock.advance(10)
    await verifier.verify(tenant, await token(60))
    await fetched(2)
    expect(await verifier.verify(tenant, text)).toEqual({ kind: 'rejected', reason: 'kid_unknown' })
  })

  it('is no longer believed past the hard age of its keys', async () => {
    const { server, clock, tenant, verifier, token } = await makeWorld()
    await verifier.verify(tenant, await token())
    server.become({ kind: 'reset' })
    clock.advance(hardAgeMs - 10)
    const text = await token()
    expect((await verifier.verify(tenant, text)).kind).toBe('verified')
    clock.advance(10)
    expect((await verifier.verify(tenant, text)).kind).toBe('no_keys')
  })
})

describe('the verifier', () => {
  it('answers no_keys, and not a refusal, while the first keys cannot be had', async () => {
    const { server, tenant, verifier, token, clock } = await makeWorld()
    server.become({ kind: 'hang' })
    const text = await token()
    expect(await verifier.verify(tenant, text)).toEqual({ kind: 'no_keys', retryAfterSeconds: 1 })
    server.become({ kind: 'keys', keys: [key.jwk] })
    clock.advance(1_000)
    expect((await verifier.verify(tenant, text)).kind).toBe('verified')
  })

  it('does not remember refusals', async () => {
    const { tenant, outcome, token } = await makeWorld()
    const bad = `${(await token()).slice(0, -8)}AAAAAAAA`
    expect(await outcome(tenant, bad)).toBe('rejected')
    expect(await outcome(tenant, bad)).toBe('rejected')
  })

  it('accepts a token whose set is replaced while it is being checked, and checks it afresh next time', async () => {
    const { server, clock, tenant, verifier, token, fetched, outcome } = await makeWorld()
    await verifier.verify(tenant, await token())
    clock.advance(softAgeMs)
    server.become({ kind: 'keys', keys: [key.jwk, nextKey.jwk] })
    const text = await token()
    expect((await verifier.verify(tenant, text)).kind).toBe('verified')
    await fetched(2)
    expect(await outcome(tenant, text)).toBe('verified')
    expect(await outcome(tenant, text)).toBe('cached')
  })
})

describe('the memory of verified tokens', () => {
  it('remembers one token for each of the tenants that accept it', () => {
    const issuer: TokenIssuer = { kind: 'privy', appId: 'app', keys: { kind: 'pinned', keys: [] } }
    const tenants = [makeTenant([issuer]), makeTenant([issuer], 'org-b:env-1')]
    const memory = createVerifiedTokens(() => 1)
    const verification = {
      kind: 'verified',
      issuer: 'i',
      subject: 's',
      user: userIdOf(makeTenant([issuer]).id, 'i', 's'),
      expiresAt: startMs + 60_000,
      claims: {},
    } as const
    for (const tenant of tenants) memory.keep('a', { verification, tenant, configured: issuer, generation: 1 }, startMs)
    for (const tenant of tenants) expect(memory.find(tenant, 'a', startMs)).toBe(verification)
  })

  it('is bounded, and forgets the token unused for longest', () => {
    const issuer: TokenIssuer = { kind: 'privy', appId: 'app', keys: { kind: 'pinned', keys: [] } }
    const tenant = makeTenant([issuer])
    const memory = createVerifiedTokens(() => 1, 3)
    const verification = {
      kind: 'verified',
      issuer: 'i',
      subject: 's',
      user: userIdOf(makeTenant([issuer]).id, 'i', 's'),
      expiresAt: startMs + 60_000,
      claims: {},
    } as const
    for (const token of ['a', 'b', 'c', 'd']) {
      memory.keep(token, { verification, tenant, configured: issuer, generation: 1 }, startMs)
    }
    expect(memory.size()).toBe(3)
    expect(memory.find(tenant, 'a', startMs)).toBeUndefined()
    expect(memory.find(tenant, 'd', startMs)).toBe(verification)
  })
})
