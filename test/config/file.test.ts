import { readFile } from 'node:fs/promises'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { formatFault } from '../../src/config/fault.ts'
import { fileBytesMax, parseConfig } from '../../src/config/file.ts'
import { configOf, faultsOf, sampleEnv, sampleText, tenantText, warningsOf } from './sample.ts'

const lines = (text: string, env?: Record<string, string>) => faultsOf(text, env).map(formatFault)

describe('a valid file', () => {
  it('becomes tenants with references replaced, addresses trimmed and proxies spelt out', () => {
    const config = configOf(sampleText)
    expect(config.publicUrl).toBe('https://ramp.acme.example/gate')
    expect(config.listen).toEqual({ host: '0.0.0.0', port: 8080, keepAliveSeconds: 75, drainDelaySeconds: 0 })
    expect(config.trustedProxies).toEqual(['127.0.0.0/8', '::1/128', '203.0.113.0/24'])
    expect(config.defaultTenant).toBe('org-acme:env-live')
    expect(config.database.url?.reveal()).toBe(sampleEnv.DB)
    expect(config.retention).toEqual({ sessionsDays: 730, webhooksDays: 60, eventsDays: 90 })
    const [live, sandbox] = config.tenants
    expect(live?.meld.apiKey.reveal()).toBe(sampleEnv.LIVE_KEY)
    expect(live?.meld.webhookSecrets.map((secret) => secret.reveal())).toEqual([sampleEnv.HOOK])
    expect(live).toMatchObject({
      meld: { baseUrl: 'https://api.meld.io' },
      issuers: [
        {
          kind: 'privy',
          appId: 'acme-live',
          keys: { kind: 'jwks', url: 'https://api.privy.io/v1/apps/acme-live/jwks.json' },
        },
        {
          kind: 'dynamic',
          environmentId: '11111111-2222-4333-8444-555555555555',
          issuers: [
            'app.dynamicauth.com/11111111-2222-4333-8444-555555555555',
            'app.dynamic.xyz/11111111-2222-4333-8444-555555555555',
          ],
          keys: {
            kind: 'jwks',
            url: 'https://app.dynamicauth.com/api/v0/sdk/11111111-2222-4333-8444-555555555555/.well-known/jwks',
          },
        },
      ],
      returnLinks: ['https://wallet.acme.example/done', 'acmewallet://done'],
      defaultCountry: 'DE',
      widgetUrl: 'provider',
      idempotencyMismatch: 'reject',
      kyc: {
        policy: 'approved',
        claim: 'kyc_status',
        approvedValues: ['approved', 'verified'],
        bypassKyc: true,
        shareTokenClaim: 'kyc_token',
      },
    })
    expect(sandbox?.meld.baseUrl).toBe('https://api-sb.meld.io')
  })

  it('gives what it leaves out the documented defaults', () => {
    const config = configOf(tenantText())
    expect(config).toMatchObject({
      publicUrl: undefined,
      listen: { host: undefined, port: undefined, drainDelaySeconds: 0 },
      trustedProxies: [],
      defaultTenant: undefined,
      database: { url: undefined, preparedStatements: false, waitSeconds: 30 },
      retention: { sessionsDays: 400, webhooksDays: 30, eventsDays: 30 },
      webhooks: { allowNetworks: [], allowHttp: false },
    })
    const opened = `webhooks: { allow_networks: [loopback, 10.1.0.0/16], allow_http: true }`
    expect(configOf(`${opened}\n${tenantText()}`).webhooks).toEqual({
      allowNetworks: ['127.0.0.0/8', '::1/128', '10.1.0.0/16'],
      allowHttp: true,
    })
    expect(configOf(`retention: { webhooks_days: 7 }\n${tenantText()}`).retention).toEqual({
      sessionsDays: 400,
      webhooksDays: 7,
      eventsDays: 30,
    })
    expect(config.tenants[0]).toMatchObject({
      meld: { webhookSecrets: [] },
      allowedOrigins: [],
      returnOrigins: [],
      returnLinks: [],
      defaultCountry: 'US',
      widgetUrl: 'rampway',
      idempotencyMismatch: 'replay',
      kyc: { policy: 'off', claim: null, approvedValues: ['approved'], bypassKyc: false, shareTokenClaim: null },
    })
  })

  it('never prints a secret, whichever way it is printed', () => {
    const config = configOf(sampleText)
    expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).not.toContain('9s3cr3t')
  })

  it('may be JSON, and may use anchors for what tenants share', () => {
    const tenants = [{ id: 'o:e', meld: { api_key: sampleEnv.LIVE_KEY }, issuers: [{ type: 'privy', app_id: 'a' }] }]
    expect(configOf(JSON.stringify({ tenants })).tenants[0]?.id).toBe('o:e')
    const shared = tenantText({ allowed_origins: '&web [https://a.example]' }).replace('tenants:\n', 'tenants:\n')
    const second = tenantText({ id: 'org-beta:env-two', allowed_origins: '*web' }).replace('tenants:\n', '')
    expect(configOf(shared + second).tenants[1]?.allowedOrigins).toEqual(['https://a.example'])
  })

  it('is warned about secrets that are written into it, and only about those', () => {
    expect(warningsOf(sampleText)).toEqual([])
    const literal = sampleText
      .replace(`"\${HOOK}"`, 'hook-9s3cr3t-of-live')
      .replace(`url: \${DB}`, 'url: postgres://u:9s3cr3t-pw@h/d')
    const warnings = warningsOf(literal)
    expect(warnings.map((warning) => [warning.line, warning.path])).toEqual([
      [6, 'database.url'],
      [12, 'tenants[0].meld.webhook_secrets[0]'],
    ])
    expect(warnings.map(formatFault).join()).not.toContain('9s3cr3t')
  })
})

describe('the example file', () => {
  it('has neither faults nor warnings once its variables are set', async () => {
    const text = await readFile('rampway.example.yaml', 'utf8')
    const env = {
      ACME_DATABASE_URL: sampleEnv.DB,
      ACME_MELD_KEY: sampleEnv.LIVE_KEY,
      ACME_MELD_SANDBOX_KEY: sampleEnv.SANDBOX_KEY,
      ACME_MELD_WEBHOOK_SECRET: 'one',
      ACME_MELD_SANDBOX_WEBHOOK_SECRET: 'two',
    }
    expect(faultsOf(text, env)).toEqual([])
    expect(warningsOf(text, env)).toEqual([])
    expect(faultsOf(text, {}).map((fault) => fault.path)).toEqual([
      'database.url',
      'tenants[0].meld.api_key',
      'tenants[0].meld.webhook_secrets[0]',
      'tenants[1].meld.api_key',
      'tenants[1].meld.webhook_secrets[0]',
    ])
  })
})

describe('faults', () => {
  it('are reported all at once, in the order of the file, each with its line and column', () => {
    const text = `public_url: http://ramp.example
listen: { port: "8080" }
tenants:
  - id: acme
    meld:
      api-key: \${LIVE_KEY}
      base_url: https://user:pw@meld.example
    issuers:
      - type: privvy
    return_links: ["javascript:alert(1)"]
    widget_url: ramway
`
    expect(lines(text)).toEqual([
      'rampway.yaml:1:1 public_url: must begin with "https://": plain http is accepted only for localhost, 127.0.0.1 and [::1]',
      `rampway.yaml:2:11 listen.port: must be a whole number without quotes (a \${NAME} reference is always text)`,
      expect.stringMatching(/^rampway\.yaml:4:5 tenants\[0\]\.id: must be "<org-id>:<env-id>"/),
      'rampway.yaml:6:7 tenants[0].meld.api-key: this key is unknown: did you mean "api_key"?',
      'rampway.yaml:7:7 tenants[0].meld.base_url: must not hold a user name or password: remove the part before "@"',
      'rampway.yaml:9:9 tenants[0].issuers[0].type: must be "privy", "dynamic" or "oidc": did you mean "privy"?',
      expect.stringMatching(
        /^rampway\.yaml:10:20 tenants\[0\]\.return_links\[0\]: must not use the scheme "javascript:"/,
      ),
      'rampway.yaml:11:5 tenants[0].widget_url: must be "rampway" or "provider": did you mean "rampway"?',
    ])
  })

  it('name the variable of a reference that is missing, empty or malformed, and nothing else about that place', () => {
    const text = tenantText({
      id: `"\${NO_ID}"`,
      meld: `{ api_key: "\${NONE}", webhook_secrets: ["\${BLANK}", "\${a b}"] }`,
    })
    expect(lines(text, { BLANK: '' })).toEqual([
      expect.stringContaining('tenants[0].id: the environment variable NO_ID is not set'),
      expect.stringContaining('tenants[0].meld.api_key: the environment variable NONE is not set'),
      expect.stringContaining('tenants[0].meld.webhook_secrets[0]: the environment variable BLANK is set but empty'),
      expect.stringContaining('tenants[0].meld.webhook_secrets[1]: a reference holds a variable name only'),
    ])
  })

  it('cannot come from the prototype or be injected by the value of a variable', () => {
    expect(lines(tenantText({ meld: `{ api_key: "\${constructor}" }` }))).toHaveLength(1)
    const value = `\\":{}\${LIVE_KEY}`
    const injected = configOf(tenantText({ meld: `{ api_key: "x\${K}" }` }), { K: value })
    expect(injected.tenants[0]?.meld.apiKey.reveal()).toBe(`x${value}`)
    const escaped = configOf(tenantText({ meld: `{ api_key: "a$\${LIVE_KEY}" }` }))
    expect(escaped.tenants[0]?.meld.apiKey.reveal()).toBe(`a\${LIVE_KEY}`)
  })

  it('say what is missing and list the allowed keys where no suggestion fits', () => {
    expect(lines('tenants:\n  - {}\n')).toEqual([
      expect.stringContaining('rampway.yaml:2:5 tenants[0].id: is missing: write'),
      expect.stringContaining('rampway.yaml:2:5 tenants[0].meld: is missing'),
      expect.stringContaining('rampway.yaml:2:5 tenants[0].issuers: is missing'),
    ])
    expect(lines(tenantText({ colour: 'red' }))).toEqual([
      'rampway.yaml:5:5 tenants[0].colour: this key is unknown: the keys here are "id", "meld", "issuers", "allowed_origins", "return_links", "defaults", "widget_url", "idempotency_mismatch", "brand" and "kyc"',
    ])
    expect(lines(tenantText({ issuers: '[]', allowed_origins: '~', return_links: 'x' }))).toEqual([
      expect.stringContaining('tenants[0].issuers: must hold at least one entry'),
      expect.stringContaining('tenants[0].allowed_origins: is empty: give it a value or remove the key'),
      expect.stringContaining('tenants[0].return_links: must be a list'),
    ])
  })

  it('name the present key where a former one is given', () => {
    expect(lines(`retention: { notices_days: 30 }\n${tenantText({})}`)).toEqual([
      'rampway.yaml:1:14 retention.notices_days: this key is unknown: it is called "webhooks_days" now',
    ])
  })

  it('explain what is not YAML without quoting it', () => {
    const broken = (text: string) => lines(text).join('\n')
    expect(broken('')).toContain('rampway.yaml: is empty')
    expect(broken('# only a comment\n')).toContain('is empty')
    expect(broken('tenants: []\ntenants: []\n')).toContain('rampway.yaml:2:1: this key is written twice')
    expect(broken('tenants:\n\t- id: 9s3cr3t\n')).toContain('rampway.yaml:2:1')
    expect(broken('tenants: []\n---\na: 1\n')).toContain('one file holds one configuration')
    expect(broken('a: *9s3cr3t\n')).toContain('alias')
    expect(broken('a: !9s3cr3t x\n')).toContain('tag is unknown')
    expect(broken('a: "9s3cr3t\n')).toContain('unclosed quote')
    expect(broken('a: { b: [9s3cr3t }\n')).toContain('rampway.yaml:1')
    expect(broken('{ {a: 1}: 2 }')).toContain('a key must be a plain word')
    expect(broken('a: b: 9s3cr3t')).toContain('not valid YAML')
    expect(broken('- 1\n')).toContain('must be a mapping')
    expect(broken('9s3cr3t')).toContain('must be a mapping')
    for (const text of ['a: *9s3cr3t', 'a: !9s3cr3t x', 'a: b: 9s3cr3t', '9s3cr3t', '"9s3cr3t', '9s3cr3t: ]']) {
      expect(broken(text)).not.toContain('9s3cr3t')
      expect(broken(text)).not.toBe('')
    }
  })

  it('stop nesting and aliases that would exhaust the process', () => {
    expect(lines('['.repeat(100_000))[0]).toContain('rampway.yaml:')
    expect(lines(`${'['.repeat(500)}${']'.repeat(500)}`)[0]).toContain('nested')
    const bomb = ['a0: &a0 [1,1,1,1,1,1,1,1,1,1]', ...Array.from({ length: 9 }, (_, n) => bombLine(n + 1))].join('\n')
    expect(lines(bomb)[0]).toContain('aliases')
    expect(lines('a: &a [*a]\n')[0]).toContain('rampway.yaml:1')
  })

  it('refuse a file over 4 MiB and read one of exactly 4 MiB', () => {
    const fill = (bytes: number) => tenantText() + '#'.repeat(bytes - Buffer.byteLength(tenantText()))
    expect(faultsOf(fill(fileBytesMax))).toEqual([])
    expect(lines(fill(fileBytesMax + 1))).toEqual([expect.stringContaining('rampway.yaml: is larger than 4 MiB')])
  })

  it('never show a key that may be a secret pasted in the wrong place', () => {
    const faults = parseConfig(tenantText({ W1live9s3cr3t: 'x' }), sampleEnv, 'f')
    expect(JSON.stringify(faults)).toContain('tenants[0].(key)')
    expect(JSON.stringify(faults)).not.toContain('9s3cr3t')
  })
})

function bombLine(n: number): string {
  const alias = `*a${n - 1}`
  return `a${n}: &a${n} [${Array.from({ length: 10 }, () => alias).join(', ')}]`
}
