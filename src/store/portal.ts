import type { AuditEntry } from '../domain/audit.ts'
import type { TenantId } from '../domain/tenant.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { appendAudit } from './audit.ts'

/** A portal link as it is kept. */
export interface PortalLink {
  readonly id: string
  readonly codeHash: Buffer
  /** The name of the operator who made it. */
  readonly createdBy: string
  readonly expiresAt: number
}

/** Stores a portal link, and who made it; forgets the tenant's links and browsers whose time is over. */
export async function insertPortalLink(
  database: Database,
  tenant: TenantId,
  { id, codeHash, createdBy, expiresAt }: PortalLink,
  entry: AuditEntry,
): Promise<void> {
  const now = new Date(entry.at)
  await internalsOf(database).connection.transaction(async (query) => {
    await query('forget_portal_links', 'delete from portal_links where tenant_id = $1 and expires_at <= $2', [
      tenant,
      now,
    ])
    await query('forget_portal_sign_ins', 'delete from portal_sign_ins where tenant_id = $1 and expires_at <= $2', [
      tenant,
      now,
    ])
    await query(
      'insert_portal_link',
      'insert into portal_links (tenant_id, code_hash, id, created_by, expires_at) values ($1, $2, $3, $4, $5)',
      [tenant, codeHash, id, createdBy, new Date(expiresAt)],
    )
    await appendAudit(query, entry)
  })
}

/** Ends the sign-in of a browser, if it has not ended. */
export async function deletePortalSignIn(database: Database, tenant: TenantId, cookieHash: Buffer): Promise<void> {
  await internalsOf(database).connection.query(
    'delete_portal_sign_in',
    'delete from portal_sign_ins where tenant_id = $1 and cookie_hash = $2',
    [tenant, cookieHash],
  )
}
