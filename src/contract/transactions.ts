import Type from 'typebox'
import { endpoint } from './endpoint.ts'
import { transactionsParameters } from './transaction-query.ts'
import { TransactionListReply, TransactionReply } from './transaction-view.ts'

/** The transaction of the examples. */
export const transactionExample = {
  id: 'WYCmxKVDGLYS8Q7Yb8dPp3',
  status: 'completed',
  meld_status: 'SETTLED',
  transaction_type: 'CRYPTO_PURCHASE',
  from_asset: 'USD',
  to_asset: 'USDC',
  chain_id: 8453,
  source_amount: '25.00',
  destination_amount: '24.13',
  service_provider: 'TRANSAK',
  payment_method_type: 'CREDIT_DEBIT_CARD',
  created_at: '2025-11-26T20:01:00.000Z',
  updated_at: '2025-11-26T20:03:12.000Z',
  is_swap: false,
  session_id: 'ses_019ac1c5e2f07c3a9d4e5b6f70819293',
  external_session_id: 'rw_019ac1c5e2f07c3a9d4e5b6f70819293_3f2a9c0d1e4b_5a6b7c8d9e',
  service_transaction_id: '4e5c0b5e-6d0c-4c02-9d5d-3d3d5d1a7e0b',
  transaction_hash: '0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060',
  failure_reason: null,
  total_fee: '0.87',
  network_fee: '0.20',
  transaction_fee: '0.67',
  partner_fee: '0',
  deposit_address: null,
}
const self = { href: `/v0/ramp/transactions/${transactionExample.id}` }

/** The caller's own transactions, page by page. */
export const listTransactions = endpoint({
  name: 'listTransactions',
  tag: 'Transactions',
  summary: 'The end user’s own transactions, newest first, without totals.',
  description:
    'Page through the list by `_links`: `next` and `prev` carry a cursor, so what comes in meanwhile neither repeats nor hides anything. The answer comes from Rampway’s own store, so it is fast and there while Meld is down.',
  method: 'GET',
  path: '/v0/ramp/transactions',
  access: 'user',
  query: transactionsParameters,
  replies: { 200: TransactionListReply },
  leadsTo: [{ name: 'getTransaction', about: 'one of them', params: { transactionId: '/transactions/0/id' } }],
  example: {
    query: { status: 'completed' },
    status: 200,
    reply: {
      _links: {
        self: { href: '/v0/ramp/transactions?page=0&count=50&status=completed' },
        first: { href: '/v0/ramp/transactions?page=0&count=50&status=completed' },
      },
      transactions: [{ _links: { self }, ...transactionExample }],
    },
  },
})

/** One of the caller's own transactions. */
export const getTransaction = endpoint({
  name: 'getTransaction',
  tag: 'Transactions',
  summary: 'One of the end user’s own transactions.',
  description: 'Somebody else’s transaction and one that does not exist are the same 404.',
  method: 'GET',
  path: '/v0/ramp/transactions/:transactionId',
  access: 'user',
  params: { transactionId: Type.String({ description: 'as `transaction.id` has it' }) },
  replies: { 200: TransactionReply },
  leadsTo: [{ name: 'getSession', about: 'the session that it belongs to', params: { id: '/transaction/session_id' } }],
  errors: ['transaction_not_found'],
  example: {
    params: { transactionId: transactionExample.id },
    status: 200,
    reply: {
      _links: {
        self,
        transactions: { href: '/v0/ramp/transactions' },
        session: { href: `/v0/ramp/sessions/${transactionExample.session_id}` },
      },
      transaction: transactionExample,
    },
  },
})
