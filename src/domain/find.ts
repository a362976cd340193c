import {
  type ExternalSessionId,
  isExternalSessionId,
  parseSessionId,
  readExternalSessionId,
  type SessionId,
} from './session.ts'
import { parseSupportCode, type SupportCode } from './support-code.ts'
import { isTransactionId } from './transaction.ts'
import { parseUserId, type UserId } from './user.ts'

/** What a session may be found by, in the order in which it is told. */
export const findKinds = [
  'session_id',
  'external_session_id',
  'upstream_session_id',
  'transaction_id',
  'service_transaction_id',
  'transaction_hash',
  'user',
  'subject',
  'wallet_address',
  'idempotency_key',
  'trace_id',
  'support_code',
] as const

/** One of `findKinds`. */
export type FindKind = (typeof findKinds)[number]

/** Longest text that is searched for, in characters. */
export const findLengthMax = 512
/** Sessions, and transactions, that one search gives at most. */
export const foundMax = 50
/** Longest text of each kind that is stored, in characters. */
const keyLengthMax = 128
const subjectLengthMax = 255
const providerIdLengthMax = 128

/** What a text may be, by its form, each in the form in which it is stored. A kind that it cannot be is absent. */
export interface Recognized {
  readonly session_id?: SessionId
  readonly external_session_id?: { readonly session: SessionId; readonly id: ExternalSessionId }
  readonly upstream_session_id?: string
  readonly transaction_id?: string
  readonly service_transaction_id?: string
  /** In small letters; Meld tells hashes with or without `0x`. */
  readonly transaction_hash?: readonly string[]
  readonly user?: UserId
  readonly subject?: string
  /** In small letters. */
  readonly wallet_address?: string
  readonly idempotency_key?: string
  /** 32 hexadecimal digits, in small letters. */
  readonly trace_id?: string
  readonly support_code?: SupportCode
}

/** What people paste around a text: white space, quotes, brackets, and what ends a sentence or a list. */
const aroundStart = /^[\s"'`“”„‘’«»<([{]+/u
const aroundEnd = /[\s"'`“”„‘’«»>)\]},;]+$/u

/** The text that is meant, without what was pasted around it. */
export function withoutWrapping(text: string): string {
  return text.replace(aroundStart, '').replace(aroundEnd, '')
}

/** Characters that no text holds which we store, and that show nothing. */
export const invisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

/**
 * What a text may be, by its form alone; several forms fit many texts. The text is `withoutWrapping`, not empty and holds
 * nothing `invisible`.
 */
export function recognize(text: string): Recognized {
  const small = text.toLowerCase()
  const session = parseSessionId(small) ?? sessionOfHex(small)
  const external = readExternalSessionId(small)
  const user = parseUserId(text)
  const code = parseSupportCode(text)
  const isOwn = /^(ses|rw|usr)_/.test(small)
  const trace = traceOf(small)
  return {
    ...(session !== undefined && { session_id: session }),
    ...(external !== undefined &&
      isExternalSessionId(small) && { external_session_id: { session: external.session, id: small } }),
    ...(upstreamIdForm.test(text) && { upstream_session_id: text }),
    ...(!isOwn && isTransactionId(text) && { transaction_id: text }),
    ...(!isOwn && text.length <= providerIdLengthMax && /^[!-~]+$/.test(text) && { service_transaction_id: text }),
    ...(/^[1-9A-HJ-NP-Za-km-z]{43,88}$/.test(text) && { transaction_hash: [small] }),
    ...(/^(0x)?[0-9a-f]{64}$/.test(small) && { transaction_hash: hashForms(small) }),
    ...(user !== undefined && { user }),
    ...(!isOwn && text.length <= subjectLengthMax && { subject: text }),
    ...(/^(0x)?[0-9a-f]{40}$/.test(small) && { wallet_address: `0x${small.slice(-40)}` }),
    ...(text.length <= keyLengthMax && { idempotency_key: text }),
    ...(trace !== undefined && { trace_id: trace }),
    ...(code !== undefined && { support_code: code }),
  }
}

/** Meld's ids of widget sessions have 22 characters; some room is left for others. */
const upstreamIdForm = /^[0-9A-Za-z]{20,26}$/

function hashForms(small: string): readonly string[] {
  const digits = small.slice(-64)
  return [`0x${digits}`, digits]
}

const uuidForm = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/

/** The database shows session ids without their prefix. */
function sessionOfHex(small: string): SessionId | undefined {
  return uuidForm.test(small) ? parseSessionId(`ses_${small.replaceAll('-', '')}`) : undefined
}

/** A trace id, with dashes or without, or the one in a whole `traceparent`. */
function traceOf(small: string): string | undefined {
  if (uuidForm.test(small)) return small.replaceAll('-', '')
  return /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(small)?.[1]
}
