import type { FastifyInstance, FastifyRequest } from 'fastify'
import { receiveMeldWebhook } from '../../contract/webhooks.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { receiveWebhook } from '../../operations/webhooks-in/receive.ts'
import { serve } from '../serve.ts'
import { webhookAddresses } from './webhook-addresses.ts'

/** Where Meld sends its webhooks. */
export function webhookRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, receiveMeldWebhook, async ({ request, log }) => {
    const { protocol, host, url } = request
    await receiveWebhook(depsFor(deps, log), {
      // Forwarded headers count only when the connection comes from a trusted proxy.
      urls: webhookAddresses({ publicUrl: deps.publicUrl, protocol, host, url }),
      namedTenant: tenantNamedIn(request.query),
      timestampHeader: headerText(request, 'meld-signature-timestamp'),
      signatureHeader: headerText(request, 'meld-signature'),
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
    })
    return { status: 200, body: { received: true } }
  })
}

/** A repeated parameter is a list, which names no tenant. */
function tenantNamedIn(query: unknown): string | undefined {
  const tenant = typeof query === 'object' && query !== null && 'tenant' in query ? query.tenant : undefined
  return tenant === undefined ? undefined : String(tenant)
}

function headerText(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
