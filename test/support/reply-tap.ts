import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterAll, afterEach } from 'vitest'
import type { Exchange } from './reply-check.ts'

// Every reply of a gateway is held against what its endpoint declares, whoever receives it and whatever the test looks
// at: gateways of this process are watched as they answer, others as `fetch` receives what they answer.

/** Every reply of a gateway has one, and nobody else's. */
const gatewayHeader = 'x-trace-id'

let exchanges: Exchange[] = []
let arriving: Promise<void>[] = []

subscribe('http.server.request.start', (message) => {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse }
  watch(request, response)
})

function watch(request: IncomingMessage, response: ServerResponse): void {
  const { writeHead, write, end } = response
  let text = ''
  let written: Record<string, unknown> = {}
  Object.assign(response, {
    writeHead: (...args: unknown[]) => {
      // Headers that are handed over with the status are not kept where `getHeaders` looks.
      const headers = args.find((arg) => typeof arg === 'object' && arg !== null)
      written = { ...written, ...headers }
      return Reflect.apply(writeHead, response, args)
    },
    write: (...args: unknown[]) => {
      text += textOf(args[0])
      return Reflect.apply(write, response, args)
    },
    end: (...args: unknown[]) => {
      const headers = { ...response.getHeaders(), ...written }
      if (headers[gatewayHeader] !== undefined) {
        exchanges.push({
          method: request.method ?? '',
          url: request.url ?? '',
          timestampFormat: request.headers['x-timestamp-format']?.toString(),
          status: response.statusCode,
          headers: textsOf(headers),
          // Node keeps the body of an answer to HEAD to itself.
          text: request.method === 'HEAD' ? '' : text + textOf(args[0]),
        })
      }
      return Reflect.apply(end, response, args)
    },
  })
}

function textsOf(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const sent = Object.entries(headers).filter(([, value]) => value !== undefined)
  return Object.fromEntries(sent.map(([name, value]) => [name.toLowerCase(), String(value)]))
}

function textOf(chunk: unknown): string {
  return typeof chunk === 'string' || Buffer.isBuffer(chunk) ? chunk.toString() : ''
}

const realFetch = globalThis.fetch

globalThis.fetch = async (input, init) => {
  const sent = new Request(input instanceof Request ? input.clone() : input, { ...init, body: null })
  const response = await realFetch(input, init)
  // A reply that was redirected to is not the one that the request asked for.
  if (response.headers.has(gatewayHeader) && !response.redirected) arriving.push(receive(sent, response.clone()))
  return response
}

/** One that is cut off is the test's own affair; a copy of it may never end. */
async function receive(sent: Request, response: Response): Promise<void> {
  const cutOff = new Promise<undefined>((resolve) => {
    sent.signal.addEventListener('abort', () => resolve(undefined))
  })
  const text = await Promise.race([response.text().catch(() => undefined), cutOff])
  if (text === undefined) return
  const { pathname, search } = new URL(sent.url)
  exchanges.push({
    method: sent.method,
    url: pathname + search,
    timestampFormat: sent.headers.get('x-timestamp-format') ?? undefined,
    status: response.status,
    headers: Object.fromEntries(response.headers),
    text,
  })
}

/** Throws when one of the replies since the last time is not as declared. */
async function checkReplies(): Promise<void> {
  const awaited = arriving
  arriving = []
  await Promise.all(awaited)
  const received = exchanges
  exchanges = []
  if (received.length === 0) return
  const { findReplyFault } = await import('./reply-check.ts')
  const faults = new Set(received.flatMap((exchange) => findReplyFault(exchange) ?? []))
  if (faults.size > 0) throw new Error([...faults].join('\n\n'))
}

afterEach(checkReplies)
afterAll(checkReplies)
