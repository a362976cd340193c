import closeWithGrace from 'close-with-grace'
import type { Log } from '../observe/log.ts'

/** After the signal to stop, and the drain delay, everything ends by itself within this, or is cut off. */
const drainMs = 28_000

/** npm sends Ctrl-C once more to a program that got it from the terminal; a person takes longer than this. */
const secondThoughtMs = 1_000

/** Takes how to close something that was opened. */
export type OnClose = (close: () => Promise<void>) => void

/**
 * Runs a program until it has to stop: SIGTERM, Ctrl-C, or an uncaught error. What `start` opens it hands to `onClose`; at
 * the end all is closed, the last first, which may take up to `delayMs` longer than otherwise. Exits with 0 after a
 * signal, 1 after an error, and 1 with the reason when `start` itself fails. A second Ctrl-C ends the process at once.
 * SIGHUP is left alone.
 */
export async function runUntilStopped(
  log: Log,
  delayMs: number,
  start: (onClose: OnClose) => Promise<void>,
): Promise<void> {
  const opened: (() => Promise<void>)[] = []
  const closeAll = async (): Promise<void> => {
    for (let close = opened.pop(); close !== undefined; close = opened.pop()) await close()
  }
  let stopping = false
  const delay = delayMs + drainMs
  const closing = closeWithGrace({ delay, logger: false, skip: ['SIGHUP', 'SIGINT'] }, async ({ err }) => {
    stopping = true
    if (err === undefined) log.info({}, 'stopping')
    else log.error({ err }, 'stopping after an error')
    await closeAll()
    log.info({}, 'stopped')
  })
  let interruptedAt: number | undefined
  process.on('SIGINT', () => {
    if (interruptedAt === undefined) {
      interruptedAt = performance.now()
      closing.close()
    } else if (performance.now() - interruptedAt > secondThoughtMs) process.exit(130)
  })
  try {
    await start((close) => opened.push(close))
  } catch (error) {
    // A start that fails because it was stopped is not a failed start.
    if (stopping) return
    await closeAll()
    refuseToStart([reasonOf(error)])
  }
}

/** Ends the process with a message for the operator; used before anything runs. */
export function refuseToStart(lines: readonly string[]): never {
  process.stderr.write(`${lines.join('\n')}\n`)
  process.exit(1)
}

/** Why something failed, in a line; Node leaves the message of some network failures empty. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.message !== '') return error.message
  return 'code' in error ? String(error.code) : error.name
}

/** Where something listens. */
export interface ListenAddress {
  readonly host: string
  readonly port: number
  /** What stands before the variables that set the two, such as `OPERATOR_`. */
  readonly prefix?: string
}

/** Listens; a port that is not available is an Error whose message says what to do. */
export async function listenOrExplain<T>(listen: () => Promise<T>, address: ListenAddress): Promise<T> {
  try {
    return await listen()
  } catch (cause) {
    throw new Error(explainListenError(cause, address), { cause })
  }
}

function explainListenError(error: unknown, { host, port, prefix = '' }: ListenAddress): string {
  const place = `Port ${port} on ${host}`
  const code = errorCodeOf(error)
  if (code === 'EADDRINUSE') return `${place} is in use. Stop the other program, or set ${prefix}PORT to another one.`
  if (code === 'EACCES') return `${place} may not be used by this user. Set ${prefix}PORT to one above 1023.`
  if (code === 'EADDRNOTAVAIL') return `${host} is not an address of this machine. Set ${prefix}HOST to one that is.`
  return reasonOf(error)
}

/** The system's code of a failure, such as EADDRINUSE; empty where there is none. */
export function errorCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
