import { forgetTokens } from './gateway.ts'
import { sendForBody } from './http.ts'
import { isObject, type JsonObject, numberAt, objectsAt, textAt } from './json.ts'

/** A call that Meld, played by the simulator, received. */
export interface MeldCall {
  readonly seq: number
  readonly method: string
  readonly path: string
  /** Epoch milliseconds of the simulator's clock. */
  readonly at: number
  readonly provider: string
  /** Null while there is no answer. */
  readonly status: number | null
  readonly faults: readonly string[]
  readonly body: unknown
}

/** One attempt to deliver a webhook, or what became of it instead. */
export interface Delivery {
  readonly seq: number
  readonly eventType: string
  /** 1 for the first; 0 where nothing was sent. */
  readonly attempt: number
  readonly at: number
  /** `delivered`, `held`, `lost`, or why it was not delivered. */
  readonly outcome: string
  /** When it is tried again; null where it is not. */
  readonly dueAt: number | null
  readonly status: number | null
  /** What was sent, as text. */
  readonly body: string
  /** Meld's signature of it, and when it was signed; empty where nothing was sent. */
  readonly signature: string
  readonly signedAt: string
}

/** The headers of a webhook that say who signed it, and when. */
export const signatureHeader = 'meld-signature'
export const signedAtHeader = 'meld-signature-timestamp'

/** How the buyer's visit to the provider's page ends, or what the provider does afterwards. */
export type BuyerOutcome = 'pay' | 'decline' | 'cancel' | 'crypto_arrived' | 'refund'

/** A fault, as the simulator's documents describe it. */
export type Fault = Readonly<Record<string, unknown>> & { readonly kind: string }

/** The faults of this page, so that it forgets no others. */
const label = 'playground'

/** What Meld was asked about a session, its refreshed widgets and transactions included. */
export async function listCalls(sessionId: string): Promise<readonly MeldCall[]> {
  return objectsAt(await control('GET', `/calls?session_id=${encodeURIComponent(sessionId)}`), 'calls').map(readCall)
}

/** The webhooks about a session: every attempt of each. */
export async function listDeliveries(sessionId: string): Promise<readonly Delivery[]> {
  const body = await control('GET', `/webhooks?session_id=${encodeURIComponent(sessionId)}`)
  return objectsAt(body, 'deliveries').map(readDelivery)
}

/** Plants faults; they hold until they are used up or taken back. */
export async function addFaults(faults: readonly Fault[]): Promise<void> {
  if (faults.length > 0) await control('POST', '/faults', { faults: faults.map((fault) => ({ ...fault, label })) })
}

/** Takes back the faults that this page planted. */
export async function removeFaults(): Promise<void> {
  await control('DELETE', `/faults?label=${label}`)
}

/** Acts as the buyer on the provider's page. */
export async function actAsBuyer(sessionId: string, outcome: BuyerOutcome): Promise<void> {
  await control('POST', '/checkout', { session_id: sessionId, outcome })
}

/** What a browser met at an address. */
export interface Visit {
  readonly status: number
  readonly title: string
}

/** Opens the link with a token as a person would in another browser. */
export async function visitElsewhere(token: string): Promise<Visit> {
  const body = await control('POST', '/visit', { path: `/w/${token}` })
  return { status: numberAt(body, 'status') ?? 0, title: textAt(body, 'title') }
}

/** Moves the clock of simulator and gateway; everything due on the way happens. It never goes back. */
export async function advanceClock(seconds: number): Promise<void> {
  await control('POST', '/clock', { advance_seconds: seconds })
  forgetTokens()
}

async function control(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<JsonObject> {
  return sendForBody({ method, path: `/_sim${path}`, ...(body !== undefined && { body }) })
}

function readCall(call: JsonObject): MeldCall {
  return {
    seq: numberAt(call, 'seq') ?? 0,
    method: textAt(call, 'method'),
    path: textAt(call, 'path'),
    at: numberAt(call, 'at') ?? 0,
    provider: textAt(call, 'provider'),
    status: numberAt(call, 'status'),
    faults: Array.isArray(call.faults) ? call.faults.map(String) : [],
    body: call.body ?? null,
  }
}

function readDelivery(delivery: JsonObject): Delivery {
  const headers = isObject(delivery.headers) ? delivery.headers : {}
  return {
    seq: numberAt(delivery, 'seq') ?? 0,
    eventType: textAt(delivery, 'event_type'),
    attempt: numberAt(delivery, 'attempt') ?? 1,
    at: numberAt(delivery, 'at') ?? 0,
    outcome: textAt(delivery, 'outcome'),
    dueAt: numberAt(delivery, 'due_at'),
    status: numberAt(delivery, 'status'),
    body: textAt(delivery, 'body'),
    signature: textAt(headers, signatureHeader),
    signedAt: textAt(headers, signedAtHeader),
  }
}
