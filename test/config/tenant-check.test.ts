import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { configOf, faultsOf, tenantText, warningsOf } from './sample.ts'

const told = (text: string) => faultsOf(text).map((fault) => `${fault.path}: ${fault.detail}`)
const both = (first: Record<string, string>, second: Record<string, string>) =>
  tenantText({ issuers: '[{ type: privy, app_id: first }]', ...first }) +
  tenantText({ issuers: '[{ type: privy, app_id: second }]', ...second }).replace('tenants:\n', '')

describe('tenants of one file', () => {
  it('may not share an id', () => {
    expect(told(both({ id: 'a:b' }, { id: 'a:b' }))).toEqual([
      'tenants[1].id: is the same as tenants[0].id: each tenant needs an id of its own',
    ])
  })

  it('may not share the tag that stands for them in links', () => {
    // Found by searching 44 million ids for two whose tags are equal.
    expect(told(both({ id: 'org-22512774:live' }, { id: 'org-33031576:live' }))).toEqual([
      expect.stringContaining('tenants[1].id: has the same 48-bit tag as tenants[0].id'),
    ])
  })

  it('must hold the default tenant', () => {
    expect(told(`default_tenant: a:c\n${tenantText({ id: 'a:b' })}`)).toEqual([
      expect.stringContaining('default_tenant: names no tenant of this file'),
    ])
    expect(told(`default_tenant: a:b\n${tenantText({ id: 'a:b' })}`)).toEqual([])
  })

  it.each([
    [
      'org:env-live',
      'base_url: https://api-sb.meld.io',
      "sandbox, but the tenant's id says live: write https://api.meld.io,",
    ],
    ['org:eu_PROD', 'base_url: https://api-sb.meld.io', "sandbox, but the tenant's id says live"],
    [
      'org:env-sandbox',
      'base_url: https://api.meld.io/',
      "production, but the tenant's id says sandbox: write https://api-sb.meld.io,",
    ],
    ['org:test', 'webhook_secrets: []', "the default address, https://api.meld.io, is Meld's production, but"],
  ])("may not reach the wrong one of Meld's two systems: %s with %s", (id, line, detail) => {
    expect(told(tenantText({ id, meld: `{ api_key: "\${LIVE_KEY}", ${line} }` }))).toEqual([
      expect.stringMatching(/^tenants\[0\]\.meld\.base_url: /),
    ])
    expect(told(tenantText({ id, meld: `{ api_key: "\${LIVE_KEY}", ${line} }` }))[0]).toContain(detail)
  })

  it.each([
    ['org:env-delivery', 'https://api-sb.meld.io'],
    ['org:staging', 'https://api.meld.io'],
    ['live:env-one', 'https://api-sb.meld.io'],
    ['org:live-test', 'https://api.meld.io'],
    ['org:env-sandbox', 'http://127.0.0.1:9000'],
    ['org:env-live', 'https://meld-proxy.acme.example'],
  ])("are not judged by an id that leaves doubt or a host that is not Meld's: %s at %s", (id, url) => {
    expect(told(tenantText({ id, meld: `{ api_key: "\${LIVE_KEY}", base_url: "${url}" }` }))).toEqual([])
  })

  it('may not use one Meld key in live and in the sandbox', () => {
    const live = { id: 'a:live', meld: `{ api_key: "\${LIVE_KEY}" }` }
    const sandbox = { id: 'a:sandbox', meld: `{ api_key: "\${LIVE_KEY}", base_url: https://api-sb.meld.io }` }
    const detail = 'which is live while this tenant is a sandbox'
    expect(told(both(live, sandbox))).toEqual([
      expect.stringContaining(`tenants[1].meld.api_key: is the key of tenants[0] too, ${detail}`),
    ])
    expect(told(both(sandbox, live))).toEqual([
      expect.stringContaining('tenants[0].meld.api_key: is the key of tenants[1] too'),
    ])
    expect(told(both(live, { ...live, id: 'b:live' }))).toEqual([])
  })

  it('may not accept the users of another organisation, and are warned within one', () => {
    const issuers = '[{ type: privy, app_id: shared }]'
    expect(told(both({ id: 'a:x', issuers }, { id: 'b:x', issuers }))).toEqual([
      expect.stringContaining(
        'tenants[1].issuers[0].app_id: is the same as tenants[0].issuers[0].app_id, of another organisation',
      ),
    ])
    const within = both({ id: 'a:x', issuers }, { id: 'a:y', issuers })
    expect(told(within)).toEqual([])
    expect(warningsOf(within).map((warning) => warning.path)).toEqual(['tenants[1].issuers[0].app_id'])
    const dynamic = '[{ type: dynamic, environment_id: shared }]'
    expect(told(both({ id: 'a:x', issuers: dynamic }, { id: 'b:x', issuers: dynamic }))).toHaveLength(1)
    expect(told(both({ id: 'a:x', issuers }, { id: 'b:x', issuers: dynamic }))).toEqual([])
  })

  it('list each issuer once', () => {
    const issuers = '[{ type: privy, app_id: a }, { type: privy, app_id: a }]'
    expect(told(tenantText({ issuers }))).toEqual([expect.stringContaining('list each issuer of a tenant once')])
  })

  it('bind every issuer text of Dynamic to its environment', () => {
    const issuers = '[{ type: dynamic, environment_id: e1, issuers: [auth.acme.example/e1, app.dynamic.xyz/e2] }]'
    expect(told(tenantText({ issuers }))).toEqual([
      expect.stringContaining('tenants[0].issuers[0].issuers[1]: must end in "/" and the environment_id'),
    ])
  })
})

describe('pinned keys', () => {
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = (key: typeof ec.publicKey, type: 'spki' | 'pkcs1' = 'spki') =>
    key.export({ type, format: 'pem' }).toString()
  const jwk = (key: typeof ec.publicKey) => JSON.stringify(key.export({ format: 'jwk' }))
  const privy = (key: string) => tenantText({ issuers: `[{ type: privy, app_id: a, keys: [${key}] }]` })
  const dynamic = (key: string) => tenantText({ issuers: `[{ type: dynamic, environment_id: a, keys: [${key}] }]` })

  it('may be PEM, a JWK text or a JWK mapping, and reach the domain as text', () => {
    for (const key of [JSON.stringify(pem(ec.publicKey)), jwk(ec.publicKey), `'${jwk(ec.publicKey)}'`]) {
      const keys = configOf(privy(key)).tenants[0]?.issuers[0]?.keys
      expect(
        keys?.kind === 'pinned' && [pem(ec.publicKey).trim(), jwk(ec.publicKey)].includes(keys.keys[0] ?? ''),
      ).toBe(true)
    }
    for (const key of [JSON.stringify(pem(rsa.publicKey, 'pkcs1')), jwk(rsa.publicKey)]) {
      expect(told(dynamic(key))).toEqual([])
    }
  })

  it.each([
    [
      'a private PEM',
      () => privy(JSON.stringify(ec.privateKey.export({ type: 'pkcs8', format: 'pem' }))),
      'is a private or secret key',
    ],
    [
      'a private JWK',
      () => privy(JSON.stringify(ec.privateKey.export({ format: 'jwk' }))),
      'is a private or secret key',
    ],
    ['a shared secret', () => privy('{ kty: oct, k: c2VjcmV0 }'), 'is a private or secret key'],
    ['half a PEM', () => privy('"-----BEGIN PUBLIC KEY-----"'), 'is no readable public key'],
    ['RSA for Privy', () => privy(jwk(rsa.publicKey)), 'must be a P-256 key'],
    [
      'RSA with a small exponent, which no token would pass with',
      () => dynamic(jwk(generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }).publicKey)),
      'must be an RSA key: Dynamic signs its tokens with RS256 (its exponent is 3, and 65537 is the least)',
    ],
    [
      'a key for encryption',
      () => dynamic(JSON.stringify({ ...rsa.publicKey.export({ format: 'jwk' }), use: 'enc' })),
      'must be an RSA key: Dynamic signs its tokens with RS256 (use is not sig)',
    ],
    ['EC for Dynamic', () => dynamic(jwk(ec.publicKey)), 'must be an RSA key'],
    [
      'RSA of 1024 bits',
      () => dynamic(jwk(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey)),
      'must be an RSA key: Dynamic signs its tokens with RS256 (its modulus has 1024 bits, and 2048 are the least)',
    ],
  ])('may not be %s', (_, text, detail) => {
    expect(told(text())).toEqual([expect.stringContaining(`tenants[0].issuers[0].keys[0]: ${detail}`)])
  })

  it('exclude a jwks_url', () => {
    const issuers = `[{ type: privy, app_id: a, jwks_url: "https://k.example/jwks", keys: [${jwk(ec.publicKey)}] }]`
    expect(told(tenantText({ issuers }))).toEqual([
      expect.stringContaining('tenants[0].issuers[0].jwks_url: stands beside keys'),
    ])
  })
})
