import type { TenantId } from '../domain/tenant.ts'
import type { Row } from './connection.ts'
import { type Database, internalsOf } from './database.ts'
import { objectOf } from './row.ts'

/** A lease that was taken: the cursor that the last holder kept, null when none did. */
export interface HeldLease {
  readonly cursor: Row | null
}

/**
 * Takes the lease on one kind of a tenant's work for `leaseMs`, or prolongs it; undefined while another holder has it.
 * `holder` is a UUID of the caller's own for this one hold: it is the fence that `keepCursor` asks for. A holder that
 * died is followed by the next caller once its lease has run out.
 */
export async function holdLease(
  database: Database,
  tenant: TenantId,
  name: string,
  holder: string,
  leaseMs: number,
  now: number,
): Promise<HeldLease | undefined> {
  const rows = await internalsOf(database).connection.query(
    'hold_lease',
    `insert into worker_leases as l (tenant_id, name, holder, lease_until, updated_at)
     values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, name) do update
       set holder = excluded.holder, lease_until = excluded.lease_until, updated_at = excluded.updated_at
       where l.holder is null or l.holder = excluded.holder or l.lease_until <= excluded.updated_at
     returning cursor`,
    [tenant, name, holder, new Date(now + leaseMs), new Date(now)],
  )
  return rows[0] === undefined ? undefined : { cursor: objectOf(rows[0].cursor, 'cursor') }
}

/** Stores how far the work has come, if `holder` still has the lease; else gives false and writes nothing. */
export async function keepCursor(
  database: Database,
  tenant: TenantId,
  name: string,
  holder: string,
  cursor: object,
  now: number,
): Promise<boolean> {
  const rows = await internalsOf(database).connection.query(
    'keep_cursor',
    `update worker_leases set cursor = $4::jsonb, updated_at = $5
     where tenant_id = $1 and name = $2 and holder = $3
     returning name`,
    [tenant, name, holder, JSON.stringify(cursor), new Date(now)],
  )
  return rows.length === 1
}

/** Releases the lease, so that the next caller need not wait for its end; does nothing when another holds it by now. */
export async function releaseLease(
  database: Database,
  tenant: TenantId,
  name: string,
  holder: string,
  now: number,
): Promise<void> {
  await internalsOf(database).connection.query(
    'release_lease',
    `update worker_leases set holder = null, lease_until = null, updated_at = $4
     where tenant_id = $1 and name = $2 and holder = $3`,
    [tenant, name, holder, new Date(now)],
  )
}
