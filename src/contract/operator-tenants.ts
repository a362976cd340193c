import Type from 'typebox'
import { endpoint } from './endpoint.ts'
import { optional, type Reader } from './field.ts'
import { linksOf } from './hal.ts'
import { FindingSchema } from './operator-finding.ts'
import { wholeNumber } from './query.ts'
import { nullable } from './schema.ts'
import { Instant } from './timestamps.ts'

/** Tenants in one page, unless asked otherwise, and at most. */
const countDefault = 50
const countMax = 200

const after: Reader<string> = {
  read: (value) =>
    typeof value === 'string' && value !== '' && value.length <= 200
      ? { value }
      : { fault: 'Take the whole address from _links.next.' },
  schema: Type.String({ minLength: 1, maxLength: 200 }),
}

/** The query of `GET /operator/v0/tenants`. */
export const tenantsParameters = {
  count: wholeNumber(
    { min: 1, max: countMax, absent: countDefault },
    `tenants to a page, 1 to ${countMax}, ${countDefault} by default`,
    'so many tenants to a page',
  ),
  after: optional(after, 'where to go on; follow `_links.next` instead of making it'),
}

const Configured = Type.Object(
  {
    is_default: Type.Boolean({ description: 'a request that names no tenant is its' }),
    brand: nullable(
      Type.Object({
        name: Type.String(),
        has_logo: Type.Boolean(),
        accent: nullable(Type.String()),
        support: nullable(Type.String(), 'where users get help'),
      }),
      'null: its pages have no name',
    ),
    issuers: Type.Array(
      Type.Object({
        issuer: Type.String({ description: 'its lasting name' }),
        kind: Type.String(),
        keys_from: Type.Enum(['jwks', 'discovery', 'pinned']),
        keys_url: nullable(Type.String(), 'where they are fetched; null of pinned ones'),
      }),
    ),
    meld: Type.Object({
      base_url: Type.String(),
      webhook_secrets: Type.Integer({
        minimum: 0,
        description: 'how many are in force; 0: Meld’s webhooks are refused',
      }),
    }),
    default_country: Type.String(),
    widget_url: Type.Enum(['rampway', 'provider']),
    idempotency_mismatch: Type.Enum(['replay', 'reject']),
    kyc: Type.Object({
      policy: Type.Enum(['off', 'approved']),
      claim: nullable(Type.String(), 'of the token that tells the state; null: the operator alone does'),
      bypass_kyc: Type.Boolean({ description: 'Meld is told to reuse an approved check' }),
      share_token_claim: nullable(Type.String()),
    }),
    allowed_origins: Type.Array(Type.String()),
    return_links: Type.Array(Type.String()),
  },
  { title: 'TenantConfiguration', description: 'what is configured. Never a secret' },
)

/** Tenants as they are configured, and how they are. */
export const TenantsReply = Type.Object(
  {
    _links: linksOf(['self'], ['next']),
    tenants: Type.Array(
      Type.Object({
        _links: linksOf([], ['sessions', 'stats', 'webhooks']),
        tenant: nullable(Type.String(), 'null where an entry with faults does not say it'),
        state: Type.Enum(['serving', 'left_out', 'last_good'], {
          description:
            '`left_out`: its entry has faults, and it is not served. `last_good`: they came with a reload, and it is served as it was before',
        }),
        entry: nullable(Type.String(), 'the place of an entry with faults in the file'),
        faults: Type.Array(Type.String(), { description: 'of its entry' }),
        configured: nullable(Configured, 'what it is served by; null of one that is left out'),
        webhook: Type.Object({
          last_received_at: nullable(Instant, 'when Meld’s newest webhook came; null: none is kept'),
          waiting: Type.Integer({ minimum: 0 }),
          given_up: Type.Integer({ minimum: 0 }),
        }),
        findings: Type.Array(FindingSchema, { description: 'what the doctor last found about it' }),
      }),
      { description: 'those with faults first, then by name' },
    ),
  },
  { title: 'Tenants' },
)

/** Tenants as they are configured, and how they are. */
export const listTenants = endpoint({
  name: 'listTenants',
  tag: 'Operator',
  summary: 'The tenants: what is configured, whether they are served, their webhooks, the doctor’s findings.',
  description: 'Never a secret: of webhook secrets their number, of API keys nothing.',
  method: 'GET',
  path: '/operator/v0/tenants',
  access: 'operator',
  scope: 'read',
  query: tenantsParameters,
  replies: { 200: TenantsReply },
  example: {
    query: { count: '50' },
    status: 200,
    reply: {
      _links: { self: { href: '/operator/v0/tenants?count=50' } },
      tenants: [
        {
          _links: {
            sessions: { href: '/operator/v0/sessions?tenant=org-demo%3Aenv-sandbox' },
            stats: { href: '/operator/v0/stats?tenant=org-demo%3Aenv-sandbox' },
            webhooks: { href: '/operator/v0/webhooks?tenant=org-demo%3Aenv-sandbox' },
          },
          tenant: 'org-demo:env-sandbox',
          state: 'serving',
          entry: null,
          faults: [],
          configured: {
            is_default: true,
            brand: { name: 'Demo Wallet', has_logo: true, accent: '#3b5bdb', support: 'mailto:help@wallet.example' },
            issuers: [
              {
                issuer: 'privy:demo-app',
                kind: 'privy',
                keys_from: 'jwks',
                keys_url: 'https://auth.privy.io/api/v1/apps/demo-app/jwks.json',
              },
            ],
            meld: { base_url: 'https://api-sb.meld.io', webhook_secrets: 1 },
            default_country: 'US',
            widget_url: 'rampway',
            idempotency_mismatch: 'replay',
            kyc: { policy: 'off', claim: null, bypass_kyc: false, share_token_claim: null },
            allowed_origins: ['https://wallet.example'],
            return_links: ['walletapp://back'],
          },
          webhook: { last_received_at: 1_764_187_200_000, waiting: 0, given_up: 0 },
          findings: [],
        },
      ],
    },
  },
})
