import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import type { TenantKey } from '../domain/tenant-key.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, present, textOf } from '../postgres/row.ts'
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

/** A portal link, or a browser that one signed in. */
export interface PortalAccess {
  readonly tenant: TenantId
  /** Of the link. */
  readonly link: string
  /** Of the link or the sign-in. */
  readonly expiresAt: number
}

/** The portal link whose code has this hash; undefined when it was used, or its time is over. Throws `RowError`. */
export async function findPortalLink(
  database: Database,
  codeHash: Buffer,
  now: number,
): Promise<PortalAccess | undefined> {
  const [row] = await internalsOf(database).connection.query(
    'find_portal_link',
    'select tenant_id, id as link_id, expires_at from portal_links where code_hash = $1 and expires_at > $2',
    [codeHash, new Date(now)],
  )
  return row === undefined ? undefined : readAccess(row)
}

/** Swaps the code of a portal link for a browser's sign-in, for one caller once; false when somebody else did. */
export async function takePortalLink(
  database: Database,
  codeHash: Buffer,
  signIn: { readonly cookieHash: Buffer; readonly expiresAt: number },
  now: number,
): Promise<boolean> {
  const rows = await internalsOf(database).connection.query(
    'take_portal_link',
    `with taken as (delete from portal_links where code_hash = $1 and expires_at > $2 returning tenant_id, id)
     insert into portal_sign_ins (cookie_hash, tenant_id, link_id, expires_at)
     select $3, tenant_id, id, $4 from taken returning link_id`,
    [codeHash, new Date(now), signIn.cookieHash, new Date(signIn.expiresAt)],
  )
  return rows.length > 0
}

/** The sign-in whose cookie has this hash; undefined when there is none, or its time is over. Throws `RowError`. */
export async function findPortalSignIn(
  database: Database,
  cookieHash: Buffer,
  now: number,
): Promise<PortalAccess | undefined> {
  const [row] = await internalsOf(database).connection.query(
    'find_portal_sign_in',
    'select tenant_id, link_id, expires_at from portal_sign_ins where cookie_hash = $1 and expires_at > $2',
    [cookieHash, new Date(now)],
  )
  return row === undefined ? undefined : readAccess(row)
}

function readAccess(row: Row): PortalAccess {
  return {
    tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
    link: textOf(row, 'link_id'),
    expiresAt: numberOf(row, 'expires_at'),
  }
}
