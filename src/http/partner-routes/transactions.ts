import type { FastifyInstance } from 'fastify'
import {
  getTransactionAsPartner,
  listTransactionsAsPartner,
  partnerTransactionReply,
  partnerTransactionsReply,
} from '../../contract/partner-transactions.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { listTransactionsOfTenant, readTransactionOfTenant } from '../../operations/partners/transactions.ts'
import { serve } from '../serve.ts'

/** The transactions of a partner's tenant. */
export function partnerTransactionRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, listTransactionsAsPartner, async ({ partner, query }) => {
    const page = await listTransactionsOfTenant(deps, partner.tenant, query)
    return { status: 200, body: partnerTransactionsReply(page, query) }
  })

  serve(app, getTransactionAsPartner, async ({ partner, params, log }) => {
    const found = await readTransactionOfTenant(depsFor(deps, log), partner.tenant, params.id)
    return { status: 200, body: partnerTransactionReply(found) }
  })
}
