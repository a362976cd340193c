import type { FastifyInstance } from 'fastify'
import { createPortalLink } from '../../contract/operator-portal-links.ts'
import type { Deps } from '../../operations/deps.ts'
import { configuredTenant } from '../../operations/operator/configured-tenant.ts'
import { makePortalLink } from '../../operations/operator/portal-links.ts'
import { serve } from '../serve.ts'

/** Links to the portal. */
export function operatorPortalLinkRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, createPortalLink, async ({ operator, params, body: { reason }, traceId }) => {
    const tenant = configuredTenant(deps, params.tenant)
    const { url, expiresAt } = await makePortalLink(deps, operator, tenant, { reason, traceId })
    return { status: 201, body: { url, expires_at: expiresAt } }
  })
}
