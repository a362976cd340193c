/** Why a caller's credentials were refused, as the caller is told: the closed set of the member `reason` of a 401. */
export const credentialReasons = [
  'tenant_missing',
  'tenant_malformed',
  'token_missing',
  'token_malformed',
  'token_expired',
  'token_not_yet_valid',
  'token_wrong_kind',
  'token_scope_missing',
  'login_incomplete',
  'token_unusable',
  'token_invalid',
] as const

/** One of `credentialReasons`. */
export type CredentialReason = (typeof credentialReasons)[number]
