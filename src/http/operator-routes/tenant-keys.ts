import type { FastifyInstance } from 'fastify'
import {
  createTenantKey,
  listTenantKeys,
  revokeTenantKey,
  tenantKeyMembers,
} from '../../contract/operator-tenant-keys.ts'
import type { Deps } from '../../operations/deps.ts'
import { configuredTenant } from '../../operations/operator/configured-tenant.ts'
import { listKeys, makeKey, revokeKey } from '../../operations/operator/tenant-keys.ts'
import { serve } from '../serve.ts'

const dayMs = 86_400_000

/** The keys of partners' servers. */
export function operatorTenantKeyRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, createTenantKey, async ({ operator, params, body, traceId }) => {
    const tenant = configuredTenant(deps, params.tenant)
    const { name, scopes, days, reason } = body
    const wanted = { name, scopes, expiresAt: deps.clock() + days * dayMs }
    const { key, secret } = await makeKey(deps, operator, tenant, wanted, { reason, traceId })
    return { status: 201, body: { tenant_key: { ...tenantKeyMembers(key, deps.clock()), key: secret } } }
  })

  serve(app, listTenantKeys, async ({ params }) => {
    const now = deps.clock()
    const keys = await listKeys(deps, configuredTenant(deps, params.tenant))
    return { status: 200, body: { tenant_keys: keys.map((key) => tenantKeyMembers(key, now)) } }
  })

  serve(app, revokeTenantKey, async ({ operator, params, query: { reason }, traceId }) => {
    const { key } = await revokeKey(deps, operator, params, { reason, traceId })
    return { status: 200, body: { tenant_key: tenantKeyMembers(key, deps.clock()) } }
  })
}
