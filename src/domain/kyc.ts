/** Where a user's identity check stands (docs/contract.md, identity checks); only `approved` passes. */
export const kycStates = ['pending', 'in_progress', 'retry', 'approved', 'rejected'] as const

/** One of `kycStates`. */
export type KycState = (typeof kycStates)[number]

/** True for a state's exact name. */
export function isKycState(text: string): text is KycState {
  return kycStates.some((state) => state === text)
}

/** What a tenant requires of its users' identity checks, and what it passes on to Meld. */
export interface KycPolicy {
  /** `approved`: nobody else gets quotes or sessions. */
  readonly policy: 'off' | 'approved'
  /** The token claim that tells the state; null: the operator alone does. */
  readonly claim: string | null
  /** Values of the claim that count as approved. */
  readonly approvedValues: readonly string[]
  /** Tells Meld to reuse the identity check of an approved user. */
  readonly bypassKyc: boolean
  /** The token claim that holds a share token for Meld; null: none is passed on. */
  readonly shareTokenClaim: string | null
}

/** The policy of a tenant that names none. */
export const kycOff: KycPolicy = {
  policy: 'off',
  claim: null,
  approvedValues: ['approved'],
  bypassKyc: false,
  shareTokenClaim: null,
}

/** The claims of a token that a policy reads; no others are copied out of it. */
export function claimsRead({ claim, shareTokenClaim }: KycPolicy): readonly string[] {
  return [claim, shareTokenClaim].filter((name) => name !== null)
}

/**
 * The state that a token's claim proves: `approved` for a value on the tenant's list, else the state it names, else
 * `pending`. So is a token without the claim.
 */
export function claimedState(policy: KycPolicy, value: string | undefined): KycState {
  if (value === undefined) return 'pending'
  if (policy.approvedValues.includes(value)) return 'approved'
  // Only the tenant's list decides what is approved, even for the value `approved`.
  return isKycState(value) && value !== 'approved' ? value : 'pending'
}
