import { withDeadline } from './deadline.ts'
import { clientError, RampwayError } from './error.ts'
import { type Frame, readFrames } from './frames.ts'
import { platform, type Signal } from './platform.ts'
import { failureOf, fetchOfPlatform, networkError, type Origin, parseJson, readToken } from './transport.ts'
import type { Session } from './types.ts'

/** Until the first frame; where something holds the answer back, streams are not to be had. */
const beginMsMax = 10_000
/** Between streams that break, doubling up to the second. */
const retryMs = 2_000
const retryMsMax = 30_000
/** After a gateway asked to reconnect, so that not all come at once. */
const reconnectMsMax = 500

/** What happened to a session, with the session as it is then. */
export interface SessionEvent {
  /** `snapshot`, the kind of a change as the timeline has it, `expired`, `not_observed`, `updated`, or `end`. */
  readonly event: string
  /** Goes on after this one, as `lastEventId`. */
  readonly id: string
  readonly session: Session
}

export interface SessionEventsOptions {
  /** Ends the stream, which then throws with the code `aborted`. */
  readonly signal?: Signal | undefined
  /** The `id` of the last event that came: what came after it follows. */
  readonly lastEventId?: string | undefined
}

/** What happens to a session, over one connection after the other, until nothing more is expected to. */
export async function* sessionEvents(
  origin: Origin,
  path: string,
  { signal, lastEventId = '' }: SessionEventsOptions = {},
): AsyncGenerator<SessionEvent, undefined> {
  let lastId = lastEventId
  let mayRefresh = true
  for (let failures = 0; ; ) {
    let pauseMs = Math.min(retryMs * 2 ** failures, retryMsMax) * (0.5 + Math.random() / 2)
    failures += 1
    try {
      for await (const frame of streamOnce(origin, path, lastId, signal)) {
        if (frame.event === 'reconnect') pauseMs = Math.random() * reconnectMsMax
        else {
          failures = 0
          mayRefresh = true
          lastId = frame.id
          const session = readSession(frame)
          if (session !== undefined) yield { event: frame.event, id: frame.id, session }
          if (frame.event === 'end') return
        }
      }
    } catch (error) {
      const isExpired = error instanceof RampwayError && error.reason === 'token_expired'
      if (!(isExpired && mayRefresh) && !(error instanceof RampwayError && error.retryable)) throw error
      if (isExpired) mayRefresh = false
    }
    const limits = { what: 'Following a session', timeoutMs: Number.POSITIVE_INFINITY, signal }
    await withDeadline(limits, ({ pause }) => pause(pauseMs))
  }
}

/** The frames of one connection; one that says that all has been told is `end` without data. Throws a RampwayError. */
export async function* streamOnce(
  { baseUrl, token, credentials, fetch: exchange = fetchOfPlatform }: Origin,
  path: string,
  lastId: string,
  signal: Signal | undefined,
): AsyncGenerator<Frame, undefined> {
  const attempt = new platform.AbortController()
  const abort = () => attempt.abort()
  let timer: unknown
  signal?.addEventListener('abort', abort)
  try {
    if (signal?.aborted === true) abort()
    const proof = await readToken(token)
    timer = platform.setTimeout(abort, beginMsMax)
    const answer = await exchange(`${baseUrl}${path}`, {
      method: 'GET',
      headers: {
        accept: 'text/event-stream',
        ...credentials(proof),
        ...(lastId !== '' && { 'last-event-id': lastId }),
      },
      redirect: 'manual',
      signal: attempt.signal,
    })
    if (answer.status === 204) yield { event: 'end', data: '', id: lastId, retryMs: undefined }
    else if (isStream(answer) && answer.body) {
      for await (const frame of readFrames(answer.body)) {
        platform.clearTimeout(timer)
        yield frame
      }
    } else throw failureOf(baseUrl, answer, parseJson(await answer.text()))
  } catch (cause) {
    if (signal?.aborted === true)
      throw clientError('aborted', { message: 'Following a session was aborted.', retryable: false })
    throw cause instanceof RampwayError ? cause : networkError(baseUrl, cause)
  } finally {
    platform.clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    abort()
  }
}

function isStream({ status, headers }: { status: number; headers: { get(name: string): string | null } }): boolean {
  return status === 200 && headers.get('content-type')?.startsWith('text/event-stream') === true
}

/** The session of a frame, with its links; what the gateway sends over its own connection is what its contract says. */
export function readSession({ data }: Pick<Frame, 'data'>): Session | undefined {
  const body = parseJson(data) as { readonly _links: Session['_links']; readonly session?: object } | undefined
  return body?.session === undefined ? undefined : ({ _links: body._links, ...body.session } as Session)
}
