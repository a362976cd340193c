import { type Deadline, withDeadline } from './deadline.ts'
import { clientError, mayPass, RampwayError, refusalError } from './error.ts'
import { type Fetch, type FetchAnswer, type FetchInit, now, platform, type Signal } from './platform.ts'
import { isRecord, readProblem } from './problem.ts'
import { attemptsMax, readRetryAfter, retryDelayMs } from './retry.ts'

/** Every call, with all its attempts and the waits between them, ends within this. */
const timeoutMsDefault = 30_000

/** What may be said of each call. */
export interface CallOptions {
  /** Ends the call; it then rejects with the code `aborted`. */
  readonly signal?: Signal | undefined
  /** For the whole call, with its retries; 30,000 by default. */
  readonly timeoutMs?: number | undefined
}

/** The user's access token, or what gets it; null when nobody is logged in. */
export type Token = string | (() => string | null | undefined | Promise<string | null | undefined>)

/** Of anything else, `fetch` itself would complain, with the token in its words. */
const headerValue = /^[\x21-\x7e]+$/

/** Where calls go, and for whom. */
export interface Origin {
  /** Without a slash at the end. */
  readonly baseUrl: string
  readonly token: Token
  /** The headers in which a call says whose it is. */
  readonly credentials: (token: string) => Readonly<Record<string, string>>
  readonly fetch: Fetch | undefined
}

/** What one call sends. */
export interface ApiRequest {
  readonly method: FetchInit['method']
  /** From `/v0` on, with its query. */
  readonly path: string
  /** What a success holds beside its `_links`: `session`, `quotes` …; absent where it has no body. */
  readonly member?: string
  readonly body?: object
  /** Never sent again: done twice it is not the same as done once. */
  readonly once?: boolean
}

/** A success. */
export interface ApiAnswer<Body> {
  readonly status: number
  readonly body: Body
  readonly header: (name: string) => string | null
}

/** Sends a call, again where it may then succeed. Rejects with a RampwayError. */
export type Call = <Body>(request: ApiRequest, options?: CallOptions) => Promise<ApiAnswer<Body>>

/** The calls of one user, or of one tenant. */
export function createCall(origin: Origin): Call {
  return (request, options = {}) =>
    withDeadline(
      {
        what: `${request.method} ${origin.baseUrl}${pathAlone(request)}`,
        timeoutMs: options.timeoutMs ?? timeoutMsDefault,
        signal: options.signal,
      },
      (deadline) => sendUntilSettled(origin, request, deadline),
    )
}

/** Queries hold amounts and wallets, which have no place in messages. */
function pathAlone({ path }: ApiRequest): string {
  return path.split('?', 1)[0] ?? path
}

async function sendUntilSettled<Body>(
  origin: Origin,
  request: ApiRequest,
  deadline: Deadline,
): Promise<ApiAnswer<Body>> {
  let mayRefresh = true
  for (let attempt = 1; ; ) {
    const token = await deadline.within(readToken(origin.token))
    const outcome = await send<Body>(origin, request, token, deadline)
    if (!(outcome instanceof RampwayError)) return outcome
    if (mayRefresh && outcome.reason === 'token_expired' && origin.token !== token) {
      mayRefresh = false
      continue
    }
    const delayMs = outcome.retryAfterMs ?? retryDelayMs(attempt, Math.random())
    attempt += 1
    const isLast = request.once === true || attempt > attemptsMax || delayMs >= deadline.remainingMs()
    if (isLast || !outcome.retryable) throw outcome
    await deadline.pause(delayMs)
  }
}

/** The token of the moment. Rejects with `token_unavailable`. */
export async function readToken(token: Token): Promise<string> {
  let given: string | null | undefined
  try {
    given = typeof token === 'string' ? token : await token()
  } catch (cause) {
    throw clientError('token_unavailable', {
      message: `The token function failed: ${wordsOf(cause)}`,
      retryable: false,
      cause,
    })
  }
  if (typeof given !== 'string' || given === '') {
    throw clientError('token_unavailable', {
      message: 'There is no token: log the user in first.',
      retryable: false,
    })
  }
  if (headerValue.test(given)) return given
  throw clientError('token_unavailable', {
    message: 'The token has a character that no header may have, such as a line break.',
    retryable: false,
  })
}

/** Looked up at each call, so that what is put in its place later counts. */
export const fetchOfPlatform: Fetch = (url, init) => platform.fetch(url, init)

/** One attempt; a failure is an outcome too. Throws only what ends the call. */
async function send<Body>(
  { baseUrl, credentials, fetch: exchange = fetchOfPlatform }: Origin,
  { method, path, member, body }: ApiRequest,
  token: string,
  { signal, within }: Deadline,
): Promise<ApiAnswer<Body> | RampwayError> {
  const headers = {
    accept: 'application/json',
    ...credentials(token),
    ...(body !== undefined && { 'content-type': 'application/json' }),
  }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  let answer: FetchAnswer
  let text: string
  try {
    // Not followed: the token is for this gateway alone.
    answer = await within(exchange(`${baseUrl}${path}`, { method, headers, ...sent, redirect: 'manual', signal }))
    text = await within(answer.text())
  } catch (cause) {
    return cause instanceof RampwayError ? Promise.reject(cause) : networkError(baseUrl, cause)
  }
  const { status } = answer
  const parsed = parseJson(text)
  const isSuccess = status >= 200 && status < 300
  const isWhole = member === undefined ? text === '' : hasMember(parsed, member)
  if (isSuccess && isWhole) return { status, body: parsed as Body, header: (name) => answer.headers.get(name) }
  return failureOf(baseUrl, answer, parsed)
}

function hasMember(parsed: unknown, member: string): boolean {
  return isRecord(parsed) && isRecord(parsed._links) && (parsed[member] ?? null) !== null
}

/** What an answer that is no success says. */
export function failureOf(baseUrl: string, answer: FetchAnswer, parsed: unknown): RampwayError {
  const retryAfterMs = readRetryAfter(answer.headers.get('retry-after'), now())
  const problem = readProblem(parsed)
  if (problem !== undefined) return refusalError(problem, answer.status, retryAfterMs)
  return unreadableError(baseUrl, answer, retryAfterMs)
}

/** What JSON says; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The error of a connection that failed or broke. */
export function networkError(baseUrl: string, cause: unknown): RampwayError {
  const hint =
    platform.document === undefined
      ? ''
      : ' A page sees the same when its origin is not among the allowed_origins of the tenant.'
  return clientError('network_error', {
    message: `${baseUrl} cannot be reached (${wordsOf(cause)}).${hint}`,
    retryable: true,
    cause,
  })
}

/** What was thrown, in words, with what is behind it: Node says `fetch failed` of everything. */
function wordsOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  return thrown.cause instanceof Error ? `${thrown.message}: ${thrown.cause.message}` : thrown.message
}

function unreadableError(baseUrl: string, { status, headers }: FetchAnswer, retryAfterMs: number | undefined) {
  // A browser shows a redirect that was not followed as status 0.
  const isRedirect = status === 0 || (status >= 300 && status < 400)
  const message = isRedirect
    ? `${baseUrl} redirects${headers.get('location') === null ? '' : ` to ${headers.get('location')}`}; set baseUrl to where the gateway answers itself.`
    : `${baseUrl} answered ${status} with something else than Rampway's JSON: see what stands in front of the gateway, and whether baseUrl is right.`
  return clientError('unreadable_answer', {
    message,
    retryable: mayPass(status),
    status,
    traceId: headers.get('x-trace-id'),
    retryAfterMs,
  })
}
