import { describe, expect, it } from 'vitest'
import { tenantsMax } from '../../src/config/schema.ts'
import { trustedProxiesMax } from '../../src/config/settings.ts'
import { faultsMax } from '../../src/config/shape.ts'
import {
  approvedValuesMax,
  issuersPerTenantMax,
  originsPerTenantMax,
  returnLinksPerTenantMax,
  webhookSecretsMax,
} from '../../src/config/tenant.ts'
import { eventsDaysMin, retentionDaysMax, sessionsDaysMin, webhooksDaysMin } from '../../src/domain/retention.ts'
import { issuerTextsMax } from '../../src/identity/kinds/dynamic.ts'
import { pinnedKeysMax } from '../../src/identity/kinds/kind.ts'
import { faultsOf, sampleEnv, tenantText } from './sample.ts'

/** Reading 10,000 tenants takes about a second of a free core; this leaves room for a busy machine. */
const timeoutMs = 60_000

const list = (count: number, entry: (n: number) => string) =>
  `[${Array.from({ length: count }, (_, n) => entry(n)).join(', ')}]`

const limits = [
  {
    name: 'allowed origins',
    path: 'tenants[0].allowed_origins',
    max: originsPerTenantMax,
    text: (n: number) => tenantText({ allowed_origins: list(n, (i) => `https://w${i}.example`) }),
  },
  {
    name: 'return links',
    path: 'tenants[0].return_links',
    max: returnLinksPerTenantMax,
    text: (n: number) => tenantText({ return_links: list(n, (i) => `app://${i}`) }),
  },
  {
    name: 'issuers',
    path: 'tenants[0].issuers',
    max: issuersPerTenantMax,
    text: (n: number) => tenantText({ issuers: list(n, (i) => `{ type: privy, app_id: a${i} }`) }),
  },
  {
    name: 'webhook secrets',
    path: 'tenants[0].meld.webhook_secrets',
    max: webhookSecretsMax,
    text: (n: number) => tenantText({ meld: `{ api_key: a, webhook_secrets: ${list(n, (i) => `"s${i}"`)} }` }),
  },
  {
    name: 'issuer texts',
    path: 'tenants[0].issuers[0].issuers',
    max: issuerTextsMax,
    text: (n: number) =>
      tenantText({ issuers: `[{ type: dynamic, environment_id: e, issuers: ${list(n, (i) => `h${i}/e`)} }]` }),
  },
  {
    name: 'approved values of a claim',
    path: 'tenants[0].kyc.approved_values',
    max: approvedValuesMax,
    text: (n: number) => tenantText({ kyc: `{ approved_values: ${list(n, (i) => `v${i}`)} }` }),
  },
  {
    name: 'trusted proxies',
    path: 'trusted_proxies',
    max: trustedProxiesMax,
    text: (n: number) => `trusted_proxies: ${list(n, (i) => `10.0.0.${i}`)}\n${tenantText()}`,
  },
]

const tenants = (count: number) =>
  `tenants:\n${Array.from({ length: count }, (_, n) => tenantText({ id: `org-${n}:env-one`, issuers: `[{ type: privy, app_id: a${n} }]` }).replace('tenants:\n', '')).join('')}`

describe('limits', () => {
  it.each(limits)('accept $max $name and refuse one more', ({ text, max, path }) => {
    expect(faultsOf(text(max))).toEqual([])
    expect(faultsOf(text(max + 1)).map((fault) => [fault.path, fault.detail])).toEqual([
      [path, `must hold at most ${max} entries`],
    ])
  })

  it.each([
    ['listen.port', 0, 65_535],
    ['retention.sessions_days', sessionsDaysMin, retentionDaysMax],
    ['retention.webhooks_days', webhooksDaysMin, retentionDaysMax],
    ['retention.events_days', eventsDaysMin, retentionDaysMax],
  ])('keep %s between %i and %i', (path, least, most) => {
    const [section, key] = path.split('.')
    const faults = (value: unknown) =>
      faultsOf(`${section}: { ${key}: ${value} }\n${tenantText()}`).map((fault) => [fault.path, fault.detail])
    expect([least, most].flatMap(faults)).toEqual([])
    const detail = `must be a whole number from ${least} to ${most}`
    expect([least - 1, most + 1].flatMap(faults)).toEqual([
      [path, detail],
      [path, detail],
    ])
    expect(faults(least + 0.5)).toEqual([[path, expect.stringContaining('whole number')]])
  })

  it('refuse more pinned keys than the limit', () => {
    const text = (count: number) =>
      tenantText({ issuers: `[{ type: privy, app_id: a, keys: ${list(count, () => 'x')} }]` })
    const tooMany = (count: number) =>
      faultsOf(text(count)).some((fault) => fault.detail.includes('at most 16 entries'))
    expect([tooMany(pinnedKeysMax), tooMany(pinnedKeysMax + 1)]).toEqual([false, true])
  })

  it('accept 10,000 tenants and refuse one more', { timeout: timeoutMs }, () => {
    expect(faultsOf(tenants(tenantsMax))).toEqual([])
    expect(faultsOf(tenants(tenantsMax + 1)).map((fault) => fault.detail)).toEqual(['must hold at most 10000 entries'])
  })

  it('stop a file of nothing but faults after the first thousand, in reasonable time', { timeout: timeoutMs }, () => {
    const keys = Array.from({ length: 50_000 }, (_, n) => `k${n}: 1`).join('\n')
    expect(faultsOf(keys, sampleEnv).length).toBeLessThanOrEqual(faultsMax)
  })
})
