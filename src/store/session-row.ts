import Type, { type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { parseWalletAddress } from '../domain/address.ts'
import { parseAmount } from '../domain/amount.ts'
import { resolveTrade } from '../domain/asset.ts'
import { isChainId } from '../domain/chain.ts'
import { isCountry } from '../domain/country.ts'
import { isPaymentMethod } from '../domain/payment-method.ts'
import type { RoutingDecision } from '../domain/quote.ts'
import {
  type ExternalSessionId,
  type Mint,
  parseSessionId,
  readExternalSessionId,
  type Session,
  type SessionFailure,
  type SessionId,
  type SessionRequest,
  sessionStatuses,
} from '../domain/session.ts'
import { parseTenantId } from '../domain/tenant.ts'
import { parseUserId } from '../domain/user.ts'
import type { Row } from './connection.ts'

const Nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()])

const StoredRequest = Type.Object({
  from: Type.String(),
  to: Type.String(),
  chain: Type.Integer(),
  amount: Type.String(),
  wallet: Type.String(),
  country: Type.String(),
  method: Nullable(Type.String()),
  provider: Nullable(Type.String()),
  returnLink: Nullable(Type.String()),
})
const StoredMint = Type.Object({
  externalSessionId: Type.String(),
  upstreamSessionId: Type.String(),
  widgetUrl: Type.String(),
  serviceProviderWidgetUrl: Nullable(Type.String()),
  upstreamToken: Type.String(),
  serviceProvider: Type.String(),
  paymentMethodType: Nullable(Type.String()),
  clientIp: Nullable(Type.String()),
  mintedAt: Type.Integer(),
})
const StoredFailure = Type.Object({ code: Type.String(), detail: Type.String() })
const StoredLimit = Type.Object({
  kind: Type.Union([Type.Literal('minimum'), Type.Literal('maximum')]),
  amount: Nullable(Type.String()),
  currency: Nullable(Type.String()),
})
const StoredRouting = Type.Object({
  mode: Type.Union([Type.Literal('pinned'), Type.Literal('routed')]),
  chosen: Nullable(Type.String()),
  candidates: Type.Array(
    Type.Object({
      serviceProvider: Type.String(),
      destinationAmount: Type.String(),
      rampScore: Nullable(Type.Number()),
    }),
  ),
  excluded: Type.Array(
    Type.Object({
      serviceProvider: Nullable(Type.String()),
      reason: Type.String(),
      limit: Type.Optional(StoredLimit),
    }),
  ),
})

const requestCheck = Compile(StoredRequest)
const mintCheck = Compile(StoredMint)
const failureCheck = Compile(StoredFailure)
const routingCheck = Compile(StoredRouting)

/** A row does not hold what this program wrote; the message names the column, never its content. */
export class RowError extends Error {
  override readonly name = 'RowError'
}

/** The columns that `readSession` reads, for a table aliased `s`. */
export const sessionColumns = `s.tenant_id, s.id, s.user_id, s.status, s.fence, s.request, s.first_mint, s.latest_mint,
  s.routing, s.failure, s.created_at, s.expires_at, s.opened_at, s.returned_at`

/** Reads one row of `sessions`. Throws `RowError`. */
export function readSession(row: Row): Session {
  const status = sessionStatuses.find((known) => known === row.status)
  const firstMint = readMint(row.first_mint, 'first_mint')
  return {
    tenant: present(parseTenantId(text(row, 'tenant_id')), 'tenant_id'),
    id: readSessionId(row.id),
    user: present(parseUserId(text(row, 'user_id')), 'user_id'),
    status: present(status, 'status'),
    fence: present(instant(row, 'fence'), 'fence'),
    request: readRequest(text(row, 'request')),
    firstMint,
    mint: readMint(row.latest_mint, 'latest_mint') ?? firstMint,
    routing: readRouting(row.routing),
    failure: readFailure(row.failure),
    createdAt: present(instant(row, 'created_at'), 'created_at'),
    expiresAt: present(instant(row, 'expires_at'), 'expires_at'),
    openedAt: instant(row, 'opened_at'),
    returnedAt: instant(row, 'returned_at'),
  }
}

/** Reads a uuid column as a session id. */
export function readSessionId(value: unknown): SessionId {
  return present(parseSessionId(`ses_${String(value).replaceAll('-', '')}`), 'session id')
}

/** A session id as the uuid column takes it. */
export function sessionUuid(id: SessionId): string {
  return id.slice('ses_'.length)
}

/** The request as JSON for its column. */
export function writeRequest(request: SessionRequest): string {
  const { trade } = request
  const [from, to] =
    trade.direction === 'buy' ? [trade.fiat.symbol, trade.crypto.symbol] : [trade.crypto.symbol, trade.fiat.symbol]
  const stored: Static<typeof StoredRequest> = {
    from,
    to,
    chain: trade.crypto.chainId,
    amount: request.sourceAmount,
    wallet: request.walletAddress,
    country: request.country,
    method: request.paymentMethod,
    provider: request.serviceProvider,
    returnLink: request.returnLink,
  }
  return JSON.stringify(stored)
}

/** A mint as JSON for its column. */
export function writeMint(mint: Mint): string {
  const stored: Static<typeof StoredMint> = mint
  return JSON.stringify(stored)
}

function readRequest(json: string): SessionRequest {
  const stored: unknown = JSON.parse(json)
  if (!requestCheck.Check(stored)) throw new RowError('sessions.request')
  const { chain, country, method } = stored
  const trade = isChainId(chain) ? resolveTrade(stored.from, stored.to, chain) : undefined
  const wallet = parseWalletAddress(stored.wallet)
  if (trade === undefined || !('direction' in trade)) throw new RowError('sessions.request: an asset left the registry')
  if (typeof wallet !== 'string' || !isCountry(country) || !(method === null || isPaymentMethod(method))) {
    throw new RowError('sessions.request')
  }
  return {
    trade,
    sourceAmount: present(parseAmount(stored.amount), 'request.amount'),
    walletAddress: wallet,
    country,
    paymentMethod: method,
    serviceProvider: stored.provider,
    returnLink: stored.returnLink,
  }
}

function readMint(value: unknown, column: string): Mint | null {
  if (value === null) return null
  const stored: unknown = JSON.parse(String(value))
  if (!mintCheck.Check(stored)) throw new RowError(`sessions.${column}`)
  return { ...stored, externalSessionId: externalSessionId(stored.externalSessionId) }
}

function externalSessionId(value: string): ExternalSessionId {
  if (readExternalSessionId(value) === undefined) throw new RowError('external session id')
  return value as ExternalSessionId
}

function readRouting(value: unknown): RoutingDecision | null {
  if (value === null) return null
  const stored: unknown = JSON.parse(String(value))
  if (!routingCheck.Check(stored)) throw new RowError('sessions.routing')
  return {
    ...stored,
    candidates: stored.candidates.map((candidate) => ({
      ...candidate,
      destinationAmount: present(parseAmount(candidate.destinationAmount), 'routing.destinationAmount'),
    })),
    excluded: stored.excluded.map(({ serviceProvider, reason, limit }) => {
      if (limit === undefined) return { serviceProvider, reason }
      const amount = limit.amount === null ? null : present(parseAmount(limit.amount), 'routing.limit')
      return { serviceProvider, reason, limit: { ...limit, amount } }
    }),
  }
}

function readFailure(value: unknown): SessionFailure | null {
  if (value === null) return null
  const stored: unknown = JSON.parse(String(value))
  if (!failureCheck.Check(stored)) throw new RowError('sessions.failure')
  return stored
}

function text(row: Row, column: string): string {
  const value = row[column]
  if (typeof value !== 'string') throw new RowError(column)
  return value
}

function instant(row: Row, column: string): number | null {
  const value = row[column]
  if (value === null) return null
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new RowError(column)
  return value
}

function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new RowError(what)
  return value
}
