import { type FieldFault, GatewayError } from '../domain/errors.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import { isSubject, subjectLengthMax } from '../identity/claims.ts'
import { isJsonObject } from '../identity/json.ts'
import type { DevProvider } from './identity-keys.ts'

/** A token to mint. */
export interface TokenRequest {
  readonly provider: DevProvider
  readonly sub: string
  readonly tenant: TenantId
  /** Negative for a token that has expired already. */
  readonly expiresInSeconds: number
  /** Further claims, as an app's own settings at the provider add them; none replaces one of the provider's. */
  readonly claims?: Readonly<Record<string, unknown>>
}

/** The longest lives that the real issuers can be set to, and that the gateway therefore accepts. */
const expiresInSecondsMax = { privy: 86_400, dynamic: 30 * 86_400 } as const satisfies Record<DevProvider, number>

/** How long ago a token minted as expired may have expired. */
const expiredSecondsMax = 86_400

const fieldNames = ['provider', 'sub', 'tenant', 'expires_in', 'claims']

/**
 * Reads the body of `POST /dev/token`; every field has a default, and so has the body. Throws `invalid_fields` naming
 * each fault, a misspelt field included.
 */
export function parseTokenRequest(body: unknown): TokenRequest {
  const input = body ?? {}
  if (!isJsonObject(input)) throw invalid([{ pointer: '', detail: 'Send a JSON object, or no body at all.' }])
  const faults: FieldFault[] = []
  for (const name of Object.keys(input)) {
    if (fieldNames.includes(name)) continue
    faults.push({ pointer: pointerOf(name), detail: `Unknown field. The fields are ${fieldNames.join(', ')}.` })
  }
  const provider = input.provider ?? 'privy'
  const sub = input.sub ?? 'alice'
  const tenantText = input.tenant ?? 'org-demo:env-sandbox'
  const expiresIn = input.expires_in ?? 3_600
  const claims = input.claims ?? {}
  const tenant = typeof tenantText === 'string' ? parseTenantId(tenantText) : undefined

  if (!isProvider(provider)) faults.push({ pointer: '/provider', detail: 'Send "privy" or "dynamic".' })
  if (typeof sub !== 'string' || !isSubject(sub)) {
    faults.push({ pointer: '/sub', detail: `Send 1 to ${subjectLengthMax} printable ASCII characters, no spaces.` })
  }
  if (tenant === undefined) {
    faults.push({ pointer: '/tenant', detail: 'Send "<org-id>:<env-id>", such as "org-demo:env-sandbox".' })
  }
  const secondsMax = expiresInSecondsMax[isProvider(provider) ? provider : 'privy']
  if (!isWhole(expiresIn) || expiresIn > secondsMax || expiresIn < -expiredSecondsMax) {
    const range = `from ${-expiredSecondsMax} (expired) to ${secondsMax}`
    faults.push({ pointer: '/expires_in', detail: `Send a whole number of seconds ${range}.` })
  }
  if (!isJsonObject(claims)) faults.push({ pointer: '/claims', detail: 'Send an object of further claims.' })
  if (
    faults.length > 0 ||
    !isJsonObject(claims) ||
    !isProvider(provider) ||
    typeof sub !== 'string' ||
    tenant === undefined ||
    !isWhole(expiresIn)
  ) {
    throw invalid(faults)
  }
  return { provider, sub, tenant, expiresInSeconds: expiresIn, claims }
}

function isProvider(value: unknown): value is DevProvider {
  return value === 'privy' || value === 'dynamic'
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value)
}

// RFC 6901 §3.
function pointerOf(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function invalid(errors: readonly FieldFault[]): GatewayError {
  return new GatewayError('invalid_fields', { members: { errors } })
}
