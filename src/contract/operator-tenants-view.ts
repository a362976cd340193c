import type { Tenant, TokenIssuer } from '../domain/tenant.ts'
import type { TenantHealth } from '../domain/tenant-health.ts'
import type { Wire } from './endpoint.ts'
import { linkTo } from './hal.ts'
import { findingMembers } from './operator-finding.ts'
import type { TenantsReply } from './operator-tenants.ts'

type Reply = Wire<typeof TenantsReply>
type Member = Reply['tenants'][number]

/** One page of tenants, as it is sent. */
export function tenantsReply(
  { tenants, next }: { readonly tenants: readonly TenantHealth[]; readonly next: string | null },
  { count, after }: { readonly count: number; readonly after: string | null },
): Reply {
  const href = (from: string | null) => {
    const query = new URLSearchParams({ count: String(count), ...(from !== null && { after: from }) })
    return `/operator/v0/tenants?${query}`
  }
  return {
    _links: { self: linkTo(href(after)), ...(next !== null && { next: linkTo(href(next)) }) },
    tenants: tenants.map(tenantMembers),
  }
}

function tenantMembers({
  id,
  state,
  entry,
  faults,
  served,
  issuers,
  isDefault,
  webhooks,
  findings,
}: TenantHealth): Member {
  return {
    _links: served === null ? {} : linksOfTenant(served),
    tenant: id,
    state,
    entry,
    faults: [...faults],
    configured: served === null ? null : configuredMembers(served, issuers, isDefault),
    webhook: {
      last_received_at: webhooks.lastReceivedAt,
      waiting: webhooks.waiting,
      given_up: webhooks.givenUp,
    },
    findings: findings.map(findingMembers),
  }
}

function linksOfTenant({ id }: Tenant) {
  const query = new URLSearchParams({ tenant: id })
  return {
    sessions: linkTo(`/operator/v0/sessions?${query}`),
    stats: linkTo(`/operator/v0/stats?${query}`),
    webhooks: linkTo(`/operator/v0/webhooks?${query}`),
  }
}

function configuredMembers(
  tenant: Tenant,
  issuers: TenantHealth['issuers'],
  isDefault: boolean,
): NonNullable<Member['configured']> {
  const { brand, meld, kyc } = tenant
  return {
    is_default: isDefault,
    brand: brand && { name: brand.name, has_logo: brand.logo !== null, accent: brand.accent, support: brand.support },
    issuers: issuers.map(({ name, issuer }) => ({
      issuer: name,
      kind: issuer.kind,
      keys_from: issuer.keys.kind,
      keys_url: keysUrlOf(issuer),
    })),
    meld: { base_url: meld.baseUrl, webhook_secrets: meld.webhookSecrets.length },
    default_country: tenant.defaultCountry,
    widget_url: tenant.widgetUrl,
    idempotency_mismatch: tenant.idempotencyMismatch,
    kyc: {
      policy: kyc.policy,
      claim: kyc.claim,
      bypass_kyc: kyc.bypassKyc,
      share_token_claim: kyc.shareTokenClaim,
    },
    allowed_origins: [...tenant.allowedOrigins],
    return_links: [...tenant.returnLinks],
  }
}

/** Where the keys are asked for: the JWKS, or the issuer whose configuration says where that is. */
function keysUrlOf({ keys }: TokenIssuer): string | null {
  switch (keys.kind) {
    case 'jwks':
      return keys.url
    case 'discovery':
      return keys.issuer
    case 'pinned':
      return null
  }
}
