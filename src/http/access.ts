import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Access, accessKinds, type EndpointPartnerScope, type EndpointScope } from '../contract/endpoint.ts'
import type { Operator } from '../domain/operator.ts'
import type { Partner } from '../domain/partner.ts'
import type { Principal } from '../domain/user.ts'
import type { WorkLog } from '../observe/log.ts'
import { type Deps, depsFor } from '../operations/deps.ts'
import type { KnownBodies, KnownBody } from './known-bodies.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    scope?: EndpointScope | undefined
    partnerScope?: EndpointPartnerScope | undefined
    takesTicket?: boolean | undefined
  }
  interface FastifyInstance {
    /** What bodies this listener has read before. */
    knownBodies: KnownBodies
  }
  interface FastifyRequest {
    /** Set on routes with `access: 'user'`, before the body is read. */
    principal: Principal | null
    /** Set on routes with `access: 'operator'`, before the body is read. */
    operator: Operator | null
    /** Set on routes with `access: 'partner'`, before the body is read. */
    partner: Partner | null
    /** Its route: what `routeOptions` would put together anew each time it is asked. */
    route: FastifyRequest['routeOptions']
    traceId: string
    /** Its JSON body, a character for each byte; empty where it has none, or a long one. */
    bodyText: string
    /** What is known of these bytes; null before the body was read, and where nothing is. */
    knownBody: KnownBody | null
    /** Of a stream: when its answer began, in milliseconds after the request came. */
    streamedAfterMs: number | null
    /** Its log, which is told whose the request is as soon as that is known. */
    work: WorkLog
  }
}

const accessOfScope = Symbol('access of every route of a scope')

/**
 * Refuses, at boot, every route that does not declare its access, by itself or by its scope, or not one of these, and
 * every route for partners that does not say what their keys must allow.
 */
export function requireDeclaredAccess(app: FastifyInstance, allowed: ReadonlySet<Access>): void {
  app.addHook('onRoute', function (route) {
    const access = route.config?.access ?? scopeAccess(this)
    const named = `${String(route.method)} ${route.url}`
    if (access === undefined || !accessKinds.includes(access)) {
      throw new TypeError(`${named} does not declare its access; set config.access`)
    }
    if (!allowed.has(access)) throw new TypeError(`${named} has the access ${access}, which is served on another port`)
    if (access === 'partner' && route.config?.partnerScope === undefined) {
      throw new TypeError(`${named} is for partners and does not declare its scope; set config.partnerScope`)
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
  return depsFor(deps, request.work)
}
