import { type DestinationStream, type Logger, pino } from 'pino'

/** Structured log lines: an object of facts, then words. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>

/** The levels that `LOG_LEVEL` may name, quietest last. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** One of `logLevels`. */
export type LogLevel = (typeof logLevels)[number]

/**
 * Makes the log, written to `destination`. Lines are JSON. What must never be in a log (tokens, keys, addresses) is not handed to it in the
 * first place: requests are logged by method, route and ids. Redaction by name is the second wall.
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
