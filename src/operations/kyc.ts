import { GatewayError } from '../domain/errors.ts'
import { claimedState, type KycPolicy, type KycState } from '../domain/kyc.ts'
import type { Tenant } from '../domain/tenant.ts'
import type { Principal, UserId } from '../domain/user.ts'
import { findKyc, recordClaimedKyc, recordUnchecked } from '../store/kyc.ts'
import type { Deps } from './deps.ts'

/** What Meld is told of a user's identity check, so that the user is not checked twice. */
export interface KycPass {
  readonly bypassKyc: boolean
  /** A share token from the user's own token: passed on once, never stored or logged. */
  readonly shareToken: string | null
}

/** Meld is told nothing. */
export const noKycPass: KycPass = { bypassKyc: false, shareToken: null }

/**
 * Checks that the user's identity check is as the tenant requires, and gives what Meld may be told of it. With the
 * policy `off` and nothing to pass on the store is not read; else it costs one read, and a write when a claim has
 * changed or a user is refused for the first time (the operator finds such users in the store).
 *
 * Throws `kyc_required`.
 */
export function requireKyc(deps: Deps, principal: Principal): KycPass | Promise<KycPass> {
  const { tenant, claims } = principal
  const policy = tenant.kyc
  const shareToken = policy.shareTokenClaim === null ? null : (claims[policy.shareTokenClaim] ?? null)
  if (policy.policy === 'off' && !policy.bypassKyc) return { bypassKyc: false, shareToken }
  return requireApproval(deps, principal, shareToken)
}

async function requireApproval(deps: Deps, principal: Principal, shareToken: string | null): Promise<KycPass> {
  const { tenant } = principal
  const policy = tenant.kyc
  const { state, isKnown } = await stateOf(deps, principal)
  if (policy.policy === 'approved' && state !== 'approved') {
    if (!isKnown) await recordUnchecked(deps.database, tenant.id, principal.user, deps.clock())
    throw kycRequired(policy, state)
  }
  return { bypassKyc: policy.bypassKyc && state === 'approved', shareToken }
}

/** The same when a widget is refreshed, without the user's token: from the store alone. */
export async function storedKycPass(deps: Deps, tenant: Tenant, user: UserId): Promise<KycPass> {
  if (!tenant.kyc.bypassKyc) return noKycPass
  const known = await findKyc(deps.database, tenant.id, user)
  return { bypassKyc: known?.state === 'approved', shareToken: null }
}

/** The operator's decision overrides the claim; a claim that has changed is stored for widgets opened later. */
async function stateOf(
  deps: Deps,
  { tenant, user, claims }: Principal,
): Promise<{ readonly state: KycState; readonly isKnown: boolean }> {
  const known = await findKyc(deps.database, tenant.id, user)
  const isKnown = known !== undefined
  const { claim } = tenant.kyc
  if (claim === null || known?.source === 'operator') {
    return { state: known?.source === 'operator' && known.state !== null ? known.state : 'pending', isKnown }
  }
  const state = claimedState(tenant.kyc, claims[claim])
  if (state !== (known?.state ?? 'pending')) {
    await recordClaimedKyc(deps.database, tenant.id, user, state, deps.clock())
  }
  return { state, isKnown }
}

function kycRequired({ claim }: KycPolicy, state: KycState): GatewayError {
  const setBy = claim === null ? 'the operator sets it' : `the claim ${claim} of the user's token tells it`
  return new GatewayError('kyc_required', {
    detail: `The user's identity check is ${state}; this tenant requires approved. ${capitalise(setBy)}.`,
    members: { kyc_state: state },
    reason: `kyc_${state}`,
  })
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
