import { createHmac } from 'node:crypto'
import { expect } from 'vitest'
import type { TokenIssuer } from '../../src/domain/tenant.ts'
import { startOpenidIssuer } from '../identity/openid-issuer.ts'
import { encode, makeEcKey, signToken } from '../identity/token-maker.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { JsonAnswer, TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'

const demo = 'org-demo:env-sandbox'
const key = makeEcKey('supabase-1')

/** Lets demo trust one OpenID Connect issuer, whose keys are discovered. */
function trust(gateway: TestGateway, iss: string): void {
  const issuer: TokenIssuer = {
    kind: 'oidc',
    issuer: iss,
    audiences: ['authenticated'],
    requiredClaims: [{ name: 'is_anonymous', values: ['false'] }],
    algorithms: ['RS256', 'ES256'],
    keys: { kind: 'discovery', issuer: iss },
  }
  gateway.changeTenants((tenant) => (tenant.id === demo ? { ...tenant, issuers: [issuer] } : tenant))
}

function claimsOf(iss: string) {
  const now = Math.floor(Date.now() / 1_000)
  return {
    iss,
    aud: 'authenticated',
    sub: 'alice',
    role: 'authenticated',
    is_anonymous: false,
    iat: now,
    exp: now + 600,
  }
}

function get(gateway: TestGateway, token: string): Promise<JsonAnswer> {
  return gateway.send('/v0/ramp/transactions', { headers: { 'x-juno-orgid': demo, 'x-juno-jwt': token } })
}

test('a user of an OpenID Connect issuer is let in, its keys being discovered once', async ({ gateway }) => {
  const { iss, paths, documentPath } = await startOpenidIssuer([key.jwk])
  trust(gateway, iss)
  expect((await get(gateway, await signToken(key, claimsOf(iss)))).status).toBe(200)
  expect((await get(gateway, await signToken(key, { ...claimsOf(iss), sub: 'bob' }))).status).toBe(200)
  expect(paths).toEqual([documentPath, '/keys'])
})

test('whoever lacks a claim that the tenant requires is told so, once the signature is right', async ({ gateway }) => {
  const { iss } = await startOpenidIssuer([key.jwk])
  trust(gateway, iss)
  const guest = await get(gateway, await signToken(key, { ...claimsOf(iss), is_anonymous: true }))
  expectProblem(guest, 401, 'USR-401-001')
  expect(guest.body).toMatchObject({ reason: 'token_unusable', detail: expect.stringContaining('a claim of it has') })
  const bare = await get(gateway, await signToken(key, { ...claimsOf(iss), is_anonymous: undefined }))
  expect(bare.body).toMatchObject({ reason: 'token_unusable', detail: expect.stringContaining('it lacks a claim') })
  const forged = await get(gateway, await signToken(makeEcKey('supabase-1'), { ...claimsOf(iss), is_anonymous: true }))
  expect(forged.body).toMatchObject({ reason: 'token_invalid' })
})

test('a token that is signed with a shared secret is refused, with words that anybody is told', async ({ gateway }) => {
  const { iss } = await startOpenidIssuer([])
  trust(gateway, iss)
  const input = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claimsOf(iss))}`
  const old = await get(gateway, `${input}.${createHmac('sha256', 'jwt-secret').update(input).digest('base64url')}`)
  expectProblem(old, 401, 'USR-401-001')
  expect(old.body).toMatchObject({ reason: 'token_invalid', detail: expect.stringContaining('shared secret (HS256)') })
})

test('an issuer whose configuration is not its own is as good as out of reach', async ({ gateway }) => {
  const { iss, answers, documentPath, host } = await startOpenidIssuer([key.jwk])
  trust(gateway, iss)
  answers.set(documentPath, (response) => response.end(JSON.stringify({ issuer: `${iss}/`, jwks_uri: `${host}/keys` })))
  const answer = await get(gateway, await signToken(key, claimsOf(iss)))
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toMatch(/^\d+$/)
})
