import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { CALL_BODY_BYTES_MAX } from './calls.ts'
import { customerRoutes } from './customers.ts'
import { discoveryRoutes } from './discovery.ts'
import type { HungCalls } from './hung-calls.ts'
import { textRecord } from './json.ts'
import { quoteRoutes } from './quotes.ts'
import { serviceProviderRoutes } from './service-providers.ts'
import { transactionRoutes } from './transaction-routes.ts'
import { webhookProfileRoutes } from './webhook-profiles.ts'
import { widgetRoutes } from './widget.ts'
import { type Answer, answerCall, type FindAccount, type WireOptions } from './wire.ts'
import type { WireRoute, World } from './world.ts'

/** Longest request body; the largest real one is a few hundred bytes. */
export const WIRE_BODY_BYTES_MAX = 1_048_576

export interface WirePluginOptions {
  readonly findAccount: FindAccount
  readonly closing: AbortSignal
  readonly hung: HungCalls
}

const ROUTES: readonly WireRoute[] = [
  ...quoteRoutes,
  ...widgetRoutes,
  ...customerRoutes,
  ...transactionRoutes,
  ...discoveryRoutes,
  ...serviceProviderRoutes,
  ...webhookProfileRoutes,
]

/** What an unknown path answers: recorded like any other call, so that a tester sees the typo. */
const NOWHERE: WireRoute = {
  method: 'GET',
  url: '*',
  key: 'required',
  run: () => ({ status: 404, body: { code: 'NOT_FOUND', message: 'Resource not found' } }),
}

/** Mounts Meld's API. Bodies are taken as text, whatever their content type says, and parsed without losing digits. */
export function registerWire(app: FastifyInstance, world: World, options: WirePluginOptions): void {
  const wire: WireOptions = {
    findAccount: options.findAccount,
    closing: options.closing,
    recordBody: (body, text) =>
      text.length <= CALL_BODY_BYTES_MAX ? (body ?? null) : { omitted_bytes: Buffer.byteLength(text) },
  }
  void app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body))
    for (const route of ROUTES) {
      scope.route({
        method: route.method,
        url: route.url,
        handler: (request, reply) => handle(world, route, wire, options.hung, request, reply),
      })
    }
    scope.setNotFoundHandler((request, reply) => handle(world, NOWHERE, wire, options.hung, request, reply))
    done()
  })
}

async function handle(
  world: World,
  route: WireRoute,
  wire: WireOptions,
  hung: HungCalls,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { headers, method, url, body } = request
  const version = headers['meld-version']
  const answer = await answerCall(
    world,
    route,
    {
      method,
      path: url.split('?', 1)[0] ?? url,
      params: textRecord(request.params),
      query: textRecord(request.query),
      authorization: headers.authorization,
      version: Array.isArray(version) ? version[0] : version,
      bodyText: typeof body === 'string' ? body : '',
    },
    wire,
  )
  if (method !== 'GET' && route.isReading !== true) world.changed()
  if (answer.kind === 'reply') return reply.code(answer.status).headers(answer.headers).send(answer.text)
  reply.hijack()
  misbehave(answer, hung, reply)
  return reply
}

/** Answers that a framework would not give. */
function misbehave(answer: Answer, hung: HungCalls, reply: FastifyReply): void {
  const { raw } = reply
  const { socket } = raw
  if (socket === null) return
  if (answer.kind === 'hang') {
    hung.hold(socket)
    return
  }
  if (answer.kind === 'reset') {
    socket.resetAndDestroy()
    return
  }
  const length = Buffer.byteLength(answer.text)
  raw.writeHead(answer.status, { ...answer.headers, 'content-length': length })
  if (answer.kind === 'truncated') {
    raw.write(answer.text.slice(0, Math.floor(answer.text.length / 2)), () => socket.destroy())
    return
  }
  raw.flushHeaders()
  const timer = setTimeout(() => raw.end(answer.text), answer.delayMs)
  raw.once('close', () => clearTimeout(timer))
}
