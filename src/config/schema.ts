import Type, { type Static } from 'typebox'
import { countries } from '../domain/country.ts'
import { defaultRetention, retentionDaysMax, sessionsDaysMin, webhooksDaysMin } from '../domain/retention.ts'
import type { WrittenIssuer } from '../identity/kinds/kind.ts'
import { describeKind, issuerKinds } from '../identity/kinds/registry.ts'
import {
  databaseWaitSecondsDefault,
  databaseWaitSecondsMax,
  drainDelaySecondsDefault,
  drainDelaySecondsMax,
  keepAliveSecondsDefault,
  keepAliveSecondsMax,
  keepAliveSecondsMin,
} from './environment.ts'
import type { TextForm } from './text-form.ts'

/** More than one file is a sensible home for, and still read in about a second. */
export const tenantsMax = 10_000
/** Issuers are tried one by one for each token. */
export const issuersPerTenantMax = 16
/** Enough for every front end of one tenant. */
export const originsPerTenantMax = 100
/** Enough for every app of one tenant. */
export const returnLinksPerTenantMax = 100
/** One in use, and others while rotating. */
export const webhookSecretsMax = 4
/** Spellings of one word. */
export const approvedValuesMax = 16
/** Load balancers in front are blocks, not single machines. */
export const trustedProxiesMax = 100

const closed = { additionalProperties: false } as const

function text(format: TextForm, description: string, more: Record<string, unknown> = {}) {
  return Type.String({ format, description, ...more })
}

function days(minimum: number, byDefault: number, description: string) {
  return Type.Integer({ minimum, maximum: retentionDaysMax, default: byDefault, description })
}

const issuer = Type.Unsafe<WrittenIssuer>({
  type: 'object',
  required: ['type'],
  discriminator: { propertyName: 'type' },
  oneOf: issuerKinds.map((kind) => describeKind(kind).settings),
})

const kyc = Type.Object(
  {
    policy: Type.Optional(
      Type.Enum(['off', 'approved'], {
        default: 'off',
        description: 'Who gets quotes and sessions: everybody, or users whose identity check is approved.',
      }),
    ),
    claim: Type.Optional(
      text('claim-name', "The token claim that tells the state; without it the operator's word alone counts."),
    ),
    approved_values: Type.Optional(
      Type.Array(text('claim-value', 'One exact value.'), {
        minItems: 1,
        maxItems: approvedValuesMax,
        uniqueItems: true,
        default: ['approved'],
        description: 'Values of the claim that count as approved.',
      }),
    ),
    bypass_kyc: Type.Optional(
      Type.Boolean({ default: false, description: "Tells Meld to reuse an approved user's identity check." }),
    ),
    share_token_claim: Type.Optional(
      text('claim-name', 'The token claim that holds a SumSub share token, which is handed on to Meld.'),
    ),
  },
  closed,
)

const tenant = Type.Object(
  {
    id: text('tenant-id', '<org-id>:<env-id>, the value of x-juno-orgid.'),
    meld: Type.Object(
      {
        api_key: text('secret', `The secret API key of the Meld account; best as \${NAME} or \${file:PATH}.`),
        base_url: Type.Optional(
          text('secure-address', "Meld's address: https://api.meld.io, or https://api-sb.meld.io for its sandbox.", {
            default: 'https://api.meld.io',
          }),
        ),
        webhook_secrets: Type.Optional(
          Type.Array(text('secret', `The secret of the webhook profile; best as \${NAME} or \${file:PATH}.`), {
            maxItems: webhookSecretsMax,
            uniqueItems: true,
            description: "Two while rotating. Empty: Meld's webhooks are refused.",
          }),
        ),
      },
      closed,
    ),
    issuers: Type.Array(issuer, {
      minItems: 1,
      maxItems: issuersPerTenantMax,
      description: 'Whose end users are accepted.',
    }),
    allowed_origins: Type.Optional(
      Type.Array(text('origin', 'Such as https://wallet.example.'), {
        maxItems: originsPerTenantMax,
        uniqueItems: true,
        description: 'Origins whose pages may call the API and are told when a user returns.',
      }),
    ),
    return_links: Type.Optional(
      Type.Array(text('return-link', 'Such as https://wallet.example/done or acmewallet://ramp.'), {
        maxItems: returnLinksPerTenantMax,
        uniqueItems: true,
        description: 'Where the return page may lead; the first is used unless a request names another.',
      }),
    ),
    defaults: Type.Optional(
      Type.Object(
        {
          country_code: Type.Optional(
            text('country', 'Used when a request names no country.', { default: 'US', examples: [...countries] }),
          ),
        },
        closed,
      ),
    ),
    widget_url: Type.Optional(
      Type.Enum(['rampway', 'provider'], {
        default: 'rampway',
        description: "What widget_url holds: Rampway's own single-use link, or the page of Meld itself.",
      }),
    ),
    idempotency_mismatch: Type.Optional(
      Type.Enum(['replay', 'reject'], {
        default: 'replay',
        description: 'Answer to a known idempotency key with a changed body: the first session, or 422.',
      }),
    ),
    kyc: Type.Optional(kyc),
  },
  closed,
)

/** The shape of the configuration file: the one source for its check, its type and its published JSON Schema. */
export const fileSchema = Type.Object(
  {
    public_url: Type.Optional(text('secure-address', 'Where end users and Meld reach this gateway.')),
    listen: Type.Optional(
      Type.Object(
        {
          host: Type.Optional(text('host', 'The address to listen on.')),
          port: Type.Optional(
            Type.Integer({ minimum: 0, maximum: 65_535, description: 'The port to listen on; 0: any free one.' }),
          ),
          keep_alive_seconds: Type.Optional(
            Type.Integer({
              minimum: keepAliveSecondsMin,
              maximum: keepAliveSecondsMax,
              default: keepAliveSecondsDefault,
              description: 'For how long a connection may be idle; longer than the proxy in front keeps it.',
            }),
          ),
          drain_delay_seconds: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: drainDelaySecondsMax,
              default: drainDelaySecondsDefault,
              description: 'After the signal to stop it serves for so long, while /readyz says 503.',
            }),
          ),
        },
        closed,
      ),
    ),
    trusted_proxies: Type.Optional(
      Type.Array(text('proxy', 'An IP address, a block, "loopback" or "private".'), {
        maxItems: trustedProxiesMax,
        uniqueItems: true,
        description: 'Whose X-Forwarded-* headers are believed.',
      }),
    ),
    default_tenant: Type.Optional(text('tenant-id', 'The tenant of a request without x-juno-orgid.')),
    database: Type.Optional(
      Type.Object(
        {
          url: Type.Optional(text('database-url', 'PostgreSQL; absent: a private one in the data directory.')),
          prepared_statements: Type.Optional(
            Type.Boolean({
              default: false,
              description: 'Faster; without effect behind a pooler such as PgBouncer.',
            }),
          ),
          wait_seconds: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: databaseWaitSecondsMax,
              default: databaseWaitSecondsDefault,
              description: 'How long a start waits for PostgreSQL.',
            }),
          ),
        },
        closed,
      ),
    ),
    retention: Type.Optional(
      Type.Object(
        {
          sessions_days: Type.Optional(
            days(
              sessionsDaysMin,
              defaultRetention.sessionsDays,
              'Sessions are deleted by the month, when all of it is older.',
            ),
          ),
          webhooks_days: Type.Optional(
            days(
              webhooksDaysMin,
              defaultRetention.webhooksDays,
              "For how long Meld's webhooks are kept that were handled.",
            ),
          ),
        },
        closed,
      ),
    ),
    tenants: Type.Array(tenant, { minItems: 1, maxItems: tenantsMax, description: 'Who may use this gateway.' }),
  },
  closed,
)

/** A file that has passed the schema. */
export type FileValue = Static<typeof fileSchema>

/** One tenant of a file that has passed the schema. */
export type TenantValue = Static<typeof tenant>
