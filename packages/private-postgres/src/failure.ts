/** Why the private PostgreSQL could not be opened; each reason has its own remedy, told in the error's message. */
export type PrivatePostgresReason =
  | 'no_database'
  | 'no_binaries'
  | 'newer_version'
  | 'older_version'
  | 'disk_full'
  | 'not_writable'
  | 'socket_path'
  | 'init_failed'
  | 'start_failed'
  | 'timeout'

/** The private PostgreSQL cannot be had. `message` says what is wrong and how to fix it. */
export class PrivatePostgresError extends Error {
  override readonly name = 'PrivatePostgresError'
  readonly reason: PrivatePostgresReason

  constructor(reason: PrivatePostgresReason, message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}

/** The way out that always works, named at the end of several messages. */
export const ownDatabaseHint = 'or set DATABASE_URL to a PostgreSQL of your own'

/** The `code` of a Node.js system error (`ENOENT`, `EACCES`, …), or undefined for any other value. */
export function readErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Turns a failed file operation into a `PrivatePostgresError` that names the place; other errors come back as they are. */
export function explainFileError(error: unknown, place: string): unknown {
  switch (readErrorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new PrivatePostgresError('disk_full', `No space is left for ${place}. Free some, ${ownDatabaseHint}.`, {
        cause: error,
      })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ELOOP': {
      const why = error instanceof Error ? error.message : String(error)
      return new PrivatePostgresError(
        'not_writable',
        `Cannot write to ${place} (${why}). Give this user write access or choose another data directory, ${ownDatabaseHint}.`,
        { cause: error },
      )
    }
    default:
      return error
  }
}

/**
 * Reads what `initdb` or `postgres` printed before it gave up, and says what to do. `stage` is used when the text
 * shows no better reason. PostgreSQL's messages are English because we start it with `LC_ALL=C`.
 */
export function explainServerOutput(
  stage: 'init_failed' | 'start_failed',
  output: string,
  place: string,
): PrivatePostgresError {
  const tail = output.trim().split('\n').slice(-outputLinesShown).join('\n')
  const said = tail === '' ? 'It printed nothing.' : `It said:\n${tail}`
  if (/shared memory.*No space left on device/i.test(output)) {
    const message = `PostgreSQL got too little shared memory. In a container, raise --shm-size, ${ownDatabaseHint}. ${said}`
    return new PrivatePostgresError(stage, message)
  }
  if (/No space left on device|Disk quota exceeded/i.test(output)) {
    return new PrivatePostgresError('disk_full', `No space is left for ${place}. Free some and start again. ${said}`)
  }
  if (/Unix-domain socket path .* is too long/i.test(output)) {
    const message = `The path of PostgreSQL's socket is too long. Set TMPDIR to a shorter path. ${said}`
    return new PrivatePostgresError('socket_path', message)
  }
  if (/could not look up effective user ID/i.test(output)) {
    const message = `The user id Rampway runs under has no line in /etc/passwd, which PostgreSQL needs. Add one, ${ownDatabaseHint}. ${said}`
    return new PrivatePostgresError(stage, message)
  }
  if (/error while loading shared libraries|Error loading shared library|symbol not found/i.test(output)) {
    const message = `PostgreSQL's binaries do not run on this system. Install PostgreSQL 15 or newer with the system's package manager, ${ownDatabaseHint}. ${said}`
    return new PrivatePostgresError('no_binaries', message)
  }
  if (/Permission denied|Read-only file system|Operation not permitted|has wrong ownership/i.test(output)) {
    const message = `PostgreSQL cannot write to ${place}. Give it back to the user that runs Rampway, or choose another data directory. ${said}`
    return new PrivatePostgresError('not_writable', message)
  }
  const verb = stage === 'init_failed' ? 'could not be initialised' : 'did not start'
  return new PrivatePostgresError(stage, `The private PostgreSQL in ${place} ${verb}. ${said}`)
}

/** How many of the last lines of a program's output an error message carries. */
const outputLinesShown = 12
