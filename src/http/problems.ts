import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestHookHandler } from 'fastify'
import { problemBody } from '../contract/problem.ts'
import { type ErrorName, errorCatalogue, GatewayError } from '../domain/errors.ts'
import type { WorkLog } from '../observe/log.ts'
import { refusalPage } from '../pages/refusal-page.ts'
import { languageOf } from './language.ts'
import { isApiPath } from './served-paths.ts'

/** What rendering a refusal needs. */
export interface ProblemOptions {
  readonly publicUrl: string
  /** What stands before every path where it is reached; empty where nothing does. */
  readonly basePath: string
  readonly log: WorkLog
}

/** Everything that leaves the server and is not a success is a problem detail: thrown errors, and unknown paths. */
export function answerWithProblems(app: FastifyInstance, options: ProblemOptions): void {
  app.setErrorHandler((error, request, reply) => {
    if (hasHungUp(request)) return letGo(request, reply)
    return sendProblem(asGatewayError(error), request, reply, options)
  })
  app.setNotFoundHandler((request, reply) => sendProblem(new GatewayError('route_not_found'), request, reply, options))
}

/** Must be the last `onRequest` hook of a listener: the body of a caller that hung up while its token was checked will never come. */
export const refuseHungUp: onRequestHookHandler = (request, _reply, done) => {
  done(hasHungUp(request) ? new Error('the caller hung up') : undefined)
}

/** Whether the connection ended before the request had arrived whole. */
function hasHungUp({ raw }: FastifyRequest): boolean {
  return raw.destroyed && !raw.complete
}

/** What logs and metrics show in place of an answer that nobody is there to read, as other servers do. */
const hungUpStatus = 499

function letGo(request: FastifyRequest, reply: FastifyReply) {
  request.work.info({}, 'the caller hung up before the request had arrived whole')
  return reply.code(hungUpStatus).send()
}

/** Sent to callers that may retry, where nothing better is known. */
const retryAfterSecondsDefault = 5

/** Headers of a refusal: it is never stored, and one that may pass says when to retry. */
export function refusalHeaders(error: GatewayError): Record<string, string> {
  const retry = errorCatalogue[error.error].code.endsWith('-R')
  return {
    'cache-control': 'no-store',
    'content-type': 'application/json; charset=utf-8',
    ...(retry && { 'retry-after': String(retryAfterSecondsDefault) }),
    ...error.details.headers,
  }
}

/**
 * Sends a refusal: a problem detail, or a page with the same words when a browser shows the answer. One that may pass says
 * when to retry. An internal one is logged with its cause; the caller learns the trace id and nothing else.
 */
export function sendProblem(
  error: GatewayError,
  request: FastifyRequest,
  reply: FastifyReply,
  options: ProblemOptions,
) {
  logRefusal(error, request)
  const instance = request.url.split('?', 1)[0] ?? '/'
  reply.code(errorCatalogue[error.error].status).headers(refusalHeaders(error))
  if (isForPerson(request)) {
    const page = refusalPage(error, instance, request.traceId, languageOf(request))
    return reply.headers(page.headers).send(page.html)
  }
  const { publicUrl, basePath } = options
  return reply.send(problemBody(error, { publicUrl, basePath, instance, traceId: request.traceId }))
}

/** Browsers ask for HTML by name where they show the answer; programs that call the API do not. */
function isForPerson({ method, url, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  return !isApiPath(url) && /\btext\/html\b/i.test(headers.accept ?? '')
}

/** Logs a refusal; one whose cause lies with us, with the cause. */
export function logRefusal(error: GatewayError, { work, method, routeOptions }: FastifyRequest): void {
  const { code } = errorCatalogue[error.error]
  const { reason, cause } = error.details
  // The route's pattern, never the path: paths hold link tokens.
  const facts = { error_code: code, reason, method, route: routeOptions.url }
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
  FST_ERR_NOT_FOUND: 'route_not_found',
  FST_ERR_BAD_URL: 'route_not_found',
  FST_ERR_MAX_PARAM_LENGTH: 'route_not_found',
}

/** Anything thrown, as a refusal; the unforeseen is internal. */
export function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const name = frameworkErrors[code]
  return name === undefined ? new GatewayError('internal', { cause: error }) : new GatewayError(name)
}
