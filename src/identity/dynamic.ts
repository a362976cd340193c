import type { TokenIssuer } from '../domain/tenant.ts'
import { type ClaimCheck, checkCommonClaims, refuse } from './claims.ts'
import { isJwtType } from './format.ts'
import type { JsonObject } from './json.ts'

/** Dynamic's dashboard allows 30 days at most; one more for rounding. */
export const dynamicLifetimeMsMax = 31 * 86_400_000

/** The scope that says the user has finished logging in. */
export const dynamicScopeRequired = 'user:basic'

// Dynamic's older advice is to refuse this one, which stands for a second factor still owed. No finished login has it.
const scopeForbidden = 'requiresAdditionalAuth'

/** Tells whether `typ` can be that of a Dynamic token. The documents do not promise one, so it may be absent. */
export function isDynamicType(type: unknown): boolean {
  return type === undefined || isJwtType(type)
}

/**
 * Checks the claims of a Dynamic access or ID token; old front ends send the one, new ones the other. Dynamic signs
 * tokens for half-finished logins too, so `user:basic` must be in the scope. That is the whole of Dynamic's own rule:
 * `missing_fields` may list optional ones, and the access token of the same user does not have it, so it is not read.
 * Nor is `aud`, which is the web page's origin and proves nothing.
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
  const scopes = readScopes(claims.scope)
  if (scopes.length === 0) return refuse('scope_missing')
  if (!scopes.includes(dynamicScopeRequired) || scopes.includes(scopeForbidden)) return refuse('scope_insufficient')
  return check
}

/** None when the claim is absent, blank, or no text. */
function readScopes(scope: unknown): readonly string[] {
  return typeof scope === 'string' ? scope.split(/\s+/).filter((word) => word !== '') : []
}
