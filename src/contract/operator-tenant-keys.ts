import Type from 'typebox'
import { isPartnerScope, type PartnerScope, partnerScopes } from '../domain/partner.ts'
import {
  readTenantKeyName,
  type TenantKey,
  tenantKeyDaysDefault,
  tenantKeyDaysMax,
  tenantKeyNameLengthMax,
  tenantKeyState,
} from '../domain/tenant-key.ts'
import { endpoint, type Wire } from './endpoint.ts'
import { byDefault, type Reader, required } from './field.ts'
import { operatorText, optionalReason } from './operator-fields.ts'
import { nullable } from './schema.ts'
import { Instant } from './timestamps.ts'

const members = {
  id: Type.String({ description: '`tky_…`; it names the key and is no secret' }),
  tenant: Type.String(),
  name: Type.String(),
  scopes: Type.Array(Type.Enum([...partnerScopes])),
  state: Type.Enum(['in_force', 'expired', 'revoked']),
  created_at: Instant,
  created_by: Type.String({ description: 'the operator’s name' }),
  expires_at: Instant,
  last_used_at: nullable(Instant, 'to the minute; null: never'),
  revoked_at: nullable(Instant),
}
const TenantKeySchema = Type.Object(members, { title: 'TenantKey' })

/** A key that was made. */
export const TenantKeyMadeReply = Type.Object(
  {
    tenant_key: Type.Object({
      ...members,
      key: Type.String({ pattern: '^rwk_[0-9a-f]{64}$', description: 'the key itself; it is not shown again' }),
    }),
  },
  { title: 'TenantKeyMade' },
)
/** The keys of a tenant. */
export const TenantKeysReply = Type.Object(
  { tenant_keys: Type.Array(TenantKeySchema, { description: 'newest first' }) },
  { title: 'TenantKeys' },
)
/** One key. */
export const TenantKeyReply = Type.Object({ tenant_key: TenantKeySchema }, { title: 'TenantKeyRevoked' })

/** A key as it is sent, how it stands at that time. */
export function tenantKeyMembers(key: TenantKey, now: number): Wire<typeof TenantKeySchema> {
  return {
    id: key.id,
    tenant: key.tenant,
    name: key.name,
    scopes: key.scopes,
    state: tenantKeyState(key, now),
    created_at: key.createdAt,
    created_by: key.createdBy,
    expires_at: key.expiresAt,
    last_used_at: key.lastUsedAt,
    revoked_at: key.revokedAt,
  }
}

const name = operatorText(
  (value) => (typeof value === 'string' ? readTenantKeyName(value) : undefined),
  tenantKeyNameLengthMax,
  `Send 1 to ${tenantKeyNameLengthMax} characters, without control characters.`,
)

const scopes: Reader<readonly PartnerScope[]> = {
  read: (value) => {
    const named: readonly unknown[] = Array.isArray(value) ? value : []
    const known = named.filter((scope) => typeof scope === 'string' && isPartnerScope(scope))
    if (known.length > 0 && known.length === named.length) return { value: known }
    return { fault: `Send a list of one or more of ${partnerScopes.join(', ')}.` }
  },
  schema: Type.Array(Type.Enum([...partnerScopes]), { minItems: 1 }),
}

const days: Reader<number> = {
  read: (value) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= tenantKeyDaysMax
      ? { value }
      : { fault: `Send a whole number from 1 to ${tenantKeyDaysMax}.` },
  schema: Type.Integer({ minimum: 1, maximum: tenantKeyDaysMax, default: tenantKeyDaysDefault }),
}

const tenantParam = { tenant: Type.String({ description: '`<org-id>:<env-id>`' }) }
const example = {
  id: 'tky_5f0c1e2d3b4a59687766554433221100',
  tenant: 'org-demo:env-sandbox',
  name: 'order service',
  scopes: ['read', 'webhooks'],
  state: 'in_force',
  created_at: 1_764_187_200_000,
  created_by: 'Ada',
  expires_at: 1_771_963_200_000,
  last_used_at: null,
  revoked_at: null,
} as const

/** Makes a tenant key. */
export const createTenantKey = endpoint({
  name: 'createTenantKey',
  tag: 'Operator',
  summary: 'Makes a tenant key, which is shown this once.',
  description:
    'For the partner’s own server, which calls `/v0/partner/` with it. The tenant listens from then on: what happens to its sessions and transactions is recorded as events.',
  method: 'POST',
  path: '/operator/v0/tenants/:tenant/keys',
  access: 'operator',
  scope: 'admin',
  params: tenantParam,
  body: {
    name: required(
      name,
      'a name, such as "order service"',
      `whose it is, for people, at most ${tenantKeyNameLengthMax} characters`,
    ),
    scopes: byDefault<readonly PartnerScope[]>(
      scopes,
      partnerScopes,
      'what it allows: `read`, `webhooks`; both by default',
    ),
    days: byDefault(days, tenantKeyDaysDefault, `it ends after so many days, ${tenantKeyDaysDefault} by default`),
    reason: optionalReason,
  },
  replies: { 201: TenantKeyMadeReply },
  errors: ['tenant_not_found'],
  example: {
    params: { tenant: example.tenant },
    body: { name: example.name, scopes: ['read', 'webhooks'], days: 90 },
    status: 201,
    reply: { tenant_key: { ...example, key: `rwk_${'6f'.repeat(32)}` } },
  },
})

/** The keys of a tenant. */
export const listTenantKeys = endpoint({
  name: 'listTenantKeys',
  tag: 'Operator',
  summary: 'The tenant’s keys, without the keys themselves.',
  description: 'Those that have ended are kept, and are listed too.',
  method: 'GET',
  path: '/operator/v0/tenants/:tenant/keys',
  access: 'operator',
  scope: 'admin',
  params: tenantParam,
  replies: { 200: TenantKeysReply },
  errors: ['tenant_not_found'],
  example: { params: { tenant: example.tenant }, status: 200, reply: { tenant_keys: [example] } },
})

/** Revokes a tenant key. */
export const revokeTenantKey = endpoint({
  name: 'revokeTenantKey',
  tag: 'Operator',
  summary: 'Ends a tenant key, in every process within five seconds.',
  description: 'One that is revoked already stays as it is. Webhook endpoints go on being called.',
  method: 'DELETE',
  path: '/operator/v0/tenants/:tenant/keys/:id',
  access: 'operator',
  scope: 'admin',
  params: { ...tenantParam, id: Type.String({ description: 'as `tenant_keys[].id` has it' }) },
  query: { reason: optionalReason },
  replies: { 200: TenantKeyReply },
  errors: ['tenant_key_not_found'],
  example: {
    params: { tenant: example.tenant, id: example.id },
    query: { reason: 'It stood in a log' },
    status: 200,
    reply: { tenant_key: { ...example, state: 'revoked', revoked_at: 1_764_190_800_000 } },
  },
})
