import type { FastifyInstance } from 'fastify'
import { placeOf } from '../../contract/transaction-query.ts'
import { transactionListReply, transactionReply } from '../../contract/transaction-view.ts'
import { getTransaction, listTransactions } from '../../contract/transactions.ts'
import type { Deps } from '../../operations/deps.ts'
import { listOwnTransactions, readOwnTransaction } from '../../operations/transactions/transactions.ts'
import { requireFields } from '../fields.ts'
import { serve } from '../serve.ts'

/** The end user's own transactions. */
export function transactionRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, listTransactions, async ({ principal, query, log }) => {
    const place = requireFields(placeOf(query))
    const { filter, count, start } = place
    const page = await listOwnTransactions({ ...deps, log }, principal, { filter, count, start })
    return { status: 200, body: transactionListReply(page, place) }
  })
  serve(app, getTransaction, async ({ principal, params, log }) => {
    const transaction = await readOwnTransaction({ ...deps, log }, principal, params.transactionId)
    return { status: 200, body: transactionReply(transaction) }
  })
}
