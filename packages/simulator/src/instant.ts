import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { FastifyServerFactory } from 'fastify'
import { isRecord } from './json.ts'
import type { World } from './world.ts'

/** Of the length that signed tokens have. */
const TOKEN = `instant.${'x'.repeat(300)}`
const WIDGET_PATH = '/crypto/session/widget'

/**
 * Bench mode: a server that answers the opening of a widget below the framework and keeps nothing of it, so that a
 * benchmark measures the gateway and not the simulator. The answer has Meld's shape and size; its widget leads nowhere.
 * As soon as a fault is set, and for every other call, the framework answers as always.
 */
export function instantServer(world: () => World): FastifyServerFactory {
  return (handler) => {
    const answer = answerWidgets(world)
    return createServer((request, response) => {
      if (!answer(request, response)) handler(request, response)
    })
  }
}

function answerWidgets(world: () => World): (...args: Parameters<RequestListener>) => boolean {
  let count = 0
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    if (request.url !== WIDGET_PATH || request.method !== 'POST' || world().faults.list().length > 0) return false
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { externalSessionId, customerId } = readIds(Buffer.concat(chunks).toString('utf8'))
      count += 1
      const body = JSON.stringify({
        id: `W${String(count).padStart(21, '1')}`,
        externalSessionId,
        externalCustomerId: null,
        customerId,
        widgetUrl: `${world().pageBase}/checkout?token=${TOKEN}`,
        serviceProviderWidgetUrl: `${world().pageBase}/checkout?provider=instant&token=${TOKEN}`,
        token: TOKEN,
      })
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) })
        .end(body)
    })
    return true
  }
}

function readIds(text: string): { readonly externalSessionId: unknown; readonly customerId: unknown } {
  try {
    const body: unknown = JSON.parse(text)
    if (isRecord(body))
      return { externalSessionId: body.externalSessionId ?? null, customerId: body.customerId ?? null }
  } catch {
    // Not ours to judge here: an answer without ids is one the caller cannot use.
  }
  return { externalSessionId: null, customerId: null }
}
