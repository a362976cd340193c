import Type from 'typebox'
import { didYouMean, nearestWords } from '../domain/near-miss.ts'
import { anyStatus, filterWords, parseStatusFilter, type StatusFilter } from '../domain/status-filter.ts'
import {
  isTransactionId,
  type Transaction,
  type TransactionPageStart,
  transactionStatuses,
} from '../domain/transaction.ts'
import { byDefault, type FieldResult, type FieldsRead, type FieldValues, optional, type Reader } from './field.ts'
import { wholeNumber } from './query.ts'

/** Page sizes (docs/contract.md, transactions). */
const countDefault = 50
const countMax = 100
/** What is skipped to come to a page by its number alone; beyond, `next` links lead on at the same cost per page. */
export const offsetMax = 10_000
/** A page number of nine digits is enough for everybody. */
const pageMax = 999_999_999

const ownWords = filterWords.slice(transactionStatuses.length).join(', ')
const choice = `Send one of ${transactionStatuses.join(', ')}, or a status of the provider’s own: ${ownWords}.`

/** One status in a query. */
export const statusFilter: Reader<StatusFilter> = {
  read: (value) => {
    if (typeof value !== 'string') return { fault: choice }
    const filter = value === '' ? anyStatus : parseStatusFilter(value)
    if (filter !== undefined) return { value: filter }
    if (value.includes(',')) return { fault: `Only one can be named. ${choice}` }
    const meant = nearestWords(value, filterWords)
    return { fault: meant.length === 0 ? choice : `${didYouMean(meant)} ${choice}` }
  },
  schema: Type.String(),
  rule: `One of ${filterWords.join(', ')}.`,
}

/** The query of `GET /v0/ramp/transactions`. */
export const transactionsParameters = {
  status: byDefault(
    statusFilter,
    anyStatus,
    'one status: a canonical one in small letters (`completed` finds `SETTLED` too), or the provider’s own word (`meld_status`) in any other spelling (`FAILED` finds no `DECLINED`, `failed` does)',
  ),
  page: wholeNumber(
    { min: 0, max: pageMax, absent: 0 },
    'counted from 0; within the first 10,000 transactions',
    'pages are counted from 0',
  ),
  count: wholeNumber(
    { min: 1, max: countMax, absent: countDefault },
    `transactions to a page, 1 to ${countMax}, ${countDefault} by default`,
    'so many transactions to a page',
  ),
  cursor: optional(cursorReader(), 'where to go on; follow `_links.next` and `_links.prev` instead of making it'),
}

/** Where a list is read from, and how much of it. */
export interface TransactionsQuery {
  readonly filter: StatusFilter
  readonly page: number
  readonly count: number
  readonly start: TransactionPageStart
  /** As it came; null when the page is found by its number. */
  readonly cursor: string | null
}

/** The place in the list that a query names; a fault when its number alone is too far back. */
export function placeOf(query: FieldValues<typeof transactionsParameters>): FieldsRead<TransactionsQuery> {
  const { status: filter, page, count, cursor } = query
  if (cursor !== null) return { values: { filter, page, count, start: cursor.start, cursor: cursor.text } }
  const offset = page * count
  if (offset <= offsetMax) return { values: { filter, page, count, start: { kind: 'offset', offset }, cursor: null } }
  const detail = `A page by its number lies within the first ${offsetMax} transactions (page × count). Follow _links.next from an earlier page; it leads on without a limit.`
  return { faults: [{ pointer: '/page', detail }] }
}

/** The years 1 to 9999: what an instant on the wire can be, in epoch milliseconds. */
const earliestInstant = Date.parse('0001-01-01T00:00:00Z')
const latestInstant = Date.parse('9999-12-31T23:59:59.999Z')

/** A place between two transactions, opaque to callers. */
interface Cursor {
  readonly text: string
  readonly start: TransactionPageStart
}

function cursorReader(): Reader<Cursor> {
  return {
    read: readCursor,
    schema: Type.String({ pattern: '^[A-Za-z0-9_-]{1,256}$' }),
    rule: 'It must be one that a link of this list has.',
  }
}

function readCursor(value: unknown): FieldResult<Cursor> {
  const start = typeof value === 'string' ? parseCursor(value) : undefined
  return start === undefined || typeof value !== 'string'
    ? { fault: 'Not a cursor of this list; take the whole address from _links.next or _links.prev.' }
    : { value: { text: value, start } }
}

/** The place in a list that a cursor names; undefined for a text that is none. */
export function parseCursor(text: string): Exclude<TransactionPageStart, { readonly kind: 'offset' }> | undefined {
  if (!/^[A-Za-z0-9_-]{1,256}$/.test(text)) return undefined
  const match = /^(after|before) (-?\d{1,15}) (.+)$/.exec(Buffer.from(text, 'base64url').toString('latin1'))
  const [, kind, createdAt, id] = match ?? []
  if (createdAt === undefined || id === undefined || !isTransactionId(id)) return undefined
  // Whoever forges one may name an instant that the database has no place for.
  if (Number(createdAt) < earliestInstant || Number(createdAt) > latestInstant) return undefined
  return { kind: kind === 'before' ? 'before' : 'after', createdAt: Number(createdAt), id }
}

/** A cursor that leads on from a transaction, in that direction. */
export function writeCursor(
  kind: 'after' | 'before',
  { createdAt, id }: Pick<Transaction, 'createdAt' | 'id'>,
): string {
  return Buffer.from(`${kind} ${createdAt} ${id}`, 'latin1').toString('base64url')
}
