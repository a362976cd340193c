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
/** Not allowed. */
const noTraceId = '0'.repeat(2 * traceIdBytes)
/** Random bytes for the next trace ids; making many at once costs as much as making one. */
const random = Buffer.alloc(256 * traceIdBytes)
let used = random.length

function newTraceId(): string {
  if (used === random.length) {
    randomFillSync(random)
    used = 0
  }
  used += traceIdBytes
  const id = random.toString('hex', used - traceIdBytes, used)
  return id === noTraceId ? newTraceId() : id
}
