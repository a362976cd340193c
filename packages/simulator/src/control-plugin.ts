import type { FastifyInstance, FastifyReply } from 'fastify'
import { controlRoutes } from './control.ts'
import { BadControl, NotKnown } from './control-errors.ts'
import type { ResolveSession } from './control-sessions.ts'
import { MeldRefusal } from './errors.ts'
import { decodeJson, encodeJson, textRecord } from './json.ts'
import type { World } from './world.ts'

/** Longest control request: a full list of faults is a few kilobytes. */
const CONTROL_BODY_BYTES_MAX = 262_144

/**
 * Mounts `/_sim/*` in a plugin of its own, so that nothing here changes the host app and the host's parsers and error
 * handlers do not change these routes. Only `application/json` bodies are read: a web page cannot send that to another
 * origin unasked, so no site that the developer visits can control the simulator.
 */
export function registerControlRoutes(
  app: FastifyInstance,
  world: World,
  resolveSession: ResolveSession | undefined,
): void {
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: CONTROL_BODY_BYTES_MAX },
      (_request, body, done) => done(null, body),
    )
    scope.setErrorHandler((error, _request, reply) => sendError(reply, error))
    for (const route of controlRoutes) {
      scope.route({
        method: route.method,
        url: route.url,
        config: { access: 'dev' },
        handler: async (request, reply) => {
          const { status, body } = await route.run(world, {
            params: textRecord(request.params),
            query: textRecord(request.query),
            body: readBody(request.body),
            resolveSession,
          })
          if (route.method !== 'GET') world.changed()
          return sendJson(reply, status, body)
        },
      })
    }
    done()
  })
}

function readBody(body: unknown): unknown {
  if (typeof body !== 'string' || body.trim() === '') return {}
  try {
    return decodeJson(body)
  } catch (error) {
    throw new BadControl(`the body is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  if (error instanceof BadControl) return sendJson(reply, 400, { error: error.message, ...error.details })
  if (error instanceof NotKnown) return sendJson(reply, 404, { error: error.message })
  if (error instanceof MeldRefusal) {
    const { status, code, message } = error.refusal
    return sendJson(reply, status, { error: message, code })
  }
  const status = statusOf(error)
  const message = error instanceof Error ? error.message : String(error)
  const help = status === 415 ? '; send the body with content-type: application/json' : ''
  return sendJson(reply, status, { error: `${message}${help}` })
}

function statusOf(error: unknown): number {
  const isObject = typeof error === 'object' && error !== null && 'statusCode' in error
  return isObject && typeof error.statusCode === 'number' ? error.statusCode : 500
}

function sendJson(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  return reply.code(status).header('content-type', 'application/json').send(encodeJson(body))
}
