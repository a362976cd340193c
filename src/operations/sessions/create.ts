import type { SessionBody } from '../../contract/session-body.ts'
import { GatewayError } from '../../domain/errors.ts'
import { makeLinkToken } from '../../domain/link.ts'
import type { ProcessId } from '../../domain/liveness.ts'
import { fingerprintOf, newSessionId, type Session, type SessionId, type SessionRequest } from '../../domain/session.ts'
import type { Principal } from '../../domain/user.ts'
import { awaitKey, markKeys } from '../../store/idempotency-keys.ts'
import { type BeginSession, type BegunSession, beginSession, finishSession } from '../../store/sessions.ts'
import { type Deps, subjectOf } from '../deps.ts'
import { requireKyc } from '../kyc.ts'
import { requireTrade } from '../trade-request.ts'
import type { Opening } from './attempts.ts'
import { type OpeningOutcome, openUpstream } from './opening.ts'
import { cacheReplay, findCachedReplay } from './replay-cache.ts'

/**
 * How long one call alone may work on a key; longer than an opening takes. A call whose process is gone is taken over
 * before that.
 */
export const leaseMs = 25_000
/** How long a call waits for another one with its key; longer than the lease, so that it outlives a dead holder. */
export const waitMs = 30_000
/** A waiting call checks again this often even when it is not told, for signals can be lost. */
const recheckMs = 1_000

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
  const answered = key === null ? undefined : await findCachedReplay(deps, principal, key)
  if (answered !== undefined) return replay(deps, principal, answered.session, answered.fingerprint === fingerprint)
  const begun = await claim(deps, principal, { request, fingerprint, key })
  if (begun.kind === 'replay') {
    const { session, sameRequest } = begun
    if (key !== null && sameRequest) cacheReplay(deps, principal, key, { session, fingerprint })
    return replay(deps, principal, session, sameRequest)
  }

  const { id, fence, holder } = begun
  deps.log.learn({ session: id })
  const outcome = await openOrExplain(deps, principal, call, { request, kyc, key }, begun)
  const now = deps.clock()
  const result =
    outcome.kind === 'opened'
      ? { status: 'ready' as const, mint: outcome.mint, routing: outcome.routing }
      : { status: outcome.status, failure: failureOf(outcome.error), routing: outcome.routing }
  const { createdAt, expiresAt } = begun
  const finish = { user, key, id, fence, request, createdAt, result, now }
  const settled = await whileHolding(deps, principal, { key, holder }, () =>
    finishSession(deps.database, tenant.id, finish),
  )
  // This process was found gone, or was too slow, and another call took over: theirs is the one session this key shows.
  if (!settled) return createSession(deps, principal, call)
  if (outcome.kind === 'failed') throw outcome.error
  deps.log.learn({ provider: outcome.mint.serviceProvider })
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
  if (key !== null) cacheReplay(deps, principal, key, { session, fingerprint })
  return { kind: 'created', mismatch: false, session }
}

/** Direction and assets, from the body's words. */
function planSession(body: SessionBody): SessionRequest {
  return {
    trade: requireTrade(body),
    sourceAmount: body.source_amount,
    walletAddress: body.wallet_address,
    country: body.country_code,
    subdivision: body.subdivision,
    paymentMethod: body.payment_method_type,
    serviceProvider: body.service_provider,
    returnLink: body.return_url,
    redirectFlow: body.redirect_flow,
  }
}

type Begun = Extract<BegunSession, { kind: 'begun' }> & {
  /** What the claim is known by: the session id that this call brought along. */
  readonly holder: SessionId
  /** Under which it was made. */
  readonly process: ProcessId
}

type Settled = Extract<BegunSession, { kind: 'replay' }> | Begun

/** Claims the key; while another call holds it, waits to be told and checks again. */
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
    const process = await deps.liveness.claimant()
    const id = newSessionId()
    const begun = await whileHolding(deps, principal, { key, holder: id }, () =>
      beginSession(deps.database, tenant, { ...call, user, id, now: deps.clock(), leaseMs, process }),
    )
    if (begun.kind === 'begun') return { ...begun, holder: id, process }
    if (begun.kind === 'replay') return begun
    if (key === null) throw new TypeError('a call without a key waits for nobody')
    if (performance.now() >= until) throw new GatewayError('key_in_flight', { headers: { 'retry-after': '5' } })
    await awaitKey(deps.database, tenant, user, key, mark, recheckMs)
  }
}

/** Does a step on a claim. When the database fails it, the key may be held by a call that is over: its claim is released. */
async function whileHolding<T>(
  { liveness }: Deps,
  { tenant, user }: Principal,
  { key, holder }: { readonly key: string | null; readonly holder: SessionId },
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (key !== null) liveness.abandon({ tenant: tenant.id, user, key, holder })
    throw error
  }
}

function replay(deps: Deps, { tenant }: Principal, session: Session, sameRequest: boolean): CreatedSession {
  deps.log.learn(subjectOf(session))
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
  { request, kyc, key }: Pick<Opening, 'request' | 'kyc'> & { readonly key: string | null },
  begun: Begun,
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
      isStillOurs: () => key === null || deps.liveness.isAlive(begun.process),
    })
  } catch (cause) {
    const error = cause instanceof GatewayError ? cause : new GatewayError('internal', { cause })
    return { kind: 'failed', status: 'unclear', error, routing: null }
  }
}

function failureOf(error: GatewayError): { code: string; detail: string } {
  return { code: error.error, detail: error.details.detail ?? error.message }
}
