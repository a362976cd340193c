import type { FastifyInstance } from 'fastify'
import {
  listIncomingWebhooks,
  retryIncomingWebhook,
  webhookMembers,
  webhooksReply,
} from '../../contract/operator-webhooks.ts'
import { GatewayError } from '../../domain/errors.ts'
import { parseTenantId } from '../../domain/tenant.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { pageOfWebhooks, retryWebhookNow } from '../../operations/operator/webhooks.ts'
import { serve } from '../serve.ts'

/** Meld's webhooks, and having one handled at once. */
export function operatorWebhookRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, listIncomingWebhooks, async ({ query }) => {
    const page = await pageOfWebhooks(deps, query)
    return { status: 200, body: webhooksReply({ query, ...page }) }
  })
  serve(app, retryIncomingWebhook, async ({ operator, params, body, traceId, log }) => {
    const tenant = parseTenantId(params.tenant)
    if (tenant === undefined) throw new GatewayError('webhook_not_found')
    log.addSubject({ tenant })
    const request = { tenant, eventId: params.id, reason: body.reason, traceId }
    const webhook = await retryWebhookNow(depsFor(deps, log), operator, request)
    return { status: 200, body: { webhook: webhookMembers(webhook) } }
  })
}
