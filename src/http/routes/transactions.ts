import type { FastifyInstance } from 'fastify'
import { readTimestampFormat } from '../../contract/timestamps.ts'
import { placeOf } from '../../contract/transaction-query.ts'
import { transactionListReply, transactionReply } from '../../contract/transaction-view.ts'
import { getTransaction, listTransactions } from '../../contract/transactions.ts'
import { WrittenBody } from '../../contract/written-body.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { cachePage, findCachedPage } from '../../operations/transactions/page-cache.ts'
import { listOwnTransactions, readOwnTransaction } from '../../operations/transactions/transactions.ts'
import { requireFields } from '../fields.ts'
import { serve } from '../serve.ts'

/** The end user's own transactions. */
export function transactionRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, listTransactions, async ({ principal, query, log, request }) => {
    const place = requireFields(placeOf(query))
    const { filter, count, start } = place
    const asked = `${readTimestampFormat(request.headers['x-timestamp-format'])} ${request.url}`
    const page = { filter, count, start, asked }
    const answered = await findCachedPage(deps, principal, page)
    if (answered !== undefined) return { status: 200, body: new WrittenBody(answered) }
    const listed = await listOwnTransactions(depsFor(deps, log), principal, page)
    return {
      status: 200,
      body: transactionListReply(listed, place),
      onWritten: (text) => cachePage(deps, principal, page, { mark: listed.mark, text }),
    }
  })
  serve(app, getTransaction, async ({ principal, params, log }) => {
    const transaction = await readOwnTransaction(depsFor(deps, log), principal, params.transactionId)
    return { status: 200, body: transactionReply(transaction) }
  })
}
