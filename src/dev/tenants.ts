import { createHash, randomBytes } from 'node:crypto'
import { createTenantDirectory } from '../config/tenant-directory.ts'
import { kycOff } from '../domain/kyc.ts'
import { makeSecret, type Secret } from '../domain/secret.ts'
import { parseTenantId, type Tenant, type TenantDirectory, type TenantId } from '../domain/tenant.ts'
import { demoBrand } from './demo-brand.ts'
import type { DevIdentityProvider } from './identity-provider.ts'

/** The tenants of `rampway dev`. */
export const devTenantIds: readonly TenantId[] = ['org-demo:env-sandbox', 'org-other:env-sandbox'].map(required)

/** The parts of a dev tenant. */
export interface DevTenantOptions {
  readonly identity: DevIdentityProvider
  /** Where the gateway reaches itself, which it may not at its public address; its keys are fetched from there. */
  readonly gatewayUrl: string
  readonly simulatorUrl: string
  /** See `devOrigins`. */
  readonly origins: readonly string[]
}

/** Two tenants, each with a Meld account of its own at the simulator, both accepting the dev identity provider. */
export function createDevTenants({ identity, gatewayUrl, simulatorUrl, origins }: DevTenantOptions): TenantDirectory {
  const tenants = devTenantIds.map(
    (id, index): Tenant => ({
      id,
      meld: { baseUrl: simulatorUrl, apiKey: makeSecret(simulatorKey(id)), webhookSecrets: [newSecret()] },
      issuers: identity.issuersFor(id, gatewayUrl),
      allowedOrigins: origins,
      returnLinks: [],
      returnOrigins: origins,
      defaultCountry: 'US',
      widgetUrl: 'rampway',
      idempotencyMismatch: 'replay',
      kyc: kycOff,
      // One of them alone, so that both looks are there to see.
      brand: index === 0 ? demoBrand : null,
    }),
  )
  return createTenantDirectory(tenants, undefined)
}

/** Where the simulator is to send each tenant's webhooks, signed with the tenant's own secret. */
export function devWebhooks(tenants: TenantDirectory, gatewayUrl: string) {
  return tenants.list().flatMap(({ meld }) =>
    meld.webhookSecrets.slice(0, 1).map((secret) => ({
      url: `${gatewayUrl}/v0/webhooks/meld/events`,
      secret: secret.reveal(),
      apiKey: meld.apiKey.reveal(),
    })),
  )
}

/** The simulator forgets its webhooks when it ends, so no start needs the secret of another one. */
function newSecret(): Secret {
  return makeSecret(randomBytes(18).toString('base64url'))
}

/** Shaped like a real key, so that the simulator accepts it; it opens nothing else. */
function simulatorKey(tenant: TenantId): string {
  const digits = createHash('sha256').update(tenant).digest('hex').replaceAll('0', 'o')
  return `W${digits.slice(0, 21)}:${digits.slice(21, 49)}`
}

function required(text: string): TenantId {
  const id = parseTenantId(text)
  if (id === undefined) throw new TypeError(text)
  return id
}
