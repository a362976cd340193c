import type { StatusFilter } from '../domain/status-filter.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Transaction, TransactionPageStart } from '../domain/transaction.ts'
import type { UserId } from '../domain/user.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { textOf } from '../postgres/row.ts'
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
  /** Of what this page shows: `markOfPage` gives the same until any of it has changed. */
  readonly mark: string
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
  const { start, count } = page
  const rows = await internalsOf(database).connection.query(
    `list_transactions_${start.kind}`,
    pageSql[start.kind],
    pageValues(tenant, user, page),
  )
  const shown = rows.slice(0, count).map(readTransaction)
  return {
    transactions: start.kind === 'before' ? shown.reverse() : shown,
    hasMore: rows.length > count,
    mark: rows.map((row) => textOf(row, 'mark')).join(),
  }
}

/** The mark of a page as it is now, for a fraction of what reading the page costs. */
export async function markOfPage(
  database: Database,
  tenant: TenantId,
  user: UserId,
  page: TransactionPage,
): Promise<string> {
  const { kind } = page.start
  const [row] = await internalsOf(database).connection.query(
    `mark_of_page_${kind}`,
    `select string_agg(mark, ',') as mark from (${pageSql[kind]}) as page`,
    pageValues(tenant, user, page),
  )
  return row?.mark == null ? '' : textOf(row, 'mark')
}

function pageValues(tenant: TenantId, user: UserId, { filter, count, start }: TransactionPage): readonly unknown[] {
  const where = start.kind === 'offset' ? [new Date(0), '', start.offset] : [new Date(start.createdAt), start.id, 0]
  // One more than a page, to know whether there is another.
  return [tenant, user, filter.meldStatus, count + 1, ...where, filter.status]
}

/**
 * Each change of a row gives it another `xmin`. That is the same again only where a standby has taken over without the
 * last changes; the time of the check tells these apart.
 */
const rowMark = `concat(id, ' ', xmin, ' ', date_part('epoch', checked_at)) as mark`

const ownRows = `select ${transactionColumns}, ${rowMark} from transactions
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
