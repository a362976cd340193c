import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { problemBody } from '../contract/problem.ts'
import { errorCatalogue, GatewayError } from '../domain/errors.ts'
import { traceIdOf } from '../observe/trace.ts'
import { type ProblemOptions, refusalHeaders, sendProblem } from './problems.ts'
import type { ServedPaths } from './served-paths.ts'
import { methodRefusal } from './unknown-routes.ts'

/** What answering needs beside rendering a refusal. */
export interface BrokenRequestOptions extends ProblemOptions {
  /** What an answer carries that the framework does not make, for a page of this origin. */
  readonly strayHeaders: (origin: string | undefined) => Readonly<Record<string, string>>
  readonly served: () => ServedPaths
}

/** The answers to requests that the HTTP parser gives up on. */
export interface BrokenRequests {
  /** Told of each request when it begins: its connection is busy with it. */
  readonly begin: (reply: FastifyReply) => void
  /** Told when it is answered; one that has not arrived in full goes on. */
  readonly end: (reply: FastifyReply) => void
  /** Answers bytes that are not HTTP, too slow, or too large in their headers, with a problem, then hangs up. */
  readonly answer: (error: NodeJS.ErrnoException, socket: Socket) => void
  /** Answers `CONNECT`, which is for proxies. */
  readonly refuseTunnel: (request: IncomingMessage, socket: Duplex) => void
}

/** What a connection is busy with. */
interface Exchange {
  reply: FastifyReply | undefined
}

/** Makes the answers of one application. */
export function createBrokenRequests(options: BrokenRequestOptions): BrokenRequests {
  /** One for each connection, for a map that changes with every request leaves much garbage. */
  const exchanges = new WeakMap<Duplex, Exchange>()

  const awaited = new WeakSet<FastifyReply>()

  function answer(error: NodeJS.ErrnoException, socket: Socket): void {
    const reply = exchanges.get(socket)?.reply
    const open = reply !== undefined && !reply.sent
    // Answered without its body: what is wrong with the rest needs no answer of its own.
    const answered = reply?.sent === true && !reply.request.raw.complete
    // A connection that was opened ahead of need and never used: an unasked answer would be taken for that to the next
    // request.
    const unused = error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.bytesRead === 0
    const hungUp = error.code === 'ECONNRESET' || (open && error.code === 'HPE_INVALID_EOF_STATE')
    if (hungUp || unused || !socket.writable) socket.destroy()
    else if (open) answerExchange(error, reply)
    // It may stand behind answers to earlier requests, which nothing may overtake.
    else if (reply?.raw.writableFinished === false) afterwards(reply, () => answer(error, socket))
    else if (answered) socket.destroySoon()
    else answerSocket(refusalOf(error, options.served()), socket, originOf(error))
  }

  /** Once the answer is written; whatever else comes in until then is not looked at. */
  function afterwards(reply: FastifyReply, act: () => void): void {
    if (awaited.has(reply)) return
    awaited.add(reply)
    reply.raw.once('finish', act)
  }

  /** The request is known: it gets its answer as any other does. One that had arrived whole is not harmed by what follows. */
  function answerExchange(error: NodeJS.ErrnoException, reply: FastifyReply): void {
    const { request } = reply
    reply.header('connection', 'close')
    if (request.raw.complete) return
    void sendProblem(refusalOf(error, options.served()), request, reply, options)
  }

  function answerSocket(refusal: GatewayError, socket: Duplex, origin: string | undefined): void {
    const { status, code } = errorCatalogue[refusal.error]
    const traceId = traceIdOf(undefined)
    const { reason } = refusal.details
    options.log.info({ trace_id: traceId, error_code: code, reason }, 'refused before it could be read')
    const { publicUrl, basePath } = options
    const body = JSON.stringify(problemBody(refusal, { publicUrl, basePath, instance: '/', traceId }))
    const headers = {
      ...options.strayHeaders(origin),
      'x-trace-id': traceId,
      ...refusalHeaders(refusal),
      'content-length': Buffer.byteLength(body),
      connection: 'close',
    }
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
  }

  return {
    begin: (reply) => {
      const { socket } = reply.request.raw
      const exchange = exchanges.get(socket)
      if (exchange === undefined) exchanges.set(socket, { reply })
      else exchange.reply = reply
    },
    end: (reply) => {
      const { raw } = reply.request
      const exchange = exchanges.get(raw.socket)
      if (raw.complete && exchange?.reply === reply) exchange.reply = undefined
    },
    answer,
    refuseTunnel: ({ headers }, socket) => {
      // Nothing else listens to it any more.
      socket.on('error', () => socket.destroy())
      answerSocket(methodRefusal('CONNECT', 'GET, HEAD, OPTIONS, POST'), socket, headers.origin)
    },
  }
}

const lengthWords = 'Send Content-Length once, as a whole number, and never together with Transfer-Encoding.'

/** What the parser's codes mean, in words for the caller. */
const wordsByCode: Readonly<Record<string, string>> = {
  HPE_INVALID_CONTENT_LENGTH: lengthWords,
  HPE_UNEXPECTED_CONTENT_LENGTH: lengthWords,
  HPE_INVALID_TRANSFER_ENCODING:
    'Send Transfer-Encoding: chunked, or Content-Length instead; never both, and no other encoding.',
  HPE_INVALID_CHUNK_SIZE: 'The chunks of the body are not as HTTP writes them.',
  HPE_INVALID_EOF_STATE: 'The request ended in the middle.',
  HPE_INVALID_HEADER_TOKEN:
    'A header holds a character that HTTP forbids there, such as a line break, a control character or a space in its name.',
  HPE_CR_EXPECTED: 'Each line of the headers must end in CR LF.',
  HPE_LF_EXPECTED: 'Each line of the headers must end in CR LF.',
  HPE_INVALID_URL: 'The path holds a character that must be percent-encoded, or does not begin with a slash.',
  HPE_INVALID_CONSTANT: 'The request line must be a method, a path without spaces, and HTTP/1.1.',
  HPE_INVALID_VERSION: 'Speak HTTP/1.1.',
  HPE_PAUSED_H2_UPGRADE: 'Speak HTTP/1.1: HTTP/2 is for the proxy in front.',
}

function refusalOf(error: NodeJS.ErrnoException, served: ServedPaths): GatewayError {
  const reason = error.code ?? 'unknown'
  switch (reason) {
    case 'HPE_HEADER_OVERFLOW':
      return new GatewayError('headers_too_large', { reason })
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new GatewayError('body_too_large', { reason })
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new GatewayError('request_too_slow', { reason })
    case 'HPE_INVALID_METHOD':
      return unknownMethod(packetOf(error), served) ?? unreadable(reason)
    default:
      return unreadable(reason)
  }
}

function unreadable(reason: string): GatewayError {
  const detail = ['The request could not be read as HTTP.', wordsByCode[reason] ?? ''].join(' ').trim()
  return new GatewayError('malformed_body', { detail, reason })
}

const requestLine = /^([!#$%&'*+.^_`|~\w-]{1,40}) (\/\S*) HTTP\/1\.[01]\r?\n/

/** A method that the parser does not know is refused like any other that the path does not support. */
function unknownMethod(packet: string, served: ServedPaths): GatewayError | undefined {
  const [, method, target] = requestLine.exec(packet) ?? []
  if (method === undefined || target === undefined) return undefined
  const allow = served.find(target)?.allow
  return allow === undefined ? new GatewayError('route_not_found') : methodRefusal(method, allow)
}

const originLine = /\r\norigin:[ \t]*(\S+)[ \t]*\r\n/i

function originOf(error: NodeJS.ErrnoException): string | undefined {
  return originLine.exec(packetOf(error))?.[1]
}

/** The bytes at which the parser gave up, as text. */
function packetOf(error: NodeJS.ErrnoException): string {
  return 'rawPacket' in error && Buffer.isBuffer(error.rawPacket) ? error.rawPacket.toString('latin1') : ''
}
