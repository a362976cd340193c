import type { FastifyInstance } from 'fastify'
import { readQuery } from '../../contract/query.ts'
import { placeOf, transactionListReply, transactionReply, transactionsParameters } from '../../contract/transactions.ts'
import type { Deps } from '../../operations/deps.ts'
import { listOwnTransactions, readOwnTransaction } from '../../operations/transactions/transactions.ts'
import { depsOf, principalOf } from '../access.ts'
import { requireFields, requireNoQuery } from '../fields.ts'

/** `GET /v0/ramp/transactions` and `GET /v0/ramp/transactions/{transaction_id}`. */
export function transactionRoutes(app: FastifyInstance, deps: Deps): void {
  app.get('/v0/ramp/transactions', { config: { access: 'user' } }, async (request) => {
    const query = requireFields(
      placeOf(requireFields(readQuery(request.query, transactionsParameters, principalOf(request).tenant))),
    )
    const { filter, count, start } = query
    return transactionListReply(
      await listOwnTransactions(depsOf(request, deps), principalOf(request), { filter, count, start }),
      query,
    )
  })
  app.get<{ Params: { transactionId: string } }>(
    '/v0/ramp/transactions/:transactionId',
    { config: { access: 'user' } },
    async (request) => {
      requireNoQuery(request.query, principalOf(request).tenant)
      return transactionReply(
        await readOwnTransaction(depsOf(request, deps), principalOf(request), request.params.transactionId),
      )
    },
  )
}
