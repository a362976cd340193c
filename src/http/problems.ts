import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { problemBody } from '../contract/problem.ts'
import { type ErrorName, errorCatalogue, GatewayError } from '../domain/errors.ts'
import type { WorkLog } from '../observe/log.ts'
import { traceIdOf } from '../observe/trace.ts'
import { commonHeaders } from './common-headers.ts'

/** What rendering a refusal needs. */
export interface ProblemOptions {
  readonly publicUrl: string
  readonly log: WorkLog
}

/** Every way out of the server that is not a success is a problem detail: thrown errors, and paths nobody serves. */
export function answerWithProblems(app: FastifyInstance, options: ProblemOptions): void {
  app.setErrorHandler((error, request, reply) => sendProblem(asGatewayError(error), request, reply, options))
  app.setNotFoundHandler((request, reply) => sendProblem(new GatewayError('route_not_found'), request, reply, options))
}

/** Told to callers that may retry, where nothing better is known. */
const retryAfterSecondsDefault = 5

/** Sends a refusal; one that may pass says when to come back. An internal one is logged with its cause; the caller learns the trace id and nothing else. */
export function sendProblem(
  error: GatewayError,
  request: FastifyRequest,
  reply: FastifyReply,
  options: ProblemOptions,
) {
  logRefusal(error, request)
  const { status, code } = errorCatalogue[error.error]
  const instance = request.url.split('?', 1)[0] ?? '/'
  const retry = code.endsWith('-R') ? { 'retry-after': String(retryAfterSecondsDefault) } : {}
  return reply
    .code(status)
    .headers({ 'cache-control': 'no-store', ...retry, ...error.details.headers })
    .type('application/json; charset=utf-8')
    .send(problemBody(error, { publicUrl: options.publicUrl, instance, traceId: request.traceId }))
}

/** Tells the log of a refusal; of one whose cause lies with us, with the cause. */
export function logRefusal(error: GatewayError, { work }: FastifyRequest): void {
  const { code } = errorCatalogue[error.error]
  const { reason, cause } = error.details
  const facts = { error_code: code, reason }
  if (error.error === 'internal') work.error({ ...facts, err: cause }, 'internal error')
  else if (error.error === 'overloaded' && cause !== undefined) work.warn({ ...facts, err: error }, 'refused')
  else work.info(facts, 'refused')
}

/** The framework's own refusals, by its codes. */
const frameworkErrors: Readonly<Record<string, ErrorName>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'wrong_content_type',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed_body',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed_body',
  FST_ERR_BAD_URL: 'route_not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'route_not_found',
}

/** Any thrown thing as a refusal; what nobody foresaw is internal. */
export function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const name = frameworkErrors[code]
  return name === undefined ? new GatewayError('internal', { cause: error }) : new GatewayError(name)
}

/** Answers what is not even HTTP (or too slow, or too large in its headers) with a problem, then hangs up. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket, options: ProblemOptions): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? 431 : error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400
  const refusal = new GatewayError('malformed_body', { detail: 'The request could not be read as HTTP.' })
  const traceId = traceIdOf(undefined)
  options.log.info({ trace_id: traceId, code: error.code }, 'unreadable request')
  const problem = { ...problemBody(refusal, { publicUrl: options.publicUrl, instance: '/', traceId }), status }
  const body = JSON.stringify(problem)
  const headers = {
    ...commonHeaders(options.publicUrl),
    'x-trace-id': traceId,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n${body}`)
}
