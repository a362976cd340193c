import { type DestinationStream, type Logger, pino } from 'pino'
import { systemClock } from '../domain/clock.ts'
import type { LogOutput } from './log-output.ts'
import { redactLine } from './redact-line.ts'

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

/** What is told of every request that was answered. */
export interface AnsweredFacts {
  readonly method: string
  /** The route's pattern, never the path: paths hold link tokens. */
  readonly route: string
  readonly status: number
  /** Milliseconds from its arrival to the end of its answer. */
  readonly ms: number
}

/** The log of one request, or of other work on somebody's behalf: each line also tells whose it is. */
export interface WorkLog {
  readonly debug: Say
  readonly info: Say
  readonly warn: Say
  readonly error: Say
  /** Tells, at level `info`, that the request was answered. */
  readonly answered: (facts: AnsweredFacts) => void
  /** Whose work it is, as far as known. */
  readonly subject: Readonly<LogSubject>
  /** Adds to the subject; lines that follow tell it too. */
  readonly addSubject: (facts: LogSubject) => void
  /** The log of a part of the work, with a subject of its own. */
  readonly about: (facts: LogSubject) => WorkLog
}

/** The levels that `LOG_LEVEL` may name, quietest last. */
export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** One of `logLevels`. */
export type LogLevel = (typeof logLevels)[number]

/** Structured log lines, of work whose subject is told elsewhere: an object of facts, then a message. */
export type Log = Pick<WorkLog, 'debug' | 'info' | 'warn' | 'error'>

/**
 * Makes the log, written to `destination`. Lines are JSON. What must never be in a log (tokens, keys, addresses) is not
 * handed to it in the first place: requests are logged by method, route and ids. `redactLine` is the second wall, for every
 * destination that does not redact by itself.
 */
export function createLog(level: LogLevel, destination: DestinationStream | LogOutput): WorkLog {
  const output = 'writePlain' in destination ? destination : redacting(destination)
  const options = {
    level,
    base: null,
    serializers: { err: describeError, error: describeError, req: () => undefined, res: () => undefined },
  }
  const lines = pino(options, output)
  return new SubjectLog({ pino: lines, tellsAnswers: lines.isLevelEnabled('info'), output }, {})
}

type Output = Pick<LogOutput, 'write' | 'writePlain'>

function redacting(destination: DestinationStream): Output {
  const write = (line: string): void => destination.write(redactLine(line))
  return { write, writePlain: write }
}

/** Where lines are made, and where they go. */
interface Lines {
  readonly pino: Logger
  readonly tellsAnswers: boolean
  readonly output: Output
}

/** How Meld names providers; a name of another form may be anything. */
const providerName = /^[A-Z0-9_]{1,40}$/

/** pino's number of the level. */
const infoLevel = 30

const answeredWords = 'answered'

/**
 * Whether every member has a form of ours, which leaves no room for a secret, nor for anything that JSON escapes. An
 * operator names tokens, and Meld its transactions, as they please.
 */
function isPlain({ operator, transaction, provider }: LogSubject): boolean {
  return operator === undefined && transaction === undefined && (provider === undefined || providerName.test(provider))
}

/** What stands before each member of a plain subject. */
const memberStarts = {
  trace_id: ',"trace_id":"',
  tenant: ',"tenant":"',
  session: ',"session":"',
  user: ',"user":"',
  provider: ',"provider":"',
  partner: ',"partner":"',
} satisfies Record<Exclude<keyof LogSubject, 'operator' | 'transaction'>, string>

/** The line about an answer to a plain subject: most lines are of this kind, and this takes half the time of `JSON.stringify`. */
function plainLine(time: number, subject: LogSubject, { method, route, status, ms }: AnsweredFacts): string {
  const { trace_id, tenant, session, user, provider, partner } = subject
  const members =
    member(memberStarts.trace_id, trace_id) +
    member(memberStarts.tenant, tenant) +
    member(memberStarts.session, session) +
    member(memberStarts.user, user) +
    member(memberStarts.provider, provider) +
    member(memberStarts.partner, partner)
  return `{"level":${infoLevel},"time":${time}${members},"method":"${method}","route":"${route}","status":${status},"ms":${ms},"msg":"${answeredWords}"}\n`
}

function member(start: string, value: string | undefined): string {
  return value === undefined ? '' : `${start}${value}"`
}

/** There is one for each request, so it is one small object. */
class SubjectLog implements WorkLog {
  readonly subject: LogSubject
  readonly #lines: Lines

  constructor(lines: Lines, subject: LogSubject) {
    this.#lines = lines
    this.subject = subject
  }

  debug(facts: object, words: string): void {
    this.#write('debug', facts, words)
  }

  info(facts: object, words: string): void {
    this.#write('info', facts, words)
  }

  warn(facts: object, words: string): void {
    this.#write('warn', facts, words)
  }

  error(facts: object, words: string): void {
    this.#write('error', facts, words)
  }

  answered(facts: AnsweredFacts): void {
    const { tellsAnswers, output } = this.#lines
    if (!tellsAnswers) return
    // The machine's, as pino's is, even where the program runs by a clock that is moved.
    const time = systemClock()
    if (isPlain(this.subject)) output.writePlain(plainLine(time, this.subject, facts))
    else output.write(`${JSON.stringify({ level: infoLevel, time, ...this.subject, ...facts, msg: answeredWords })}\n`)
  }

  addSubject(facts: LogSubject): void {
    Object.assign(this.subject, facts)
  }

  about(facts: LogSubject): WorkLog {
    return new SubjectLog(this.#lines, Object.assign({}, this.subject, facts))
  }

  #write(level: keyof Log, facts: object, words: string): void {
    const { pino: lines } = this.#lines
    if (!lines.isLevelEnabled(level)) return
    try {
      // The facts of a line come last, since they override the subject. Two spreads would cost twice as much as all the rest.
      lines[level](Object.assign({}, this.subject, facts), words)
    } catch {
      // A getter that throws must not end the work that is told of.
      lines[level]({ ...this.subject, facts: '[unwritable]' }, words)
    }
  }
}

/** So many causes of an error are told, each that of the one before. */
const causesMax = 8

/** Name, message and stack of an error and its causes; none of its other members, which may hold a request. */
function describeError(error: unknown, causesLeft = causesMax): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const tellsCause = error.cause !== undefined && causesLeft > 0
  const cause = tellsCause ? describeError(error.cause, causesLeft - 1) : undefined
  const code = 'code' in error ? String(error.code) : undefined
  return { name: error.name, message: error.message, code, stack: error.stack, cause }
}
