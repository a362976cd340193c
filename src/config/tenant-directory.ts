import { type Tenant, type TenantDirectory, type TenantId, tenantTag } from '../domain/tenant.ts'

/** A directory whose whole content can be exchanged while requests are served. */
export interface ReplaceableTenantDirectory extends TenantDirectory {
  /**
   * Exchanges everything at once: each later call sees only the new tenants, and a tenant handed out before stays as it
   * was. Raises what `createTenantDirectory` raises, and then nothing has changed.
   */
  readonly replace: (tenants: readonly Tenant[], fallbackId: TenantId | undefined) => void
}

/**
 * Holds the tenants of a running gateway; each look-up takes constant time. Raises an Error when two tenants share an id
 * or a tag, or when no tenant has the fallback's id: the configuration refuses such files.
 */
export function createTenantDirectory(
  tenants: readonly Tenant[],
  fallbackId: TenantId | undefined,
): ReplaceableTenantDirectory {
  let current = indexTenants(tenants, fallbackId)
  return {
    find: (id) => current.byId.get(id),
    findByTag: (tag) => current.byTag.get(tag.toString('hex')),
    list: () => current.list,
    fallback: () => current.fallback,
    faulty: () => [],
    replace: (next, nextFallbackId) => {
      current = indexTenants(next, nextFallbackId)
    },
  }
}

function indexTenants(tenants: readonly Tenant[], fallbackId: TenantId | undefined) {
  const byId = new Map(tenants.map((tenant) => [tenant.id, tenant]))
  const byTag = new Map(tenants.map((tenant) => [tenantTag(tenant.id).toString('hex'), tenant]))
  if (byId.size < tenants.length) throw new Error('two tenants have the same id')
  if (byTag.size < tenants.length) throw new Error('two tenants have the same tag: change the id of one')
  const fallback = fallbackId === undefined ? undefined : byId.get(fallbackId)
  if (fallbackId !== undefined && fallback === undefined) throw new Error('the default tenant is not among the tenants')
  return { byId, byTag, list: [...tenants], fallback }
}
