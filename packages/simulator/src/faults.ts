import { isRecord, type JsonRecord, numberAt, textAt } from './json.ts'

/** Most faults kept at once. */
export const FAULTS_MAX = 200
/** Longest `delay_ms`: longer than any sane client waits, short enough not to be mistaken for `hang`. */
export const FAULT_DELAY_MS_MAX = 600_000
/** Most bytes an `oversized` answer is padded to. */
export const OVERSIZED_BYTES_MAX = 67_108_864

const QUOTE = '/payments/crypto/quote'
const WIDGET = '/crypto/session/widget'

/** The faults of API calls and the paths each one makes sense on (empty: any path). */
export const CALL_FAULT_PATHS = {
  slow: [],
  slow_body: [],
  hang: [],
  status: [],
  reset: [],
  reset_after_accept: [],
  malformed: [],
  truncated: [],
  oversized: [],
  quotes_null: [QUOTE],
  quotes_empty: [QUOTE],
  no_valid_quotes: [QUOTE],
  malformed_offer: [QUOTE],
  silent_bitcoin: [WIDGET],
  provider_error: [QUOTE, WIDGET],
  provider_timeout: [QUOTE, WIDGET],
  provider_429: [QUOTE, WIDGET],
  amount_too_low: [QUOTE, WIDGET],
  amount_too_high: [QUOTE, WIDGET],
  patch: [],
} as const satisfies Record<string, readonly string[]>

/** The faults of webhook deliveries. */
export const WEBHOOK_FAULT_KINDS = ['duplicate', 'late', 'reordered', 'bad_signature', 'drop'] as const

export type CallFaultKind = keyof typeof CALL_FAULT_PATHS
export type WebhookFaultKind = (typeof WEBHOOK_FAULT_KINDS)[number]

/** Every kind `POST /_sim/faults` takes. */
export const FAULT_KINDS: readonly string[] = [...Object.keys(CALL_FAULT_PATHS), ...WEBHOOK_FAULT_KINDS]

/** The shapes in which Meld was seen to refuse an amount. */
export const LIMIT_SHAPES = ['code', 'error', 'message', 'incompatible'] as const
export type LimitShape = (typeof LIMIT_SHAPES)[number]

export interface Fault {
  readonly id: string
  readonly kind: CallFaultKind | WebhookFaultKind
  readonly path?: string
  readonly method?: string
  readonly provider?: string
  readonly eventType?: string
  readonly status?: number
  readonly code?: string
  readonly message?: string
  readonly body?: unknown
  /** `patch` only: a JSON merge patch (RFC 7396) of the reply, and one of each object in its list. */
  readonly merge?: unknown
  readonly each?: unknown
  /** `patch` only. */
  readonly headers?: Readonly<Record<string, string>>
  readonly delayMs?: number
  readonly retryAfterSeconds?: number
  readonly bytes?: number
  readonly shape?: LimitShape
  /** `status` only: the call takes effect before the error is answered. */
  readonly accepted: boolean
  /** Matches let through before the first use. */
  readonly skip: number
  /** Uses in all; undefined is no limit. */
  readonly times?: number
  matched: number
  used: number
}

/** What a fault is matched against. */
export interface Occasion {
  readonly path: string
  readonly method: string
  /** The providers the call asks: one for a widget, several (or all) for a quote, none elsewhere. */
  readonly providers: readonly string[]
}

export interface Faults {
  readonly list: () => readonly Fault[]
  readonly add: (faults: readonly Omit<Fault, 'id' | 'matched' | 'used'>[]) => readonly Fault[]
  readonly clear: () => number
  /** Takes (and counts) the faults that apply to a call: every `slow` one, and the first other one but a `patch`. */
  readonly takeForCall: (occasion: Occasion) => readonly Fault[]
  /** Takes every `patch` of a call's reply; `names` tells whether the reply speaks of a provider. */
  readonly takeForReply: (occasion: Occasion, names: (provider: string) => boolean) => readonly Fault[]
  /** Takes the fault of one provider's offer within a quote that asks several providers. */
  readonly takeForOffer: (occasion: Occasion, provider: string) => Fault | undefined
  /** Takes the fault of a webhook event or attempt; `kinds` are those that make sense there. */
  readonly takeForWebhook: (eventType: string, kinds: readonly WebhookFaultKind[]) => Fault | undefined
}

/** A list of faults, in the order they were set; ids are `fault-1`, `fault-2`, … */
export function createFaults(): Faults {
  let faults: Fault[] = []
  let count = 0

  return {
    list: () => faults,
    add: (added) => {
      const numbered = added.map((fault) => ({ ...fault, id: `fault-${++count}`, matched: 0, used: 0 }))
      faults = [...faults, ...numbered].slice(-FAULTS_MAX)
      return numbered
    },
    clear: () => {
      const cleared = faults.length
      faults = []
      return cleared
    },
    takeForCall: (occasion) => {
      const taken: Fault[] = []
      for (const fault of faults) {
        const isLast = taken.some((other) => other.kind !== 'slow')
        if (fault.kind === 'patch' || (isLast && fault.kind !== 'slow')) continue
        if (isCallFault(fault) && fits(fault, occasion) && concernsWhole(fault, occasion) && use(fault))
          taken.push(fault)
      }
      return taken
    },
    takeForReply: (occasion, names) =>
      faults.filter(
        (fault) =>
          fault.kind === 'patch' &&
          isCallFault(fault) &&
          fits(fault, occasion) &&
          (fault.provider === undefined || occasion.providers.includes(fault.provider) || names(fault.provider)) &&
          use(fault),
      ),
    takeForOffer: (occasion, provider) => {
      // With one provider asked, its faults were already taken for the whole call.
      if (occasion.providers.length === 1) return undefined
      return faults.find(
        (fault) =>
          isCallFault(fault) &&
          fault.kind !== 'slow' &&
          fault.kind !== 'patch' &&
          fault.provider === provider &&
          fits(fault, occasion) &&
          use(fault),
      )
    },
    takeForWebhook: (eventType, kinds) =>
      faults.find(
        (fault) =>
          kinds.some((kind) => kind === fault.kind) &&
          (fault.eventType === undefined || fault.eventType === eventType) &&
          use(fault),
      ),
  }
}

function isCallFault(fault: Fault): fault is Fault & { readonly kind: CallFaultKind } {
  return Object.hasOwn(CALL_FAULT_PATHS, fault.kind)
}

function fits(fault: Fault & { readonly kind: CallFaultKind }, occasion: Occasion): boolean {
  const paths: readonly string[] = CALL_FAULT_PATHS[fault.kind]
  if (paths.length > 0 && !paths.includes(occasion.path)) return false
  if (fault.path !== undefined && !occasion.path.startsWith(fault.path)) return false
  return fault.method === undefined || fault.method === occasion.method
}

/** One provider's fault is the whole call's when nobody else was asked; a slow one keeps everybody waiting. */
function concernsWhole(fault: Fault, { providers }: Occasion): boolean {
  if (fault.provider === undefined) return true
  return providers.includes(fault.provider) && (providers.length === 1 || fault.kind === 'slow')
}

function use(fault: Fault): boolean {
  fault.matched++
  if (fault.matched <= fault.skip) return false
  if (fault.times !== undefined && fault.used >= fault.times) return false
  fault.used++
  return true
}

/** Thrown for a control request that cannot be understood; `message` says how to fix it. */
export class BadControl extends Error {
  readonly details: JsonRecord
  constructor(message: string, details: JsonRecord = {}) {
    super(message)
    this.name = 'BadControl'
    this.details = details
  }
}

type ParsedFault = Omit<Fault, 'id' | 'matched' | 'used'>

const KNOWN_FIELDS = new Set(
  'match path method provider event_type kind status code message body merge each headers delay_ms retry_after_seconds bytes shape accepted skip times'.split(
    ' ',
  ),
)

/**
 * Reads the body of `POST /_sim/faults`: one fault, an array of faults or `{"faults": […]}`. Throws `BadControl` that
 * names the unknown kind and lists the known ones.
 */
export function parseFaults(body: unknown): readonly ParsedFault[] {
  if (Array.isArray(body)) return body.map(parseFault)
  if (isRecord(body) && Array.isArray(body.faults)) return body.faults.map(parseFault)
  return [parseFault(body)]
}

function parseFault(input: unknown): ParsedFault {
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
