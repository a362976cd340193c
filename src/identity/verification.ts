import type { UserId } from '../domain/user.ts'

/** Why a token was refused, for logs and metrics. `operations/credential-faults.ts` says what the caller is told. */
export type TokenFault =
  | 'empty'
  | 'placeholder'
  | 'sent_twice'
  | 'scheme_inside'
  | 'quoted'
  | 'whitespace_inside'
  | 'tenant_key'
  | 'malformed'
  | 'too_long'
  | 'header_not_allowed'
  | 'issuer_missing'
  | 'issuer_unknown'
  | 'audience_wrong'
  | 'environment_wrong'
  | 'algorithm_not_allowed'
  | 'type_not_allowed'
  | 'kid_missing'
  | 'kid_malformed'
  | 'kid_unknown'
  | 'signature_wrong'
  | 'time_missing'
  | 'time_in_milliseconds'
  | 'expired'
  | 'not_yet_valid'
  | 'issued_in_future'
  | 'expires_before_issued'
  | 'lifetime_too_long'
  | 'subject_invalid'
  | 'session_missing'
  | 'identity_token'
  | 'scope_missing'
  | 'scope_insufficient'
  | 'claim_missing'
  | 'claim_not_accepted'

/** What became of one token. `no_keys`: nothing was decided, because the issuer's keys cannot be had just now. */
export type Verification =
  | {
      readonly kind: 'verified'
      /** `issuerName` of the configured issuer, not the token's `iss`. */
      readonly issuer: string
      readonly subject: string
      /** Who that is; worked out once for all requests with the token. */
      readonly user: UserId
      /** The token's `exp`, in epoch milliseconds. */
      readonly expiresAt: number
      /** The claims that the tenant's KYC policy names, as far as the token holds them; nothing else is copied out. */
      readonly claims: Readonly<Record<string, string>>
    }
  | { readonly kind: 'rejected'; readonly reason: TokenFault }
  | { readonly kind: 'no_keys'; readonly retryAfterSeconds: number }
