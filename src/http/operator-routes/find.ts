import type { FastifyInstance } from 'fastify'
import { findAsOperator, findReply } from '../../contract/operator-find.ts'
import type { Deps } from '../../operations/deps.ts'
import { find } from '../../operations/operator/find.ts'
import { serve } from '../serve.ts'

/** One field for everything that a person may have of a session. */
export function operatorFindRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, findAsOperator, async ({ operator, query: { q, tenant }, traceId }) => {
    const search = { text: q, tenant, traceId }
    const found = await find({ ...deps, served: deps.tenants.list() }, operator, search)
    return { status: 200, body: findReply({ ...found, query: q, tenant }, deps.clock()) }
  })
}
