import type { FastifyInstance } from 'fastify'
import { getOperator, operatorReply } from '../../contract/operator-sign-in.ts'
import { tokenOf } from '../operator-access.ts'
import { serve } from '../serve.ts'

/** Who an operator is. */
export function operatorSignInRoutes(app: FastifyInstance): void {
  serve(app, getOperator, async ({ operator, request }) => {
    const token = tokenOf(request)
    return { status: 200, body: operatorReply(operator, token, token.expiresAt) }
  })
}
