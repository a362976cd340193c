import type { FastifyInstance } from 'fastify'
import {
  getSessionAsPartner,
  listSessionsAsPartner,
  partnerSessionReply,
  partnerSessionsReply,
} from '../../contract/partner-sessions.ts'
import { type Deps, depsFor } from '../../operations/deps.ts'
import { listSessionsOfTenant, readSessionOfTenant } from '../../operations/partners/sessions.ts'
import { serve } from '../serve.ts'
import { sessionViewOf } from '../session-view-of.ts'

/** The sessions of a partner's tenant. */
export function partnerSessionRoutes(app: FastifyInstance, deps: Deps): void {
  serve(app, listSessionsAsPartner, async ({ partner: { tenant }, query }) => {
    const page = await listSessionsOfTenant(deps, tenant, query)
    const body = partnerSessionsReply(page, query, tenant, (session) => sessionViewOf(deps, session))
    return { status: 200, body }
  })

  serve(app, getSessionAsPartner, async ({ partner: { tenant }, params, log }) => {
    const { history, owner } = await readSessionOfTenant(depsFor(deps, log), tenant, params.id)
    const view = sessionViewOf(deps, history.session)
    return { status: 200, body: partnerSessionReply(history, owner, tenant, view) }
  })
}
