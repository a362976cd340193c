import type { FastifyInstance } from 'fastify'
import { GatewayError } from '../domain/errors.ts'

/**
 * Answers an API path that ends in a slash as one that nobody serves: the router would take it for the path of a thing
 * whose name is empty. The pages for end users have words of their own for that.
 */
export function refuseEmptyParams(app: FastifyInstance): void {
  app.addHook('onRequest', async ({ params, routeOptions }) => {
    if (routeOptions.url?.startsWith('/v0/') !== true) return
    if (Object.values(params ?? {}).includes('')) throw new GatewayError('route_not_found')
  })
}
