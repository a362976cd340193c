import { RampwayError } from './error.ts'
import { createIdempotencyKey } from './idempotency-key.ts'
import { type Listing, listing } from './listing.ts'
import { readSession, type SessionEvent, type SessionEventsOptions, sessionEvents, streamOnce } from './stream.ts'
import type { Call, CallOptions, Origin } from './transport.ts'
import type {
  ListedSession,
  OpenedSession,
  OpenSessionInput,
  Session,
  SessionPage,
  SessionStatus,
  SessionsInput,
} from './types.ts'
import { type WaitOptions, type Watched, waitUntil } from './wait.ts'

const path = '/v0/ramp/sessions'
const member = 'session'

export interface OpenOptions extends CallOptions {
  /** Calls with the same key open one session, for 24 hours. One of the input's counts likewise; without, one is made. */
  readonly idempotencyKey?: string | undefined
}

/** What opening gave. */
export interface Opening {
  readonly session: OpenedSession
  /** The key had this session already. */
  readonly replayed: boolean
  /** It had it for another input: the session is for what was asked then. */
  readonly mismatched: boolean
  /** Finds the call in the gateway's log. */
  readonly requestId: string
}

/** The user's sessions. Every call rejects with a RampwayError. */
export interface Sessions {
  /**
   * Opens a session, or gives the one that the key has. It is sent again under the same key when that may help, so one
   * call never opens two. An error has the key, for going on later.
   */
  readonly open: (input: OpenSessionInput, options?: OpenOptions) => Promise<Opening>
  /** One session as it stands, with what happened to it. */
  readonly get: (id: string, options?: CallOptions) => Promise<Session>
  /** All sessions, newest first. */
  readonly list: (input?: SessionsInput, options?: CallOptions) => Listing<SessionPage, ListedSession>
  /**
   * Waits until a session has got as far as a status, or one of several, or has ended otherwise: look at the `status` of
   * what it gives. It follows the session by a stream, and where there is none reads it after 0.5, 1, 2, 4 … 15 seconds. Rejects
   * with `timeout` when it takes longer than the options say.
   */
  readonly waitUntil: (
    id: string,
    status: SessionStatus | readonly SessionStatus[],
    options?: WaitOptions,
  ) => Promise<Session>
  /**
   * What happens to a session, for `for await`: the session as it is, then with each change, until nothing more is expected.
   * It connects again by itself, and goes on where it was. Throws a RampwayError where a stream is not to be had.
   */
  readonly events: (id: string, options?: SessionEventsOptions) => AsyncGenerator<SessionEvent, undefined>
  /** Frees the link from the browser that opened it, so that the next one is let in. */
  readonly releaseLink: (id: string, options?: CallOptions) => Promise<Session>
}

interface Reply<Of> {
  readonly _links: Session['_links']
  readonly session: Omit<Of, '_links'>
}

/** The sessions behind a call. */
export function sessionsOf(call: Call, origin: Origin): Sessions {
  const get = async (id: string, options?: CallOptions) =>
    sessionOf((await call<Reply<Session>>({ method: 'GET', path: pathOf(id), member }, options)).body)
  return {
    open: (input, options = {}) => open(call, input, options),
    get,
    list: (input, options) =>
      listing(call, { path, member: 'sessions' }, input, ({ sessions }: SessionPage) => sessions, options),
    waitUntil: (id, status, options = {}) =>
      waitUntil(watchedOf(origin, id, get), id, typeof status === 'string' ? [status] : status, options),
    events: (id, options) => sessionEvents(origin, `${pathOf(id)}/events`, options),
    releaseLink: async (id, options) =>
      sessionOf(
        (await call<Reply<Session>>({ method: 'POST', path: `${pathOf(id)}/release-link`, member }, options)).body,
      ),
  }
}

async function open(call: Call, input: OpenSessionInput, options: OpenOptions): Promise<Opening> {
  const key = options.idempotencyKey || input.idempotency_key || createIdempotencyKey()
  // In the body, for a header takes ASCII alone.
  const body = { ...input, idempotency_key: key }
  try {
    const answer = await call<Reply<OpenedSession>>({ method: 'POST', path, member, body }, options)
    return {
      session: sessionOf(answer.body),
      replayed: answer.status === 208,
      mismatched: answer.header('rampway-idempotency-mismatch') === 'true',
      requestId: answer.header('x-trace-id') ?? '',
    }
  } catch (error) {
    if (error instanceof RampwayError) error.idempotencyKey = key
    throw error
  }
}

/** With its links, as a list has it. */
function sessionOf<Of extends OpenedSession | Session>({ _links, session }: Reply<Of>): Of {
  return { _links, ...session } as Of
}

function watchedOf(origin: Origin, id: string, get: Sessions['get']): Watched {
  return {
    read: (signal) => get(id, { signal }),
    follow: async (signal, onSession) => {
      for await (const frame of streamOnce(origin, `${pathOf(id)}/events`, '', signal)) {
        if (frame.event === 'reconnect') return true
        const session = readSession(frame)
        if (session !== undefined) onSession(session)
      }
      return false
    },
  }
}

function pathOf(id: string): string {
  return `${path}/${encodeURIComponent(id)}`
}
