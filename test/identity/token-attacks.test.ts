import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Tenant } from '../../src/domain/tenant.ts'
import { createKeyStore } from '../../src/identity/keys.ts'
import { verifyToken } from '../../src/identity/token.ts'
import { dynamicIdClaims, encode, forgeToken, makeEcKey, makeRsaKey, signToken } from './token-maker.ts'
import { makeClock, makeSend, makeTenant, startMs } from './world.ts'

const now = startMs / 1_000
const hour = 3_600
const ecKey = makeEcKey('privy-1')
const otherEcKey = makeEcKey('privy-1')
const rsaKey = makeRsaKey('dynamic-1')
const environmentId = '2762a57b-faa4-41ce-9f16-abff9300e2c9'
const dynamicIss = `app.dynamicauth.com/${environmentId}`

const privy = {
  kind: 'privy',
  appId: 'clxapp',
  keys: { kind: 'pinned', keys: [JSON.stringify(ecKey.jwk)] },
} as const
const dynamic = {
  kind: 'dynamic',
  environmentId,
  issuers: [dynamicIss, `app.dynamic.xyz/${environmentId}`],
  keys: { kind: 'pinned', keys: [JSON.stringify(rsaKey.jwk)] },
} as const
const tenant = makeTenant([privy, dynamic])

const privyHeader = { alg: 'ES256', typ: 'JWT', kid: 'privy-1' }
const privyClaims = {
  sid: 'cm3sid',
  iss: 'privy.io',
  aud: 'clxapp',
  sub: 'did:privy:cm3np',
  iat: now,
  exp: now + hour,
}
const dynamicHeader = { alg: 'RS256', typ: 'JWT', kid: 'dynamic-1' }
const dynamicClaims = {
  iss: dynamicIss,
  aud: 'https://wallet.example',
  sub: 'c9f6e8a4-6a4a-4c5b-9e3b-0a1f1c1d2e3f',
  sid: 'dyn-sid',
  environment_id: environmentId,
  kid: 'dynamic-1',
  scope: 'user:basic',
  iat: now,
  exp: now + 2 * hour,
}

/** Verifies with a clean store; `verified`, or the reason of the refusal. */
async function judge(token: string, forTenant: Tenant = tenant): Promise<string> {
  const { send, calls } = makeSend()
  const clock = makeClock()
  const keys = createKeyStore({ send, now: clock.now })
  const check = await verifyToken({ keys, now: clock.now }, forTenant, token)
  expect(calls).toEqual([])
  return check.kind === 'rejected' ? check.reason : check.kind
}

function privyToken(claims: object, header: object = {}): string {
  return forgeToken(ecKey, { ...privyHeader, ...header }, { ...privyClaims, ...claims })
}

function dynamicToken(claims: object, header: object = {}): string {
  return forgeToken(rsaKey, { ...dynamicHeader, ...header }, { ...dynamicClaims, ...claims })
}

describe('a genuine token', () => {
  it('of Privy passes, and gives the issuer, the subject and the expiry', async () => {
    const keys = createKeyStore({ send: makeSend().send, now: makeClock().now })
    const token = await signToken(ecKey, privyClaims)
    const check = await verifyToken({ keys, now: makeClock().now }, tenant, token)
    expect(check).toMatchObject({
      kind: 'verified',
      verification: {
        kind: 'verified',
        issuer: 'privy:clxapp',
        subject: 'did:privy:cm3np',
        expiresAt: startMs + hour * 1_000,
      },
      configured: privy,
    })
  })

  it('of Dynamic passes under each configured iss, as one and the same user', async () => {
    const keys = createKeyStore({ send: makeSend().send, now: makeClock().now })
    for (const iss of dynamic.issuers) {
      const token = await signToken(rsaKey, { ...dynamicClaims, iss })
      const check = await verifyToken({ keys, now: makeClock().now }, tenant, token)
      expect(check).toMatchObject({
        verification: { issuer: `dynamic:${environmentId}`, subject: dynamicClaims.sub },
      })
    }
  })

  it('of Dynamic in the older ID shape passes, whatever field the user was free to leave out', async () => {
    const fields = [undefined, null, [], [{ name: 'username', required: false }], [{ name: 'email', required: true }]]
    for (const missing_fields of fields) {
      const token = dynamicToken({ verified_credentials: [{}], missing_fields })
      expect.soft(await judge(token), JSON.stringify(missing_fields)).toBe('verified')
    }
  })

  it('of Dynamic in the older ID shape passes with 18 embedded wallets', async () => {
    for (const wallets of [1, 7, 8, 12, 18]) {
      const token = dynamicToken(dynamicIdClaims(wallets))
      expect.soft(token.length).toBeGreaterThanOrEqual(2_837 + 787 * (wallets - 1))
      expect.soft(await judge(token), `${wallets} wallets`).toBe('verified')
    }
  })

  it('is told apart by aud where a tenant has two Privy apps', async () => {
    const second = { ...privy, appId: 'clxsecond' }
    const check = await judge(privyToken({ aud: 'clxsecond' }), makeTenant([privy, second]))
    expect(check).toBe('verified')
  })
})

describe('the form of a token', () => {
  it('must hold nothing but letters, digits, - and _, and two dots', async () => {
    const token = privyToken({})
    const [header = '', payload = '', signature = ''] = token.split('.')
    const forms = {
      malformed: [
        'abc',
        '..',
        `${header}.${payload}`,
        `${token}.x`,
        `${token}=`,
        `${header}.${payload}.${signature.slice(1)}+`,
        `${token}\0`,
        `${token}é`,
      ],
      empty: [''],
      whitespace_inside: [`${token}\n`, `\n${token}`, ` ${token}`, `${header}. ${payload}.${signature}`],
      sent_twice: [`${token},${token}`, `${token}, ${token}`, `${token}, `.repeat(90)],
      scheme_inside: [
        `Bearer ${token}`,
        `bearer ${token}`,
        `Bearer`,
        `Bearer:${token}`,
        `JWT ${token}`,
        `Token ${token}`,
      ],
      quoted: [`"${token}"`, `'${token}'`, `\\"${token}\\"`, `%22${token}%22`, `"${token}`, `${token}"`],
      placeholder: ['undefined', 'null', 'Bearer undefined', 'Bearer null', '[object Promise]', '[object Object]'],
    }
    for (const [fault, texts] of Object.entries(forms)) {
      for (const text of texts) expect.soft(await judge(text), JSON.stringify(text)).toBe(fault)
    }
  })

  it('is refused unread when it is longer than 16,384 characters', async () => {
    const atLimit = 'a'.repeat(16_384)
    expect(await judge(atLimit)).toBe('malformed')
    expect(await judge(`${atLimit}a`)).toBe('too_long')
  })

  it('must hold JSON objects in UTF-8', async () => {
    const broken = Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]).toString('base64url')
    for (const part of [encode('[]'), encode('null'), encode('"x"'), encode('{'), broken]) {
      expect.soft(await judge(`${part}.${encode(privyClaims)}.AAAA`)).toBe('malformed')
      expect.soft(await judge(`${encode(privyHeader)}.${part}.AAAA`)).toBe('malformed')
    }
  })

  it('never makes the verifier throw, whatever the signature part is', async () => {
    const signed = privyToken({}).split('.').slice(0, 2).join('.')
    for (let length = 0; length < 100; length += 1) {
      expect.soft(await judge(`${signed}.${'A'.repeat(length)}`)).toBe('signature_wrong')
    }
  })
})

describe('the header of a token', () => {
  it('cannot choose no algorithm, in any spelling', async () => {
    for (const alg of ['none', 'nOnE', 'NONE', '']) {
      expect
        .soft(await judge(`${encode({ ...privyHeader, alg })}.${encode(privyClaims)}.`))
        .toBe('algorithm_not_allowed')
    }
  })

  it('cannot choose HS256 and use the public key as the secret', async () => {
    const pem = ecKey.publicKey.export({ format: 'pem', type: 'spki' })
    const input = `${encode({ ...privyHeader, alg: 'HS256' })}.${encode(privyClaims)}`
    expect(await judge(`${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`)).toBe(
      'algorithm_not_allowed',
    )
  })

  it('cannot choose the other issuer’s algorithm, or write its own in another case', async () => {
    expect(await judge(forgeToken(rsaKey, dynamicHeader, privyClaims))).toBe('algorithm_not_allowed')
    expect(await judge(forgeToken(ecKey, privyHeader, dynamicClaims))).toBe('algorithm_not_allowed')
    expect(await judge(privyToken({}, { alg: 'es256' }))).toBe('algorithm_not_allowed')
    expect(await judge(privyToken({}, { alg: ['ES256'] }))).toBe('algorithm_not_allowed')
    expect(await judge(dynamicToken({}, { alg: 'PS256' }))).toBe('algorithm_not_allowed')
  })

  it('cannot bring its own key, nor have one fetched', async () => {
    const header = {
      ...privyHeader,
      jwk: otherEcKey.jwk,
      jku: 'http://127.0.0.1:9/keys',
      x5u: 'http://127.0.0.1:9/cert',
      x5c: ['AAAA'],
    }
    expect(await judge(forgeToken(otherEcKey, header, privyClaims))).toBe('signature_wrong')
  })

  it('cannot name our kid for a stranger’s key', async () => {
    expect(await judge(forgeToken(otherEcKey, privyHeader, privyClaims))).toBe('signature_wrong')
  })

  it('may not hold crit or b64', async () => {
    expect(await judge(privyToken({}, { crit: ['exp'] }))).toBe('header_not_allowed')
    expect(await judge(privyToken({}, { crit: [] }))).toBe('header_not_allowed')
    expect(await judge(privyToken({}, { b64: false }))).toBe('header_not_allowed')
    expect(await judge(privyToken({}, { b64: true }))).toBe('header_not_allowed')
  })

  it('must have the type JWT with Privy, which may be left out with Dynamic', async () => {
    const others = ['at+jwt', 'application/at+jwt', 'text/jwt', 'application/', 'JWT ', 'xJWT', '', null, ['JWT'], 1]
    for (const typ of others) {
      expect.soft(await judge(privyToken({}, { typ })), `${typ}`).toBe('type_not_allowed')
      expect.soft(await judge(dynamicToken({}, { typ })), `${typ}`).toBe('type_not_allowed')
    }
    expect(await judge(privyToken({}, { typ: undefined }))).toBe('type_not_allowed')
    expect(await judge(dynamicToken({}, { typ: undefined }))).toBe('verified')
  })

  it('may write the type in any case, and as the media type that it is', async () => {
    for (const typ of ['JWT', 'jwt', 'Jwt', 'application/jwt', 'application/JWT', 'Application/Jwt']) {
      expect.soft(await judge(privyToken({}, { typ })), typ).toBe('verified')
      expect.soft(await judge(dynamicToken({}, { typ })), typ).toBe('verified')
    }
  })

  it('must have a kid that is a text of 1 to 128 characters', async () => {
    for (const kid of [{}, ['privy-1'], 1, null, true, '', 'k'.repeat(129)]) {
      expect.soft(await judge(privyToken({}, { kid }))).toBe('kid_malformed')
    }
    expect(await judge(privyToken({}, { kid: 'k'.repeat(128) }))).toBe('kid_unknown')
  })

  it('may leave out the kid only where a single key is pinned', async () => {
    const token = privyToken({}, { kid: undefined })
    const two = {
      ...privy,
      keys: { kind: 'pinned', keys: [...privy.keys.keys, JSON.stringify(makeEcKey('b').jwk)] },
    } as const
    expect(await judge(token)).toBe('verified')
    expect(await judge(token, makeTenant([two]))).toBe('kid_missing')
  })
})

describe('the signature of a token', () => {
  it('must be that of the payload', async () => {
    const [header, , signature] = privyToken({}).split('.')
    expect(await judge(`${header}.${encode({ ...privyClaims, sub: 'did:privy:mallory' })}.${signature}`)).toBe(
      'signature_wrong',
    )
  })

  it('must be in the JWS form and not in DER', async () => {
    const { sign } = await import('node:crypto')
    const input = `${encode(privyHeader)}.${encode(privyClaims)}`
    const der = sign('sha256', Buffer.from(input), ecKey.privateKey)
    expect(await judge(`${input}.${der.toString('base64url')}`)).toBe('signature_wrong')
  })
})

describe('the issuer and audience of a token', () => {
  it('need an iss, which is a text', async () => {
    for (const iss of [undefined, null, ['privy.io'], { 0: 'privy.io' }, 1]) {
      expect.soft(await judge(privyToken({ iss }))).toBe('issuer_missing')
    }
  })

  it('need exactly the iss that is configured', async () => {
    const lookalikes = ['evil-privy.io', 'privy.io.evil', 'https://privy.io', 'PRIVY.IO', 'privy.io/', '']
    for (const iss of lookalikes) expect.soft(await judge(privyToken({ iss }))).toBe('issuer_unknown')
    for (const iss of [`https://${dynamicIss}`, `${dynamicIss}/`, 'app.dynamicauth.com/other']) {
      expect.soft(await judge(dynamicToken({ iss }))).toBe('issuer_unknown')
    }
  })

  it('need, with Privy, aud to be the app id alone', async () => {
    for (const aud of [undefined, 'other-app', ['clxapp'], ['clxapp', 'other-app'], '', null]) {
      expect.soft(await judge(privyToken({ aud }))).toBe('audience_wrong')
    }
  })

  it('need, with Dynamic, the environment id that is configured', async () => {
    for (const id of [undefined, 'other', environmentId.toUpperCase(), [environmentId], null]) {
      expect.soft(await judge(dynamicToken({ environment_id: id }))).toBe('environment_wrong')
    }
  })

  it('are matched against this tenant’s issuers and no other’s, though both share a key', async () => {
    const other = makeTenant([{ ...privy, appId: 'clxother' }], 'org-b:env-1')
    expect(await judge(privyToken({}), other)).toBe('audience_wrong')
    expect(await judge(dynamicToken({}), other)).toBe('issuer_unknown')
    expect(await judge(privyToken({}), makeTenant([]))).toBe('issuer_unknown')
  })
})

describe('the times of a token', () => {
  it('need exp and iat, which are dates', async () => {
    for (const bad of [undefined, null, '1795000000', String(now + hour), -1, 1e300, {}, [now + hour]]) {
      expect.soft(await judge(privyToken({ exp: bad })), `exp ${bad}`).toBe('time_missing')
      expect.soft(await judge(privyToken({ iat: bad })), `iat ${bad}`).toBe('time_missing')
      expect.soft(await judge(dynamicToken({ exp: bad })), `exp ${bad}`).toBe('time_missing')
    }
    const overflow = forgeToken(ecKey, privyHeader, JSON.stringify(privyClaims).replace(/"exp":\d+/, '"exp":1e999'))
    expect(await judge(overflow)).toBe('time_missing')
  })

  it('are compared with a tolerance of 15 seconds, on every side', async () => {
    expect(await judge(privyToken({ iat: now - hour, exp: now - 14 }))).toBe('verified')
    expect(await judge(privyToken({ iat: now - hour, exp: now - 15 }))).toBe('expired')
    expect(await judge(privyToken({ iat: now + 15 }))).toBe('verified')
    expect(await judge(privyToken({ iat: now + 16 }))).toBe('issued_in_future')
    expect(await judge(privyToken({ nbf: now + 15 }))).toBe('verified')
    expect(await judge(privyToken({ nbf: now + 16 }))).toBe('not_yet_valid')
  })

  it('refuse an nbf that is no date', async () => {
    expect(await judge(privyToken({ nbf: 'soon' }))).toBe('time_missing')
    expect(await judge(privyToken({ nbf: null }))).toBe('time_missing')
  })

  it('bound the whole life: 25 hours with Privy, 31 days with Dynamic', async () => {
    expect(await judge(privyToken({ exp: now + 25 * hour }))).toBe('verified')
    expect(await judge(privyToken({ exp: now + 25 * hour + 1 }))).toBe('lifetime_too_long')
    expect(await judge(dynamicToken({ exp: now + 31 * 24 * hour }))).toBe('verified')
    expect(await judge(dynamicToken({ exp: now + 31 * 24 * hour + 1 }))).toBe('lifetime_too_long')
    expect(await judge(privyToken({ iat: 0 }))).toBe('lifetime_too_long')
  })

  it('are told to be in milliseconds, whichever of them is', async () => {
    const [iatMs, expMs] = [now * 1_000, (now + hour) * 1_000]
    const mistaken = [{ exp: expMs }, { iat: iatMs }, { iat: iatMs, exp: expMs }, { nbf: iatMs }]
    for (const times of mistaken) {
      expect.soft(await judge(privyToken(times)), JSON.stringify(times)).toBe('time_in_milliseconds')
      expect.soft(await judge(dynamicToken(times)), JSON.stringify(times)).toBe('time_in_milliseconds')
    }
  })

  it('are told to be in the wrong order, also where the end has passed', async () => {
    const mistaken = [{ iat: now + 10, exp: now + 5 }, { exp: now }, { exp: now - hour }, { exp: hour }]
    for (const times of mistaken) {
      expect.soft(await judge(privyToken(times)), JSON.stringify(times)).toBe('expires_before_issued')
    }
  })
})

describe('the subject of a token', () => {
  it('must be a text of 1 to 256 printable characters', async () => {
    const bad = [undefined, null, 7, '', ' ', 'a b', 'a\nb', 'a\0b', 'é', ['x'], 's'.repeat(257)]
    for (const sub of bad) expect.soft(await judge(dynamicToken({ sub })), `sub ${sub}`).toBe('subject_invalid')
    expect(await judge(dynamicToken({ sub: 's'.repeat(256) }))).toBe('verified')
  })

  it('must be a Privy DID with Privy', async () => {
    for (const sub of ['alice', 'did:privy:', 'did:other:x', 'DID:PRIVY:x', 'x did:privy:x']) {
      expect.soft(await judge(privyToken({ sub }))).toBe('subject_invalid')
    }
  })

  it('cannot come in by way of __proto__', async () => {
    const claims = JSON.stringify({ ...privyClaims, sub: undefined }).replace(
      '{',
      '{"__proto__":{"sub":"did:privy:x"},',
    )
    expect(await judge(forgeToken(ecKey, privyHeader, claims))).toBe('subject_invalid')
  })
})

describe('the kind of a token', () => {
  it('must not be a Privy identity token', async () => {
    expect(await judge(privyToken({ linked_accounts: '[]' }))).toBe('identity_token')
    expect(await judge(privyToken({ linked_accounts: null }))).toBe('identity_token')
    for (const sid of [undefined, null, '', 7]) expect.soft(await judge(privyToken({ sid }))).toBe('session_missing')
  })

  it('must not be a Dynamic token of a half-finished login', async () => {
    const scopes = [
      'requiresAdditionalAuth',
      'userDataForm',
      'device:register',
      'user:basicx',
      'USER:BASIC',
      'user:basic requiresAdditionalAuth',
    ]
    for (const scope of scopes) expect.soft(await judge(dynamicToken({ scope })), `${scope}`).toBe('scope_insufficient')
    expect(await judge(dynamicToken({ scope: 'wallet:sign', scopes: ['user:basic'] }))).toBe('scope_insufficient')
    expect(await judge(dynamicToken({ scope: 'other\tuser:basic' }))).toBe('verified')
  })

  it('must not be a Dynamic token without any scope, which is another fault than an unfinished login', async () => {
    for (const scope of [undefined, null, '', ' ', ['user:basic'], { 'user:basic': true }, 1]) {
      expect.soft(await judge(dynamicToken({ scope })), `${scope}`).toBe('scope_missing')
    }
    expect(await judge(dynamicToken({ scope: undefined, scopes: ['user:basic'] }))).toBe('scope_missing')
    expect(await judge(dynamicToken({ scope: undefined, scopes: 'user:basic' }))).toBe('scope_missing')
  })
})
