import type { StatusFilter } from '../domain/status-filter.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Transaction, TransactionPageStart } from '../domain/transaction.ts'
import type { UserId } from '../domain/user.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { groupRows, groupValues, instantSql } from '../postgres/group-rows.ts'
import { textOf, textOrNullOf } from '../postgres/row.ts'
import { runStep, type Step } from '../postgres/step.ts'
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
export function markOfPage(database: Database, tenant: TenantId, user: UserId, page: TransactionPage): Promise<string> {
  return runStep(database, markSteps[page.start.kind], { tenant, user, page })
}

interface MarkItem {
  readonly tenant: TenantId
  readonly user: UserId
  readonly page: TransactionPage
}

function markStepOf(kind: TransactionPageStart['kind']): Step<MarkItem, string> {
  const rows = groupRows(`tenant_id text, user_id text, meld_status text, count int, at_ms double precision,
    place_id text, skipped int, status text`)
  const page = pageSqlOf(kind, rowMark, {
    tenant: 'i.tenant_id',
    user: 'i.user_id',
    meldStatus: 'i.meld_status',
    count: 'i.count',
    at: instantSql('i.at_ms'),
    id: 'i.place_id',
    skipped: 'i.skipped',
    status: 'i.status',
  })
  const text = `select (select string_agg(mark, ',') from (${page}) as page) as mark from (${rows}) as i order by i.n`
  return {
    name: `mark_of_page_${kind}`,
    run: async (query, items) => {
      const marks = await query(`marks_of_pages_${kind}`, text, groupValues(items.map(markRow)))
      return marks.map((row) => textOrNullOf(row, 'mark') ?? '')
    },
  }
}

function markRow({ tenant, user, page }: MarkItem): object {
  const { filter, count, start } = page
  const place = start.kind === 'offset' ? offsetPlace : start
  return {
    tenant_id: tenant,
    user_id: user,
    meld_status: filter.meldStatus,
    count: count + 1,
    at_ms: place.createdAt,
    place_id: place.id,
    skipped: start.kind === 'offset' ? start.offset : 0,
    status: filter.status,
  }
}

/** Where a page by offset starts, for statements that all pages share. */
const offsetPlace = { createdAt: 0, id: '' }

function pageValues(tenant: TenantId, user: UserId, { filter, count, start }: TransactionPage): readonly unknown[] {
  const place = start.kind === 'offset' ? offsetPlace : start
  const where = [new Date(place.createdAt), place.id, start.kind === 'offset' ? start.offset : 0]
  // One more than a page, to know whether there is another.
  return [tenant, user, filter.meldStatus, count + 1, ...where, filter.status]
}

/**
 * Each change of a row gives it another `xmin`. That is the same again only where a standby has taken over without the
 * last changes; the time of the check tells these apart.
 */
const rowMark = `concat(id, ' ', xmin, ' ', date_part('epoch', checked_at)) as mark`

/** What a page is read by, as SQL. */
type PageParameters = Readonly<
  Record<'tenant' | 'user' | 'meldStatus' | 'count' | 'at' | 'id' | 'skipped' | 'status', string>
>

function pageSqlOf(kind: TransactionPageStart['kind'], columns: string, by: PageParameters): string {
  const place = `(${by.at}, ${by.id})`
  const [where, order] = {
    // All that it is read by is named, so that each value has a type.
    offset: [`and ${by.at} is not null and ${by.id} is not null`, 'provider_created_at desc, id desc'],
    after: [`and (provider_created_at, id) < ${place}`, 'provider_created_at desc, id desc'],
    before: [`and (provider_created_at, id) > ${place}`, 'provider_created_at, id'],
  }[kind]
  return `select ${columns} from transactions
    where tenant_id = ${by.tenant} and user_id = ${by.user}
      and (${by.meldStatus} is null or upper(meld_status) = upper(${by.meldStatus}))
      and (${by.status} is null or status = ${by.status}) ${where}
    order by ${order} limit ${by.count} offset ${by.skipped}`
}

function listSqlOf(kind: TransactionPageStart['kind']): string {
  return pageSqlOf(kind, `${transactionColumns}, ${rowMark}`, {
    tenant: '$1',
    user: '$2',
    meldStatus: '$3::text',
    count: '$4',
    at: '$5::timestamptz',
    id: '$6::text',
    skipped: '$7::int',
    status: '$8::text',
  })
}

/** The statements behind `listTransactions`; all take the same values. */
export const pageSql: { readonly [Kind in TransactionPageStart['kind']]: string } = {
  offset: listSqlOf('offset'),
  after: listSqlOf('after'),
  before: listSqlOf('before'),
}

const markSteps: { readonly [Kind in TransactionPageStart['kind']]: Step<MarkItem, string> } = {
  offset: markStepOf('offset'),
  after: markStepOf('after'),
  before: markStepOf('before'),
}
