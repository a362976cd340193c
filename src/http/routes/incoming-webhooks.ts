import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Deps } from '../../operations/deps.ts'
import { receiveWebhook } from '../../operations/webhooks-in/receive.ts'
import { depsOf } from '../access.ts'
import { webhookAddresses } from './webhook-addresses.ts'

/** Meld's webhooks have a few hundred bytes. */
const webhookBytesMax = 64 * 1024

interface WebhookRoute {
  Querystring: { readonly tenant?: unknown }
  Body: unknown
}

/**
 * `POST /v0/webhooks/meld/events`, where Meld sends its webhooks, optionally with `?tenant=<org>:<env>`. The signature
 * is over the bytes, so the body is left as it came, whatever its content type.
 */
export function webhookRoutes(app: FastifyInstance, deps: Deps): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, bytes: Buffer) => bytes)
    const options = { config: { access: 'public' as const }, bodyLimit: webhookBytesMax }
    scope.post<WebhookRoute>('/v0/webhooks/meld/events', options, async (request) => {
      const { tenant } = request.query
      await receiveWebhook(depsOf(request, deps), {
        // Forwarded headers count only when the connection comes from a trusted proxy.
        urls: webhookAddresses({
          publicUrl: deps.publicUrl,
          protocol: request.protocol,
          host: request.host,
          url: request.url,
        }),
        // A repeated parameter is a list, which names no tenant.
        namedTenant: tenant === undefined ? undefined : String(tenant),
        timestampHeader: headerText(request, 'meld-signature-timestamp'),
        signatureHeader: headerText(request, 'meld-signature'),
        body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      })
      return { received: true }
    })
    done()
  })
}

function headerText(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value.join(', ') : value
}
