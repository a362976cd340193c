import Type, { type Static } from 'typebox'
import { countries, isCountry } from '../domain/country.ts'
import { type KycPolicy, kycOff } from '../domain/kyc.ts'
import { makeSecret } from '../domain/secret.ts'
import { parseTenantId, type Tenant, type TenantId } from '../domain/tenant.ts'
import type { WrittenIssuer } from '../identity/kinds/kind.ts'
import { describeKind, issuerKinds, readIssuer } from '../identity/kinds/registry.ts'
import { trimAddress } from './address-format.ts'
import { brandShape, readBrand } from './brand.ts'
import type { ReadLogo } from './logo.ts'
import { mapping, maybe, text } from './members.ts'
import { meldLiveUrl, meldSandboxUrl } from './stage.ts'

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

const countryDefault = 'US'

const issuer = Type.Unsafe<WrittenIssuer>({
  type: 'object',
  required: ['type'],
  discriminator: { propertyName: 'type' },
  oneOf: issuerKinds.map((kind) => describeKind(kind).settings),
})

/** One tenant as the file has it. */
export const tenantShape = mapping({
  id: text('tenant-id', '<org-id>:<env-id>, the value of x-juno-orgid.'),
  meld: mapping({
    api_key: text('secret', `The secret API key of the Meld account; best as \${NAME} or \${file:PATH}.`),
    base_url: maybe.text('secure-address', `Meld's address: ${meldLiveUrl}, or ${meldSandboxUrl} for its sandbox.`, {
      default: meldLiveUrl,
    }),
    webhook_secrets: maybe.list(
      text('secret', `The secret of the webhook profile; best as \${NAME} or \${file:PATH}.`),
      webhookSecretsMax,
      "Two while rotating. Empty: Meld's webhooks are refused.",
    ),
  }),
  issuers: Type.Array(issuer, {
    minItems: 1,
    maxItems: issuersPerTenantMax,
    description: 'Whose end users are accepted.',
  }),
  allowed_origins: maybe.list(
    text('origin', 'Such as https://wallet.example.'),
    originsPerTenantMax,
    'Origins whose pages may call the API and are told when a user returns.',
  ),
  return_links: maybe.list(
    text('return-link', 'Such as https://wallet.example/done or acmewallet://ramp.'),
    returnLinksPerTenantMax,
    'Where the return page may lead; the first is used unless a request names another.',
  ),
  defaults: maybe.mapping({
    country_code: maybe.text('country', 'Used when a request names no country.', {
      default: countryDefault,
      examples: [...countries],
    }),
  }),
  widget_url: maybe.word(
    ['rampway', 'provider'],
    "What widget_url holds: Rampway's own single-use link, or the page of Meld itself.",
  ),
  idempotency_mismatch: maybe.word(
    ['replay', 'reject'],
    'Answer to a known idempotency key with a changed body: the first session, or 422.',
  ),
  brand: brandShape,
  kyc: maybe.mapping({
    policy: maybe.word(
      ['off', 'approved'],
      'Who gets quotes and sessions: everybody, or users whose identity check is approved.',
    ),
    claim: maybe.text(
      'claim-name',
      "The token claim that tells the state; without it the operator's word alone counts.",
    ),
    approved_values: maybe.list(
      text('claim-value', 'One exact value.'),
      approvedValuesMax,
      'Values of the claim that count as approved.',
      { minItems: 1, default: kycOff.approvedValues },
    ),
    bypass_kyc: maybe.flag("Tells Meld to reuse an approved user's identity check."),
    share_token_claim: maybe.text(
      'claim-name',
      'The token claim that holds a SumSub share token, which is handed on to Meld.',
    ),
  }),
})

/** One tenant of a file that has passed every check. */
export type TenantValue = Static<typeof tenantShape>

/** Makes the domain's tenant of one that passed every check, defaults filled in; raises an Error on any other. */
export function readTenant(value: TenantValue, readLogo: ReadLogo): Tenant {
  const country = value.defaults?.country_code ?? countryDefault
  if (!isCountry(country)) throw new Error('readTenant was given a country that passed no check')
  return {
    id: readTenantId(value.id),
    meld: {
      baseUrl: trimAddress(value.meld.base_url ?? meldLiveUrl),
      apiKey: makeSecret(value.meld.api_key),
      webhookSecrets: (value.meld.webhook_secrets ?? []).map(makeSecret),
    },
    issuers: value.issuers.map((issuer) => readIssuer(issuer)),
    allowedOrigins: value.allowed_origins ?? [],
    returnLinks: value.return_links ?? [],
    returnOrigins: [],
    defaultCountry: country,
    widgetUrl: value.widget_url ?? 'rampway',
    idempotencyMismatch: value.idempotency_mismatch ?? 'replay',
    kyc: readKycPolicy(value.kyc ?? {}),
    brand: value.brand === undefined ? null : readBrand(value.brand, readLogo),
  }
}

/** The id of a tenant that passed every check; raises an Error on any other text. */
export function readTenantId(text: string): TenantId {
  const id = parseTenantId(text)
  if (id === undefined) throw new Error('readTenantId was given an id that passed no check')
  return id
}

function readKycPolicy(value: NonNullable<TenantValue['kyc']>): KycPolicy {
  return {
    policy: value.policy ?? kycOff.policy,
    claim: value.claim ?? null,
    approvedValues: value.approved_values ?? kycOff.approvedValues,
    bypassKyc: value.bypass_kyc ?? false,
    shareTokenClaim: value.share_token_claim ?? null,
  }
}
