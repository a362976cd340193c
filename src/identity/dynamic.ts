import type { TokenIssuer } from '../domain/tenant.ts'
import { type ClaimCheck, checkCommonClaims, refuse } from './claims.ts'
import type { JsonObject } from './json.ts'

/** Dynamic's dashboard allows 30 days at most; one more for rounding. */
export const dynamicLifetimeMsMax = 31 * 86_400_000

/** The scope that says the user has finished logging in. */
export const dynamicScopeRequired = 'user:basic'

// Dynamic's older advice is to refuse this one, which stands for a second factor still owed. No finished login has it.
const scopeForbidden = 'requiresAdditionalAuth'

/** Tells whether `typ` can be that of a Dynamic token. The documents do not promise one, so it may be absent. */
export function isDynamicType(type: unknown): boolean {
  return type === undefined || type === 'JWT'
}

/**
 * Checks the claims of a Dynamic access or ID token; old front ends send the one, new ones the other. Dynamic signs
 * tokens for half-finished logins too, so `user:basic` must be in the scope, and no onboarding field may be missing.
 * `aud` is the web page's origin and proves nothing, so it is not read.
 */
export function checkDynamicClaims(
  claims: JsonObject,
  issuer: Extract<TokenIssuer, { kind: 'dynamic' }>,
  nowMs: number,
): ClaimCheck {
  const iss = claims.iss
  if (typeof iss !== 'string' || !issuer.issuers.includes(iss)) return refuse('issuer_unknown')
  if (claims.environment_id !== issuer.environmentId) return refuse('environment_wrong')
  const check = checkCommonClaims(claims, nowMs, dynamicLifetimeMsMax)
  if (check.kind === 'rejected') return check
  const scopes = readScopes(claims)
  if (!scopes.includes(dynamicScopeRequired) || scopes.includes(scopeForbidden)) return refuse('scope_insufficient')
  const missing = claims.missing_fields ?? []
  if (!Array.isArray(missing) || missing.length > 0) return refuse('onboarding_incomplete')
  return check
}

/** The published schema has the text `scope`; Dynamic's own passport example reads the array `scopes`. */
function readScopes(claims: JsonObject): readonly unknown[] {
  const { scope, scopes } = claims
  if (scope !== undefined) return typeof scope === 'string' ? scope.split(/\s+/) : []
  return Array.isArray(scopes) ? scopes : []
}
