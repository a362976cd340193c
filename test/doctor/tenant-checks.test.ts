import { generateKeyPairSync } from 'node:crypto'
import { startSimulator } from '@rampway/simulator'
import { describe, expect } from 'vitest'
import { makeSecret } from '../../src/domain/secret.ts'
import type { Tenant, TokenIssuer } from '../../src/domain/tenant.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { saidOf, servedAlone, serveHttp, tenantWith } from './patients.ts'

const privyAt = (url: string): TokenIssuer => ({ kind: 'privy', appId: 'app', keys: { kind: 'jwks', url } })
const withIssuer = (issuer: TokenIssuer) => servedAlone(tenantWith({ issuers: [issuer] }))

describe('identity keys', () => {
  test('are well where the provider publishes one that fits', async ({ gateway }) => {
    const said = await saidOf('identity_keys', { tenants: servedAlone(gateway.demo) })
    expect(said).toEqual([
      ['ok', expect.stringMatching(/^privy:\S+: 1 key for ES256, fetched in \d+ ms$/)],
      ['ok', expect.stringMatching(/^dynamic:\S+: 1 key for RS256, fetched/)],
    ])
  })

  test('of a server that is down are an error that names it', async () => {
    const said = await saidOf('identity_keys', { tenants: withIssuer(privyAt('http://127.0.0.1:1/jwks.json')) })
    expect(said).toEqual([['error', 'privy:app: nothing can be reached at 127.0.0.1:1']])
  })

  test('that are weak, of another algorithm or no keys at all are an error', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const weak = { ...publicKey.export({ format: 'jwk' }), kid: 'weak', alg: 'RS256', use: 'sig' }
    let body = JSON.stringify({ keys: [weak] })
    const server = await serveHttp((_request, response) => response.end(body))
    const issuer: TokenIssuer = {
      kind: 'dynamic',
      environmentId: '11111111-2222-4333-8444-555555555555',
      issuers: ['i'],
      keys: { kind: 'jwks', url: server.url },
    }
    expect(await saidOf('identity_keys', { tenants: withIssuer(issuer) })).toEqual([
      ['error', expect.stringContaining('too weak')],
    ])
    body = '<html>not found</html>'
    expect(await saidOf('identity_keys', { tenants: withIssuer(issuer) })).toEqual([
      ['error', expect.stringContaining('no JWKS')],
    ])
    await server.close()
  })
})

/** The demo tenant with a profile of its account at the simulator. */
async function withProfile(gateway: TestGateway, profile: object, secret?: string): Promise<Tenant> {
  const { meld } = gateway.demo
  const response = await fetch(`${meld.baseUrl}/notifications/webhooks`, {
    method: 'POST',
    headers: {
      authorization: `BASIC ${meld.apiKey.reveal()}`,
      'content-type': 'application/json',
      'meld-version': '2026-02-03',
    },
    body: JSON.stringify({ name: 'n', ...profile }),
  })
  const created: unknown = await response.json()
  if (typeof created !== 'object' || created === null || !('secret' in created)) throw new Error('no profile was made')
  return { ...gateway.demo, meld: { ...meld, webhookSecrets: [makeSecret(secret ?? String(created.secret))] } }
}

describe('a Meld account', () => {
  test('is well where the key is accepted', async ({ gateway }) => {
    expect(await saidOf('meld_account', { tenants: servedAlone(gateway.demo) })).toEqual([
      ['ok', expect.stringContaining('accepts the key; version 2026-02-03')],
    ])
  })

  test('whose key is wrong is an error that does not tell the key', async () => {
    const strict = await startSimulator({ apiKeys: ['right-key'] })
    const said = (key: string) => {
      const meld = { baseUrl: strict.url, apiKey: makeSecret(key), webhookSecrets: [] }
      return saidOf('meld_account', { tenants: servedAlone(tenantWith({ meld })) })
    }
    const wrong = await said('wr0ng-key')
    expect(wrong).toEqual([['error', expect.stringContaining('does not accept the key (401)')]])
    expect(JSON.stringify(wrong)).not.toContain('wr0ng')
    expect(await said('right-key')).toMatchObject([['ok', expect.anything()]])
    await strict.close()
  })

  test('that answers in another version is told, and one that cannot be reached is an error', async ({ gateway }) => {
    await gateway.fault({ path: '/notifications/webhooks', kind: 'patch', headers: { 'meld-version': '2022-07-19' } })
    expect(await saidOf('meld_account', { tenants: servedAlone(gateway.demo) })).toEqual([
      ['warning', expect.stringContaining('version 2022-07-19 where 2026-02-03 was asked for')],
    ])
    const meld = { ...gateway.demo.meld, baseUrl: 'http://127.0.0.1:1' }
    expect(await saidOf('meld_account', { tenants: servedAlone({ ...gateway.demo, meld }) })).toEqual([
      ['error', expect.stringContaining('ECONNREFUSED')],
    ])
  })
})

describe('the webhooks of an account', () => {
  const publicUrl = 'https://ramp.example'
  const url = `${publicUrl}/v0/webhooks/meld/events`
  const saidAbout = async (tenant: Tenant, at = publicUrl) =>
    saidOf('meld_webhooks', { publicUrl: at, tenants: servedAlone(tenant) })

  test('are told where there is no profile for this address', async ({ gateway }) => {
    const tenant = await withProfile(gateway, { url: 'https://elsewhere.example/hooks' })
    expect(await saidAbout(tenant, 'https://nowhere.example')).toEqual([
      ['warning', expect.stringContaining('no webhook profile for https://nowhere.example/v0/webhooks/meld/events')],
    ])
  })

  test('are well with an active profile whose secret is configured, and an error with another secret', async ({
    gateway,
  }) => {
    const tenant = await withProfile(gateway, { url })
    expect(await saidAbout(tenant)).toEqual([['ok', `an active profile for ${url}`]])
    const other = { ...tenant, meld: { ...tenant.meld, webhookSecrets: [makeSecret('an0ther')] } }
    const said = await saidAbout(other)
    expect(said).toEqual([['error', expect.stringContaining('none of webhook_secrets')]])
    expect(JSON.stringify(said)).not.toContain('an0ther')
    const none = { ...tenant, meld: { ...tenant.meld, webhookSecrets: [] } }
    expect(await saidAbout(none)).toEqual([['warning', expect.stringContaining('webhook_secrets is empty')]])
  })

  test('are told where the profile is disabled, or leaves out what tells of payments', async ({ gateway }) => {
    const disabled = 'https://disabled.example'
    const path = '/v0/webhooks/meld/events'
    expect(
      await saidAbout(await withProfile(gateway, { url: `${disabled}${path}`, status: 'DISABLED' }), disabled),
    ).toEqual([['warning', expect.stringContaining('is disabled')]])
    const partial = 'https://partial.example'
    const eventTypes = ['TRANSACTION_CRYPTO_PENDING']
    expect(await saidAbout(await withProfile(gateway, { url: `${partial}${path}`, eventTypes }), partial)).toEqual([
      ['warning', expect.stringContaining('leaves out TRANSACTION_CRYPTO_TRANSFERRING')],
    ])
  })
})
