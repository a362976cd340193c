import { foundMax } from '../domain/find.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import type { Transaction } from '../domain/transaction.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { present, textOf } from '../postgres/row.ts'
import { readTransaction, transactionColumns } from './transaction-row.ts'

/** A transaction, and whose it is. */
export interface FoundTransaction {
  readonly tenant: TenantId
  readonly transaction: Transaction
}

/** The transactions of these tenants with this id of Meld's. Throws `RowError`. */
export async function findTransactionsById(
  database: Database,
  tenants: readonly TenantId[],
  id: string,
): Promise<readonly FoundTransaction[]> {
  const rows = await internalsOf(database).connection.query(
    'find_transactions_by_id',
    `select tenant_id, ${transactionColumns} from transactions where tenant_id = any($1::text[]) and id = $2`,
    [tenants, id],
  )
  return rows.map(readFound)
}

/** The newest transactions with this id of the provider's, of one tenant or (null) of any. Throws `RowError`. */
export async function findTransactionsByServiceId(
  database: Database,
  tenant: TenantId | null,
  id: string,
): Promise<readonly FoundTransaction[]> {
  const rows = await internalsOf(database).connection.query(
    'find_transactions_by_service_id',
    `select tenant_id, ${transactionColumns} from transactions
     where detail->>'serviceTransactionId' is not null
       and hashtextextended(detail->>'serviceTransactionId', 0) = hashtextextended($1, 0)
       and detail->>'serviceTransactionId' = $1 and ($2::text is null or tenant_id = $2)
     order by provider_created_at desc limit ${foundMax + 1}`,
    [id, tenant],
  )
  return rows.map(readFound)
}

/** The newest transactions with one of these hashes, given in small letters, of one tenant or (null) of any. Throws `RowError`. */
export async function findTransactionsByHash(
  database: Database,
  tenant: TenantId | null,
  hashes: readonly string[],
): Promise<readonly FoundTransaction[]> {
  const rows = await internalsOf(database).connection.query(
    'find_transactions_by_hash',
    `select tenant_id, ${transactionColumns} from transactions
     where detail->>'transactionHash' is not null
       and hashtextextended(lower(detail->>'transactionHash'), 0)
         = any(array(select hashtextextended(hash, 0) from unnest($1::text[]) as hash))
       and lower(detail->>'transactionHash') = any($1::text[]) and ($2::text is null or tenant_id = $2)
     order by provider_created_at desc limit ${foundMax + 1}`,
    [hashes, tenant],
  )
  return rows.map(readFound)
}

function readFound(row: Row): FoundTransaction {
  return {
    tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
    transaction: readTransaction(row),
  }
}
