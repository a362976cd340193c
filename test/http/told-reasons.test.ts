import { expect } from 'vitest'
import { forgeToken, makeEcKey, makeRsaKey } from '../identity/token-maker.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import type { JsonAnswer, TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'
import { rawRequest, sendRaw } from './raw-request.ts'

const test = base.extend('token', { scope: 'file' }, ({ gateway }) => gateway.mintToken())

const path = '/v0/ramp/transactions'
const demo = 'org-demo:env-sandbox'
const other = 'org-other:env-sandbox'
const nobody = 'org-nobody:env-sandbox'

const ecKey = makeEcKey('privy-1')
const rsaKey = makeRsaKey('dynamic-1')
const environmentId = '2762a57b-faa4-41ce-9f16-abff9300e2c9'
const now = Math.floor(Date.now() / 1_000)
const hour = 3_600

/** Replaces what demo trusts by keys that the test can sign with. */
function trustTestKeys(gateway: TestGateway): void {
  const pinned = (jwk: object) => ({ kind: 'pinned', keys: [JSON.stringify(jwk)] }) as const
  const issuers = [
    { kind: 'privy', appId: 'clxapp', keys: pinned(ecKey.jwk) },
    { kind: 'dynamic', environmentId, issuers: [`app.dynamicauth.com/${environmentId}`], keys: pinned(rsaKey.jwk) },
  ] as const
  gateway.changeTenants((tenant) => (tenant.id === gateway.demo.id ? { ...tenant, issuers } : tenant))
}

function privyToken(claims: object = {}, header: object = {}, key = ecKey): string {
  const usual = { iss: 'privy.io', aud: 'clxapp', sub: 'did:privy:x', sid: 's', iat: now, exp: now + hour }
  return forgeToken(key, { alg: 'ES256', typ: 'JWT', kid: 'privy-1', ...header }, { ...usual, ...claims })
}

function dynamicToken(claims: object = {}): string {
  const iss = `app.dynamicauth.com/${environmentId}`
  const usual = { iss, environment_id: environmentId, sub: 'x', scope: 'user:basic', iat: now, exp: now + hour }
  return forgeToken(rsaKey, { alg: 'RS256', kid: 'dynamic-1' }, { ...usual, ...claims })
}

function get(gateway: TestGateway, headers: Record<string, string>, query = ''): Promise<JsonAnswer> {
  return gateway.send(`${path}${query}`, { headers: { 'x-juno-orgid': demo, ...headers } })
}

/** A 401 whose header says what its body says, in the characters that RFC 6750 allows. */
function expectTold(answer: JsonAnswer, reason: string, error: string, code = 'USR-401-001'): void {
  expectProblem(answer, 401, code)
  const { detail } = answer.body
  expect.soft(answer.body.reason, detail).toBe(reason)
  expect(detail).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/)
  expect
    .soft(answer.headers.get('www-authenticate'))
    .toBe(`Bearer realm="rampway", error="${error}", error_description="${detail}"`)
  expect(detail).not.toContain('eyJ')
}

test('a token that is missing, empty or not there yet is token_missing', async ({ gateway }) => {
  expectTold(await get(gateway, {}), 'token_missing', 'invalid_request')
  for (const text of ['', 'undefined', 'null', 'Bearer undefined', '[object Promise]']) {
    expectTold(await get(gateway, { 'x-juno-jwt': text }), 'token_missing', 'invalid_request')
  }
  for (const text of ['Bearer', 'Bearer null']) {
    expectTold(await get(gateway, { authorization: text }), 'token_missing', 'invalid_request')
  }
})

test('a token in another place than the right one is token_missing, and the place is named', async ({
  gateway,
  token,
}) => {
  const names = [
    'x-juno-token',
    'x_juno_jwt',
    'jwt',
    'x-jwt',
    'x-access-token',
    'privy-id-token',
    'token',
    'x-auth-token',
  ]
  for (const name of names) {
    for (const value of [token, `Bearer ${token}`, `"${token}"`]) {
      const answer = await get(gateway, { [name]: value })
      expectTold(answer, 'token_missing', 'invalid_request')
      expect(answer.body.detail).toContain(`The header ${name} is not read.`)
      expect(answer.body.detail).toContain('x-juno-jwt')
    }
  }
  const cookie = await get(gateway, { cookie: `theme=dark; privy-token=${token}` })
  expect(cookie.body.detail).toContain('The header cookie is not read.')
  for (const value of [
    token,
    `Basic ${token}`,
    `JWT ${token}`,
    `Token ${token}`,
    `Bearer:${token}`,
    'Basic dXNlcjpwYXNz',
  ]) {
    const answer = await get(gateway, { authorization: value })
    expectTold(answer, 'token_missing', 'invalid_request')
    expect(answer.body.detail).toContain("Authorization is read only as 'Bearer <token>'.")
  }
  for (const name of ['x-juno-jwt', 'access_token', 'token', 'session']) {
    const answer = await get(gateway, {}, `?count=1&${name}=${token}`)
    expectTold(answer, 'token_missing', 'invalid_request')
    expect(answer.body.detail).toContain('A token in the query is not read.')
  }
  const long = 'x-jwt-'.padEnd(300, 'a')
  expect((await get(gateway, { [long]: token })).body.detail).not.toContain('aaaa')
})

test('a good token in the right place passes, whatever else looks like one', async ({ gateway, token }) => {
  const headers = {
    'x-juno-jwt': token,
    authorization: 'Basic dXNlcjpwYXNz',
    'x-juno-token': 'x',
    cookie: `a=${token}`,
  }
  expect((await get(gateway, headers)).status).toBe(200)
})

test('a token that was wrapped, repeated or cut is token_malformed, and the mistake is named', async ({
  gateway,
  token,
}) => {
  const mistakes: readonly [string, RegExp][] = [
    [`Bearer ${token}`, /scheme such as Bearer/],
    [`bearer  ${token}`, /scheme such as Bearer/],
    [`Bearer: ${token}`, /scheme such as Bearer/],
    [`"${token}"`, /in quotes/],
    [`'${token}'`, /in quotes/],
    [`${token.slice(0, 50)} ${token.slice(50)}`, /white space/],
    [`${token}, ${token}`, /more than once/],
  ]
  for (const [text, words] of mistakes) {
    for (const headers of [{ 'x-juno-jwt': text }, { authorization: `Bearer ${text}` }]) {
      const answer = await get(gateway, headers)
      expectTold(answer, 'token_malformed', 'invalid_request')
      expect(answer.body.detail).toMatch(words)
    }
  }
  for (const text of ['garbage', token.slice(0, token.lastIndexOf('.')), `${token}=`, 'x'.repeat(17_000)]) {
    expectTold(await get(gateway, { 'x-juno-jwt': text }), 'token_malformed', 'invalid_token')
  }
})

test('a header that was sent twice is told so, Authorization too', async ({ gateway, token }) => {
  const send = (headers: string[]) => sendRaw(gateway.url, rawRequest('GET', path, headers))
  const orgid = `x-juno-orgid: ${demo}`
  for (const name of ['x-juno-jwt: ', 'Authorization: Bearer ']) {
    expect((await send([orgid, `${name}${token}`])).status).toBe(200)
    for (const second of [token, 'garbage', '']) {
      const answer = await send([orgid, `${name}${token}`, `${name}${second}`])
      expectTold(answer, 'token_malformed', 'invalid_request')
      expect(answer.body.detail).toContain('more than once')
    }
  }
})

test('what a trusted key has signed is told, so that an app knows whether to refresh', async ({ gateway }) => {
  trustTestKeys(gateway)
  expect((await get(gateway, { 'x-juno-jwt': privyToken() })).status).toBe(200)
  expect((await get(gateway, { 'x-juno-jwt': dynamicToken() })).status).toBe(200)
  const told: readonly [string, string, RegExp][] = [
    [privyToken({ iat: now - hour, exp: now - 60 }), 'token_expired', /fresh one/],
    [privyToken({ nbf: now + 600 }), 'token_not_yet_valid', /nbf/],
    [dynamicToken({ iat: now + 600, exp: now + hour }), 'token_not_yet_valid', /iat/],
    [privyToken({ linked_accounts: '[]' }), 'token_wrong_kind', /getAccessToken/],
    [privyToken({ sid: undefined }), 'token_wrong_kind', /sid/],
    [dynamicToken({ scope: undefined }), 'token_scope_missing', /update/],
    [dynamicToken({ scope: undefined, scopes: ['user:basic'] }), 'token_scope_missing', /scope/],
    [dynamicToken({ scope: 'requiresAdditionalAuth' }), 'login_incomplete', /finish/],
    [privyToken({ exp: (now + hour) * 1_000 }), 'token_unusable', /milliseconds/],
    [dynamicToken({ exp: now - hour }), 'token_unusable', /exp does not lie after iat/],
    [dynamicToken({ exp: undefined }), 'token_unusable', /exp or iat is missing/],
    [privyToken({ exp: now + 48 * hour }), 'token_unusable', /25 hours/],
    [privyToken({ sub: 'alice' }), 'token_unusable', /did:privy:/],
  ]
  for (const [text, reason, words] of told) {
    const answer = await get(gateway, { 'x-juno-jwt': text })
    expectTold(answer, reason, 'invalid_token')
    expect(answer.body.detail).toMatch(words)
  }
})

test('signature, algorithm, key, issuer, audience and an unknown tenant are one and the same answer', async ({
  gateway,
}) => {
  trustTestKeys(gateway)
  const good = privyToken()
  const strangerKey = makeEcKey('privy-1')
  const past = { iat: now - hour, exp: now - 60 }
  const answers = [
    await get(gateway, { 'x-juno-jwt': `${good.slice(0, good.lastIndexOf('.'))}.${'A'.repeat(86)}` }),
    await get(gateway, { 'x-juno-jwt': `${good.slice(0, good.lastIndexOf('.'))}.` }),
    await get(gateway, { 'x-juno-jwt': privyToken({}, { kid: 'nobody' }) }),
    await get(gateway, { 'x-juno-jwt': privyToken({}, { kid: 7 }) }),
    await get(gateway, { 'x-juno-jwt': privyToken({}, { alg: 'none' }) }),
    await get(gateway, { 'x-juno-jwt': privyToken({}, { alg: 'HS256' }) }),
    await get(gateway, { 'x-juno-jwt': privyToken({}, { typ: 'at+jwt' }) }),
    await get(gateway, { 'x-juno-jwt': privyToken({}, { crit: ['exp'] }) }),
    await get(gateway, { 'x-juno-jwt': privyToken({ iss: 'evil-privy.io' }) }),
    await get(gateway, { 'x-juno-jwt': privyToken({ iss: undefined }) }),
    await get(gateway, { 'x-juno-jwt': privyToken({ aud: 'other' }) }),
    await get(gateway, { 'x-juno-jwt': dynamicToken({ environment_id: 'other' }) }),
    // A stranger's claims are not judged: what they say must not show how far a check came.
    await get(gateway, { 'x-juno-jwt': privyToken(past, {}, strangerKey) }),
    await get(gateway, { 'x-juno-jwt': privyToken({ linked_accounts: '[]' }, {}, strangerKey) }),
    await get(gateway, { 'x-juno-jwt': privyToken({ exp: 'x' }, {}, strangerKey) }),
    await get(gateway, { 'x-juno-jwt': privyToken({ ...past, aud: 'other' }) }),
    await get(gateway, { 'x-juno-jwt': good, 'x-juno-orgid': other }),
    await get(gateway, { 'x-juno-jwt': good, 'x-juno-orgid': nobody }),
    await get(gateway, { 'x-juno-jwt': privyToken(past), 'x-juno-orgid': nobody }),
  ]
  const seen = new Set<string>()
  for (const answer of answers) {
    expectTold(answer, 'token_invalid', 'invalid_token')
    seen.add(`${answer.text.replace(answer.body.trace_id, '')} ${answer.headers.get('www-authenticate')}`)
  }
  expect([...seen]).toHaveLength(1)
})

test('nothing tells whether there is a tenant', async ({ gateway }) => {
  const stranger = await gateway.mintToken({ tenant: other })
  const sent = [{}, { authorization: stranger }, { 'x-juno-token': stranger }]
  const texts = [
    '',
    'undefined',
    `Bearer ${stranger}`,
    `"${stranger}"`,
    `${stranger}, x`,
    'a b',
    'garbage',
    'x'.repeat(17_000),
    stranger,
  ]
  for (const headers of [...sent, ...texts.map((text) => ({ 'x-juno-jwt': text }))]) {
    const [known, unknown] = [await get(gateway, headers), await get(gateway, { ...headers, 'x-juno-orgid': nobody })]
    const shown = ({ text, body, headers: received }: JsonAnswer) => [
      text.replace(body.trace_id, ''),
      received.get('www-authenticate'),
    ]
    expect(shown(unknown)).toEqual(shown(known))
  }
})

test('a tenant that is missing, misnamed or malformed is told in the same way', async ({ gateway, token }) => {
  const send = (headers: Record<string, string>) => gateway.send(path, { headers: { 'x-juno-jwt': token, ...headers } })
  expectTold(await send({}), 'tenant_missing', 'invalid_request', 'USR-401-002')
  for (const name of ['x-juno-org-id', 'x-org-id', 'x-tenant-id', 'x_juno_orgid', 'organization']) {
    const answer = await send({ [name]: demo })
    expectTold(answer, 'tenant_missing', 'invalid_request', 'USR-401-002')
    expect(answer.body.detail).toContain(`The header ${name} is not read.`)
  }
  for (const text of ['org-demo', `"${demo}"`, `${demo}, ${demo}`, '']) {
    expectTold(await send({ 'x-juno-orgid': text }), 'tenant_malformed', 'invalid_request', 'USR-401-002')
  }
})

test('the log has the fault that the caller is not told', async ({ gateway }) => {
  const answer = await get(gateway, { 'x-juno-jwt': await gateway.mintToken({ tenant: other }) })
  const line = gateway
    .logged()
    .split('\n')
    .find((text) => text.includes(answer.body.trace_id))
  expect(JSON.parse(line ?? '{}')).toMatchObject({
    msg: 'refused',
    reason: 'audience_wrong',
    error_code: 'USR-401-001',
  })
})
