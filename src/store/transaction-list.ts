import type { StatusFilter } from '../domain/status-filter.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Transaction, TransactionPageStart } from '../domain/transaction.ts'
import type { UserId } from '../domain/user.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { readTransaction, transactionColumns } from './transaction-row.ts'

/** Which of a user's transactions to list. */
export interface TransactionPage {
  readonly filter: StatusFilter
  readonly count: number
  readonly start: TransactionPageStart
}

/** A page, and whether there is more beyond it in the direction of reading. */
export interface ListedTransactions {
  /** Newest first. */
  readonly transactions: readonly Transaction[]
  readonly hasMore: boolean
}

/** One transaction of a user; undefined when this user has none with that id. Throws `RowError`. */
export async function findTransaction(
  database: Database,
  tenant: TenantId,
  user: UserId,
  id: string,
): Promise<Transaction | undefined> {
  const rows = await internalsOf(database).connection.query(
    'find_transaction',
    `select ${transactionColumns} from transactions where tenant_id = $1 and id = $2 and user_id = $3`,
    [tenant, id, user],
  )
  return rows[0] === undefined ? undefined : readTransaction(rows[0])
}

/**
 * A user's transactions, newest first. A page that starts at another page's transaction costs the same however far back
 * it is; one by offset reads everything before it. Throws `RowError`.
 */
export async function listTransactions(
  database: Database,
  tenant: TenantId,
  user: UserId,
  page: TransactionPage,
): Promise<ListedTransactions> {
  const { filter, start, count } = page
  const where = start.kind === 'offset' ? [new Date(0), '', start.offset] : [new Date(start.createdAt), start.id, 0]
  const rows = await internalsOf(database).connection.query(
    `list_transactions_${start.kind}`,
    pageSql[start.kind],
    // One more than a page, to know whether there is another.
    [tenant, user, filter.meldStatus, count + 1, ...where, filter.status],
  )
  const shown = rows.slice(0, count).map(readTransaction)
  return { transactions: start.kind === 'before' ? shown.reverse() : shown, hasMore: rows.length > count }
}

const ownRows = `select ${transactionColumns} from transactions
  where tenant_id = $1 and user_id = $2 and ($3::text is null or upper(meld_status) = upper($3))
    and ($8::text is null or status = $8)`

/** The statements behind `listTransactions`; all take the same values. */
export const pageSql: { readonly [Kind in TransactionPageStart['kind']]: string } = {
  offset: `${ownRows} and $5::timestamptz is not null and $6::text is not null
    order by provider_created_at desc, id desc limit $4 offset $7::int`,
  after: `${ownRows} and (provider_created_at, id) < ($5::timestamptz, $6::text)
    order by provider_created_at desc, id desc limit $4 offset $7::int`,
  before: `${ownRows} and (provider_created_at, id) > ($5::timestamptz, $6::text)
    order by provider_created_at, id limit $4 offset $7::int`,
}
