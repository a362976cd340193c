import Type from 'typebox'
import { endpoint } from './endpoint.ts'
import { optionalReason } from './operator-fields.ts'
import { Instant } from './timestamps.ts'

/** A portal link, shown this once. */
export const PortalLinkReply = Type.Object(
  { url: Type.String({ description: 'opens the portal, once; it is not shown again' }), expires_at: Instant },
  { title: 'PortalLink' },
)

/** Makes a link to the portal. */
export const createPortalLink = endpoint({
  name: 'createPortalLink',
  tag: 'Operator',
  summary: 'A link that opens the portal of one tenant, once, within 15 minutes.',
  description:
    'Whoever opens it first sees and changes what a tenant key of every scope may, for one hour: hand it to the partner by a way that you trust.',
  method: 'POST',
  path: '/operator/v0/tenants/:tenant/portal-links',
  access: 'operator',
  scope: 'act',
  params: { tenant: Type.String({ description: '`<org-id>:<env-id>`' }) },
  body: { reason: optionalReason },
  replies: { 201: PortalLinkReply },
  errors: ['tenant_not_found'],
  example: {
    params: { tenant: 'org-demo:env-sandbox' },
    body: { reason: 'Acme looks into missed webhooks, ticket 9120' },
    status: 201,
    reply: { url: `https://ramp.example/portal/sign-in#code=${'6f'.repeat(32)}`, expires_at: 1_764_188_100_000 },
  },
})
