import type { FastifyInstance, FastifyRequest } from 'fastify'
import { getHealth, getMetrics, getReadiness } from '../../contract/health.ts'
import { arrivalHeader, isArrivalProof, writeArrival } from '../../domain/arrival.ts'
import { GatewayError } from '../../domain/errors.ts'
import type { Deps } from '../../operations/deps.ts'
import { requireDatabase } from '../../operations/health.ts'
import { describeLowHeadroom } from '../../operations/retention.ts'
import { clientAddress, readHop } from '../client-address.ts'
import { serve } from '../serve.ts'

/** What load balancers and supervisors ask, on any port of ours. */
export function healthRoutes(app: FastifyInstance, deps: Deps, isDraining: () => boolean): void {
  serve(app, getHealth, async ({ request }) => {
    await requireDatabase(deps)
    return { status: 200, headers: tellArrival(deps, request), body: { status: 'ok' } }
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

/** Tells the doctor, and nobody else, how its request arrived. */
function tellArrival({ linkSecret, clock }: Deps, request: FastifyRequest): Record<string, string> {
  const proof = request.headers[arrivalHeader]
  if (typeof proof !== 'string' || !isArrivalProof(linkSecret, proof, clock())) return {}
  const forwarded = request.headers['x-forwarded-for']
  const hops = (Array.isArray(forwarded) ? forwarded.join(',') : (forwarded ?? '')).split(',')
  const arrival = writeArrival({
    connectedFrom: readHop(request.socket.remoteAddress ?? '') ?? 'unknown',
    forwardedFor: hops.map((hop) => hop.trim()).filter((hop) => hop !== ''),
    takenAddress: clientAddress(request) ?? 'unknown',
    takenProtocol: request.protocol,
  })
  return { [arrivalHeader]: arrival }
}
