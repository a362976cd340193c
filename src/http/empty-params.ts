import type { FastifyInstance } from 'fastify'
import { GatewayError } from '../domain/errors.ts'

/**
 * Answers an API path that ends in a slash as one that nobody serves: the router would take it for the path of a thing
 * whose name is empty. The pages for end users have words of their own for that.
 */
export function refuseEmptyParams(app: FastifyInstance): void {
  app.addHook('onRequest', ({ params, routeOptions }, _reply, done) => {
    const isEmpty = routeOptions.url?.startsWith('/v0/') === true && Object.values(params ?? {}).includes('')
    done(isEmpty ? new GatewayError('route_not_found') : undefined)
  })
}
