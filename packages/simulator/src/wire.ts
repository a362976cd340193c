import { setTimeout as wait } from 'node:timers/promises'
import type { CallStart } from './calls.ts'
import { badRequest, errorBody, MeldRefusal, refuse } from './errors.ts'
import { cannedReply, faultRefusal, isRefusalFault } from './fault-answers.ts'
import type { Fault } from './faults.ts'
import { decodeJson, encodeJson } from './json.ts'
import { namesProvider, patchReply, type RawReply } from './patch.ts'
import { resolveVersion } from './versions.ts'
import type { Call, Reply, WireRoute, World } from './world.ts'

/** A request as it came in, before anything is checked. */
export interface RawCall {
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly authorization: string | undefined
  readonly version: string | undefined
  readonly bodyText: string
}

/** What the server does with the connection. */
export type Answer =
  | {
      readonly kind: 'reply' | 'truncated' | 'slow_body'
      readonly status: number
      readonly text: string
      readonly headers: Readonly<Record<string, string>>
      readonly delayMs: number
    }
  | { readonly kind: 'hang' }
  | { readonly kind: 'reset' }

/** Maps an `Authorization` header to a Meld account; undefined is a wrong or missing key. */
export type FindAccount = (authorization: string | undefined) => string | undefined

/** Delay of `slow` and `slow_body` when the fault names none. */
const DELAY_MS = 2_000
/** Size of an `oversized` answer when the fault names none: beyond any sane reader's limit. */
const OVERSIZED_BYTES = 16_777_216
/** Broken JSON of the sort a proxy or a crash leaves behind. */
const MALFORMED_TEXT = '{"quotes":[{"serviceProvider":"TRANSAK","sourceAmount":1'

/** What the server gives the wire. */
export interface WireOptions {
  readonly findAccount: FindAccount
  /** What the record of calls keeps of a body. */
  readonly recordBody: (body: unknown, text: string) => unknown
  /** Ends `slow` calls early when the simulator closes. */
  readonly closing: AbortSignal
}

/** Answers one call on Meld's wire: key, version, faults, operation, record. Never throws. */
export async function answerCall(world: World, route: WireRoute, raw: RawCall, options: WireOptions): Promise<Answer> {
  const { body, isJson } = readBody(raw.bodyText)
  const accountId = options.findAccount(raw.authorization)
  const providers = route.providers?.(world, { body, params: raw.params }) ?? []
  const record = world.calls.open({
    ...describe(world, raw, accountId, providers),
    body: options.recordBody(body, raw.bodyText),
  })
  const headers: Record<string, string> = {}
  let fault: Fault | undefined
  let reply: Reply
  try {
    if (accountId === undefined && (route.key === 'required' || raw.authorization !== undefined)) {
      throw refuse(401, 'UNAUTHORIZED', 'Access denied')
    }
    const version = resolveVersion(raw.version)
    headers['meld-version'] = version
    const taken = world.faults.takeForCall({ path: raw.path, method: raw.method, providers })
    record.faults = taken.map(({ kind }) => kind)
    for (const slow of taken) if (slow.kind === 'slow') await delay(slow.delayMs ?? DELAY_MS, options.closing)
    fault = taken.find(({ kind }) => kind !== 'slow')
    if (!isJson) throw badRequest('[body] is not valid JSON')
    const call: Call = {
      method: raw.method,
      path: raw.path,
      params: raw.params,
      query: raw.query,
      body,
      bodyText: raw.bodyText,
      accountId: accountId ?? '',
      version,
      fault,
    }
    reply = runOperation(world, route, call, providers)
  } catch (error) {
    reply = renderRefusal(world, error)
  }
  if (fault?.kind === 'hang') return { kind: 'hang' }
  if (fault?.kind === 'reset' || fault?.kind === 'reset_after_accept') return { kind: 'reset' }
  if (fault?.retryAfterSeconds !== undefined) headers['retry-after'] = String(fault.retryAfterSeconds)
  const shaped = shapeAnswer(reply, headers, fault)
  const patches = world.faults.takeForReply({ path: raw.path, method: raw.method, providers }, (provider) =>
    namesProvider(shaped.text, provider),
  )
  record.faults = [...record.faults, ...patches.map(({ kind }) => kind)]
  const answer = { ...shaped, ...patches.reduce<RawReply>(patchReply, shaped) }
  record.status = answer.status
  return answer
}

function runOperation(world: World, route: WireRoute, call: Call, providers: readonly string[]): Reply {
  const { fault } = call
  if (fault === undefined) return route.run(world, call)
  // The call has no effect: the connection never got that far.
  if (fault.kind === 'hang' || fault.kind === 'reset') return { status: 0, body: null }
  const canned = cannedReply(fault, world.clock.now())
  if (canned !== undefined) return canned
  if (isRefusalFault(fault)) {
    if (fault.accepted) route.run(world, call)
    throw faultRefusal(fault, providers.length === 1 ? providers[0] : undefined)
  }
  return route.run(world, call)
}

function shapeAnswer(reply: Reply, headers: Record<string, string>, fault: Fault | undefined) {
  const text = reply.text ?? encodeJson(reply.body)
  const type = { 'content-type': 'application/json', ...headers }
  const plain = { kind: 'reply', status: reply.status, text, headers: type, delayMs: 0 } as const
  switch (fault?.kind) {
    case 'malformed': {
      const custom = typeof fault.body === 'string' ? fault.body : MALFORMED_TEXT
      const isHtml = custom.startsWith('<')
      const headersSent = isHtml ? { ...type, 'content-type': 'text/html' } : type
      return { ...plain, status: fault.status ?? 200, text: custom, headers: headersSent }
    }
    case 'truncated':
      return { ...plain, kind: 'truncated' as const }
    case 'slow_body':
      return { ...plain, kind: 'slow_body' as const, delayMs: fault.delayMs ?? DELAY_MS }
    case 'oversized':
      return { ...plain, text: text.padEnd(fault.bytes ?? OVERSIZED_BYTES) }
    default:
      return plain
  }
}

function renderRefusal(world: World, error: unknown): Reply {
  const refusal =
    error instanceof MeldRefusal
      ? error.refusal
      : { status: 500, code: 'TRANSACTION_EXCEPTION', message: `Simulator error: ${String(error)}` }
  return { status: refusal.status, body: errorBody(refusal, world.ids.requestId(), world.clock.now()) }
}

function readBody(text: string): { body: unknown; isJson: boolean } {
  if (text === '') return { body: undefined, isJson: true }
  try {
    return { body: decodeJson(text), isJson: true }
  } catch {
    return { body: undefined, isJson: false }
  }
}

type Described = Omit<CallStart, 'body'>

function describe(world: World, raw: RawCall, accountId: string | undefined, providers: readonly string[]): Described {
  return {
    method: raw.method,
    path: raw.path,
    at: world.clock.now(),
    query: raw.query,
    account_id: accountId ?? null,
    meld_version: raw.version ?? null,
    provider: providers.length === 1 ? (providers[0] ?? null) : null,
  }
}

async function delay(delayMs: number, closing: AbortSignal): Promise<void> {
  try {
    await wait(delayMs, undefined, { signal: closing })
  } catch {
    // Closing: answer at once, the connection is about to go.
  }
}
