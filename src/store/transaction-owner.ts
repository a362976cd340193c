import {
  type ExternalSessionId,
  isExternalSessionId,
  readExternalSessionId,
  type SessionId,
} from '../domain/session.ts'
import { type TenantId, tenantTag } from '../domain/tenant.ts'
import type { TransactionOwner, UpstreamTransaction } from '../domain/transaction.ts'
import { parseUserId, type UserId } from '../domain/user.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { groupRows, groupValues } from '../postgres/group-rows.ts'
import { objectOf, present, RowError } from '../postgres/row.ts'
import { runStep, type Step } from '../postgres/step.ts'
import { idBounds, idBoundsOfAny, readSold, sessionUuid } from './session-row.ts'

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
  const owner = await runStep(database, ownerStep, { tenant, clues, named: named?.session })
  if (owner instanceof RowError) throw owner
  return owner
}

interface OwnerItem {
  readonly tenant: TenantId
  readonly clues: OwnerClues
  /** The session that the clues name. */
  readonly named: SessionId | undefined
}

const ownerSql = `
select i.n, s.user_id as of_session, s.request,
  (select id from users where tenant_id = i.tenant_id and id = i.external_customer_id) as of_external_customer,
  (select case when count(*) = 1 then min(id) end from users
   where tenant_id = i.tenant_id and meld_customer_id = i.customer_id and meld_customer_id <> '') as of_customer
from (${groupRows('tenant_id text, session_id uuid, external_customer_id text, customer_id text')}) as i
left join lateral (
  select user_id, request from sessions
  where tenant_id = i.tenant_id and id = i.session_id and id between $3 and $4 limit 1
) as s on true
order by i.n`

const ownerStep: Step<OwnerItem, TransactionOwner | RowError> = {
  name: 'find_owner',
  run: async (query, items) => {
    const input = items.map(({ tenant, clues, named }) => ({
      tenant_id: tenant,
      session_id: named === undefined ? null : sessionUuid(named),
      external_customer_id: clues.externalCustomerId,
      customer_id: clues.customerId,
    }))
    const sessions = items.flatMap(({ named }) => named ?? [])
    const rows = await query('find_owners', ownerSql, [...groupValues(input), ...idBoundsOfAny(sessions)])
    return rows.map((row, n) => readOwner(row, present(items[n], 'n')))
  },
}

function readOwner(row: Row, { clues, named }: OwnerItem): TransactionOwner | RowError {
  try {
    const session = readUser(row, 'of_session')
    const customer = readCustomer(row, clues)
    if (session === undefined || named === undefined) {
      if (customer === 'nobody') return { kind: 'foreign', reason: 'other_customer' }
      return customer === undefined ? { kind: 'unknown' } : { kind: 'customer', user: customer }
    }
    if (customer !== undefined && customer !== session) return { kind: 'foreign', reason: 'other_customer' }
    const request = objectOf(row.request, 'request')
    return { kind: 'session', user: session, session: named, sold: request === null ? null : readSold(request) }
  } catch (error) {
    if (error instanceof RowError) return error
    throw error
  }
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
