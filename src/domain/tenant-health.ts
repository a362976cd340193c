import type { Finding } from './finding.ts'
import type { WebhookBacklog } from './incoming-webhook.ts'
import type { FaultyTenant, Tenant, TenantId, TokenIssuer } from './tenant.ts'

/** A tenant as it is configured, and how it is. */
export interface TenantHealth {
  /** Null when its entry, which has faults, does not say. */
  readonly id: TenantId | null
  readonly state: 'serving' | FaultyTenant['state']
  /** The place of an entry with faults in the file; null of one without. */
  readonly entry: string | null
  readonly faults: readonly string[]
  /** What it is served by; null when it is not. */
  readonly served: Tenant | null
  /** Those of `served`, each with its lasting name. */
  readonly issuers: readonly { readonly name: string; readonly issuer: TokenIssuer }[]
  /** A request that names no tenant is its. */
  readonly isDefault: boolean
  readonly webhooks: WebhookBacklog
  /** What the doctor last found about it. */
  readonly findings: readonly Finding[]
}
