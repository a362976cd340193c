import type { Finding } from '../../domain/finding.ts'
import type { WebhookBacklog } from '../../domain/incoming-webhook.ts'
import type { Operator } from '../../domain/operator.ts'
import type { Tenant } from '../../domain/tenant.ts'
import type { TenantHealth } from '../../domain/tenant-health.ts'
import { issuerName } from '../../identity/kinds/registry.ts'
import { findTenantWebhooks } from '../../store/tenant-webhooks.ts'
import type { Deps } from '../deps.ts'

/** Which tenants to list. */
export interface TenantPage {
  readonly count: number
  /** Goes on after the one with this name; null begins at the beginning. */
  readonly after: string | null
}

/** A page of tenants. */
export interface ListedTenants {
  readonly tenants: readonly TenantHealth[]
  /** The name after which the next page begins; null when there is none. */
  readonly next: string | null
}

const noWebhooks: WebhookBacklog = { waiting: 0, oldestWaitingAt: null, givenUp: 0, lastReceivedAt: null }

/** The tenants of this process with how they are: those whose entries have faults first, then by name. */
export async function listTenants(deps: Deps, _operator: Operator, page: TenantPage): Promise<ListedTenants> {
  const all = tenantsOf(deps)
  const before = page.after === null ? -1 : all.findIndex((each) => nameOf(each) === page.after)
  const shown = all.slice(before + 1, before + 1 + page.count)
  const backlogs = await findTenantWebhooks(
    deps.database,
    shown.flatMap(({ id }) => id ?? []),
  )
  const findings = deps.findings.latest()
  const last = shown.at(-1)
  return {
    tenants: shown.map((each) => ({
      ...each,
      webhooks: (each.id === null ? undefined : backlogs.get(each.id)) ?? noWebhooks,
      findings: findingsOf(findings, each),
    })),
    next: last === undefined || last === all.at(-1) ? null : nameOf(last),
  }
}

type KnownTenant = Omit<TenantHealth, 'webhooks' | 'findings'>

function tenantsOf({ tenants }: Deps): readonly KnownTenant[] {
  const fallback = tenants.fallbackId()
  const ofFallback = (id: KnownTenant['id']) => id !== null && id === fallback
  const faulty = tenants.faulty().map(({ id, entry, state, faults }) => {
    const served = (id === null ? undefined : tenants.find(id)) ?? null
    return { id, state, entry, faults, ...servedAs(served), isDefault: ofFallback(id) }
  })
  const listed = new Set(faulty.map(({ id }) => id))
  const serving = tenants
    .list()
    .filter(({ id }) => !listed.has(id))
    .map((served) => ({
      id: served.id,
      state: 'serving' as const,
      entry: null,
      faults: [],
      ...servedAs(served),
      isDefault: ofFallback(served.id),
    }))
  return [...faulty, ...serving.sort((a, b) => (a.id < b.id ? -1 : 1))]
}

function servedAs(served: Tenant | null): Pick<KnownTenant, 'served' | 'issuers'> {
  return { served, issuers: (served?.issuers ?? []).map((issuer) => ({ name: issuerName(issuer), issuer })) }
}

function nameOf({ id, entry }: KnownTenant): string {
  return id ?? entry ?? ''
}

function findingsOf(findings: readonly Finding[], { id }: KnownTenant): readonly Finding[] {
  return id === null ? [] : findings.filter(({ tenant }) => tenant === id)
}
