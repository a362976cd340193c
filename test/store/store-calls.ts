import { parseWalletAddress, type WalletAddress } from '../../src/domain/address.ts'
import { type Amount, parseAmount } from '../../src/domain/amount.ts'
import {
  fingerprintOf,
  type Mint,
  newExternalSessionId,
  newSessionId,
  type SessionId,
  type SessionRequest,
  sessionLifetimeMs,
} from '../../src/domain/session.ts'
import { parseTenantId, type TenantId } from '../../src/domain/tenant.ts'
import { resolveTrade, type Trade } from '../../src/domain/trade.ts'
import { userIdOf } from '../../src/domain/user.ts'
import { type Database, openDatabase } from '../../src/postgres/database.ts'
import { type BeginSession, beginSession, finishSession, type SessionResult } from '../../src/store/sessions.ts'
import type { TestTarget } from '../support/database.ts'

/** The instant at which most tests begin. */
export const start = Date.UTC(2026, 0, 31, 12)
/** For how long a test's call may work on its key. */
export const leaseMs = 25_000

function tenantOf(text: string): TenantId {
  const tenant = parseTenantId(text)
  if (tenant === undefined) throw new Error(`${text} is no tenant`)
  return tenant
}

export const demo = tenantOf('org-demo:env-sandbox')
export const other = tenantOf('org-other:env-sandbox')
export const alice = userIdOf(demo, 'privy.io', 'alice')
export const bob = userIdOf(demo, 'privy.io', 'bob')

/** Opens a handle on the database, as one process does. */
export function openStore(target: TestTarget): Database {
  return openDatabase({ target, preparedStatements: true, onError: () => {} })
}

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
    ...overrides,
  }
}

/** A call of alice's with a fresh session id. */
export function callOf(overrides: Partial<BeginSession> = {}): BeginSession {
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
export function mintOf(session: SessionId, overrides: Partial<Mint> = {}): Mint {
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
    mintedAt: start,
    ...overrides,
  }
}

/** The opening succeeded with this mint. */
export function readyWith(mint: Mint): SessionResult {
  const candidates = [{ serviceProvider: 'TRANSAK', destinationAmount: amountOf('98.5'), rampScore: 42.5 }]
  const limit = { kind: 'minimum' as const, amount: amountOf('150'), currency: 'USD' }
  const excluded = [{ serviceProvider: 'BANXA', reason: 'amount_too_low' as const, limit }]
  return { status: 'ready', mint, routing: { mode: 'routed', chosen: 'TRANSAK', candidates, excluded } }
}

/** What a call to finish repeats of its beginning. */
export const beginning = { request: requestOf(), createdAt: start, expiresAt: start + sessionLifetimeMs }

/** Upstream said no. */
export const refused: SessionResult = {
  status: 'refused',
  failure: { code: 'provider_refused', detail: 'below the minimum' },
  routing: null,
}

/** Nobody knows what upstream did. */
export const unclear: SessionResult = {
  status: 'unclear',
  failure: { code: 'provider_unavailable', detail: 'timed out' },
  routing: null,
}

/** Begins a session that must be begun. */
export async function begin(database: Database, call: BeginSession, tenant: TenantId = demo) {
  const begun = await beginSession(database, tenant, call)
  if (begun.kind !== 'begun') throw new Error(`the call was not begun but ${begun.kind}`)
  return begun
}

/** Begins and finishes a session; gives its id and mint. */
export async function openReady(database: Database, call: BeginSession = callOf(), tenant: TenantId = demo) {
  const begun = await begin(database, call, tenant)
  const { id, fence } = begun
  const mint = mintOf(id)
  const settled = await finishSession(database, tenant, { ...call, ...begun, result: readyWith(mint) })
  if (!settled) throw new Error('the session was not settled')
  return { id, mint, fence }
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
