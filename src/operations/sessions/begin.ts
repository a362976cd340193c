import { GatewayError } from '../../domain/errors.ts'
import type { ProcessId } from '../../domain/liveness.ts'
import { newSessionId, type SessionId, type SessionRequest } from '../../domain/session.ts'
import type { BegunSession } from '../../domain/session-opening.ts'
import type { Principal } from '../../domain/user.ts'
import { awaitKey, claimKey, markKeys } from '../../store/idempotency-keys.ts'
import { findSession } from '../../store/session-lookup.ts'
import { findUser } from '../../store/users.ts'
import type { Deps } from '../deps.ts'
import type { KycPass } from '../kyc.ts'
import { recordRefusal } from './refused-calls.ts'
import { cacheReplay, fingerprintTextOf, type Replay, recallReplay } from './replay-cache.ts'

/**
 * How long one call alone may work on a key; longer than an opening takes. A call whose process is gone is taken over
 * before that.
 */
export const leaseMs = 25_000
/** How long a call waits for another one with its key; longer than the lease, so that it outlives a dead holder. */
export const waitMs = 30_000
/** A waiting call claims again this often even when it is not told, for signals can be lost. */
export const recheckMs = 1_000

/** What a call is about, checked. */
export interface Plan {
  readonly request: SessionRequest
  readonly key: string | null
  readonly kyc: KycPass
  /** The end user's public address; null when not known. */
  readonly clientIp: string | null
  /** Of the call: 32 hexadecimal digits. */
  readonly traceId: string
}

/** The claim of a call on its key. */
export interface Claim {
  readonly key: string
  /** Of the request that it was made for; see `fingerprintOf`. */
  readonly fingerprint: string
  readonly fence: number
  /** What the claim is known by: the session id that this call brought along. */
  readonly holder: SessionId
  /** Under which it was made. */
  readonly process: ProcessId
}

/** A session that is this call's to open. */
export interface Begun extends BegunSession {
  readonly kind: 'begun'
  /** Null without a key. */
  readonly claim: Claim | null
  /** The user's customer at Meld; null when there is none yet. */
  readonly meldCustomerId: string | null
}

/**
 * Begins a session, or finds the one that the key has. With a key, whoever begins holds its claim, and the others wait
 * for them. Without one nothing is written: nobody has been told of the session, and its widget is nobody's until it is
 * stored.
 *
 * Throws `key_in_flight`, `RowError`, and the database's error.
 */
export function beginSession(deps: Deps, principal: Principal, plan: Plan): Promise<Begun | Replay> {
  return plan.key === null ? beginUnclaimed(deps, principal, plan) : claim(deps, principal, plan, plan.key)
}

async function beginUnclaimed(deps: Deps, principal: Principal, plan: Plan): Promise<Begun> {
  const { tenant, user } = principal
  const known = await findUser(deps.database, tenant.id, user)
  return {
    kind: 'begun',
    tenant: tenant.id,
    user,
    id: newSessionId(),
    request: plan.request,
    createdAt: deps.clock(),
    traceId: plan.traceId,
    meldCustomerId: known?.meldCustomerId ?? null,
    claim: null,
  }
}

async function claim(deps: Deps, principal: Principal, plan: Plan, key: string): Promise<Begun | Replay> {
  const { database, clock, liveness } = deps
  const { request, traceId } = plan
  const { user } = principal
  const tenant = principal.tenant.id
  const until = performance.now() + waitMs
  for (;;) {
    const mark = markKeys(database)
    const recalled = recallReplay(deps, principal, key, request)
    const replay = recalled && (await recalled)
    if (replay !== undefined) return replay
    const fingerprint = fingerprintTextOf(request)
    const claimant = liveness.claimant()
    const process = claimant instanceof Promise ? await claimant : claimant
    const holder = newSessionId()
    const claimed = await whileHolding(deps, principal, { key, holder }, () =>
      claimKey(database, tenant, { user, key, id: holder, fingerprint, now: clock(), leaseMs, process }),
    )
    if (claimed.kind === 'claimed') {
      const { id, fence, createdAt, meldCustomerId } = claimed
      return {
        kind: 'begun',
        tenant,
        user,
        id,
        request,
        createdAt,
        traceId,
        meldCustomerId,
        claim: { key, fingerprint, fence, holder, process },
      }
    }
    if (claimed.kind === 'finished') {
      const session = await findSession(database, tenant, claimed.id)
      if (session === undefined) throw new Error('a finished key has no session')
      if (claimed.sameRequest) cacheReplay(deps, key, { session, fingerprint })
      return { kind: 'replay', session, sameRequest: claimed.sameRequest }
    }
    if (performance.now() >= until) {
      recordRefusal(deps, { tenant, id: claimed.id }, 'key_in_flight')
      throw new GatewayError('key_in_flight', { headers: { 'retry-after': '5' } })
    }
    await awaitKey(database, tenant, user, key, mark, recheckMs)
  }
}

/** Does a step on a claim. When the database fails it, the key may be held by a call that is over: its claim is released. */
export function whileHolding<T>(
  { liveness }: Deps,
  { tenant, user }: Principal,
  claim: Pick<Claim, 'key' | 'holder'> | null,
  step: () => Promise<T>,
): Promise<T> {
  return step().catch((error: unknown) => {
    if (claim !== null) liveness.abandon({ tenant: tenant.id, user, key: claim.key, holder: claim.holder })
    throw error
  })
}
