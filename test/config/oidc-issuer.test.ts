import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { audiencesMax, claimValuesMax, requiredClaimsMax } from '../../src/identity/kinds/oidc.ts'
import { configOf, faultsOf, tenantText, warningsOf } from './sample.ts'

const auth0 = 'issuer: https://acme.eu.auth0.com/, audience: [https://ramp.acme.example]'
const one = (settings: string) => tenantText({ issuers: `[{ type: oidc, ${settings} }]` })
const told = (text: string) => faultsOf(text).map((fault) => `${fault.path}: ${fault.detail}`)
const issuerOf = (text: string) => configOf(text).tenants[0]?.issuers[0]
const list = (count: number, entry: (n: number) => string) =>
  `[${Array.from({ length: count }, (_, n) => entry(n)).join(', ')}]`

describe('an OpenID Connect issuer of the file', () => {
  it('needs little, and gets its defaults: the keys are discovered', () => {
    expect(issuerOf(one(auth0))).toEqual({
      kind: 'oidc',
      issuer: 'https://acme.eu.auth0.com/',
      audiences: ['https://ramp.acme.example'],
      requiredClaims: [],
      algorithms: ['RS256', 'ES256'],
      keys: { kind: 'discovery', issuer: 'https://acme.eu.auth0.com/' },
    })
  })

  it('can say everything', () => {
    const more =
      'algorithms: [EdDSA], jwks_url: https://auth.acme.example/keys, required_claims: [{ name: role, values: [authenticated] }, { name: sid }]'
    expect(issuerOf(one(`issuer: https://auth.acme.example, ${more}`))).toEqual({
      kind: 'oidc',
      issuer: 'https://auth.acme.example',
      audiences: undefined,
      requiredClaims: [
        { name: 'role', values: ['authenticated'] },
        { name: 'sid', values: undefined },
      ],
      algorithms: ['EdDSA'],
      keys: { kind: 'jwks', url: 'https://auth.acme.example/keys' },
    })
  })

  it.each([
    ['no issuer', 'audience: [a]', 'issuer: is missing: write the exact "iss"'],
    ['an issuer that is no address', 'issuer: acme, audience: [a]', 'issuer: must be a whole address'],
    ['an issuer without TLS', 'issuer: "http://auth.example", audience: [a]', 'issuer: must begin with "https://"'],
    ['an issuer with a query', 'issuer: "https://auth.example?x=1", audience: [a]', 'issuer: must not hold a query'],
    ['an audience that is no list', 'issuer: "https://auth.example", audience: a', 'audience: must be a list'],
    ['keys without TLS', `${auth0}, jwks_url: "http://k.example"`, 'jwks_url: must begin with "https://"'],
    ['no algorithm', `${auth0}, algorithms: []`, 'algorithms: must hold at least one entry'],
    [
      'an unknown algorithm',
      `${auth0}, algorithms: [none]`,
      'algorithms[0]: must be one of RS256, RS384, RS512, PS256',
    ],
    ['an algorithm in small letters', `${auth0}, algorithms: [eddsa]`, 'algorithms[0]: must be written EdDSA'],
    [
      'a shared secret',
      `${auth0}, algorithms: [RS256, HS256]`,
      'algorithms[1]: must be asymmetric: HS256 and its like',
    ],
    ['a claim without a name', `${auth0}, required_claims: [{ values: [a] }]`, 'required_claims[0].name: is missing'],
    ['a misspelt key', `${auth0}, audiance: [a]`, 'audiance: this key is unknown'],
  ])('may not have %s', (_, settings, detail) => {
    expect(told(one(settings))).toEqual([expect.stringContaining(`tenants[0].issuers[0].${detail}`)])
  })

  it('must say which of the issuer’s tokens are meant', () => {
    expect(told(one('issuer: https://auth.example'))).toEqual([
      expect.stringContaining('tenants[0].issuers[0].audience: is missing: write the "aud" of the tokens, or'),
    ])
    expect(told(one('issuer: https://auth.example, required_claims: [{ name: azp, values: [a] }]'))).toEqual([])
  })

  it('takes pinned keys that fit one of its algorithms', () => {
    const jwk = (curve: string) =>
      JSON.stringify(generateKeyPairSync('ec', { namedCurve: curve }).publicKey.export({ format: 'jwk' }))
    expect(told(one(`${auth0}, keys: [${jwk('P-256')}]`))).toEqual([])
    expect(told(one(`${auth0}, algorithms: [ES384], keys: [${jwk('P-384')}]`))).toEqual([])
    expect(told(one(`${auth0}, keys: [${jwk('P-384')}]`))).toEqual([
      expect.stringContaining('keys[0]: must be an RSA key or a P-256 key: the issuer signs its tokens with RS256 or'),
    ])
    expect(told(one(`${auth0}, keys: ['{"kty":"oct","k":"c2VjcmV0"}']`))).toEqual([
      expect.stringContaining('keys[0]: is a private or secret key'),
    ])
  })

  it.each([
    ['audience', audiencesMax, (n: number) => `audience: ${list(n, (i) => `a${i}`)}`],
    [
      'required_claims',
      requiredClaimsMax,
      (n: number) => `audience: [a], required_claims: ${list(n, (i) => `{ name: c${i} }`)}`,
    ],
    [
      'required_claims[0].values',
      claimValuesMax,
      (n: number) => `audience: [a], required_claims: [{ name: azp, values: ${list(n, (i) => `v${i}`)} }]`,
    ],
  ])('has a limit on %s', (path, max, settings) => {
    const text = (n: number) => one(`issuer: https://auth.example, ${settings(n)}`)
    expect(told(text(max))).toEqual([])
    expect(told(text(max + 1))).toEqual([`tenants[0].issuers[0].${path}: must hold at most ${max} entries`])
  })
})

describe('tenants with one OpenID Connect issuer', () => {
  const both = (first: string, second: string, ids: readonly [string, string] = ['a:x', 'b:x']) =>
    tenantText({ id: ids[0], issuers: `[{ type: oidc, issuer: https://auth.example, ${first} }]` }) +
    tenantText({ id: ids[1], issuers: `[{ type: oidc, issuer: https://auth.example, ${second} }]` }).replace(
      'tenants:\n',
      '',
    )
  const all = 'required_claims: [{ name: azp }]'

  it('are kept apart by their audiences', () => {
    expect(told(both('audience: [a]', 'audience: [b]'))).toEqual([])
  })

  it.each([
    ['audience: [a]', 'audience: [b, a]'],
    ['audience: [a]', all],
    [all, 'audience: [a]'],
    [all, all],
  ])('of two organisations may not accept the same tokens: %s and %s', (first, second) => {
    expect(told(both(first, second))).toEqual([
      expect.stringContaining(
        'tenants[1].issuers[0].issuer: is the same as tenants[0].issuers[0].issuer, of another organisation',
      ),
    ])
    expect(told(both(first, second, ['a:x', 'a:y']))).toEqual([])
    expect(warningsOf(both(first, second, ['a:x', 'a:y']))).toHaveLength(1)
  })
})
