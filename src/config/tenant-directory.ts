import { type FaultyTenant, type Tenant, type TenantDirectory, type TenantId, tenantTag } from '../domain/tenant.ts'

/** A directory whose whole content can be exchanged while requests are served. */
export interface ReplaceableTenantDirectory extends TenantDirectory {
  /**
   * Exchanges everything at once: each later call sees only the new tenants, and a tenant handed out before stays as it
   * was. Raises what `createTenantDirectory` raises, and then nothing has changed.
   */
  readonly replace: (
    tenants: readonly Tenant[],
    fallbackId: TenantId | undefined,
    faulty?: readonly FaultyTenant[],
  ) => void
}

/**
 * Holds the tenants of a running gateway; each look-up takes constant time. Raises an Error when two tenants share an id
 * or a tag, or when no tenant has the fallback's id and none was left out that may have it: the configuration refuses
 * such files.
 */
export function createTenantDirectory(
  tenants: readonly Tenant[],
  fallbackId: TenantId | undefined,
  faulty: readonly FaultyTenant[] = [],
): ReplaceableTenantDirectory {
  let current = indexTenants(tenants, fallbackId, faulty)
  return {
    find: (id) => current.byId.get(id),
    findByTag: (tag) => current.byTag.get(tag.toString('hex')),
    list: () => current.list,
    fallback: () => current.fallback,
    fallbackId: () => current.fallbackId,
    faulty: () => current.faulty,
    isLeftOut: (id) => current.leftOut.has(tagText(id)),
    isLeftOutByTag: (tag) => current.leftOut.has(tag.toString('hex')),
    replace: (next, nextFallbackId, nextFaulty = []) => {
      current = indexTenants(next, nextFallbackId, nextFaulty)
    },
  }
}

function indexTenants(tenants: readonly Tenant[], fallbackId: TenantId | undefined, faulty: readonly FaultyTenant[]) {
  const byId = new Map(tenants.map((tenant) => [tenant.id, tenant]))
  const byTag = new Map(tenants.map((tenant) => [tagText(tenant.id), tenant]))
  if (byId.size < tenants.length) throw new Error('two tenants have the same id')
  if (byTag.size < tenants.length) throw new Error('two tenants have the same tag: change the id of one')
  const fallback = fallbackId === undefined ? undefined : byId.get(fallbackId)
  const leftOutIds = faulty.flatMap(({ id, state }) => (id === null || state === 'last_good' ? [] : [id]))
  if (fallbackId !== undefined && fallback === undefined) {
    const mayBeFaulty = faulty.some(({ id }) => id === null || id === fallbackId)
    if (!mayBeFaulty) throw new Error('the default tenant is not among the tenants')
    leftOutIds.push(fallbackId)
  }
  const leftOut = new Set(leftOutIds.map(tagText).filter((tag) => !byTag.has(tag)))
  return { byId, byTag, list: [...tenants], fallback, fallbackId, faulty: [...faulty], leftOut }
}

function tagText(id: TenantId): string {
  return tenantTag(id).toString('hex')
}
