import type { SessionId } from '../domain/session.ts'
import type { StatusFilter } from '../domain/status-filter.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { Transaction } from '../domain/transaction.ts'
import { parseUserId, type UserId } from '../domain/user.ts'
import type { Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, present, textOf, textOrNullOf } from '../postgres/row.ts'
import { type LookBack, lookBack, type Stretch, stretchRows } from './look-back.ts'
import { sessionUuid } from './session-row.ts'
import { readTransaction, transactionColumns } from './transaction-row.ts'

/** A transaction of one of the tenant's users. */
export interface TenantTransaction extends Transaction {
  readonly user: UserId
}

/** Where a page ended: its last transaction. */
export type TransactionPlace = Pick<Transaction, 'createdAt' | 'id'>

/** What a list is narrowed by; null leaves all in. */
export interface TransactionListFilter {
  readonly status: StatusFilter
  readonly user: UserId | null
  readonly session: SessionId | null
  /** From then on, and before then; epoch milliseconds of their creation as first seen. */
  readonly createdFrom: number | null
  readonly createdBefore: number | null
}

/** One transaction of the tenant's users; undefined when they have none with that id. Throws `RowError`. */
export async function findTenantTransaction(
  database: Database,
  tenant: TenantId,
  id: string,
): Promise<TenantTransaction | undefined> {
  const rows = await internalsOf(database).connection.query(
    'find_tenant_transaction',
    `select ${transactionColumns}, user_id from transactions where tenant_id = $1 and id = $2 and user_id is not null`,
    [tenant, id],
  )
  return rows[0] === undefined ? undefined : readOne(rows[0])
}

/**
 * A page of the transactions of the tenant's users, newest first; it costs the same however far back it is. Throws
 * `RowError`.
 */
export async function listTenantTransactions(
  database: Database,
  tenant: TenantId,
  filter: TransactionListFilter,
  page: { readonly after: TransactionPlace | null; readonly count: number },
): Promise<LookBack<TenantTransaction, TransactionPlace>> {
  const { query } = internalsOf(database).connection
  const { name, text, values, isReadWhole } = statementOf(filter)
  return await lookBack(page.count, page.after, async (after, wanted) => {
    const rowsMax = isReadWhole ? stretchRows : wanted
    const place = after === null ? ['infinity', ''] : [new Date(after.createdAt), after.id]
    return stretchOf(await query(name, text, [tenant, ...place, rowsMax, wanted, ...values]), rowsMax)
  })
}

function stretchOf(rows: readonly Row[], rowsMax: number): Stretch<TenantTransaction, TransactionPlace> {
  const [first] = rows
  const lastId = first === undefined ? null : textOrNullOf(first, 'last_id')
  return {
    items: rows.filter(({ id }) => id !== null).map(readOne),
    last: first === undefined || lastId === null ? null : { createdAt: numberOf(first, 'last_at'), id: lastId },
    isEnd: first === undefined || numberOf(first, 'read') < rowsMax,
  }
}

interface ListStatement {
  readonly name: string
  /** Its values are the tenant, a place, how many rows are read and given at most, and `values`. */
  readonly text: string
  readonly values: readonly unknown[]
  /** No index tells which ones are left in. */
  readonly isReadWhole: boolean
}

function statementOf({ status, user, session, createdFrom, createdBefore }: TransactionListFilter): ListStatement {
  const values: unknown[] = []
  const names: string[] = []
  const add = (name: string, value: unknown, condition: (parameter: string) => string): readonly string[] => {
    if (value === null) return []
    names.push(name)
    return [condition(`$${values.push(value) + 5}`)]
  }
  // A session has a handful: all of them are read, so that no plan looks for them along the time.
  const ofSession = add('session', session === null ? null : sessionUuid(session), (id) => `session_id = ${id}`)
  const byIndex = [
    // The words of the index.
    ...(user === null ? [`coalesce(user_id, '') <> ''`] : add('user', user, (id) => `user_id = ${id}`)),
    ...add('from', createdFrom === null ? null : new Date(createdFrom), (at) => `provider_created_at >= ${at}`),
    ...add('before', createdBefore === null ? null : new Date(createdBefore), (at) => `provider_created_at < ${at}`),
  ]
  const byRow = [
    ...add('status', status.status, (word) => `status = ${word}`),
    ...add('meld_status', status.meldStatus, (word) => `upper(meld_status) = upper(${word})`),
  ]
  const [source, first] =
    session === null
      ? ['transactions', '']
      : [
          'of_session',
          `of_session as materialized (
        select * from transactions where tenant_id = $1 and ${ofSession.join(' and ')}
      ), `,
        ]
  return {
    name: ['list_tenant_transactions', ...names].join('_'),
    text: `
      with ${first}read as materialized (
        select * from ${source}
        where tenant_id = $1 and ${byIndex.join(' and ')}
          and (provider_created_at, id) < ($2::timestamptz, $3::text)
        order by provider_created_at desc, id desc limit $4
      )
      select ends.read, last.last_at, last.last_id, t.*
      from (select count(*)::int as read from read) as ends
      left join (
        select provider_created_at as last_at, id as last_id from read order by provider_created_at, id limit 1
      ) as last on true
      left join (
        select ${transactionColumns}, user_id from read where ${['true', ...byRow].join(' and ')}
        order by provider_created_at desc, id desc limit $5
      ) as t on true
      order by t.provider_created_at desc, t.id desc`,
    values,
    isReadWhole: byRow.length > 0,
  }
}

function readOne(row: Row): TenantTransaction {
  return { ...readTransaction(row), user: present(parseUserId(textOf(row, 'user_id')), 'user_id') }
}
