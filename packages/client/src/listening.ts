import { withDeadline } from './deadline.ts'
import { RampwayError } from './error.ts'
import type { RampwayEvent } from './event-types.ts'
import { type Frame, readFrames } from './frames.ts'
import { platform, type Signal, type StreamedBody } from './platform.ts'
import { isRecord } from './problem.ts'
import { withQuery } from './query.ts'
import { failureOf, fetchOfPlatform, networkError, type Origin, parseJson } from './transport.ts'

const path = '/v0/partner/events/stream'
const listening = `Listening at ${path}`
/** Until the gateway begins to answer. */
const connectMsMax = 30_000
/** Between connections where the stream does not say. */
const retryMsDefault = 2_000
/** Between attempts that fail one after the other the pause doubles, up to this. */
const retryMsMax = 30_000
/** After a gateway asked to reconnect, so that not all come at once. */
const reconnectMsMax = 500
/** A resume that goes back further than these would show events again. */
const recentMax = 1_000

/** What is listened for, and for how long. */
export interface ListenOptions {
  /** Types, or beginnings of them such as `ramp.transaction.*`; without, all. */
  readonly types?: readonly string[] | undefined
  /** From when on, in epoch milliseconds; without, from now on. */
  readonly since?: number | undefined
  /** Ends the listening, and with it the loop. */
  readonly signal?: Signal | undefined
  /** Hears of each failure after which it connects again by itself. */
  readonly onInterruption?: ((why: RampwayError) => void) | undefined
}

/** An event that was listened for. */
export type StreamedEvent = RampwayEvent & {
  /** It was sent before, and somebody asked for it to be sent again. */
  readonly replayed: boolean
}

/** Events as they happen, for one `for await`; leaving that ends it. */
export interface Listening extends AsyncIterableIterator<StreamedEvent, undefined> {
  /**
   * Fulfilled once events that happen from now on are certain to come. Rejects with a RampwayError: what the gateway
   * refused with, or `aborted`.
   */
  readonly opened: Promise<void>
  readonly return: () => Promise<IteratorResult<StreamedEvent, undefined>>
  readonly [Symbol.asyncIterator]: () => Listening
}

/** One stream after the other, as far as they have something in common. */
interface Resumption {
  readonly origin: Origin
  readonly query: Pick<ListenOptions, 'types' | 'since'>
  readonly signal: Signal
  readonly onInterruption: (why: RampwayError) => void
  /** What the next stream goes on after; empty until one told. */
  lastId: string
  retryMs: number
  /** Ends the stream that is open, or is being opened. */
  end: () => void
}

/**
 * Listens from now on, whether or not anybody reads yet. What breaks off goes on where it was, without a gap, and without
 * showing an event twice. The loop throws a RampwayError for a refusal that will not pass, and ends when the signal aborts.
 */
export function listen(origin: Origin, options: ListenOptions = {}): Listening {
  const { signal, onInterruption = () => {}, ...query } = options
  const controller = new platform.AbortController()
  const letGo = () => signal?.removeEventListener('abort', stop)
  const stop = () => {
    letGo()
    controller.abort()
    resumption.end()
  }
  const resumption: Resumption = {
    origin,
    query,
    signal: controller.signal,
    onInterruption,
    lastId: '',
    retryMs: retryMsDefault,
    end: () => {},
  }
  signal?.addEventListener('abort', stop)
  if (signal?.aborted === true) stop()
  const first = connect(resumption, 0)
  const opened = first.then(() => {})
  // Whoever does not wait for it meets its failure in the loop.
  opened.catch(letGo)
  const events = eventsOf(resumption, first, letGo)
  const result: Listening = {
    opened,
    next: () => events.next(),
    return: async () => {
      stop()
      return await events.return(undefined)
    },
    [Symbol.asyncIterator]: () => result,
  }
  return result
}

async function* eventsOf(
  resumption: Resumption,
  first: Promise<StreamedBody>,
  letGo: () => void,
): AsyncGenerator<StreamedEvent, undefined> {
  const recent: string[] = []
  try {
    for await (const frame of framesOf(resumption, first)) {
      const event = readEvent(frame)
      // A replay has an id of its own in the stream.
      if (event === undefined || recent.includes(frame.id)) continue
      recent.push(frame.id)
      if (recent.length > recentMax) recent.shift()
      yield event
    }
  } catch (error) {
    if (!resumption.signal.aborted) throw error
  } finally {
    letGo()
  }
}

/** The frames of one stream after the other. Throws a RampwayError where no other can be had. */
async function* framesOf(resumption: Resumption, first: Promise<StreamedBody>): AsyncGenerator<Frame, never> {
  let opening = first
  for (;;) {
    const body = await opening
    let pauseMs: number | undefined
    try {
      for await (const frame of readFrames(body)) {
        resumption.lastId = frame.id
        resumption.retryMs = frame.retryMs ?? resumption.retryMs
        if (frame.event === 'reconnect') {
          pauseMs = Math.random() * reconnectMsMax
          break
        }
        yield frame
      }
    } catch (cause) {
      if (resumption.signal.aborted) throw cause
      resumption.onInterruption(networkError(resumption.origin.baseUrl, cause))
    }
    opening = connect(resumption, pauseMs ?? retryPauseMs(resumption.retryMs, 0, Math.random()))
  }
}

/** Opens a stream, however often it takes. Rejects with a RampwayError for a refusal that will not pass, and with `aborted`. */
async function connect(resumption: Resumption, firstPauseMs: number): Promise<StreamedBody> {
  const { signal, onInterruption } = resumption
  let pauseMs = firstPauseMs
  for (let failures = 0; ; failures += 1) {
    await withDeadline({ what: listening, timeoutMs: Number.POSITIVE_INFINITY, signal }, ({ pause }) => pause(pauseMs))
    const stream = await open(resumption)
    if (!(stream instanceof RampwayError)) return stream
    if (!stream.retryable) throw stream
    onInterruption(stream)
    pauseMs = stream.retryAfterMs ?? retryPauseMs(resumption.retryMs, failures, Math.random())
  }
}

/** How long to wait before another stream, after so many failures in a row; `random` is in [0, 1). */
export function retryPauseMs(retryMs: number, failures: number, random: number): number {
  return Math.min(retryMs * 2 ** failures, retryMsMax) * (0.5 + random / 2)
}

/** One attempt; a failure is an outcome too. */
async function open(resumption: Resumption): Promise<StreamedBody | RampwayError> {
  const { origin, query, signal, lastId } = resumption
  const { baseUrl, token, credentials, fetch: exchange = fetchOfPlatform } = origin
  const since = lastId === '' ? query.since : undefined
  const url = `${baseUrl}${withQuery(path, { types: query.types?.join(','), since })}`
  const headers = {
    accept: 'text/event-stream',
    ...credentials(String(token)),
    ...(lastId !== '' && { 'last-event-id': lastId }),
  }
  const attempt = new platform.AbortController()
  resumption.end = () => attempt.abort()
  try {
    return await withDeadline({ what: listening, timeoutMs: connectMsMax, signal }, async ({ within }) => {
      const answer = await within(exchange(url, { method: 'GET', headers, redirect: 'manual', signal: attempt.signal }))
      const isStream = answer.status === 200 && answer.headers.get('content-type')?.startsWith('text/event-stream')
      if (isStream === true && answer.body) return answer.body
      if (isStream === true) throw new Error('this fetch gives no body as a stream')
      return failureOf(baseUrl, answer, parseJson(await within(answer.text())))
    })
  } catch (cause) {
    attempt.abort()
    return cause instanceof RampwayError ? cause : networkError(baseUrl, cause)
  }
}

/** Reads the event of a frame; undefined for one that holds none. */
function readEvent({ data }: Frame): StreamedEvent | undefined {
  const event = parseJson(data)
  return isEvent(event) ? { ...event, replayed: event.replayed === true } : undefined
}

/** What the gateway sends over its own connection is believed to be what its contract says. */
function isEvent(value: unknown): value is RampwayEvent & { readonly replayed?: unknown } {
  return isRecord(value) && typeof value.id === 'string' && typeof value.type === 'string' && isRecord(value.data)
}
