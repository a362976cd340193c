import { type DestinationStream, type Logger, pino } from 'pino'

/** Structured log lines: an object of facts, then a message. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>

/** Writes one line: facts, then a message. */
type Say = (facts: object, words: string) => void

/** Whose a line is; what is not known is left out. */
export interface LogSubject {
  /** Of the request that the work is done for; also the reference on pages and in problem details. */
  trace_id?: string
  tenant?: string
  session?: string
  user?: string
  provider?: string
  transaction?: string
  /** The name of the operator's token. */
  operator?: string
  /** The id of the tenant key, or the portal link by which somebody signed in. */
  partner?: string
}

/** The log of one request, or of other work on somebody's behalf: each line also tells whose it is. */
export interface WorkLog {
  readonly debug: Say
  readonly info: Say
  readonly warn: Say
  readonly error: Say
  /** Whose work it is, as far as known. */
  readonly subject: Readonly<LogSubject>
  /** Adds to the subject; lines that follow tell it too. */
  readonly addSubject: (facts: LogSubject) => void
  /** The log of a part of the work, with a subject of its own. */
  readonly about: (facts: LogSubject) => WorkLog
}

/** Makes the log of work on `subject`; `addSubject` extends that very object, which the caller may read. */
export function createWorkLog(lines: Record<'debug' | 'info' | 'warn' | 'error', Say>, subject: LogSubject): WorkLog {
  // The facts of a line come last, since they override the subject.
  return {
    debug: (facts, words) => lines.debug({ ...subject, ...facts }, words),
    info: (facts, words) => lines.info({ ...subject, ...facts }, words),
    warn: (facts, words) => lines.warn({ ...subject, ...facts }, words),
    error: (facts, words) => lines.error({ ...subject, ...facts }, words),
    subject,
    addSubject: (facts) => void Object.assign(subject, facts),
    about: (facts) => createWorkLog(lines, { ...subject, ...facts }),
  }
}

/** The levels that `LOG_LEVEL` may name, quietest last. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** One of `logLevels`. */
export type LogLevel = (typeof logLevels)[number]

/**
 * Makes the log, written to `destination`. Lines are JSON. What must never be in a log (tokens, keys, addresses) is not
 * handed to it in the first place: requests are logged by method, route and ids. Redaction by name is the second wall.
 */
export function createLog(level: LogLevel, destination: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    redact: { paths: sensitivePaths(), censor: '[redacted]' },
    serializers: { err: describeError, error: describeError, req: () => undefined, res: () => undefined },
  }
  return pino(options, destination)
}

const sensitiveNames = [
  'authorization',
  'Authorization',
  'x-juno-jwt',
  'cookie',
  'set-cookie',
  'token',
  'jwt',
  'apiKey',
  'api_key',
  'secret',
  'password',
  'wallet_address',
  'walletAddress',
  'wallet',
  'widget_url',
  'widgetUrl',
  'idempotency_key',
]

function sensitivePaths(): string[] {
  return sensitiveNames.flatMap((name) => {
    const key = /^[A-Za-z_]+$/.test(name) ? `.${name}` : `["${name}"]`
    return [key.replace(/^\./, ''), `*${key}`, `*.*${key}`]
  })
}

/** Name, message and stack of an error and its causes; none of its other members, which may hold a request. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const cause = error.cause === undefined ? undefined : describeError(error.cause)
  const code = 'code' in error ? String(error.code) : undefined
  return { name: error.name, message: error.message, code, stack: error.stack, cause }
}
