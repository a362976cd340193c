import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Tenant, TokenIssuer } from '../../src/domain/tenant.ts'
import { createKeyStore } from '../../src/identity/keys.ts'
import { signatureAlgorithms } from '../../src/identity/signature-algorithm.ts'
import { verifyToken } from '../../src/identity/token.ts'
import { encode, forgeToken, makeEcKey, makeKey, makeRsaKey, signToken } from './token-maker.ts'
import { makeClock, makeSend, makeTenant, startMs } from './world.ts'

const now = startMs / 1_000
const hour = 3_600
const key = makeRsaKey('auth-1')
const otherKey = makeRsaKey('auth-1')
const ecKey = makeEcKey('auth-2')
const iss = 'https://acme.eu.auth0.com/'
const audience = 'https://ramp.acme.example'

function issuerWith(change: Partial<TokenIssuer<'oidc'>> = {}): TokenIssuer<'oidc'> {
  return {
    kind: 'oidc',
    issuer: iss,
    audiences: [audience],
    requiredClaims: [],
    algorithms: ['RS256', 'ES256'],
    keys: { kind: 'pinned', keys: [key, ecKey].map(({ jwk }) => JSON.stringify(jwk)) },
    ...change,
  }
}

const tenant = makeTenant([issuerWith()])
const header = { alg: 'RS256', typ: 'JWT', kid: 'auth-1' }
const claims = { iss, aud: audience, sub: 'auth0|6553da60', iat: now, exp: now + hour, scope: 'openid ramp:use' }

async function check(token: string, forTenant: Tenant) {
  const { send, calls } = makeSend()
  const clock = makeClock()
  const keys = createKeyStore({ send, now: clock.now })
  const result = await verifyToken({ keys, now: clock.now }, forTenant, token)
  expect(calls).toEqual([])
  return result
}

/** Verifies with a clean store; `verified`, or the reason of the refusal. */
async function judge(token: string, forTenant: Tenant = tenant): Promise<string> {
  const result = await check(token, forTenant)
  return result.kind === 'rejected' ? result.reason : result.kind
}

function token(change: object = {}, headerChange: object = {}): string {
  return forgeToken(key, { ...header, ...headerChange }, { ...claims, ...change })
}

describe('an OpenID Connect token', () => {
  it('that is genuine passes, and gives the issuer, the subject and the expiry', async () => {
    expect(await check(token(), tenant)).toMatchObject({
      kind: 'verified',
      verification: {
        issuer: `oidc:${iss}`,
        subject: 'auth0|6553da60',
        expiresAt: startMs + hour * 1_000,
        claims: {},
      },
    })
  })

  it('must have the compact form and hold JSON objects', async () => {
    const text = token()
    const forms = { malformed: ['abc', '..', `${text}.x`, `${text}=`], empty: [''], sent_twice: [`${text},${text}`] }
    for (const [fault, texts] of Object.entries(forms)) {
      for (const each of texts) expect.soft(await judge(each), each).toBe(fault)
    }
    for (const part of [encode('[]'), encode('null'), encode('{')]) {
      expect.soft(await judge(`${part}.${encode(claims)}.AAAA`)).toBe('malformed')
      expect.soft(await judge(`${encode(header)}.${part}.AAAA`)).toBe('malformed')
    }
    expect(await judge('a'.repeat(16_385))).toBe('too_long')
  })

  it('cannot choose no algorithm, in any spelling', async () => {
    for (const alg of ['none', 'nOnE', 'NONE', '', null, ['RS256'], 'rs256', 'constructor', '__proto__']) {
      const text = `${encode({ ...header, alg })}.${encode(claims)}.`
      expect.soft(await judge(text), String(alg)).toBe('algorithm_not_allowed')
    }
  })

  it('cannot choose a symmetric algorithm and use the public key as the secret', async () => {
    const pem = key.publicKey.export({ format: 'pem', type: 'spki' })
    for (const alg of ['HS256', 'HS384', 'HS512']) {
      const input = `${encode({ ...header, alg })}.${encode(claims)}`
      const signature = createHmac(alg.replace('HS', 'sha'), pem).update(input).digest('base64url')
      expect.soft(await judge(`${input}.${signature}`)).toBe('algorithm_not_allowed')
    }
  })

  it('cannot use a key for another algorithm than the key is for', async () => {
    expect(await judge(token({}, { kid: 'auth-2' }))).toBe('algorithm_not_allowed')
    expect(await judge(forgeToken(ecKey, { ...header, alg: 'ES256' }, claims))).toBe('algorithm_not_allowed')
    const both = makeTenant([issuerWith({ algorithms: ['RS256', 'PS256'] })])
    expect(await judge(await signToken(key, claims, { alg: 'PS256' }), both)).toBe('algorithm_not_allowed')
    const silent = JSON.stringify({ ...key.jwk, alg: undefined })
    const either = makeTenant([
      issuerWith({ algorithms: ['RS256', 'PS256'], keys: { kind: 'pinned', keys: [silent] } }),
    ])
    expect(await judge(await signToken(key, claims, { alg: 'PS256' }), either)).toBe('verified')
    expect(await judge(token(), either)).toBe('verified')
  })

  it('cannot bring its own key, name ours for a stranger’s, or change what is signed', async () => {
    const own = { ...header, jwk: otherKey.jwk, jku: 'http://127.0.0.1:9/k', x5u: 'http://127.0.0.1:9/c', x5c: ['AA'] }
    expect(await judge(forgeToken(otherKey, own, claims))).toBe('signature_wrong')
    expect(await judge(forgeToken(otherKey, header, claims))).toBe('signature_wrong')
    expect(await judge(token({}, { crit: ['exp'] }))).toBe('header_not_allowed')
    expect(await judge(token({}, { b64: true }))).toBe('header_not_allowed')
    const [head, , signature] = token().split('.')
    expect(await judge(`${head}.${encode({ ...claims, sub: 'auth0|mallory' })}.${signature}`)).toBe('signature_wrong')
    const signed = token().split('.').slice(0, 2).join('.')
    for (let length = 0; length < 20; length += 1) {
      expect.soft(await judge(`${signed}.${'A'.repeat(length)}`)).toBe('signature_wrong')
    }
  })

  it('may have the type of a JWT or an access token, or none, and no other', async () => {
    for (const typ of ['JWT', 'jwt', 'application/jwt', 'at+jwt', 'application/at+jwt', 'AT+JWT', undefined]) {
      expect.soft(await judge(token({}, { typ })), `${typ}`).toBe('verified')
    }
    for (const typ of ['logout+jwt', 'dpop+jwt', 'secevent+jwt', 'at+jwt ', 'xat+jwt', '', null, ['JWT'], 1]) {
      expect.soft(await judge(token({}, { typ })), `${typ}`).toBe('type_not_allowed')
    }
  })

  it('must name a key by a text, which may be left out only where a single key is pinned', async () => {
    for (const kid of [{}, ['auth-1'], 1, null, '', 'k'.repeat(129)]) {
      expect.soft(await judge(token({}, { kid }))).toBe('kid_malformed')
    }
    expect(await judge(token({}, { kid: 'unknown' }))).toBe('kid_unknown')
    expect(await judge(token({}, { kid: undefined }))).toBe('kid_missing')
    const single = makeTenant([issuerWith({ keys: { kind: 'pinned', keys: [JSON.stringify(key.jwk)] } })])
    expect(await judge(token({}, { kid: undefined }), single)).toBe('verified')
  })

  it('needs exactly the iss that is configured, the slash at its end included', async () => {
    for (const bad of [undefined, null, [iss], { 0: iss }, 1]) {
      expect.soft(await judge(token({ iss: bad }))).toBe('issuer_missing')
    }
    const lookalikes = [iss.slice(0, -1), `${iss}/`, iss.toUpperCase(), 'https://evil.example/', `${iss}x`, '']
    for (const bad of lookalikes) expect.soft(await judge(token({ iss: bad })), bad).toBe('issuer_unknown')
  })

  it('needs one of the audiences, alone or in a list of texts', async () => {
    for (const aud of [undefined, null, '', 'other', audience.toUpperCase(), [], ['other'], [[audience]], {}, 1]) {
      expect.soft(await judge(token({ aud })), JSON.stringify(aud)).toBe('audience_wrong')
    }
    expect(await judge(token({ aud: [audience, 7] }))).toBe('audience_wrong')
    for (const aud of [[audience], ['https://acme.eu.auth0.com/userinfo', audience]]) {
      expect.soft(await judge(token({ aud }))).toBe('verified')
    }
    const two = makeTenant([issuerWith({ audiences: ['first', audience] })])
    expect(await judge(token(), two)).toBe('verified')
  })

  it('is matched against this tenant’s issuers and no other’s, and stands beside other kinds', async () => {
    expect(await judge(token(), makeTenant([], 'org-b:env-1'))).toBe('issuer_unknown')
    const elsewhere = makeTenant([issuerWith({ audiences: ['https://other.example'] })], 'org-b:env-1')
    expect(await judge(token(), elsewhere)).toBe('audience_wrong')
    const privy = {
      kind: 'privy',
      appId: 'clxapp',
      keys: { kind: 'pinned', keys: [JSON.stringify(ecKey.jwk)] },
    } as const
    expect(await judge(token(), makeTenant([privy, issuerWith()]))).toBe('verified')
    expect(await judge(token({ iss: 'privy.io' }), makeTenant([privy, issuerWith()]))).toBe('audience_wrong')
  })

  it('has its times checked as those of all kinds are, and lives 31 days at most', async () => {
    for (const bad of [undefined, null, String(now + hour), -1, {}, [now + hour]]) {
      expect.soft(await judge(token({ exp: bad })), `exp ${bad}`).toBe('time_missing')
      expect.soft(await judge(token({ iat: bad })), `iat ${bad}`).toBe('time_missing')
    }
    expect(await judge(token({ iat: now - hour, exp: now - 14 }))).toBe('verified')
    expect(await judge(token({ iat: now - hour, exp: now - 15 }))).toBe('expired')
    expect(await judge(token({ iat: now + 16 }))).toBe('issued_in_future')
    expect(await judge(token({ nbf: now + 15 }))).toBe('verified')
    expect(await judge(token({ nbf: now + 16 }))).toBe('not_yet_valid')
    expect(await judge(token({ nbf: 'soon' }))).toBe('time_missing')
    expect(await judge(token({ exp: (now + hour) * 1_000 }))).toBe('time_in_milliseconds')
    expect(await judge(token({ exp: now }))).toBe('expires_before_issued')
    expect(await judge(token({ exp: now + 31 * 24 * hour }))).toBe('verified')
    expect(await judge(token({ exp: now + 31 * 24 * hour + 1 }))).toBe('lifetime_too_long')
  })

  it('must have a subject of 1 to 256 printable characters of its own', async () => {
    for (const sub of [undefined, null, 7, '', 'a b', 'a\n', 'é', ['x'], 's'.repeat(257)]) {
      expect.soft(await judge(token({ sub })), `sub ${sub}`).toBe('subject_invalid')
    }
    const text = JSON.stringify({ ...claims, sub: undefined }).replace('{', '{"__proto__":{"sub":"auth0|x"},')
    expect(await judge(forgeToken(key, header, text))).toBe('subject_invalid')
  })
})

describe('the required claims of an OpenID Connect issuer', () => {
  const requiring = (...requiredClaims: TokenIssuer<'oidc'>['requiredClaims']) =>
    makeTenant([issuerWith({ audiences: undefined, requiredClaims })])

  it('must be there where no value is asked for', async () => {
    const needsSid = requiring({ name: 'sid', values: undefined })
    for (const sid of ['sess_1', 7, false, ['x']]) expect.soft(await judge(token({ sid }), needsSid)).toBe('verified')
    for (const sid of [undefined, null, '', [], {}]) {
      expect.soft(await judge(token({ sid }), needsSid), JSON.stringify(sid)).toBe('claim_missing')
    }
    expect(await judge(token(), requiring({ name: 'constructor', values: undefined }))).toBe('claim_missing')
  })

  it('must be, or hold, one of the values, compared as text and whole', async () => {
    const passes = async (name: string, values: string[], value: unknown) =>
      await judge(token({ [name]: value }), requiring({ name, values }))
    expect(await passes('role', ['authenticated'], 'authenticated')).toBe('verified')
    for (const role of ['Authenticated', 'authenticated ', 'xauthenticated', 'authenticated anon', ['anon'], 1]) {
      expect.soft(await passes('role', ['authenticated'], role)).toBe('claim_not_accepted')
    }
    expect(await passes('is_anonymous', ['false'], false)).toBe('verified')
    expect(await passes('is_anonymous', ['false'], true)).toBe('claim_not_accepted')
    expect(await passes('permissions', ['ramp:use'], ['other', 'ramp:use'])).toBe('verified')
    expect(await passes('permissions', ['ramp:use'], 'other ramp:use')).toBe('claim_not_accepted')
    expect(await passes('scope', ['ramp:use'], 'openid ramp:use')).toBe('verified')
    expect(await passes('scope', ['ramp:use'], 'openid ramp:used')).toBe('claim_not_accepted')
    expect(await passes('azp', ['https://a.example', 'https://b.example'], 'https://b.example')).toBe('verified')
  })

  it('must all hold, one name asked for twice included', async () => {
    const both = requiring({ name: 'scope', values: ['openid'] }, { name: 'scope', values: ['ramp:use'] })
    expect(await judge(token(), both)).toBe('verified')
    expect(await judge(token({ scope: 'openid' }), both)).toBe('claim_not_accepted')
  })

  it('are read once the signature has proved right, and not before', async () => {
    const strict = requiring({ name: 'role', values: ['authenticated'] })
    expect(await judge(forgeToken(otherKey, header, { ...claims, role: 'anon' }), strict)).toBe('signature_wrong')
  })
})

describe('each asymmetric algorithm', () => {
  it.each(signatureAlgorithms)('%s checks what its key has signed, where the tenant allows it', async (algorithm) => {
    const signer = makeKey('k', algorithm)
    const keys = { kind: 'pinned', keys: [JSON.stringify(signer.jwk)] } as const
    const text = await signToken(signer, claims)
    expect(await judge(text, makeTenant([issuerWith({ algorithms: [algorithm], keys })]))).toBe('verified')
    const others = signatureAlgorithms.filter((each) => each !== algorithm)
    expect(await judge(text, makeTenant([issuerWith({ algorithms: others, keys })]))).toBe('algorithm_not_allowed')
  })
})

describe('tokens as the providers issue them', () => {
  const judgeAs = async (change: Partial<TokenIssuer<'oidc'>>, text: string) => {
    const result = await check(text, makeTenant([issuerWith(change)]))
    return result.kind === 'verified'
      ? result.verification.subject
      : result.kind === 'rejected'
        ? result.reason
        : 'none'
  }

  it('by Clerk pass: no aud, and azp is the origin of the page', async () => {
    const clerk = {
      issuer: 'https://clerk.acme.example',
      audiences: undefined,
      requiredClaims: [{ name: 'azp', values: ['https://wallet.acme.example'] }],
    }
    const session = {
      azp: 'https://wallet.acme.example',
      exp: now + 60,
      fva: [7, -1],
      iat: now,
      iss: 'https://clerk.acme.example',
      nbf: now - 10,
      sid: 'sess_2a',
      sts: 'active',
      sub: 'user_2bXYZ',
      v: 2,
    }
    expect(await judgeAs(clerk, await signToken(key, session))).toBe('user_2bXYZ')
    const foreign = await signToken(key, { ...session, azp: 'https://evil.acme.example' })
    expect(await judgeAs(clerk, foreign)).toBe('claim_not_accepted')
    expect(await judgeAs(clerk, await signToken(key, { ...session, azp: undefined }))).toBe('claim_missing')
  })

  it('by Auth0 pass in both profiles: aud is a list, and permissions too', async () => {
    const auth0 = { requiredClaims: [{ name: 'permissions', values: ['ramp:use'] }] }
    const access = {
      iss,
      sub: 'auth0|6553da60a54af58e29493993',
      aud: [audience, `${iss}userinfo`],
      iat: now,
      exp: now + 24 * hour,
      scope: 'openid profile ramp:use',
      azp: 'K1AUPhZq8mRi0Q0pjhkfu1D7y6KjDQja',
      permissions: ['ramp:use'],
    }
    expect(await judgeAs(auth0, await signToken(key, access))).toBe(access.sub)
    const rfc9068 = { ...access, azp: undefined, client_id: access.azp, jti: '73WakrfVbNJBaAmhQtEeDv' }
    expect(await judgeAs(auth0, await signToken(key, rfc9068, { typ: 'at+jwt' }))).toBe(access.sub)
    const idToken = { ...access, aud: access.azp, permissions: undefined, nonce: 'n' }
    expect(await judgeAs(auth0, await signToken(key, idToken))).toBe('audience_wrong')
  })

  it('by Supabase pass with its new signing keys, and not with the old shared secret', async () => {
    const issuer = 'https://abcdefghijklmnopqrst.supabase.co/auth/v1'
    const supabase = {
      issuer,
      audiences: ['authenticated'],
      requiredClaims: [
        { name: 'role', values: ['authenticated'] },
        { name: 'is_anonymous', values: ['false'] },
      ],
    }
    const session = {
      iss: issuer,
      sub: '123e4567-e89b-12d3-a456-426614174000',
      aud: 'authenticated',
      exp: now + hour,
      iat: now,
      email: 'alice@example.com',
      phone: '',
      app_metadata: { provider: 'email', providers: ['email'] },
      user_metadata: {},
      role: 'authenticated',
      aal: 'aal1',
      amr: [{ method: 'password', timestamp: now }],
      session_id: '00000000-0000-4000-8000-000000000000',
      is_anonymous: false,
    }
    expect(await judgeAs(supabase, await signToken(ecKey, session))).toBe(session.sub)
    const guest = await signToken(ecKey, { ...session, is_anonymous: true })
    expect(await judgeAs(supabase, guest)).toBe('claim_not_accepted')
    const input = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'auth-2' })}.${encode(session)}`
    const old = `${input}.${createHmac('sha256', 'super-secret').update(input).digest('base64url')}`
    expect(await judgeAs(supabase, old)).toBe('algorithm_not_allowed')
  })
})
