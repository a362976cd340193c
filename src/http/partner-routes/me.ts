import type { FastifyInstance } from 'fastify'
import { getPartner, partnerReply } from '../../contract/partner-me.ts'
import { serve } from '../serve.ts'

/** Who a partner is. */
export function partnerMeRoutes(app: FastifyInstance): void {
  serve(app, getPartner, async ({ partner }) => ({ status: 200, body: partnerReply(partner) }))
}
