import type { FastifyInstance } from 'fastify'
import { explainRouting } from '../../contract/operator-routing.ts'
import { explainedRoutingReply } from '../../contract/operator-routing-view.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { explainRouting as explain } from '../../operations/operator/routing.ts'
import { serve } from '../serve.ts'

/** How a trade would be routed. */
export function operatorRoutingRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, explainRouting, async ({ body, log }) => {
    const explained = await explain(depsFor(deps, log), body)
    return { status: 200, body: explainedRoutingReply(explained) }
  })
}
