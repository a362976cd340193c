import type { FastifyInstance } from 'fastify'
import { GatewayError } from '../../domain/errors.ts'
import type { Deps } from '../../operations/deps.ts'
import { requireDatabase } from '../../operations/health.ts'
import { describeLowHeadroom } from '../../operations/retention.ts'

/** `GET /healthz` (can serve), `GET /readyz` (wants traffic: also not draining), `GET /metrics` (local callers). */
export function healthRoutes(app: FastifyInstance, deps: Deps, isDraining: () => boolean): void {
  app.get('/healthz', { config: { access: 'public' } }, async () => {
    await requireDatabase(deps)
    return { status: 'ok' }
  })
  app.get('/readyz', { config: { access: 'public' } }, async () => {
    if (isDraining()) throw new GatewayError('overloaded', { detail: 'The gateway is shutting down.' })
    await requireDatabase(deps)
    const warning = await describeLowHeadroom(deps)
    return warning === null ? { status: 'ready' } : { status: 'ready', warning }
  })
  app.get('/metrics', { config: { access: 'local' } }, async (_request, reply) => {
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await deps.metrics.render())
  })
}
