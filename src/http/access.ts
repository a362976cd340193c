import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Access, accessKinds } from '../contract/endpoint.ts'
import type { Principal } from '../domain/user.ts'
import type { WorkLog } from '../observe/log.ts'
import type { Deps } from '../operations/deps.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
  interface FastifyRequest {
    /** Set on routes with `access: 'user'`, before the body is read. */
    principal: Principal | null
    traceId: string
    /** Its log, which is told whose the request is as soon as that is known. */
    work: WorkLog
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

/** The authenticated caller. Throws a TypeError on a route that is not for users: a bug of ours. */
export function principalOf(request: FastifyRequest): Principal {
  if (request.principal === null) throw new TypeError('this route has no principal')
  return request.principal
}

/** What operations work with for one request: what they tell the log tells whose request it is. */
export function depsOf(request: FastifyRequest, deps: Deps): Deps {
  return { ...deps, log: request.work }
}
