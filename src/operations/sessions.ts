import type { SessionBody } from '../contract/sessions.ts'
import { resolveTrade } from '../domain/asset.ts'
import { GatewayError } from '../domain/errors.ts'
import { makeLinkToken } from '../domain/link.ts'
import { fingerprintOf, newSessionId, type Session, type SessionRequest } from '../domain/session.ts'
import type { Principal } from '../domain/user.ts'
import { awaitKey, markKeys } from '../store/idempotency-keys.ts'
import { type BeginSession, type BegunSession, beginSession, finishSession } from '../store/sessions.ts'
import { recallAnswer, rememberAnswer } from './answered-keys.ts'
import type { Deps } from './deps.ts'
import { requireKyc } from './kyc.ts'
import { type Opening, type OpeningOutcome, openUpstream } from './opening.ts'
import { refuseFlowOfBuy } from './sell-flow.ts'

/** How long one call alone may work on a key; longer than an opening takes, so that only a dead call is taken over. */
export const leaseMs = 25_000
/** How long a call waits for another one with its key; longer than the lease, so that it outlives a dead holder. */
export const waitMs = 30_000
/** A waiting call looks again this often even when it is not told, for signals can be lost. */
const lookAgainMs = 1_000

/** A call to open a session. */
export interface CreateSession {
  readonly body: SessionBody
  /** The caller's public address, taken for the end user's; null when not known. */
  readonly clientIp: string | null
}

/** `mismatch`: the key's session was opened for another body. */
export interface CreatedSession {
  readonly kind: 'created' | 'replayed'
  readonly mismatch: boolean
  readonly session: Session
}

/**
 * Opens a session, or gives the one that its idempotency key has. Within 24 hours a key of a tenant's user has one
 * session, however many calls, processes and crashes there are.
 *
 * Throws `kyc_required`, `invalid_fields`, `invalid_pair`, `unknown_asset`, `unsupported_asset`, `provider_refused`, `key_in_flight`, `key_reused`,
 * `provider_unavailable` or `upstream_misconfigured`.
 */
export async function createSession(deps: Deps, principal: Principal, call: CreateSession): Promise<CreatedSession> {
  const { tenant, user } = principal
  const request = planSession(call.body)
  const kyc = await requireKyc(deps, principal)
  const key = call.body.idempotency_key
  const fingerprint = fingerprintOf(request).toString('base64url')
  const answered = key === null ? undefined : await recallAnswer(deps, principal, key)
  if (answered !== undefined) return replay(principal, answered.session, answered.fingerprint === fingerprint)
  const begun = await claim(deps, principal, { request, fingerprint, key })
  if (begun.kind === 'replay') {
    const { session, sameRequest } = begun
    if (key !== null && sameRequest) rememberAnswer(deps, principal, key, { session, fingerprint })
    return replay(principal, session, sameRequest)
  }

  const { id, fence } = begun
  const outcome = await openOrExplain(deps, principal, call, { request, kyc }, begun)
  const now = deps.clock()
  const result =
    outcome.kind === 'opened'
      ? { status: 'ready' as const, mint: outcome.mint, routing: outcome.routing }
      : { status: outcome.status, failure: failureOf(outcome.error), routing: outcome.routing }
  const { createdAt, expiresAt } = begun
  const finish = { user, key, id, fence, request, createdAt, result, now }
  const settled = await finishSession(deps.database, tenant.id, finish)
  // Our lease ran out and another call took over: theirs is the one session this key shows.
  if (!settled) return createSession(deps, principal, call)
  if (outcome.kind === 'failed') throw outcome.error
  const session: Session = {
    tenant: tenant.id,
    id,
    user,
    status: 'ready',
    fence,
    request,
    firstMint: outcome.mint,
    mint: outcome.mint,
    routing: outcome.routing,
    failure: null,
    createdAt,
    expiresAt,
    openedAt: null,
    returnedAt: null,
    observation: null,
  }
  if (key !== null) rememberAnswer(deps, principal, key, { session, fingerprint })
  return { kind: 'created', mismatch: false, session }
}

/** Direction and assets, from the body's words. */
function planSession(body: SessionBody): SessionRequest {
  const trade = resolveTrade(body.from_asset, body.to_asset, body.chain_id)
  if (!('direction' in trade)) throw new GatewayError(trade.kind, { detail: trade.detail })
  refuseFlowOfBuy(trade, body.redirect_flow)
  return {
    trade,
    sourceAmount: body.source_amount,
    walletAddress: body.wallet_address,
    country: body.country_code,
    paymentMethod: body.payment_method_type,
    serviceProvider: body.service_provider,
    returnLink: body.return_url,
    redirectFlow: body.redirect_flow,
  }
}

type Settled = Exclude<BegunSession, { kind: 'busy' }>

/** Claims the key; while another call holds it, waits to be told and looks again. */
async function claim(
  deps: Deps,
  principal: Principal,
  call: Pick<BeginSession, 'request' | 'fingerprint' | 'key'>,
): Promise<Settled> {
  const { user } = principal
  const { key } = call
  const tenant = principal.tenant.id
  const until = performance.now() + waitMs
  for (;;) {
    const mark = markKeys(deps.database)
    const begun = await beginSession(deps.database, tenant, {
      ...call,
      user,
      id: newSessionId(),
      now: deps.clock(),
      leaseMs,
    })
    if (begun.kind !== 'busy' || key === null) return unlessBusy(begun)
    if (performance.now() >= until) throw new GatewayError('key_in_flight', { headers: { 'retry-after': '5' } })
    await awaitKey(deps.database, tenant, user, key, mark, lookAgainMs)
  }
}

function unlessBusy(begun: BegunSession): Settled {
  if (begun.kind === 'busy') throw new TypeError('a call without a key waits for nobody')
  return begun
}

function replay({ tenant }: Principal, session: Session, sameRequest: boolean): CreatedSession {
  const mismatch = !sameRequest
  if (mismatch && tenant.idempotencyMismatch === 'reject') {
    throw new GatewayError('key_reused', { members: { session_id: session.id } })
  }
  return { kind: 'replayed', mismatch, session }
}

/** An unforeseen failure of ours must not hold the key until its lease ends. */
async function openOrExplain(
  deps: Deps,
  principal: Principal,
  call: CreateSession,
  { request, kyc }: Pick<Opening, 'request' | 'kyc'>,
  begun: Extract<Settled, { kind: 'begun' }>,
): Promise<OpeningOutcome> {
  const { tenant } = principal
  const returnToken = makeLinkToken(deps.linkSecret, 'return', tenant.id, begun.id)
  try {
    return await openUpstream(deps, {
      owner: principal,
      session: begun.id,
      request,
      meldCustomerId: begun.meldCustomerId,
      redirectUrl: `${deps.publicUrl}/r/${returnToken}`,
      clientIp: call.clientIp,
      prefer: null,
      kyc,
    })
  } catch (cause) {
    return { kind: 'failed', status: 'unclear', error: new GatewayError('internal', { cause }), routing: null }
  }
}

function failureOf(error: GatewayError): { code: string; detail: string } {
  return { code: error.error, detail: error.message }
}
