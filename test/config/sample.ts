import type { Fault } from '../../src/config/fault.ts'
import { type Config, parseConfig } from '../../src/config/file.ts'
import type { EnvironmentRecord } from '../../src/config/reference.ts'

/** The secrets of the sample, none of which may show up in a message. */
export const sampleEnv = {
  LIVE_KEY: 'W1liveAccount0000000001:9s3cr3tLiveKey',
  SANDBOX_KEY: 'W1sandboxAccount0000001:9s3cr3tSandboxKey',
  HOOK: 'hook-9s3cr3t-of-live',
  DB: 'postgres://rampway:9s3cr3t-password@db.example:5432/rampway',
} as const

/** A file without faults or warnings. */
export const sampleText = `public_url: https://ramp.acme.example/gate/
listen: { host: 0.0.0.0, port: 8080 }
trusted_proxies: [loopback, 203.0.113.0/24]
default_tenant: org-acme:env-live
database:
  url: \${DB}
retention: { sessions_days: 730, webhooks_days: 60, events_days: 90 }
tenants:
  - id: org-acme:env-live
    meld:
      api_key: \${LIVE_KEY}
      webhook_secrets: ["\${HOOK}"]
    issuers:
      - type: privy
        app_id: acme-live
      - type: dynamic
        environment_id: 11111111-2222-4333-8444-555555555555
    allowed_origins: [https://wallet.acme.example]
    return_links: [https://wallet.acme.example/done, acmewallet://done]
    defaults: { country_code: DE }
    widget_url: provider
    idempotency_mismatch: reject
    kyc:
      policy: approved
      claim: kyc_status
      approved_values: [approved, verified]
      bypass_kyc: true
      share_token_claim: kyc_token
  - id: org-acme:env-sandbox
    meld: { api_key: "\${SANDBOX_KEY}", base_url: https://api-sb.meld.io/ }
    issuers: [{ type: privy, app_id: acme-sandbox }]
`

/** The sample's second tenant alone, with one line of it replaced. */
export function tenantText(change: Readonly<Record<string, string>> = {}, more = ''): string {
  const lines: Record<string, string> = {
    id: 'org-beta:env-one',
    meld: `{ api_key: "\${LIVE_KEY}", base_url: https://meld.beta.example }`,
    issuers: '[{ type: privy, app_id: beta-one }]',
    ...change,
  }
  const body = Object.entries(lines).map(([key, value], index) => `${index === 0 ? '  - ' : '    '}${key}: ${value}`)
  return `tenants:\n${body.join('\n')}\n${more}`
}

/** The faults of a text; none when it is valid. */
export function faultsOf(text: string, env: EnvironmentRecord = sampleEnv): readonly Fault[] {
  const result = parseConfig(text, env, 'rampway.yaml')
  return result.kind === 'faults' ? result.faults : []
}

/** The warnings of a valid text. */
export function warningsOf(text: string, env: EnvironmentRecord = sampleEnv): readonly Fault[] {
  const result = parseConfig(text, env, 'rampway.yaml')
  return result.kind === 'config' ? result.warnings : []
}

/** The configuration of a valid text; throws on any other. */
export function configOf(text: string, env: EnvironmentRecord = sampleEnv): Config {
  const result = parseConfig(text, env, 'rampway.yaml')
  if (result.kind === 'config') return result.config
  throw new Error(result.faults.map((fault) => `${fault.line} ${fault.path} ${fault.detail}`).join('\n'))
}
