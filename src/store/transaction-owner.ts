import {
  type ExternalSessionId,
  isExternalSessionId,
  readExternalSessionId,
  type SessionId,
} from '../domain/session.ts'
import { type TenantId, tenantTag } from '../domain/tenant.ts'
import type { TransactionOwner, UpstreamTransaction } from '../domain/transaction.ts'
import { parseUserId, type UserId } from '../domain/user.ts'
import type { Row } from './connection.ts'
import { type Database, internalsOf } from './database.ts'
import { groupRows, groupValues } from './group-rows.ts'
import { objectOf } from './row.ts'
import { idBounds, readSold, sessionUuid } from './session-row.ts'
import { runStep, type Step } from './step.ts'

/** What a transaction says of whom it belongs to. */
export type OwnerClues = Pick<UpstreamTransaction, 'externalSessionId' | 'customerId' | 'externalCustomerId'>

/**
 * Finds whose a transaction is: by the session that its external session id names, else by its customer. Both must agree
 * as far as they are there: a session whose customer is somebody else gives `foreign`, as do another tenant's id and a
 * customer that none of the tenant's users is.
 */
export function findOwner(database: Database, tenant: TenantId, clues: OwnerClues): Promise<TransactionOwner> {
  return runStep(database, findStep, { tenant, clues })
}

interface FindItem {
  readonly tenant: TenantId
  readonly clues: OwnerClues
}

const findStep: Step<FindItem, TransactionOwner> = {
  name: 'find_owner',
  run: async (query, items) => {
    const asked = items.map(({ tenant, clues }) => {
      const named = clues.externalSessionId === null ? undefined : readExternalSessionId(clues.externalSessionId)
      return { tenant, clues, named: named?.tag.equals(tenantTag(tenant)) === false ? 'other_tenant' : named } as const
    })
    const sessions = asked.flatMap(({ named }) => (typeof named === 'object' ? [named.session] : []))
    const [least, greatest] = sessions.length === 0 ? [null, null] : idBounds(sessions)
    const rows = await query(
      'find_owner',
      `select
         s.user_id as of_session, s.request,
         (select id from users u where u.tenant_id = i.tenant_id and u.id = i.external_customer)
           as of_external_customer,
         (select case when count(*) = 1 then min(id) end from users u
          where u.tenant_id = i.tenant_id and u.meld_customer_id = i.customer and u.meld_customer_id <> '') as of_customer
       from (${groupRows('tenant_id text, session_id uuid, external_customer text, customer text')}) as i
       left join sessions s on s.tenant_id = i.tenant_id and s.id = i.session_id and s.id between $3 and $4
       order by i.n`,
      [
        ...groupValues(
          asked.map(({ tenant, clues, named }) => ({
            tenant_id: tenant,
            session_id: typeof named === 'object' ? sessionUuid(named.session) : null,
            external_customer: clues.externalCustomerId,
            customer: clues.customerId,
          })),
        ),
        least,
        greatest,
      ],
    )
    return asked.map(({ clues, named }, n) =>
      named === 'other_tenant' ? { kind: 'foreign', reason: named } : readOwner(rows[n], clues, named?.session),
    )
  },
}

function readOwner(row: Row | undefined, clues: OwnerClues, named: SessionId | undefined): TransactionOwner {
  const session = row === undefined ? undefined : readUser(row, 'of_session')
  const customer = row === undefined ? undefined : readCustomer(row, clues)
  if (session === undefined || named === undefined) {
    if (customer === 'nobody') return { kind: 'foreign', reason: 'other_customer' }
    return customer === undefined ? { kind: 'unknown' } : { kind: 'customer', user: customer }
  }
  if (customer !== undefined && customer !== session) return { kind: 'foreign', reason: 'other_customer' }
  const request = row === undefined ? null : objectOf(row.request, 'request')
  return { kind: 'session', user: session, session: named, sold: request === null ? null : readSold(request) }
}

/**
 * The user behind the customer; `nobody` for a customer that none of ours is, undefined when none is named. Our own id
 * for the customer decides where Meld tells it: Meld's own may have been replaced since.
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
 * Our id of the widget session that Meld calls `upstreamSessionId`, if it is one of those of the sessions that `among`
 * names: the first or the newest of its session.
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
    `select mint->>'externalSessionId' as external_id
     from sessions s cross join lateral (values (s.first_mint), (s.latest_mint)) as mints(mint)
     where s.tenant_id = $1 and s.id = any($2::uuid[]) and s.id between $4 and $5
       and mint->>'upstreamSessionId' = $3
     limit 1`,
    [tenant, sessions.map(sessionUuid), upstreamSessionId, ...idBounds(sessions)],
  )
  const id = rows[0]?.external_id
  return isExternalSessionId(id) ? id : undefined
}
