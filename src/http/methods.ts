import type { FastifyInstance } from 'fastify'
import { GatewayError } from '../domain/errors.ts'

const knownMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE'] as const

/**
 * Gives every served path a 405 with `Allow` for the methods it does not have. Call it before the routes are added;
 * the answers are added when they are all known.
 */
export function refuseOtherMethods(app: FastifyInstance): () => void {
  const served = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const methods = served.get(url) ?? new Set()
    for (const one of [method].flat()) methods.add(one.toUpperCase())
    served.set(url, methods)
  })
  return () => {
    for (const [url, methods] of [...served]) {
      const allow = [...methods, 'OPTIONS'].sort().join(', ')
      const others = knownMethods.filter((method) => !methods.has(method))
      app.route({
        url,
        method: [...others],
        config: { access: 'public' },
        exposeHeadRoute: false,
        // Before the body is read: its content type does not matter any more.
        onRequest: async (request, reply) => {
          if (request.method === 'OPTIONS') return reply.code(204).header('allow', allow).send()
          throw new GatewayError('method_not_allowed', {
            detail: `${request.method} is not supported here. Supported: ${allow}.`,
            headers: { allow },
          })
        },
        handler: async () => undefined,
      })
    }
  }
}
