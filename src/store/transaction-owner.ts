import { type ExternalSessionId, isExternalSessionId, readExternalSessionId } from '../domain/session.ts'
import { type TenantId, tenantTag } from '../domain/tenant.ts'
import type { TransactionOwner, UpstreamTransaction } from '../domain/transaction.ts'
import { parseUserId, type UserId } from '../domain/user.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { objectOf } from '../postgres/row.ts'
import { idBounds, readSold, sessionUuid } from './session-row.ts'

/** The ids in a transaction that tell whom it belongs to. */
export type OwnerClues = Pick<UpstreamTransaction, 'externalSessionId' | 'customerId' | 'externalCustomerId'>

/**
 * Finds the owner of a transaction: by the session that its external session id names, else by its customer. If both
 * are there they must agree: a session of another customer gives `foreign`, and so do another tenant's id and a
 * customer who is none of the tenant's users.
 */
export async function findOwner(database: Database, tenant: TenantId, clues: OwnerClues): Promise<TransactionOwner> {
  const named = clues.externalSessionId === null ? undefined : readExternalSessionId(clues.externalSessionId)
  if (named !== undefined && !named.tag.equals(tenantTag(tenant))) return { kind: 'foreign', reason: 'other_tenant' }
  const [row] = await internalsOf(database).connection.query(
    'find_owner',
    `select
       s.user_id as of_session, s.request,
       (select id from users where tenant_id = $1 and id = $3) as of_external_customer,
       (select case when count(*) = 1 then min(id) end from users where tenant_id = $1 and meld_customer_id = $4 and meld_customer_id <> '')
         as of_customer
     from (values (1)) one left join sessions s on s.tenant_id = $1 and s.id = $2`,
    [tenant, named === undefined ? null : sessionUuid(named.session), clues.externalCustomerId, clues.customerId],
  )
  const session = row === undefined ? undefined : readUser(row, 'of_session')
  const customer = row === undefined ? undefined : readCustomer(row, clues)
  if (session === undefined || named === undefined) {
    if (customer === 'nobody') return { kind: 'foreign', reason: 'other_customer' }
    return customer === undefined ? { kind: 'unknown' } : { kind: 'customer', user: customer }
  }
  if (customer !== undefined && customer !== session) return { kind: 'foreign', reason: 'other_customer' }
  const request = row === undefined ? null : objectOf(row.request, 'request')
  return { kind: 'session', user: session, session: named.session, sold: request === null ? null : readSold(request) }
}

/**
 * The user behind the customer; `nobody` for a customer who is no user of ours, undefined when none is named. Our own
 * id for the customer takes precedence: Meld's may have been replaced since.
 */
function readCustomer(row: Row, clues: OwnerClues): UserId | 'nobody' | undefined {
  if (clues.externalCustomerId !== null) return readUser(row, 'of_external_customer') ?? 'nobody'
  return clues.customerId === null ? undefined : (readUser(row, 'of_customer') ?? 'nobody')
}

function readUser(row: Row, column: string): UserId | undefined {
  const value = row[column]
  return typeof value === 'string' ? parseUserId(value) : undefined
}

/**
 * Our id of the widget session that Meld calls `upstreamSessionId`, if it is the first or the newest one of a session
 * that `among` names.
 */
export async function findExternalIdOf(
  database: Database,
  tenant: TenantId,
  among: readonly ExternalSessionId[],
  upstreamSessionId: string,
): Promise<ExternalSessionId | undefined> {
  const sessions = among.flatMap((id) => readExternalSessionId(id)?.session ?? [])
  if (sessions.length === 0) return undefined
  const rows = await internalsOf(database).connection.query(
    'find_external_id_of',
    `select widget->>'externalSessionId' as external_id
     from sessions s cross join lateral (values (s.first_mint), (s.latest_mint)) as widgets(widget)
     where s.tenant_id = $1 and s.id = any($2::uuid[]) and s.id between $4 and $5
       and widget->>'upstreamSessionId' = $3
     limit 1`,
    [tenant, sessions.map(sessionUuid), upstreamSessionId, ...idBounds(sessions)],
  )
  const id = rows[0]?.external_id
  return isExternalSessionId(id) ? id : undefined
}
