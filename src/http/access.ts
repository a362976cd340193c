import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Principal } from '../domain/user.ts'

/**
 * Who may call a route; each route must say.
 *
 * - `user`: an end user's verified token. `link`: whoever holds a session's link. `public`: anybody.
 * - `local`: callers on this machine or a private network, reached without a proxy.
 * - `dev`: only mounted by `rampway dev` and `rampway simulate`.
 */
export const accessKinds = ['user', 'link', 'public', 'local', 'dev'] as const

/** One of `accessKinds`. */
export type Access = (typeof accessKinds)[number]

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    /** Set on routes with `access: 'user'`, before the body is read. */
    principal: Principal | null
    traceId: string
  }
}

/** Refuses, at boot, every route that does not declare its access. */
export function requireDeclaredAccess(app: FastifyInstance): void {
  app.addHook('onRoute', ({ method, url, config }) => {
    const access = config?.access
    if (access === undefined || !accessKinds.includes(access)) {
      throw new TypeError(`${String(method)} ${url} does not declare its access; set config.access`)
    }
  })
}

/** The proved caller. Throws a TypeError on a route that is not for users: a fault of ours. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new TypeError('this route has no principal')
  return request.principal
}
