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
  /** Whoever set it names it by this, to forget it again without touching those of others. */
  readonly label: string | null
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

/** A fault before it is set. */
export type NewFault = Omit<Fault, 'id' | 'matched' | 'used'>

/** What a fault is matched against. */
export interface Occasion {
  readonly path: string
  readonly method: string
  /** The providers the call asks: one for a widget, several (or all) for a quote, none elsewhere. */
  readonly providers: readonly string[]
}

export interface Faults {
  readonly list: () => readonly Fault[]
  readonly add: (faults: readonly NewFault[]) => readonly Fault[]
  /** Forgets those that are meant, or all; returns how many. */
  readonly clear: (isMeant?: (fault: Fault) => boolean) => number
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
    clear: (isMeant = () => true) => {
      const before = faults.length
      faults = faults.filter((fault) => !isMeant(fault))
      return before - faults.length
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
