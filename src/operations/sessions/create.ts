import type { SessionBody } from '../../contract/session-body.ts'
import { GatewayError } from '../../domain/errors.ts'
import { makeLinkToken } from '../../domain/link.ts'
import type { Session, SessionRequest } from '../../domain/session.ts'
import { advance, type OpeningOutcome } from '../../domain/session-opening.ts'
import { collectUpstreamCalls } from '../../domain/upstream-call.ts'
import type { Principal } from '../../domain/user.ts'
import { type EndedOpening, finishSession } from '../../store/sessions.ts'
import { type Deps, depsFor, subjectOf } from '../deps.ts'
import { type KycPass, requireKyc } from '../kyc.ts'
import { requireTrade } from '../trade-request.ts'
import { type Begun, beginSession, type Plan, whileHolding } from './begin.ts'
import { openUpstream } from './opening.ts'
import { recordRefusal } from './refused-calls.ts'
import { cacheReplay, type Replay, recallReplay } from './replay-cache.ts'

/** A call to open a session. */
export interface CreateSession {
  readonly request: SessionRequest
  /** Its idempotency key, if it has one. */
  readonly key: string | null
  /** The caller's public address, taken for the end user's; null when not known. */
  readonly clientIp: string | null
  /** 32 hexadecimal digits. */
  readonly traceId: string
}

/** `mismatch`: the key's session was opened for another body. */
export interface CreatedSession {
  readonly kind: 'created' | 'replayed'
  readonly mismatch: boolean
  readonly session: Session
}

/**
 * Opens a session, or gives the one that its idempotency key has. As long as a key of a tenant's user lives, it has one
 * session, however many calls, processes and crashes there are.
 *
 * Throws `kyc_required`, `invalid_fields`, `provider_refused`, `key_in_flight`, `key_reused`, `provider_unavailable` or
 * `upstream_misconfigured`.
 */
export function createSession(deps: Deps, principal: Principal, call: CreateSession): Promise<CreatedSession> {
  const kyc = requireKyc(deps, principal)
  if (kyc instanceof Promise) return kyc.then((pass) => replayOrOpen(deps, principal, planOf(call, pass)))
  return replayOrOpen(deps, principal, planOf(call, kyc))
}

/** Nearly all retries are answered from the cache, with one read: they do without the claim and the functions that wait for it. */
function replayOrOpen(deps: Deps, principal: Principal, plan: Plan): Promise<CreatedSession> {
  const { key, request } = plan
  const recalled = key === null ? undefined : recallReplay(deps, principal, key, request)
  if (recalled === undefined) return openSession(deps, principal, plan)
  return recalled.then((replay) =>
    replay === undefined ? openSession(deps, principal, plan) : answerReplay(deps, principal, replay),
  )
}

async function openSession(deps: Deps, principal: Principal, plan: Plan): Promise<CreatedSession> {
  for (;;) {
    const begun = await beginSession(deps, principal, plan)
    if (begun.kind === 'replay') return answerReplay(deps, principal, begun)
    deps.log.addSubject({ session: begun.id })
    const made = collectUpstreamCalls()
    const outcome = await openOrExplain(depsFor(deps, deps.log, made.add), principal, plan, begun)
    const session = advance(begun, outcome)
    // This process was found gone, or was too slow, and another call took over: theirs is the one session of this key.
    if (!(await finish(deps, principal, begun, { session, upstreamCalls: made.calls }))) continue
    if (outcome.kind === 'failed') throw outcome.error
    deps.log.addSubject({ provider: outcome.widget.serviceProvider })
    const { claim } = begun
    if (claim !== null) cacheReplay(deps, claim.key, { session, fingerprint: claim.fingerprint })
    return { kind: 'created', mismatch: false, session }
  }
}

/** What a body asks for. Throws `invalid_fields`, `invalid_pair`, `unknown_asset` or `unsupported_asset`. */
export function requestOf(body: SessionBody): SessionRequest {
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
    clientState: body.client_state,
  }
}

function planOf({ request, key, clientIp, traceId }: CreateSession, kyc: KycPass): Plan {
  return { request, key, kyc, clientIp, traceId }
}

function answerReplay(deps: Deps, { tenant }: Principal, { session, sameRequest }: Replay): CreatedSession {
  deps.log.addSubject(subjectOf(session))
  if (!sameRequest && tenant.idempotencyMismatch === 'reject') {
    recordRefusal(deps, session, 'key_reused')
    throw new GatewayError('key_reused', { members: { session_id: session.id } })
  }
  const { trace_id: traceId } = deps.log.subject
  deps.activity.record(tenant.id, session.id, {
    kind: 'replayed',
    at: deps.clock(),
    httpStatus: 208,
    reason: sameRequest ? undefined : 'mismatch',
    traceId,
  })
  return { kind: 'replayed', mismatch: !sameRequest, session }
}

/** An unforeseen failure of ours must not hold the key until its lease ends. */
async function openOrExplain(
  deps: Deps,
  principal: Principal,
  { request, kyc, clientIp }: Plan,
  { id, claim, meldCustomerId }: Begun,
): Promise<OpeningOutcome> {
  const returnToken = makeLinkToken(deps.linkSecret, 'return', principal.tenant.id, id)
  try {
    return await openUpstream(deps, {
      owner: principal,
      session: id,
      request,
      meldCustomerId,
      redirectUrl: `${deps.publicUrl}/r/${returnToken}`,
      clientIp,
      prefer: null,
      kyc,
      isStillOurs: () => claim === null || deps.liveness.isAlive(claim.process),
    })
  } catch (cause) {
    const error = cause instanceof GatewayError ? cause : new GatewayError('internal', { cause })
    return { kind: 'failed', status: 'unclear', error, routing: null }
  }
}

/** Stores the session and settles its key; false when the claim is another call's by now. */
function finish(
  deps: Deps,
  principal: Principal,
  { claim }: Begun,
  { session, upstreamCalls }: Pick<EndedOpening, 'session' | 'upstreamCalls'>,
): Promise<boolean> {
  return whileHolding(deps, principal, claim, () =>
    finishSession(deps.database, session.tenant, { session, claim, upstreamCalls, now: deps.clock() }),
  )
}
