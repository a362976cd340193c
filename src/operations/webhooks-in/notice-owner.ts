import type { Notice } from '../../domain/notice.ts'
import type { Secret } from '../../domain/secret.ts'
import { readExternalSessionId } from '../../domain/session.ts'
import { parseTenantId, type Tenant } from '../../domain/tenant.ts'
import type { LogSubject } from '../../observe/log.ts'
import { findCustomerOwner } from '../../store/customers.ts'
import type { Deps } from '../deps.ts'

/** Different secrets that one notice is tried with; each costs a hash of up to 64 KiB that anybody may ask for. */
export const secretsTriedMax = 64

/**
 * The secrets that may have signed a notice, the likeliest first: those of the tenant that its address names and of no
 * other, or else those of the tenant that its session names and then everybody's, up to `secretsTriedMax`.
 */
export function secretsToTry(deps: Deps, namedTenant: string | undefined, notice: Notice | null): readonly Secret[] {
  const tagged = tenantOfSession(deps, notice)
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

/** Whose notice it is; `foreign` when it names a session of a tenant that the signer has nothing to do with. */
export interface NoticeOwner {
  readonly tenant: Tenant
  readonly foreign: boolean
}

/**
 * Whose a verified notice is. Several tenants may share a Meld account or a secret: then the session that the notice
 * names decides, else its customer, else it is the first one's. Undefined when a reload took the secret away meanwhile.
 */
export async function findNoticeOwner(
  deps: Deps,
  namedTenant: string | undefined,
  secret: Secret,
  notice: Notice,
): Promise<NoticeOwner | undefined> {
  const tenants = tenantsIn(deps, namedTenant)
  const signers = tenants.filter(({ meld }) => meld.webhookSecrets.some((one) => one.reveal() === secret.reveal()))
  const sharing = deps.tenants.list().filter((tenant) => signers.some((signer) => isSameAccount(signer, tenant)))
  const possible = [...new Set([...signers, ...sharing])]
  const [first] = possible
  if (first === undefined) return undefined
  const tagged = tenantOfSession(deps, notice)
  if (tagged !== undefined) {
    const foreign = !possible.includes(tagged)
    return { tenant: foreign ? first : tagged, foreign }
  }
  const { customerId } = notice
  if (customerId === null || possible.length === 1) return { tenant: first, foreign: false }
  const owners = await Promise.all(possible.map(({ id }) => findCustomerOwner(deps.database, id, customerId)))
  return { tenant: possible.find((_tenant, n) => owners[n] !== undefined) ?? first, foreign: false }
}

/** What a log line can tell of a tenant's notice. */
export function subjectOfNotice(
  tenant: Tenant,
  { transactionId, externalSessionId }: Pick<Notice, 'transactionId' | 'externalSessionId'>,
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

function tenantOfSession(deps: Deps, notice: Notice | null): Tenant | undefined {
  const named = readExternalSessionId(notice?.externalSessionId ?? '')
  return named === undefined ? undefined : deps.tenants.findByTag(named.tag)
}

function isSameAccount({ meld: a }: Tenant, { meld: b }: Tenant): boolean {
  return a.baseUrl === b.baseUrl && a.apiKey.reveal() === b.apiKey.reveal()
}
