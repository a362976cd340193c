import type { IncomingWebhook } from '../../domain/incoming-webhook.ts'
import type { Secret } from '../../domain/secret.ts'
import { readExternalSessionId } from '../../domain/session.ts'
import { parseTenantId, type Tenant } from '../../domain/tenant.ts'
import type { LogSubject } from '../../observe/log.ts'
import { findUserOfCustomer } from '../../store/users.ts'
import type { Deps } from '../deps.ts'

/** Secrets that one webhook is tried with at most; each costs a hash of up to 64 KiB that anybody can cause. */
export const secretsTriedMax = 64

/**
 * The secrets that may have signed a webhook, up to `secretsTriedMax`: those of the tenant that its address names;
 * without one, those of the tenant that its session names, and then everybody's.
 */
export function secretsToTry(
  deps: Deps,
  namedTenant: string | undefined,
  webhook: IncomingWebhook | null,
): readonly Secret[] {
  const tagged = tenantOfSession(deps, webhook)
  const tenants = tenantsIn(deps, namedTenant)
  const byText = new Map<string, Secret>()
  for (const tenant of tagged !== undefined && tenants.includes(tagged) ? [tagged, ...tenants] : tenants) {
    for (const secret of tenant.meld.webhookSecrets) {
      if (byText.size >= secretsTriedMax) return [...byText.values()]
      if (!byText.has(secret.reveal())) byText.set(secret.reveal(), secret)
    }
  }
  return [...byText.values()]
}

/** Whether a webhook, by its address or its session, is for a tenant that is left out. */
export function isForLeftOut(
  { tenants }: Deps,
  namedTenant: string | undefined,
  webhook: IncomingWebhook | null,
): boolean {
  const id = namedTenant === undefined ? undefined : parseTenantId(namedTenant)
  if (id !== undefined && tenants.isLeftOut(id)) return true
  const named = readExternalSessionId(webhook?.externalSessionId ?? '')
  return named !== undefined && tenants.isLeftOutByTag(named.tag)
}

/** The tenant that a webhook belongs to; `foreign` when it names a session of a tenant with another account. */
export interface WebhookOwner {
  readonly tenant: Tenant
  readonly foreign: boolean
}

/**
 * The tenant that a verified webhook belongs to. Where several share a Meld account or a secret, the session that it
 * names decides, else its customer, else the first tenant has it. Undefined when a reload has removed the secret
 * meanwhile.
 */
export async function findWebhookOwner(
  deps: Deps,
  namedTenant: string | undefined,
  secret: Secret,
  webhook: IncomingWebhook,
): Promise<WebhookOwner | undefined> {
  const tenants = tenantsIn(deps, namedTenant)
  const signers = tenants.filter(({ meld }) => meld.webhookSecrets.some((one) => one.reveal() === secret.reveal()))
  const sharing = deps.tenants.list().filter((tenant) => signers.some((signer) => isSameAccount(signer, tenant)))
  const possible = [...new Set([...signers, ...sharing])]
  const [first] = possible
  if (first === undefined) return undefined
  const tagged = tenantOfSession(deps, webhook)
  if (tagged !== undefined) {
    const foreign = !possible.includes(tagged)
    return { tenant: foreign ? first : tagged, foreign }
  }
  const { customerId } = webhook
  if (customerId === null || possible.length === 1) return { tenant: first, foreign: false }
  const owners = await Promise.all(possible.map(({ id }) => findUserOfCustomer(deps.database, id, customerId)))
  return { tenant: possible.find((_tenant, n) => owners[n] !== undefined) ?? first, foreign: false }
}

/** The subject of log lines about a tenant's webhook. */
export function subjectOfWebhook(
  tenant: Tenant,
  { transactionId, externalSessionId }: Pick<IncomingWebhook, 'transactionId' | 'externalSessionId'>,
): LogSubject {
  const session = readExternalSessionId(externalSessionId ?? '')?.session
  return {
    tenant: tenant.id,
    ...(transactionId !== null && { transaction: transactionId }),
    ...(session !== undefined && { session }),
  }
}

function tenantsIn(deps: Deps, named: string | undefined): readonly Tenant[] {
  if (named === undefined) return deps.tenants.list()
  const id = parseTenantId(named)
  const tenant = id === undefined ? undefined : deps.tenants.find(id)
  return tenant === undefined ? [] : [tenant]
}

function tenantOfSession(deps: Deps, webhook: IncomingWebhook | null): Tenant | undefined {
  const named = readExternalSessionId(webhook?.externalSessionId ?? '')
  return named === undefined ? undefined : deps.tenants.findByTag(named.tag)
}

function isSameAccount({ meld: a }: Tenant, { meld: b }: Tenant): boolean {
  return a.baseUrl === b.baseUrl && a.apiKey.reveal() === b.apiKey.reveal()
}
