import type { FastifyInstance } from 'fastify'
import { listTenants } from '../../contract/operator-tenants.ts'
import { tenantsReply } from '../../contract/operator-tenants-view.ts'
import type { Deps } from '../../operations/deps.ts'
import { listTenants as findTenants } from '../../operations/operator/tenants.ts'
import { serve } from '../serve.ts'

/** The tenants. */
export function operatorTenantRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, listTenants, async ({ operator, query }) => {
    return { status: 200, body: tenantsReply(await findTenants(deps, operator, query), query) }
  })
}
