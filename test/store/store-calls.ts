import { parseWalletAddress, type WalletAddress } from '../../src/domain/address.ts'
import { type Amount, parseAmount } from '../../src/domain/amount.ts'
import { GatewayError } from '../../src/domain/errors.ts'
import {
  fingerprintOf,
  newExternalSessionId,
  newSessionId,
  type SessionId,
  type SessionRequest,
  type Widget,
} from '../../src/domain/session.ts'
import { advance, type OpeningOutcome } from '../../src/domain/session-opening.ts'
import { parseTenantId, type TenantId } from '../../src/domain/tenant.ts'
import { resolveTrade, type Trade } from '../../src/domain/trade.ts'
import { type UserId, userIdOf } from '../../src/domain/user.ts'
import type { Database } from '../../src/postgres/database.ts'
import { claimKey, type KeyClaim } from '../../src/store/idempotency-keys.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { finishSession } from '../../src/store/sessions.ts'

/** The instant at which most tests begin. */
export const start = Date.UTC(2026, 0, 31, 12)
/** For how long a test's call may work on its key. */
export const leaseMs = 25_000

/** What a test's process tells of itself. */
export const program = { version: '0.0.0', startedAt: start }

function tenantOf(text: string): TenantId {
  const tenant = parseTenantId(text)
  if (tenant === undefined) throw new Error(`${text} is no tenant`)
  return tenant
}

export const demo = tenantOf('org-demo:env-sandbox')
export const other = tenantOf('org-other:env-sandbox')
export const alice = userIdOf(demo, 'privy.io', 'alice')
export const bob = userIdOf(demo, 'privy.io', 'bob')

/** 100 USD into USDC on Base, unless told otherwise. */
export function requestOf(overrides: Partial<SessionRequest> = {}): SessionRequest {
  return {
    trade: tradeOf(),
    sourceAmount: amountOf('100.00'),
    walletAddress: walletOf('0x52908400098527886E0F7030069857D2E4169EE7'),
    country: 'US',
    subdivision: null,
    paymentMethod: null,
    serviceProvider: null,
    returnLink: null,
    redirectFlow: false,
    clientState: null,
    ...overrides,
  }
}

/** What a call brings along, with a key or without. */
export interface Call extends Omit<KeyClaim, 'key'> {
  readonly key: string | null
  readonly request: SessionRequest
}

/** A call of alice's with a fresh session id. */
export function callOf(overrides: Partial<Call> = {}): Call {
  const request = overrides.request ?? requestOf()
  const fingerprint = fingerprintOf(request).toString('base64url')
  return {
    user: alice,
    key: null,
    id: newSessionId(),
    fingerprint,
    request,
    now: start,
    leaseMs,
    process: null,
    ...overrides,
  }
}

/** A widget session of `session`. */
export function widgetOf(session: SessionId, overrides: Partial<Widget> = {}): Widget {
  return {
    externalSessionId: newExternalSessionId(demo, session),
    upstreamSessionId: 'WmYh2gHpYrF6sfkfZ6tQ3T',
    widgetUrl: 'https://widget.example/?token=1',
    serviceProviderWidgetUrl: 'https://provider.example/?token=1',
    upstreamToken: 'token-1',
    serviceProvider: 'TRANSAK',
    paymentMethodType: 'CREDIT_DEBIT_CARD',
    clientIp: null,
    redirectFlow: false,
    createdAt: start,
    ...overrides,
  }
}

/** The opening succeeded with this widget. */
export function readyWith(widget: Widget) {
  const candidates = [{ serviceProvider: 'TRANSAK', destinationAmount: amountOf('98.5'), rampScore: 42.5 }]
  const limit = { kind: 'minimum' as const, amount: amountOf('150'), currency: 'USD' }
  const excluded = [{ serviceProvider: 'BANXA', reason: 'amount_too_low' as const, limit }]
  const routing = { mode: 'routed' as const, chosen: 'TRANSAK', candidates, excluded }
  return { kind: 'opened' as const, widget, routing }
}

/** What most calls that finish have in common. */
export const beginning = { user: alice, request: requestOf(), createdAt: start }

/** Of every call. */
export const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'

/** Upstream said no. */
export const refused: OpeningOutcome = {
  kind: 'failed',
  status: 'refused',
  error: new GatewayError('provider_refused', { detail: 'below the minimum' }),
  routing: null,
}

/** Nobody knows what upstream did. */
export const unclear: OpeningOutcome = {
  kind: 'failed',
  status: 'unclear',
  error: new GatewayError('provider_unavailable', { detail: 'timed out' }),
  routing: null,
}

/** Claims the call's key; a key that is finished comes with its session. */
export async function tryClaim(database: Database, tenant: TenantId, call: Call) {
  const { key } = call
  if (key === null) throw new Error('a call without a key claims nothing')
  const claimed = await claimKey(database, tenant, { ...call, key })
  if (claimed.kind !== 'finished') return claimed
  const { id, sameRequest } = claimed
  return { kind: 'replay' as const, sameRequest, session: await findSession(database, tenant, id) }
}

/** Begins a session that must be begun: with a key it is claimed, without one there is nothing to write. */
export async function begin(database: Database, call: Call, tenant: TenantId = demo) {
  if (call.key === null) return { id: call.id, fence: 1, createdAt: call.now, meldCustomerId: null }
  const claimed = await tryClaim(database, tenant, call)
  if (claimed.kind !== 'claimed') throw new Error(`the key was not claimed but ${claimed.kind}`)
  return claimed
}

/** How a call ends the opening of a session that it began. */
export interface Ending {
  readonly user: UserId
  readonly key: string | null
  readonly id: SessionId
  readonly fence: number
  readonly request: SessionRequest
  readonly createdAt: number
  readonly result: OpeningOutcome
  readonly now: number
}

/** Stores what became of a session that was begun; false when the claim is another call's by now. */
export function endOpening(database: Database, tenant: TenantId, { key, fence, result, now, ...begun }: Ending) {
  const session = advance({ tenant, traceId, ...begun }, result)
  return finishSession(database, tenant, { session, claim: key === null ? null : { key, fence }, now })
}

/** Begins and finishes a session; gives its id and widget. */
export async function openReady(database: Database, call: Call = callOf(), tenant: TenantId = demo) {
  const begun = await begin(database, call, tenant)
  const { id, fence } = begun
  const widget = widgetOf(id)
  const settled = await endOpening(database, tenant, { ...call, ...begun, result: readyWith(widget) })
  if (!settled) throw new Error('the session was not settled')
  return { id, widget, fence }
}

/** A session that upstream refused; gives its id. */
export async function openRefused(database: Database, call: Call = callOf(), tenant: TenantId = demo) {
  const begun = await begin(database, call, tenant)
  await endOpening(database, tenant, { ...call, ...begun, result: refused })
  return { id: begun.id }
}

export function amountOf(text: string): Amount {
  const amount = parseAmount(text)
  if (amount === undefined) throw new Error(`${text} is no amount`)
  return amount
}

function tradeOf(): Trade {
  const trade = resolveTrade('USD', 'USDC', 8453)
  if (!('direction' in trade)) throw new Error(trade.detail)
  return trade
}

function walletOf(text: string): WalletAddress {
  const wallet = parseWalletAddress(text)
  if (typeof wallet !== 'string') throw new Error(`${text} is no wallet`)
  return wallet
}
