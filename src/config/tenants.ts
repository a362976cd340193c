import { isCountry } from '../domain/country.ts'
import { type KycPolicy, kycOff } from '../domain/kyc.ts'
import { makeSecret } from '../domain/secret.ts'
import { parseTenantId, type Tenant, type TenantId } from '../domain/tenant.ts'
import { readIssuer } from '../identity/kinds/registry.ts'
import { trimAddress } from './address-form.ts'
import type { TenantValue } from './schema.ts'
import { meldLiveUrl } from './stage.ts'

/** Makes the domain's tenant of one that passed every check, defaults filled in; raises an Error on any other. */
export function readTenant(value: TenantValue): Tenant {
  const country = value.defaults?.country_code ?? 'US'
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
