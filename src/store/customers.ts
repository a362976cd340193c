import type { TenantId } from '../domain/tenant.ts'
import { parseUserId, type UserId } from '../domain/user.ts'
import type { Database } from '../postgres/database.ts'
import { textOrNullOf } from '../postgres/row.ts'
import { runStep, type Step } from '../postgres/step.ts'

/** The tenant's user with this customer record at Meld; undefined when it is nobody's. */
export function findCustomerOwner(
  database: Database,
  tenant: TenantId,
  customerId: string,
): Promise<UserId | undefined> {
  return runStep(database, ownerStep, { tenant, customerId })
}

const ownerStep: Step<{ readonly tenant: TenantId; readonly customerId: string }, UserId | undefined> = {
  name: 'customer_owner',
  run: async (query, items) => {
    const rows = await query(
      'customer_owner',
      `select (select u.id from users u where u.tenant_id = t.tenant_id and u.meld_customer_id = t.customer_id
                 and u.meld_customer_id <> ''
               order by u.created_at limit 1) as user_id
       from unnest($1::text[], $2::text[]) with ordinality as t(tenant_id, customer_id, n)
       order by t.n`,
      [items.map(({ tenant }) => tenant), items.map(({ customerId }) => customerId)],
    )
    return rows.map((row) => parseUserId(textOrNullOf(row, 'user_id') ?? ''))
  },
}
