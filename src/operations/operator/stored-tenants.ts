import type { Tenant, TenantId } from '../../domain/tenant.ts'
import type { Database } from '../../postgres/database.ts'
import { listStoredTenants } from '../../store/session-search.ts'

/** The tenants that are served, and those that something is stored of. Rejects with the database's error. */
export async function listAllTenants(
  database: Database,
  served: readonly Pick<Tenant, 'id'>[],
): Promise<readonly TenantId[]> {
  return [...new Set([...served.map(({ id }) => id), ...(await listStoredTenants(database))])]
}
