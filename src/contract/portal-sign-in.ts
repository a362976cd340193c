import Type from 'typebox'
import { empty, endpoint, type ReplyHeader } from './endpoint.ts'
import { type Reader, required } from './field.ts'
import { PartnerReply } from './partner-me.ts'

const codePattern = /^[0-9a-f]{64}$/

const code: Reader<string> = {
  read: (value) =>
    typeof value === 'string' && codePattern.test(value)
      ? { value }
      : { fault: 'Send the 64 hexadecimal digits after #code= of a portal link.' },
  schema: Type.String({ pattern: codePattern.source }),
}

const cookie: ReplyHeader = {
  schema: Type.String(),
  about: 'the cookie: `HttpOnly`, `SameSite=Strict`, for one hour; `__Host-` and `Secure` over https',
}

/** Signs a browser in to the portal. */
export const signInToPortal = endpoint({
  name: 'signInToPortal',
  tag: 'Partner',
  summary: 'Swaps the code of a portal link for a cookie.',
  description:
    'For the portal’s own page. A code works once, within 15 minutes. The cookie has every scope for an hour, and what it changes must come from a page of this very address.',
  method: 'POST',
  path: '/v0/partner/portal-sign-in',
  access: 'portal',
  body: { code: required(code, 'the code', 'what a portal link holds after `#code=`') },
  replies: { 200: PartnerReply },
  replyHeaders: { 200: { 'set-cookie': cookie } },
  errors: [
    ...(['portal_link_invalid', 'partner_unauthenticated', 'foreign_origin'] as const),
    ...(['insecure_connection', 'too_many_attempts'] as const),
  ],
  example: {
    body: { code: '6f'.repeat(32) },
    status: 200,
    reply: {
      partner: {
        tenant: 'org-demo:env-sandbox',
        brand: 'Acme',
        name: 'portal',
        scopes: ['read', 'webhooks'],
        via: 'portal',
        expires_at: 1_772_016_000_000,
      },
    },
  },
})

/** Signs a browser out of the portal. */
export const signOutOfPortal = endpoint({
  name: 'signOutOfPortal',
  tag: 'Partner',
  summary: 'Ends the sign-in whose cookie is sent.',
  description: 'A tenant key stays in force; with one nothing is ended.',
  method: 'POST',
  path: '/v0/partner/portal-sign-out',
  access: 'partner',
  partnerScope: 'any',
  replies: { 204: empty },
  replyHeaders: { 204: { 'set-cookie': { ...cookie, about: 'makes the browser forget the cookie' } } },
  example: { status: 204 },
})
