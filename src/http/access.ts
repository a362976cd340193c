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

const accessOfScope = Symbol('access of every route of a scope')

/** Refuses, at boot, every route that does not declare its access, by itself or by its scope. */
export function requireDeclaredAccess(app: FastifyInstance): void {
  app.addHook('onRoute', function (route) {
    const access = route.config?.access ?? scopeAccess(this)
    if (access === undefined || !accessKinds.includes(access)) {
      throw new TypeError(`${String(route.method)} ${route.url} does not declare its access; set config.access`)
    }
    route.config = { ...route.config, access }
  })
}

/** Declares the access of every route of this scope that says nothing itself: a plugin's routes cannot. */
export function declareAccess(scope: FastifyInstance, access: Access): void {
  scope.decorate(accessOfScope, access)
}

function scopeAccess(scope: FastifyInstance): Access | undefined {
  return scope.hasDecorator(accessOfScope) ? scope.getDecorator<Access>(accessOfScope) : undefined
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
