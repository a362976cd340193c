import type { FastifyInstance } from 'fastify'
import { getHealth, getMetrics, getReadiness } from '../../contract/health.ts'
import { GatewayError } from '../../domain/errors.ts'
import type { Deps } from '../../operations/deps.ts'
import { requireDatabase } from '../../operations/health.ts'
import { describeLowHeadroom } from '../../operations/retention.ts'
import { serve } from '../serve.ts'

/** What load balancers and supervisors ask, on any port of ours. */
export function healthRoutes(app: FastifyInstance, deps: Deps, isDraining: () => boolean): void {
  serve(app, getHealth, async () => {
    await requireDatabase(deps)
    return { status: 200, body: { status: 'ok' } }
  })
  serve(app, getReadiness, async () => {
    if (isDraining()) throw new GatewayError('overloaded', { detail: 'The gateway is shutting down.' })
    await requireDatabase(deps)
    const warning = await describeLowHeadroom(deps)
    return { status: 200, body: { status: 'ready', ...(warning !== null && { warning }) } }
  })
}

/** What Prometheus asks. */
export function metricsRoutes(app: FastifyInstance, { metrics }: Deps): void {
  serve(app, getMetrics, async () => ({ status: 200, body: await metrics.render() }))
}
