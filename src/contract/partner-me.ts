import Type from 'typebox'
import { type Partner, partnerScopes } from '../domain/partner.ts'
import { endpoint, type Wire } from './endpoint.ts'
import { nullable } from './schema.ts'
import { Instant } from './timestamps.ts'

/** Who a partner is. */
export const PartnerReply = Type.Object({
  partner: Type.Object({
    tenant: Type.String({ description: '`<org-id>:<env-id>`, of which the partner sees everything' }),
    brand: nullable(Type.String(), 'the name that the tenant goes by with its users, where it has one'),
    name: Type.String({ description: 'of the key' }),
    scopes: Type.Array(Type.Enum([...partnerScopes])),
    via: Type.Enum(['key', 'portal'], { description: '`portal` for a browser that a portal link signed in' }),
    expires_at: Instant,
  }),
})

/** The body of an answer about the partner. */
export function partnerReply({ tenant, name, scopes, via, expiresAt }: Partner): Wire<typeof PartnerReply> {
  return { partner: { tenant: tenant.id, brand: tenant.brand?.name ?? null, name, scopes, via, expires_at: expiresAt } }
}

/** Who calls. */
export const getPartner = endpoint({
  name: 'getPartner',
  tag: 'Partner',
  summary: 'Who calls, and what they may do.',
  description: 'Any key that is in force will do.',
  method: 'GET',
  path: '/v0/partner/me',
  access: 'partner',
  partnerScope: 'any',
  replies: { 200: PartnerReply },
  example: {
    status: 200,
    reply: {
      partner: {
        tenant: 'org-demo:env-sandbox',
        brand: 'Acme',
        name: 'order service',
        scopes: ['read', 'webhooks'],
        via: 'key',
        expires_at: 1_772_016_000_000,
      },
    },
  },
})
