import { parseCheckedAddress } from '../domain/address.ts'
import { type Amount, parseAmount } from '../domain/amount.ts'
import { isChainId } from '../domain/chain.ts'
import { isCountry } from '../domain/country.ts'
import { type ExclusionReason, isExclusionReason } from '../domain/exclusion-reason.ts'
import { isPaymentMethod } from '../domain/payment-method.ts'
import type { Limit, NearestChange, OfferlessProviders, ProviderExclusion, RoutingDecision } from '../domain/quote.ts'
import {
  type ExternalSessionId,
  isExternalSessionId,
  parseSessionId,
  type Session,
  type SessionFailure,
  type SessionId,
  type SessionObservation,
  type SessionRequest,
  type SessionStatus,
  sessionStatuses,
  type Widget,
} from '../domain/session.ts'
import { parseSubdivision, type Subdivision } from '../domain/subdivision.ts'
import { parseSwitchId } from '../domain/switch.ts'
import { parseTenantId } from '../domain/tenant.ts'
import { legsOf, resolveTrade } from '../domain/trade.ts'
import type { SoldCrypto } from '../domain/transaction.ts'
import { parseUserId } from '../domain/user.ts'
import type { Row } from '../postgres/connection.ts'
import {
  numberOf,
  numberOrNullOf,
  objectOf,
  present,
  RowError,
  rowOrAbsentOf,
  rowsOf,
  textOf,
  textOrNullOf,
} from '../postgres/row.ts'

/** The columns that `readSession` reads, for a table aliased `s`. */
export const sessionColumns = `s.tenant_id, s.id, s.user_id, s.status, s.request, s.first_mint, s.latest_mint,
  s.routing, s.failure, s.created_at, s.expires_at, s.opened_at, s.returned_at, s.trace_id, s.observation`

/** The columns that `readProgress` reads, for a table aliased `s`. */
export const progressColumns = 's.status, s.latest_mint, s.opened_at, s.returned_at, s.observation'

/** What may still change of a session that is ready. */
export type SessionProgress = Pick<Session, 'status' | 'widget' | 'openedAt' | 'returnedAt' | 'observation'>

/** The status in which a process of the previous version stores a session, before it asks for its widget. */
export const storedTooEarly = 'creating'

/** Reads the status of a session; one that was stored too early is `unclear`. Throws `RowError`. */
export function readSessionStatus(row: Row): SessionStatus {
  const status = textOf(row, 'status')
  if (status === storedTooEarly) return 'unclear'
  return present(
    sessionStatuses.find((known) => known === status),
    'status',
  )
}

/** Reads what may have changed of a session. Throws `RowError`. */
export function readProgress(row: Row, firstWidget: Widget | null): SessionProgress {
  return {
    status: readSessionStatus(row),
    widget: readWidget(objectOf(row.latest_mint, 'latest_mint')) ?? firstWidget,
    openedAt: numberOrNullOf(row, 'opened_at'),
    returnedAt: numberOrNullOf(row, 'returned_at'),
    observation: readObservation(row),
  }
}

/** Reads one row of `sessions`. Throws `RowError`. */
export function readSession(row: Row): Session {
  const firstWidget = readWidget(objectOf(row.first_mint, 'first_mint'))
  return {
    ...readProgress(row, firstWidget),
    tenant: present(parseTenantId(textOf(row, 'tenant_id')), 'tenant_id'),
    id: readSessionId(row.id),
    user: present(parseUserId(textOf(row, 'user_id')), 'user_id'),
    request: readRequest(present(objectOf(row.request, 'request'), 'request')),
    firstWidget,
    routing: readRouting(objectOf(row.routing, 'routing')),
    failure: readFailure(objectOf(row.failure, 'failure')),
    createdAt: numberOf(row, 'created_at'),
    expiresAt: numberOf(row, 'expires_at'),
    traceId: textOrNullOf(row, 'trace_id')?.replaceAll('-', '') ?? null,
  }
}

/** Reads a uuid column as a session id. Throws `RowError`. */
export function readSessionId(value: unknown): SessionId {
  return present(parseSessionId(`ses_${String(value).replaceAll('-', '')}`), 'session id')
}

/** A session id as the uuid column takes it. */
export function sessionUuid(id: SessionId): string {
  return id.slice('ses_'.length)
}

/** The least and the greatest of the ids, as the uuid column takes them: bounds that let a join skip partitions. */
export function idBounds(ids: readonly SessionId[]): [least: string, greatest: string] {
  const uuids = ids.map(sessionUuid)
  const first = uuids[0] ?? ''
  return [uuids.reduce((a, b) => (b < a ? b : a), first), uuids.reduce((a, b) => (b > a ? b : a), first)]
}

/** The same where there may be none: then no id is between them. */
export function idBoundsOfAny(ids: readonly SessionId[]): readonly [least: string | null, greatest: string | null] {
  return ids.length === 0 ? [null, null] : idBounds(ids)
}

/** The request as its column holds it. */
export function requestColumn(request: SessionRequest) {
  const { trade } = request
  const [from, to] = legsOf(trade)
  return {
    from: from.symbol,
    to: to.symbol,
    chain: trade.crypto.chainId,
    amount: request.sourceAmount,
    wallet: request.walletAddress,
    country: request.country,
    // What is undefined is not stored.
    subdivision: request.subdivision ?? undefined,
    method: request.paymentMethod,
    provider: request.serviceProvider,
    returnLink: request.returnLink,
    redirectFlow: request.redirectFlow,
    clientState: request.clientState ?? undefined,
  }
}

function readRequest(stored: Row): SessionRequest {
  const chain = numberOf(stored, 'chain')
  const country = textOf(stored, 'country')
  const method = textOrNullOf(stored, 'method')
  if (!isChainId(chain)) throw new RowError('request.chain')
  if (!isCountry(country)) throw new RowError('request.country')
  if (method !== null && !isPaymentMethod(method)) throw new RowError('request.method')
  const trade = resolveTrade(textOf(stored, 'from'), textOf(stored, 'to'), chain)
  if (!('direction' in trade)) throw new RowError('request: an asset has left the registry')
  return {
    trade,
    sourceAmount: readAmount(stored, 'amount'),
    walletAddress: present(parseCheckedAddress(textOf(stored, 'wallet')), 'request.wallet'),
    country,
    subdivision: readSubdivision(stored),
    paymentMethod: method,
    serviceProvider: textOrNullOf(stored, 'provider'),
    returnLink: textOrNullOf(stored, 'returnLink'),
    // Absent from rows written before this field existed.
    redirectFlow: stored.redirectFlow === true,
    clientState: stored.clientState === undefined ? null : textOf(stored, 'clientState'),
  }
}

/** What a session sells, from its `request` column; null for a buy, and for an asset that has left the registry. */
export function readSold(stored: Row): SoldCrypto | null {
  const chain = numberOf(stored, 'chain')
  const trade = isChainId(chain) ? resolveTrade(textOf(stored, 'from'), textOf(stored, 'to'), chain) : undefined
  if (trade === undefined || !('direction' in trade) || trade.direction === 'buy') return null
  const { symbol, chainId, decimals } = trade.crypto
  return {
    symbol,
    chainId,
    decimals,
    amount: readAmount(stored, 'amount'),
    walletAddress: present(parseCheckedAddress(textOf(stored, 'wallet')), 'request.wallet'),
    redirectFlow: stored.redirectFlow === true,
  }
}

/** Null where the request named none. */
function readSubdivision(stored: Row): Subdivision | null {
  if (stored.subdivision === undefined) return null
  return present(parseSubdivision(textOf(stored, 'subdivision')), 'request.subdivision')
}

/** What a widget's column holds. `mintedAt` is the key of its creation in every row, and for the previous version. */
export function widgetColumn(widget: Widget): object {
  return {
    externalSessionId: widget.externalSessionId,
    upstreamSessionId: widget.upstreamSessionId,
    widgetUrl: widget.widgetUrl,
    serviceProviderWidgetUrl: widget.serviceProviderWidgetUrl,
    upstreamToken: widget.upstreamToken,
    serviceProvider: widget.serviceProvider,
    paymentMethodType: widget.paymentMethodType,
    clientIp: widget.clientIp,
    redirectFlow: widget.redirectFlow,
    mintedAt: widget.createdAt,
  }
}

function readObservation(row: Row): SessionObservation | null {
  const observation = textOrNullOf(row, 'observation')
  if (observation !== null && observation !== 'not_observed') throw new RowError('observation')
  return observation
}

function readWidget(stored: Row | null): Widget | null {
  if (stored === null) return null
  return {
    externalSessionId: readExternalId(textOf(stored, 'externalSessionId')),
    upstreamSessionId: textOf(stored, 'upstreamSessionId'),
    widgetUrl: textOf(stored, 'widgetUrl'),
    serviceProviderWidgetUrl: textOrNullOf(stored, 'serviceProviderWidgetUrl'),
    upstreamToken: textOrNullOf(stored, 'upstreamToken'),
    serviceProvider: textOf(stored, 'serviceProvider'),
    paymentMethodType: textOrNullOf(stored, 'paymentMethodType'),
    clientIp: textOrNullOf(stored, 'clientIp'),
    // Absent from older rows; then the app is not told to send.
    redirectFlow: stored.redirectFlow === true,
    createdAt: numberOf(stored, 'mintedAt'),
  }
}

function readExternalId(value: string): ExternalSessionId {
  if (!isExternalSessionId(value)) throw new RowError('externalSessionId')
  return value
}

function readRouting(stored: Row | null): RoutingDecision | null {
  if (stored === null) return null
  const mode = textOf(stored, 'mode')
  if (mode !== 'pinned' && mode !== 'routed') throw new RowError('routing.mode')
  return {
    mode,
    chosen: textOrNullOf(stored, 'chosen'),
    candidates: rowsOf(stored, 'candidates').map((candidate) => ({
      serviceProvider: textOf(candidate, 'serviceProvider'),
      destinationAmount: readAmount(candidate, 'destinationAmount'),
      rampScore: numberOrNullOf(candidate, 'rampScore'),
      ...(candidate.paymentMethodType !== undefined && {
        paymentMethodType: textOrNullOf(candidate, 'paymentMethodType'),
      }),
    })),
    excluded: rowsOf(stored, 'excluded').map(readExclusion),
    ...(stored.offerless !== undefined && { offerless: readOfferless(rowOrAbsentOf(stored, 'offerless') ?? {}) }),
  }
}

/** Absent from older rows. A reason that this version does not know is left out. */
function readOfferless(stored: Row): OfferlessProviders {
  const read: { [Reason in ExclusionReason]?: readonly string[] } = {}
  for (const [reason, names] of Object.entries(stored)) {
    if (!Array.isArray(names)) throw new RowError('routing.offerless')
    if (isExclusionReason(reason)) read[reason] = names.map(String)
  }
  return read
}

/** Maps the reasons of older rows, which are Meld's own words, to ours. */
function readExclusion(stored: Row): ProviderExclusion {
  const limit = rowOrAbsentOf(stored, 'limit')
  const reason = textOf(stored, 'reason')
  const nearest = rowOrAbsentOf(stored, 'nearest')
  const switchId = parseSwitchId(String(stored.switchId))
  return {
    serviceProvider: textOrNullOf(stored, 'serviceProvider'),
    reason: isExclusionReason(reason) ? reason : 'provider_failed',
    ...(stored.detail === undefined ? {} : { detail: textOf(stored, 'detail') }),
    ...(limit === undefined ? {} : { limit: readLimit(limit) }),
    ...(nearest === undefined ? {} : { nearest: readNearest(nearest) }),
    ...(switchId === undefined ? {} : { switchId }),
  }
}

function readNearest(stored: Row): NearestChange {
  const { paymentMethod, country, redirectFlow } = stored
  return {
    ...(stored.sourceAmount === undefined ? {} : { sourceAmount: readAmount(stored, 'sourceAmount') }),
    ...(typeof paymentMethod === 'string' && isPaymentMethod(paymentMethod) ? { paymentMethod } : {}),
    ...(typeof country === 'string' ? { country } : {}),
    ...(typeof redirectFlow === 'boolean' ? { redirectFlow } : {}),
  }
}

function readLimit(stored: Row): Limit {
  const kind = textOf(stored, 'kind')
  if (kind !== 'minimum' && kind !== 'maximum') throw new RowError('limit.kind')
  return {
    kind,
    amount: stored.amount === null ? null : readAmount(stored, 'amount'),
    currency: textOrNullOf(stored, 'currency'),
  }
}

function readFailure(stored: Row | null): SessionFailure | null {
  return stored === null ? null : { code: textOf(stored, 'code'), detail: textOf(stored, 'detail') }
}

function readAmount(stored: Row, field: string): Amount {
  return present(parseAmount(textOf(stored, field)), field)
}
