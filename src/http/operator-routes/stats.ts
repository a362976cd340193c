import type { FastifyInstance } from 'fastify'
import { getStats } from '../../contract/operator-stats.ts'
import { statsReply } from '../../contract/operator-stats-view.ts'
import type { Deps } from '../../operations/deps.ts'
import { readStats } from '../../operations/operator/stats.ts'
import { serve } from '../serve.ts'

/** What was counted of a period. */
export function operatorStatsRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, getStats, async ({ operator, query }) => {
    const { period_start: start, period_end: end, tenant } = query
    return { status: 200, body: statsReply(await readStats(deps, operator, { start, end, tenant })) }
  })
}
