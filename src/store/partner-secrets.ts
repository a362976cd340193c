import type { TenantKey } from '../domain/tenant-key.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { readTenantKey, tenantKeyColumns } from './tenant-keys.ts'

/** The key with this hash, of whichever tenant and state; undefined when there is none. Throws `RowError`. */
export async function findTenantKey(database: Database, hash: Buffer): Promise<TenantKey | undefined> {
  const [row] = await internalsOf(database).connection.query(
    'find_tenant_key',
    `select ${tenantKeyColumns} from tenant_keys where key_hash = $1`,
    [hash],
  )
  return row === undefined ? undefined : readTenantKey(row)
}
