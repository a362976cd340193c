import { randomFillSync } from 'node:crypto'

const traceparentPattern = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(?:$|-)/

/**
 * The trace id of a request: the one in its `traceparent` (W3C Trace Context) when that is well formed, a new one
 * otherwise. 32 hexadecimal digits, never all zero.
 */
export function traceIdOf(traceparent: unknown): string {
  const match = typeof traceparent === 'string' ? traceparentPattern.exec(traceparent) : null
  const [, trace, parent] = match ?? []
  const usable = trace !== undefined && parent !== undefined && /[1-9a-f]/.test(trace) && /[1-9a-f]/.test(parent)
  return usable ? trace : newTraceId()
}

const traceIdBytes = 16
const traceIdLength = 2 * traceIdBytes
/** Not allowed. */
const noTraceId = '0'.repeat(traceIdLength)
/** Making many at once costs as much as making one; but a slice keeps the whole text it was cut from in memory. */
const madeAtOnce = 32
const random = Buffer.alloc(madeAtOnce * traceIdBytes)
/** The next trace ids, one after the other; those before `used` are taken. */
let made = ''
let used = 0

function newTraceId(): string {
  if (used === made.length) {
    made = randomFillSync(random).toString('hex')
    used = 0
  }
  used += traceIdLength
  const id = made.slice(used - traceIdLength, used)
  return id === noTraceId ? newTraceId() : id
}
