import pg from 'pg'
import type { DatabaseUnavailableReason } from '../domain/database-unavailable-reason.ts'
import { GatewayError } from '../domain/errors.ts'
import type { Blame } from './coalesce.ts'

const words: Readonly<Record<DatabaseUnavailableReason, string>> = {
  unreachable: 'The database cannot be reached.',
  silent: 'The database does not answer.',
  lost: 'The connection to the database was lost.',
  stopping: 'The database is starting or stopping.',
  exhausted: 'The database has no connection or memory left for another statement.',
  broken: 'The database cannot read or write its files.',
  read_only: 'The database takes no writes: it is a replica, or set to read only.',
  full: 'The disk of the database is full.',
  slow: 'The database takes too long.',
  busy: 'The database is busy with the same rows.',
  no_month: 'The database has no partition for the sessions of this month.',
}

/** How soon a caller should retry: an outage that ends by itself ends within seconds. */
const retryAfterSeconds = 2

/** The database cannot serve just now. As a refusal it is `overloaded`: callers are told to retry. */
export class DatabaseUnavailableError extends GatewayError {
  override readonly name = 'DatabaseUnavailableError'
  readonly why: DatabaseUnavailableReason

  constructor(why: DatabaseUnavailableReason, cause: unknown) {
    const headers = { 'retry-after': String(retryAfterSeconds) }
    super('overloaded', { detail: words[why], reason: `database_${why}`, headers, cause })
    this.why = why
    // For the log; callers see the detail alone.
    if (cause instanceof Error) this.message = `${words[why]} ${causeOf(cause)}`
  }
}

/** Node leaves the message of some network failures empty. */
function causeOf(cause: Error): string {
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message
}

/** SQLSTATEs, whole or by class, that are about the server or other statements. The first match counts. */
const states: readonly (readonly [beginning: string, why: DatabaseUnavailableReason])[] = [
  ['08', 'lost'],
  ['53100', 'full'],
  ['53', 'exhausted'],
  ['57014', 'slow'],
  ['57P', 'stopping'],
  ['58', 'broken'],
  ['25006', 'read_only'],
  ['40', 'busy'],
  ['55P03', 'busy'],
]

/** A failure to connect, whatever it is: no statement was sent yet, so none can be at fault. */
export function connectFailure(error: unknown): DatabaseUnavailableError {
  const why = error instanceof pg.DatabaseError ? reasonOf(error) : undefined
  return new DatabaseUnavailableError(why ?? 'unreachable', error)
}

/** A failed statement's error: as a `DatabaseUnavailableError` when the statement is not at fault, else as it is. */
export function statementFailure(error: unknown): unknown {
  if (error instanceof pg.DatabaseError) {
    const why = reasonOf(error)
    return why === undefined ? error : new DatabaseUnavailableError(why, error)
  }
  // A value that cannot be sent at all is a bug of ours.
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return error
  return new DatabaseUnavailableError(error instanceof Silence ? 'silent' : 'lost', error)
}

/** A statement got no answer in time. */
export class Silence extends Error {
  override readonly name = 'Silence'

  constructor() {
    super('the query timed out')
  }
}

/** True when a connection was not made, or none became free, in time. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && !('code' in error) && /timeout/i.test(error.message)
}

function reasonOf({ code = '' }: pg.DatabaseError): DatabaseUnavailableReason | undefined {
  return states.find(([beginning]) => code.startsWith(beginning))?.[1]
}

/** What a failure means for the group of calls that met it. */
export function blameOf(error: unknown): Blame {
  if (!(error instanceof DatabaseUnavailableError)) return 'item'
  if (error.why === 'slow' || error.why === 'busy') return 'wait'
  return error.why === 'unreachable' || error.why === 'no_month' ? 'outage' : 'passing'
}

/** A lock or a statement took too long; another session is working on the object; or another has dropped it. */
const lockConflicts: ReadonlySet<string> = new Set(['55P03', '57014', '55000', '55006', '42P01', '40P01'])

/**
 * True when a change of the schema failed because others were using or changing the same, so that it may be tried
 * again.
 */
export function isLockConflict(error: unknown): boolean {
  return lockConflicts.has(sqlStateOf(error) ?? '')
}

/** True when a row's month has no partition. */
export function lacksPartition(error: unknown): boolean {
  return sqlStateOf(error) === '23514' && error instanceof Error && error.message.startsWith('no partition of relation')
}

/** The SQLSTATE of a database error; undefined when the failure came from the connection, not from the statement. */
export function sqlStateOf(error: unknown): string | undefined {
  const told = error instanceof DatabaseUnavailableError ? error.cause : error
  return told instanceof pg.DatabaseError ? told.code : undefined
}
