import type { FastifyInstance } from 'fastify'
import { getOperatorHealth } from '../../contract/operator-health.ts'
import { healthReply } from '../../contract/operator-health-view.ts'
import type { Deps } from '../../operations/deps.ts'
import { readHealth } from '../../operations/operator/health.ts'
import { serve } from '../serve.ts'

/** How the gateway is. */
export function operatorHealthRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, getOperatorHealth, async ({ operator }) => {
    return { status: 200, body: healthReply(await readHealth(deps, operator)) }
  })
}
