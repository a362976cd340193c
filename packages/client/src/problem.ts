/** One thing wrong with one field. */
export interface FieldFault {
  /** RFC 6901, into the body or the query: `/wallet_address`. */
  readonly pointer: string
  /** How to put it right, in words. */
  readonly detail: string
}

/** What the gateway told of a refusal (RFC 9457), with whatever a code carries besides: `limit`, `nearest`, `unavailable` … */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly error_code: string
  readonly trace_id: string
  readonly [member: string]: unknown
}

/** Reads a refusal's body; undefined when it is none of the gateway's. */
export function readProblem(body: unknown): Problem | undefined {
  if (!isRecord(body)) return undefined
  const { type, title, status, detail, error_code, trace_id } = body
  const texts = [type, title, detail, error_code, trace_id]
  if (typeof status !== 'number' || !texts.every((text) => typeof text === 'string')) return undefined
  return {
    ...body,
    type: String(type),
    title: String(title),
    status,
    detail: String(detail),
    error_code: String(error_code),
    trace_id: String(trace_id),
  }
}

/** The faults of single fields; empty where a problem names none. */
export function faultsOf({ errors }: Problem): readonly FieldFault[] {
  if (!Array.isArray(errors)) return []
  return errors.filter(isRecord).map(({ pointer, detail }) => ({ pointer: String(pointer), detail: String(detail) }))
}

/** True of what has members by name. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return isObject(value) && !Array.isArray(value)
}

/** True of a list as well. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
