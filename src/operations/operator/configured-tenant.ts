import { GatewayError } from '../../domain/errors.ts'
import { parseTenantId, type Tenant, type TenantId } from '../../domain/tenant.ts'
import type { Deps } from '../deps.ts'
import { tenantLeftOut } from '../left-out.ts'

/** The tenant of that id, be it left out for a while. Throws `tenant_not_found` unless it is configured. */
export function configuredTenant({ tenants }: Pick<Deps, 'tenants'>, text: string): TenantId {
  const id = parseTenantId(text)
  if (id !== undefined && (tenants.find(id) !== undefined || tenants.isLeftOut(id))) return id
  throw new GatewayError('tenant_not_found', {
    detail: 'This gateway has no such tenant. Take one from its list of tenants.',
  })
}

/** The tenant of that id. Throws `tenant_not_found`, or `overloaded` while it is left out. */
export function servedTenant(deps: Pick<Deps, 'tenants'>, text: string): Tenant {
  const tenant = deps.tenants.find(configuredTenant(deps, text))
  if (tenant === undefined) throw tenantLeftOut()
  return tenant
}
