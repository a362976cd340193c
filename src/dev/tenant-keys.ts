import type { FastifyInstance } from 'fastify'
import { makeDevTenantKey } from '../contract/dev.ts'
import { type FieldFault, GatewayError } from '../domain/errors.ts'
import { type Operator, operatorScopes } from '../domain/operator.ts'
import { isPartnerScope, type PartnerScope, partnerScopes } from '../domain/partner.ts'
import { parseTenantId, type TenantId } from '../domain/tenant.ts'
import { serve } from '../http/serve.ts'
import { isJsonObject } from '../identity/json.ts'
import type { Deps } from '../operations/deps.ts'
import { makeKey } from '../operations/operator/tenant-keys.ts'

/** Whoever can call the dev routes is one. */
const developer: Operator = { token: null, name: 'rampway dev', scopes: operatorScopes, via: 'cli', from: null }
/** A developer makes another when it is over. */
const devKeyMs = 30 * 86_400_000
const fieldNames = ['tenant', 'scopes']

/** Adds `POST /dev/tenant-key`. */
export function serveTenantKeys(app: FastifyInstance, deps: Deps): void {
  serve(app, makeDevTenantKey, async ({ body, traceId }) => {
    const { tenant, scopes } = readRequest(deps, body)
    const wanted = { name: developer.name, scopes, expiresAt: deps.clock() + devKeyMs }
    const { secret } = await makeKey(deps, developer, tenant, wanted, { reason: null, traceId })
    return { status: 200, body: { token: secret } }
  })
}

/** Every field has a default, and so has the body. Throws `invalid_fields`. */
function readRequest(
  { tenants }: Deps,
  body: unknown,
): { readonly tenant: TenantId; readonly scopes: readonly PartnerScope[] } {
  const input = body ?? {}
  if (!isJsonObject(input)) throw invalid([{ pointer: '', detail: 'Send a JSON object, or no body at all.' }])
  const unknown = Object.keys(input).filter((name) => !fieldNames.includes(name))
  if (unknown.length > 0) {
    const detail = `Unknown field. The fields are ${fieldNames.join(', ')}.`
    throw invalid(unknown.map((name) => ({ pointer: `/${name}`, detail })))
  }
  const { tenant: named = 'org-demo:env-sandbox', scopes = [...partnerScopes] } = input
  const id = typeof named === 'string' ? parseTenantId(named) : undefined
  if (id === undefined || tenants.find(id) === undefined) {
    const known = tenants.list().map((tenant) => tenant.id)
    throw invalid([{ pointer: '/tenant', detail: `Send one of ${known.join(', ')}.` }])
  }
  const wanted = Array.isArray(scopes)
    ? scopes.filter((scope) => typeof scope === 'string' && isPartnerScope(scope))
    : []
  if (!Array.isArray(scopes) || wanted.length === 0 || wanted.length < scopes.length) {
    throw invalid([{ pointer: '/scopes', detail: `Send a list of one or more of ${partnerScopes.join(', ')}.` }])
  }
  return { tenant: id, scopes: wanted }
}

function invalid(errors: readonly FieldFault[]): GatewayError {
  return new GatewayError('invalid_fields', { members: { errors } })
}
