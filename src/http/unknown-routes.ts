import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GatewayError } from '../domain/errors.ts'
import { isApiPath, type ServedPaths } from './served-paths.ts'

/** In what one listener differs from another where no route takes a request. */
export interface UnknownRouteOptions {
  /** What stands before every path where it is reached; empty where nothing does. */
  readonly basePath: string
  /** Answers, in its own way, what no route takes, or the framework cannot; false leaves it to the usual refusal. */
  readonly answerUnknown?: (request: FastifyRequest, reply: FastifyReply) => boolean
}

/**
 * Refuses paths and methods without a route, before credentials, content type and body are checked: 405 with `Allow`
 * for a path that has other methods, else 404. `OPTIONS` of a known path answers with its methods.
 */
export function refuseUnknownRoutes(
  app: FastifyInstance,
  served: ServedPaths,
  { basePath, answerUnknown }: UnknownRouteOptions,
): void {
  app.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done(hasEmptyName(request) ? new GatewayError('route_not_found') : undefined)
    if (answerUnknown?.(request, reply) === true) return
    const allow = served.find(request.url)?.allow
    if (allow === undefined) return done(notFound(request.url, basePath))
    if (request.method !== 'OPTIONS') return done(methodRefusal(request.method, allow))
    void reply.code(204).header('allow', allow).send()
  })
}

/** When nothing is found, the likeliest reason is a proxy that does not take the path of `public_url` away. */
function notFound(url: string, basePath: string): GatewayError {
  if (basePath === '' || !url.startsWith(`${basePath}/`)) return new GatewayError('route_not_found')
  const detail = `The proxy in front must take ${basePath}, the path of public_url, away before it passes a request on.`
  return new GatewayError('route_not_found', { detail })
}

/** The refusal of a method that a path does not support. */
export function methodRefusal(method: string, allow: string): GatewayError {
  return new GatewayError('method_not_allowed', {
    detail: `${method} is not supported here. Supported: ${allow}.`,
    headers: { allow },
  })
}

/**
 * True for an API path that ends in a slash, which the router takes for one whose last parameter is empty. The pages for
 * end users say something of their own in that case.
 */
function hasEmptyName({ params, route: { url } }: FastifyRequest): boolean {
  return url?.includes(':') === true && isApiPath(url) && Object.values(params ?? {}).includes('')
}
