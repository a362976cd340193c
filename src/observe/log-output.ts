import sonicBoom from 'sonic-boom'
import { redactLines } from './redact-line.ts'

/** Lines, in bytes, that wait for a stalled reader; any beyond are lost. */
export const waitingBytesMax = 16 * 1024 * 1024

/** A line waits so long for those that come after it, so that they are written as one. */
const gatherMs = 10
/** More than this does not wait: half of what a pipe usually holds. */
const gatheredLengthMax = 32 * 1024

/** When the process ends, its reader has this long to read what waits. */
const lastWordsMs = 1_000

/** Where log lines go. */
export interface LogOutput {
  /** Takes a whole line with its end, and returns at once. */
  readonly write: (line: string) => void
  /** The same for a line that cannot hold a secret: it is not searched for any, as all others are. */
  readonly writePlain: (line: string) => void
  /** Lines that no reader gets, since the start. */
  readonly linesLost: () => number
}

/**
 * Writes log lines to an open descriptor without ever making the gateway wait for its reader, not even when it ends: a
 * slow reader gets all lines later, a stalled one loses those beyond `waitingBytesMax`, and one that has gone loses all
 * that follow. Never throws, whatever becomes of a line. Lines keep their order, but what the system is still being handed
 * when the process ends may arrive after the last of them.
 */
export function openLogOutput(descriptor: number): LogOutput {
  let lost = 0
  let readerGone = false
  let giveUpAt = Number.POSITIVE_INFINITY
  const lines = new sonicBoom.SonicBoom({
    fd: descriptor,
    sync: false,
    maxLength: waitingBytesMax,
    // The reader's pipe is full.
    retryEAGAIN: () => performance.now() < giveUpAt,
  })
  lines.on('drop', (text: string) => {
    const whole = text.match(/[^\n]*\n/g) ?? []
    // Of several that do not fit, the first may.
    if (whole.length > 1) for (const line of whole) lines.write(line)
    else lost += 1
  })
  lines.on('error', (error: NodeJS.ErrnoException) => {
    // Another failure, such as a full disk, may pass: what waits is tried again with the next line.
    readerGone ||= error.code === 'EPIPE'
  })
  let gathered = ''
  let mayHoldSecrets = false
  const pass = (): void => {
    const text = mayHoldSecrets ? redactLines(gathered) : gathered
    gathered = ''
    mayHoldSecrets = false
    if (text !== '') lines.write(text)
  }
  const gather = (line: string): void => {
    if (readerGone) {
      lost += 1
      return
    }
    // It keeps the process alive: a write that is begun while the process ends is cancelled with it.
    if (gathered === '') setTimeout(pass, gatherMs)
    gathered += line
    if (gathered.length >= gatheredLengthMax) pass()
  }
  process.once('exit', () => {
    pass()
    giveUpAt = performance.now() + lastWordsMs
    try {
      lines.flushSync()
    } catch {
      // Nobody reads the last lines, and there is nowhere to report it.
    }
  })
  return {
    write: (line) => {
      mayHoldSecrets = true
      gather(line)
    },
    writePlain: gather,
    linesLost: () => {
      pass()
      return lost
    },
  }
}
