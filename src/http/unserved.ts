import type { FastifyInstance, FastifyRequest } from 'fastify'
import { GatewayError } from '../domain/errors.ts'
import type { ServedPaths } from './served-paths.ts'

/**
 * Refuses what nobody serves before credentials, content type and body are checked: 405 with `Allow` for a path that
 * has other methods, whichever method it is, else 404. `OPTIONS` of a path that is served tells its methods.
 */
export function refuseUnserved(app: FastifyInstance, served: ServedPaths, basePath: string): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done(hasEmptyName(request) ? new GatewayError('route_not_found') : undefined)
    const allow = served.find(request.url)?.allow
    if (allow === undefined) return done(notFound(request.url, basePath))
    if (request.method !== 'OPTIONS') return done(methodRefusal(request.method, allow))
    void reply.code(204).header('allow', allow).send()
  })
}

/** A proxy that passes the path of `public_url` on is the likeliest reason when nothing at all is found. */
function notFound(url: string, basePath: string): GatewayError {
  if (basePath === '' || !url.startsWith(`${basePath}/`)) return new GatewayError('route_not_found')
  const detail = `The proxy in front must take ${basePath}, the path of public_url, away before it passes a request on.`
  return new GatewayError('route_not_found', { detail })
}

/** The refusal of a method that a path does not have. */
export function methodRefusal(method: string, allow: string): GatewayError {
  return new GatewayError('method_not_allowed', {
    detail: `${method} is not supported here. Supported: ${allow}.`,
    headers: { allow },
  })
}

/**
 * An API path that ends in a slash: the router takes it for the path of a thing whose name is empty. The pages for end
 * users have words of their own for that.
 */
function hasEmptyName({ params, routeOptions }: FastifyRequest): boolean {
  return routeOptions.url?.startsWith('/v0/') === true && Object.values(params ?? {}).includes('')
}
