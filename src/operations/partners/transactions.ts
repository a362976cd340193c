import type { PartnerTransactionsQuery } from '../../contract/partner-transactions.ts'
import { GatewayError } from '../../domain/errors.ts'
import type { Tenant } from '../../domain/tenant.ts'
import { isTransactionId } from '../../domain/transaction.ts'
import type { LookBack } from '../../store/look-back.ts'
import {
  findTenantTransaction,
  listTenantTransactions,
  type TenantTransaction,
  type TransactionPlace,
} from '../../store/tenant-transactions.ts'
import type { Deps } from '../deps.ts'

/** The transactions of the whole tenant, newest first. */
export async function listTransactionsOfTenant(
  { database }: Pick<Deps, 'database'>,
  tenant: Tenant,
  query: PartnerTransactionsQuery,
): Promise<LookBack<TenantTransaction, TransactionPlace>> {
  const { status, user, session, created_after: createdFrom, created_before: createdBefore } = query
  return await listTenantTransactions(
    database,
    tenant.id,
    { status, user, session, createdFrom, createdBefore },
    { after: query.after, count: query.count },
  )
}

/** One transaction of the tenant. Throws `transaction_not_found`. */
export async function readTransactionOfTenant(
  { database, log }: Pick<Deps, 'database' | 'log'>,
  tenant: Tenant,
  id: string,
): Promise<TenantTransaction> {
  const found = isTransactionId(id) ? await findTenantTransaction(database, tenant.id, id) : undefined
  if (found === undefined) {
    const detail = 'Use an id from GET /v0/partner/transactions of the same tenant.'
    throw new GatewayError('transaction_not_found', { detail })
  }
  const { session } = found
  log.addSubject({ transaction: found.id, user: found.user, ...(session !== null && { session }) })
  return found
}
