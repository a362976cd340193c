import type { FastifyInstance } from 'fastify'
import { listSessionsAsOperator, sessionSummariesReply } from '../../contract/operator-session-list.ts'
import type { Deps } from '../../operations/deps.ts'
import { listSessionsOfAll } from '../../operations/operator/session-list.ts'
import { serve } from '../serve.ts'

/** Sessions of all tenants. */
export function operatorSessionListRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, listSessionsAsOperator, async ({ operator, query, traceId }) => {
    const page = await listSessionsOfAll(deps, operator, { ...query, traceId })
    return { status: 200, body: sessionSummariesReply(page, query, deps.clock()) }
  })
}
