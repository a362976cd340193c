import Type from 'typebox'
import { depositFaults, findDepositFault } from '../domain/deposit.ts'
import type { Transaction } from '../domain/transaction.ts'
import type { Wire } from './endpoint.ts'
import { linksOf, linkTo } from './hal.ts'
import { nullable, ToldDecimal, TransactionStatus } from './schema.ts'
import { DepositFaultName } from './session-schema.ts'
import { offsetMax, type TransactionsQuery, writeCursor } from './transaction-query.ts'

const path = '/v0/ramp/transactions'

const fee = nullable(ToldDecimal, 'in the fiat currency, null where it is not told')
const timestamp = nullable(
  Type.String(),
  'Meld’s own time as an ISO 8601 text, whatever `X-Timestamp-Format` says; null where Meld told none that can be read',
)

/** What a transaction shows wherever it is answered. */
export const transactionSchemas = {
  id: Type.String({ description: 'Meld’s transaction id' }),
  status: TransactionStatus,
  meld_status: Type.String({
    description: 'Meld’s own word for it, in capitals; an open set. `ERROR` is not the end: the provider may try again',
  }),
  transaction_type: nullable(Type.String(), '`CRYPTO_PURCHASE`, `CRYPTO_SELL`, `CRYPTO_TRANSFER`, or null'),
  from_asset: nullable(Type.String(), 'our symbol; an asset that Rampway does not know keeps Meld’s code'),
  to_asset: nullable(Type.String(), 'likewise'),
  chain_id: nullable(Type.Integer(), 'null where neither asset is known'),
  source_amount: nullable(ToldDecimal, 'null until known'),
  destination_amount: nullable(ToldDecimal, 'null until known'),
  service_provider: nullable(Type.String(), 'who serves the trade'),
  payment_method_type: nullable(Type.String(), 'what the user paid with, or is paid by'),
  created_at: timestamp,
  updated_at: timestamp,
  is_swap: Type.Boolean({ description: 'whether the provider swaps one asset for another on the way' }),
  session_id: nullable(Type.String(), 'the session that it belongs to, where one is known'),
  external_session_id: nullable(Type.String(), 'what names that session at Meld'),
  service_transaction_id: nullable(
    Type.String(),
    'the provider’s own id of it, which its support asks for; null until it is told',
  ),
  transaction_hash: nullable(Type.String(), 'on the chain, once there is one'),
  failure_reason: nullable(Type.String(), 'the provider’s words, for people; null unless something went wrong'),
  total_fee: fee,
  network_fee: fee,
  transaction_fee: fee,
  partner_fee: fee,
  deposit_address: nullable(
    Type.String(),
    'sells: where the crypto is sent. It informs; what is to be sent, and by whom, is the session’s `deposit`. Other addresses are not shown',
  ),
  deposit_withheld: Type.Optional(
    Type.Object(
      { reason: DepositFaultName, detail: Type.String() },
      { description: 'only where it is: the address cannot be right, so never send' },
    ),
  ),
}

/** One transaction. */
export const TransactionReply = Type.Object(
  {
    _links: linksOf(['self', 'transactions'], ['session']),
    transaction: Type.Object(transactionSchemas, { title: 'Transaction' }),
  },
  { title: 'TransactionReply' },
)

const ListedTransaction = Type.Object(
  { _links: linksOf(['self']), ...transactionSchemas },
  { title: 'ListedTransaction' },
)

/** One page of transactions. */
export const TransactionListReply = Type.Object(
  {
    _links: linksOf(['self', 'first'], ['next', 'prev']),
    transactions: Type.Array(ListedTransaction, { description: 'newest first' }),
  },
  { title: 'TransactionList' },
)

type ListReply = Wire<typeof TransactionListReply>

/** One page and whether there is more of it in the direction of reading. */
export interface TransactionsPage {
  /** Newest first. */
  readonly transactions: readonly Transaction[]
  readonly hasMore: boolean
}

/** The body of a list: docs/contract.md, and links from page to page. */
export function transactionListReply({ transactions, hasMore }: TransactionsPage, query: TransactionsQuery): ListReply {
  return {
    _links: pageLinks({ transactions, hasMore }, query),
    transactions: transactions.map((transaction) => ({
      _links: { self: selfLink(transaction) },
      ...transactionMembers(transaction),
    })),
  }
}

/** The body of one transaction: docs/contract.md, transactions. */
export function transactionReply(transaction: Transaction): Wire<typeof TransactionReply> {
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

function pageLinks({ transactions, hasMore }: TransactionsPage, query: TransactionsQuery): ListReply['_links'] {
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

  function prevLink(): Pick<ListReply['_links'], 'prev'> {
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
 * As docs/contract.md has it, and ours. `created_at` and `updated_at` are the provider's own texts, whatever timestamp
 * format is asked for. The only address is a sell's deposit address, and that only where nothing speaks against it.
 */
export function transactionMembers(transaction: Transaction): Wire<typeof TransactionReply>['transaction'] {
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
    service_transaction_id: upstream.serviceTransactionId,
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
