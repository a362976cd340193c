import { BadControl } from './control-errors.ts'
import {
  CALL_FAULT_PATHS,
  type CallFaultKind,
  FAULT_DELAY_MS_MAX,
  FAULT_KINDS,
  type Fault,
  LIMIT_SHAPES,
  type LimitShape,
  type NewFault,
  OVERSIZED_BYTES_MAX,
  WEBHOOK_FAULT_KINDS,
} from './faults.ts'
import { isRecord, type JsonRecord, numberAt, textAt } from './json.ts'

/** Longest label. */
const LABEL_LENGTH_MAX = 100

const KNOWN_FIELDS = new Set(
  'label match path method provider event_type kind status code message body merge each headers delay_ms retry_after_seconds bytes shape accepted skip times'.split(
    ' ',
  ),
)

/**
 * Reads the body of `POST /_sim/faults`: one fault, an array of faults or `{"faults": […]}`. Throws `BadControl` that
 * names the unknown kind and lists the known ones.
 */
export function parseFaults(body: unknown): readonly NewFault[] {
  if (Array.isArray(body)) return body.map(parseFault)
  if (isRecord(body) && Array.isArray(body.faults)) return body.faults.map(parseFault)
  return [parseFault(body)]
}

function parseFault(input: unknown): NewFault {
  if (!isRecord(input)) throw new BadControl('a fault is an object such as {"kind":"status","status":503}')
  const unknown = Object.keys(input).filter((name) => !KNOWN_FIELDS.has(name))
  if (unknown.length > 0) {
    throw new BadControl(`unknown field ${unknown.join(', ')} in a fault`, { known_fields: [...KNOWN_FIELDS] })
  }
  const match = input.match === undefined ? {} : input.match
  if (!isRecord(match)) throw new BadControl('"match" is an object with path, method, provider or event_type')
  const select = (name: string): string | undefined => textAt(match, name) ?? textAt(input, name)
  const kind = parseKind(input.kind)
  if (kind === 'patch' && !['status', 'headers', 'merge', 'each', 'body'].some((name) => input[name] !== undefined)) {
    throw new BadControl('a patch says what to change: "status", "headers", "merge", "each" or "body"')
  }
  return {
    kind,
    label: parseLabel(input),
    ...optional('path', select('path')),
    ...optional('method', select('method')?.toUpperCase()),
    ...optional('provider', select('provider')?.toUpperCase()),
    ...optional('eventType', select('event_type')),
    ...optional('status', wholeAt(input, 'status', 100, 599)),
    ...optional('code', textAt(input, 'code')),
    ...optional('message', textAt(input, 'message')),
    ...optional('body', input.body),
    ...optional('merge', input.merge),
    ...optional('each', input.each),
    ...optional('headers', parseHeaders(input)),
    ...optional('delayMs', wholeAt(input, 'delay_ms', 0, FAULT_DELAY_MS_MAX)),
    ...optional('retryAfterSeconds', wholeAt(input, 'retry_after_seconds', 0, 86_400)),
    ...optional('bytes', wholeAt(input, 'bytes', 1, OVERSIZED_BYTES_MAX)),
    ...optional('shape', parseShape(input)),
    ...optional('times', wholeAt(input, 'times', 1, Number.MAX_SAFE_INTEGER)),
    accepted: input.accepted === true,
    skip: wholeAt(input, 'skip', 0, Number.MAX_SAFE_INTEGER) ?? 0,
  }
}

function parseKind(value: unknown): Fault['kind'] {
  for (const kind of WEBHOOK_FAULT_KINDS) if (value === kind || value === `webhook_${kind}`) return kind
  if (typeof value === 'string' && isCallKind(value)) return value
  const said = typeof value === 'string' ? `unknown fault kind "${value}"` : 'a fault needs a "kind"'
  throw new BadControl(`${said}; known kinds: ${FAULT_KINDS.join(', ')}`, { known_kinds: FAULT_KINDS })
}

function parseLabel({ label }: JsonRecord): string | null {
  if (label === undefined || label === null) return null
  if (typeof label === 'string' && label !== '' && label.length <= LABEL_LENGTH_MAX) return label
  throw new BadControl(`"label" is a text of up to ${LABEL_LENGTH_MAX} characters`)
}

function isCallKind(kind: string): kind is CallFaultKind {
  return Object.hasOwn(CALL_FAULT_PATHS, kind)
}

function parseHeaders({ headers }: JsonRecord): Record<string, string> | undefined {
  if (headers === undefined) return undefined
  if (!isRecord(headers)) throw new BadControl('"headers" is an object of names and texts')
  const names = Object.keys(headers)
  const sendable = names.every(
    (name) => /^[\w-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(textAt(headers, name) ?? '\n'),
  )
  if (!sendable) throw new BadControl('"headers" has a name or a value that HTTP cannot carry')
  return Object.fromEntries(names.map((name) => [name.toLowerCase(), textAt(headers, name) ?? '']))
}

function parseShape(input: JsonRecord): LimitShape | undefined {
  if (input.shape === undefined) return undefined
  const shape = LIMIT_SHAPES.find((known) => known === input.shape)
  if (shape === undefined) throw new BadControl(`"shape" is one of ${LIMIT_SHAPES.join(', ')}`)
  return shape
}

function wholeAt(input: JsonRecord, name: string, min: number, max: number): number | undefined {
  if (input[name] === undefined || input[name] === null) return undefined
  const number = numberAt(input, name)
  if (number === undefined || !Number.isInteger(number) || number < min || number > max) {
    throw new BadControl(`"${name}" is a whole number from ${min} to ${max}`)
  }
  return number
}

function optional<N extends string, V>(name: N, value: V | undefined): Partial<Record<N, V>> {
  const result: Partial<Record<N, V>> = {}
  if (value !== undefined) result[name] = value
  return result
}
