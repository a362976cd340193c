import { hash, randomUUID } from 'node:crypto'
import { uuidv7obj } from 'uuidv7'
import type { WalletAddress } from './address.ts'
import type { Amount } from './amount.ts'
import { canonicalAmount } from './amount.ts'
import type { Brand } from './brand.ts'
import type { Country } from './country.ts'
import type { PaymentMethod } from './payment-method.ts'
import type { RoutingDecision } from './quote.ts'
import type { Subdivision } from './subdivision.ts'
import { type TenantId, tenantTag } from './tenant.ts'
import type { Trade } from './trade.ts'
import type { UserId } from './user.ts'

/** `ses_` and 32 hexadecimal digits: a UUIDv7, so ids sort by time. */
export type SessionId = Brand<'SessionId'>
/** What Meld is given for one widget call: unique across the whole Meld account, and readable back. */
export type ExternalSessionId = Brand<'ExternalSessionId'>

/** How long a session's link and its idempotency key live. */
export const sessionLifetimeMs = 24 * 60 * 60 * 1000
/** Longest idempotency key, in characters (docs/contract.md, idempotency). */
export const idempotencyKeyLengthMax = 128
/** Longest client state, in bytes of UTF-8. */
export const clientStateBytesMax = 2_048

/** A new session id. */
export function newSessionId(): SessionId {
  return `ses_${uuidv7obj().toHex()}` as SessionId
}

const sessionIdPattern = /^ses_[0-9a-f]{32}$/

/** Reads a session id; undefined when the text has another form. */
export function parseSessionId(text: string): SessionId | undefined {
  return sessionIdPattern.test(text) ? (text as SessionId) : undefined
}

/** When an id was made, in epoch milliseconds of the machine's clock, which no test or dev setting moves. */
export function sessionIdInstant(id: SessionId): number {
  return Number.parseInt(id.slice('ses_'.length).slice(0, 12), 16)
}

/**
 * An id for one widget call. It names tenant and session, so that whatever becomes of the call, a later webhook about
 * it still finds its session; the random end keeps it unique among the calls of one session.
 */
export function newExternalSessionId(tenant: TenantId, session: SessionId): ExternalSessionId {
  const tag = tenantTag(tenant).toString('hex')
  // The first ten digits of a UUIDv4 are all random, and Node makes UUIDs in stock.
  const unique = randomUUID().replace('-', '').slice(0, 10)
  return `rw_${session.slice(4)}_${tag}_${unique}` as ExternalSessionId
}

/** The session and tenant tag that an external session id names; undefined when it is not one of ours. */
export function readExternalSessionId(text: string): { session: SessionId; tag: Buffer } | undefined {
  const match = /^rw_([0-9a-f]{32})_([0-9a-f]{12})_[0-9a-f]{10}$/.exec(text)
  if (match?.[1] === undefined || match[2] === undefined) return undefined
  return { session: `ses_${match[1]}` as SessionId, tag: Buffer.from(match[2], 'hex') }
}

/** True for an external session id of ours. */
export function isExternalSessionId(value: unknown): value is ExternalSessionId {
  return typeof value === 'string' && readExternalSessionId(value) !== undefined
}

/**
 * Where a session stands. It has no status, and is not stored, until asking upstream for its widget has ended.
 *
 * - `unclear`: upstream was asked for a widget, and whether it made one is not known. `refused`: it said no.
 * - `ready`: the link awaits its first opener. `opened`: it has one. `returned`: they came back through our page.
 * - `transacting`: a transaction is under way; the link is spent. `completed`, `failed`, `cancelled`: how it ended.
 */
export const sessionStatuses = [
  'unclear',
  'refused',
  'ready',
  'opened',
  'returned',
  'transacting',
  'completed',
  'failed',
  'cancelled',
] as const

/** One of `sessionStatuses`. */
export type SessionStatus = (typeof sessionStatuses)[number]

/** A status as callers are shown it; see `sessionStatusAt`. */
export type ShownSessionStatus = SessionStatus | 'expired' | SessionObservation

/** The session was checked for long enough, and no transaction was seen. */
export type SessionObservation = 'not_observed'

/** True while the link may still lead to the widget, expiry aside. */
export function isOpenable(status: SessionStatus): boolean {
  return status === 'ready' || status === 'opened' || status === 'returned'
}

/** The statuses of which `isOpenable` is true. */
export const openableStatuses: readonly SessionStatus[] = sessionStatuses.filter(isOpenable)

/**
 * The status as of `now`. Two are derived, both of sessions that are still openable past their life: `expired`, the
 * link simply ran out; `not_observed`, it was used, and no transaction was seen however long it was checked. A snapshot
 * corrects either, however late.
 */
export function sessionStatusAt(
  session: Pick<Session, 'status' | 'expiresAt' | 'observation'>,
  now: number,
): ShownSessionStatus {
  if (!isOpenable(session.status) || now < session.expiresAt) return session.status
  return session.observation ?? 'expired'
}

/** The request fields that the user cannot change in the widget, by their names in the API. */
export function lockedFields(request: Pick<SessionRequest, 'paymentMethod'>): string[] {
  const always = ['from_asset', 'to_asset', 'source_amount', 'wallet_address']
  return request.paymentMethod === null ? always : [...always, 'payment_method_type']
}

/** What a caller asked for, checked. */
export interface SessionRequest {
  readonly trade: Trade
  readonly sourceAmount: Amount
  readonly walletAddress: WalletAddress
  readonly country: Country
  /** Where the user is within the country; null when not told. */
  readonly subdivision: Subdivision | null
  readonly paymentMethod: PaymentMethod | null
  /** A pinned provider, upper case; null lets the router decide. */
  readonly serviceProvider: string | null
  /** One of the tenant's return links; null takes the tenant's first. */
  readonly returnLink: string | null
  /** Sells: the requested flow, and no other. True: the user comes back first, and the app sends the crypto itself. */
  readonly redirectFlow: boolean
  /** A text of the app's own, given back wherever the session is told of; null when it sent none. */
  readonly clientState: string | null
}

/** One widget session that Meld opened for us. */
export interface Widget {
  readonly externalSessionId: ExternalSessionId
  /** Meld's id of it. */
  readonly upstreamSessionId: string
  readonly widgetUrl: string
  readonly serviceProviderWidgetUrl: string | null
  /** Null when Meld named none. */
  readonly upstreamToken: string | null
  readonly serviceProvider: string
  readonly paymentMethodType: string | null
  /** The end user's public address that Meld was told; null when none was known. */
  readonly clientIp: string | null
  /** Sells: true in the redirect flow, where the app sends the crypto; false in the standard one. */
  readonly redirectFlow: boolean
  readonly createdAt: number
}

/** Why a session was never opened: a catalogue code and words, as the caller was told. */
export interface SessionFailure {
  readonly code: string
  readonly detail: string
}

/** A session as stored. Instants are epoch milliseconds. */
export interface Session {
  readonly tenant: TenantId
  readonly id: SessionId
  readonly user: UserId
  readonly status: SessionStatus
  readonly request: SessionRequest
  /** The widget that the caller was answered with; null until opened. It never changes. */
  readonly firstWidget: Widget | null
  /** The widget that the link leads to now. */
  readonly widget: Widget | null
  readonly routing: RoutingDecision | null
  readonly failure: SessionFailure | null
  readonly createdAt: number
  readonly expiresAt: number
  readonly openedAt: number | null
  readonly returnedAt: number | null
  /** Of the call that opened it: 32 hexadecimal digits; null of one that an older program stored. */
  readonly traceId: string | null
  /** Set by reconciliation, cleared by a snapshot of a transaction; null as long as nothing is decided. */
  readonly observation: SessionObservation | null
}

/** True of two requests that say the same in the very same words; false says nothing, then `fingerprintOf` decides. */
export function isSameRequest(one: SessionRequest, other: SessionRequest): boolean {
  return (
    one.trade.direction === other.trade.direction &&
    one.trade.fiat.symbol === other.trade.fiat.symbol &&
    one.trade.crypto.symbol === other.trade.crypto.symbol &&
    one.trade.crypto.chainId === other.trade.crypto.chainId &&
    one.sourceAmount === other.sourceAmount &&
    one.walletAddress === other.walletAddress &&
    one.country === other.country &&
    one.subdivision === other.subdivision &&
    one.paymentMethod === other.paymentMethod &&
    one.serviceProvider === other.serviceProvider &&
    one.returnLink === other.returnLink &&
    one.redirectFlow === other.redirectFlow &&
    one.clientState === other.clientState
  )
}

/** 32 bytes that are equal exactly when two requests ask for the same session. */
export function fingerprintOf(request: SessionRequest): Buffer {
  const { trade, sourceAmount, walletAddress, country, paymentMethod, serviceProvider, returnLink } = request
  const parts: unknown[] = [
    trade.direction,
    trade.fiat.symbol,
    trade.crypto.symbol,
    trade.crypto.chainId,
    canonicalAmount(sourceAmount),
    walletAddress,
    country,
    paymentMethod,
    serviceProvider,
    returnLink,
  ]
  // Only when set, so that keys stored before this field existed still match.
  if (request.redirectFlow) parts.push('redirect_flow')
  if (request.subdivision !== null) parts.push(request.subdivision)
  // An array, which no text before it can be taken for.
  if (request.clientState !== null) parts.push([request.clientState])
  return hash('sha256', JSON.stringify(parts), 'buffer')
}
