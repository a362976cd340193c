import type { FastifyInstance } from 'fastify'
import { listWebhookKeys, webhookKeysReply } from '../../contract/webhook-keys.ts'
import type { Deps } from '../../operations/deps.ts'
import { serve } from '../serve.ts'

const headers = { 'cache-control': 'public, max-age=3600' }

/** What partners' servers verify Ed25519 signatures with. */
export function webhookKeyRoutes(app: FastifyInstance, { signingKey }: Pick<Deps, 'signingKey'>): void {
  serve(app, listWebhookKeys, async () => ({ status: 200, headers, body: webhookKeysReply(signingKey) }))
}
