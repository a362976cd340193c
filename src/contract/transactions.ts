import Type from 'typebox'
import { depositFaults, findDepositFault } from '../domain/deposit.ts'
import { didYouMean, nearestWords } from '../domain/near-miss.ts'
import { anyStatus, filterWords, parseStatusFilter, type StatusFilter } from '../domain/status-filter.ts'
import {
  isTransactionId,
  type Transaction,
  type TransactionPageStart,
  transactionStatuses,
} from '../domain/transaction.ts'
import { byDefault, type FieldResult, type FieldsRead, type FieldValues, optional, type Reader } from './field.ts'
import { type Links, linkTo } from './hal.ts'
import { wholeNumber } from './query.ts'

/** Page sizes (docs/contract.md, transactions). */
const countDefault = 50
const countMax = 100
/** What is skipped to come to a page by its number alone; beyond, `next` links lead on at the same cost per page. */
export const offsetMax = 10_000
/** A page number of nine digits is enough for everybody. */
const pageMax = 999_999_999
const path = '/v0/ramp/transactions'

const ownWords = filterWords.slice(transactionStatuses.length).join(', ')
const choice = `Send one of ${transactionStatuses.join(', ')}, or a status of the provider’s own: ${ownWords}.`

const status: Reader<StatusFilter> = {
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
    status,
    anyStatus,
    'one status: a canonical one in small letters (`completed` finds `SETTLED` too), or the provider’s own word (`meld_status`) in any other spelling (`FAILED` finds no `DECLINED`, `failed` does)',
  ),
  page: wholeNumber({ min: 0, max: pageMax, absent: 0 }, 'counted from 0', 'pages are counted from 0'),
  count: wholeNumber(
    { min: 1, max: countMax, absent: countDefault },
    'transactions to a page',
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
  const fault = { fault: 'Not a cursor of this list; take the whole address from _links.next or _links.prev.' }
  if (typeof value !== 'string' || !/^[A-Za-z0-9_-]{1,256}$/.test(value)) return fault
  const match = /^(after|before) (-?\d{1,15}) (.+)$/.exec(Buffer.from(value, 'base64url').toString('latin1'))
  const [, kind, createdAt, id] = match ?? []
  if (createdAt === undefined || id === undefined || !isTransactionId(id)) return fault
  // Whoever forges one may name an instant that the database has no place for.
  if (Number(createdAt) < earliestInstant || Number(createdAt) > latestInstant) return fault
  const start = { kind: kind === 'before' ? 'before' : 'after', createdAt: Number(createdAt), id } as const
  return { value: { text: value, start } }
}

function writeCursor(kind: 'after' | 'before', { createdAt, id }: Transaction): string {
  return Buffer.from(`${kind} ${createdAt} ${id}`, 'latin1').toString('base64url')
}

/** One page and whether there is more of it in the direction of reading. */
export interface TransactionsPage {
  /** Newest first. */
  readonly transactions: readonly Transaction[]
  readonly hasMore: boolean
}

/** The body of a list: docs/contract.md, and links from page to page. */
export function transactionListReply({ transactions, hasMore }: TransactionsPage, query: TransactionsQuery) {
  return {
    _links: pageLinks({ transactions, hasMore }, query),
    transactions: transactions.map((transaction) => ({
      _links: { self: selfLink(transaction) },
      ...transactionMembers(transaction),
    })),
  }
}

/** The body of one transaction: docs/contract.md, transactions. */
export function transactionReply(transaction: Transaction) {
  const { session } = transaction
  return {
    _links: {
      self: selfLink(transaction),
      transactions: linkTo(path),
      ...(session !== null && { session: linkTo(`/v0/ramp/sessions/${session}`) }),
    },
    transaction: transactionMembers(transaction),
  }
}

function pageLinks({ transactions, hasMore }: TransactionsPage, query: TransactionsQuery): Links {
  const { page, start, count } = query
  const [newest, oldest] = [transactions[0], transactions.at(-1)]
  // Read backwards there is always a page after this one: the one it was come from.
  const hasNext = start.kind === 'before' || hasMore
  const next = oldest && hasNext ? pageLink(query, page + 1, writeCursor('after', oldest)) : undefined
  return {
    self: pageLink(query, page, query.cursor),
    first: pageLink(query, 0, null),
    ...(page > 0 && prevLink()),
    ...(next !== undefined && { next }),
  }

  function prevLink(): Links {
    const number = page - 1
    if (number > 0 && newest !== undefined) return { prev: pageLink(query, number, writeCursor('before', newest)) }
    // An empty page has nothing to start from; its neighbour is found by its number, if it can be.
    return number * count <= offsetMax ? { prev: pageLink(query, number, null) } : {}
  }
}

function pageLink({ filter, count }: TransactionsQuery, page: number, cursor: string | null) {
  const query = new URLSearchParams({ page: String(page), count: String(count) })
  const status = filter.status ?? filter.meldStatus
  if (status !== null) query.set('status', status)
  if (cursor !== null) query.set('cursor', cursor)
  return linkTo(`${path}?${query}`)
}

function selfLink({ id }: Transaction) {
  return linkTo(`${path}/${id}`)
}

const swapEnding = /_SWAP$/

/**
 * As docs/contract.md has it, and ours. `created_at` and `updated_at` are the provider's own texts, whatever timestamp format is asked
 * for. The only address is a sell's deposit address, and that only where nothing speaks against it.
 */
function transactionMembers(transaction: Transaction) {
  const { id, status, session, upstream, assets } = transaction
  const { fees, transactionType } = upstream
  const fault = findDepositFault(transaction)
  return {
    id,
    status,
    meld_status: upstream.meldStatus,
    transaction_type: transactionType?.replace(swapEnding, '') ?? null,
    from_asset: assets.from,
    to_asset: assets.to,
    chain_id: assets.chainId,
    source_amount: upstream.sourceAmount,
    destination_amount: upstream.destinationAmount,
    service_provider: upstream.serviceProvider,
    payment_method_type: upstream.paymentMethodType,
    created_at: upstream.createdAtText,
    updated_at: upstream.updatedAtText,
    is_swap: transactionType !== null && swapEnding.test(transactionType),
    session_id: session,
    external_session_id: upstream.externalSessionId,
    transaction_hash: upstream.transactionHash,
    failure_reason: upstream.failureReason,
    total_fee: fees.total,
    network_fee: fees.network,
    transaction_fee: fees.transaction,
    partner_fee: fees.partner,
    deposit_address: fault === null ? upstream.depositAddress : null,
    ...(fault !== null && { deposit_withheld: { reason: fault, detail: depositFaults[fault] } }),
  }
}
