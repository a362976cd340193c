import type { TenantId } from '../../domain/tenant.ts'
import {
  type ExpiryCursor,
  listExpiryCursors,
  listTenantsWithAbandoned,
  recordAbandoned,
  recordExpired,
} from '../../store/unfinished-sessions.ts'
import type { Deps } from '../deps.ts'

type UnfinishedDeps = Pick<Deps, 'database' | 'tenants' | 'clock'>

/**
 * Records what nobody does, for the tenants that listen: users who have walked away from sessions that they opened, and
 * links that have ended without a trade. Rounds may run concurrently; one that ends early, as when `signal` aborts, leaves
 * the rest to the next. Rejects with the database's error.
 */
export async function recordUnfinished(deps: UnfinishedDeps, signal: AbortSignal): Promise<void> {
  const tenants = deps.tenants.list().map(({ id }) => id)
  for (const tenant of await listTenantsWithAbandoned(deps.database, tenants, deps.clock())) {
    await recordAllAbandoned(deps, tenant, signal)
  }
  for (const cursor of await listExpiryCursors(deps.database, tenants)) await recordAllExpired(deps, cursor, signal)
}

async function recordAllAbandoned(
  { database, clock }: UnfinishedDeps,
  tenant: TenantId,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted && (await recordAbandoned(database, tenant, clock())));
}

async function recordAllExpired(
  { database, clock }: UnfinishedDeps,
  from: ExpiryCursor,
  signal: AbortSignal,
): Promise<void> {
  let cursor: ExpiryCursor | undefined = from
  while (cursor !== undefined && !signal.aborted) cursor = await recordExpired(database, from.tenant, cursor, clock())
}
