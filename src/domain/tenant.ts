import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Brand } from './brand.ts'
import type { Country } from './country.ts'
import type { KycPolicy } from './kyc.ts'
import type { Secret } from './secret.ts'
import type { TenantBrand } from './tenant-brand.ts'

/** `<org-id>:<env-id>`: organisation and environment together. Everything stored belongs to exactly one. */
export type TenantId = Brand<'TenantId'>

/** Longest tenant id, in characters: plenty for two ids of 36 characters with a prefix each. */
export const tenantIdLengthMax = 128

const tenantIdPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]*:[A-Za-z0-9][A-Za-z0-9_.-]*$/

/** Reads `<org-id>:<env-id>` (two non-empty halves, one colon); undefined when the text has another form. */
export function parseTenantId(text: string): TenantId | undefined {
  return text.length <= tenantIdLengthMax && tenantIdPattern.test(text) ? (text as TenantId) : undefined
}

/**
 * Six bytes that stand for a tenant inside links and external session ids, so that either can be resolved without a
 * look-up and without showing the organisation's id. The configuration refuses two tenants with one tag.
 */
export function tenantTag(tenant: TenantId): Buffer {
  const known = tags.get(tenant)
  if (known !== undefined) return known
  const tag = tagOf(tenant)
  tags.set(tenant, tag)
  return tag
}

/** Each session needs its tenant's tag three times. */
const tags = new LRUCache<TenantId, Buffer>({ max: 10_000 })

function tagOf(tenant: TenantId): Buffer {
  return hash('sha256', `rampway/tenant\0${tenant}`, 'buffer').subarray(0, 6)
}

/** Where a token issuer's public keys come from: fetched and refreshed, or pinned in the configuration. */
export type KeySource =
  | { readonly kind: 'jwks'; readonly url: string }
  /** The JWKS is where the issuer's own OpenID configuration says. `issuer` is the exact `iss`, an address. */
  | { readonly kind: 'discovery'; readonly issuer: string }
  /** PEM (SPKI or PKCS#1) or JWK texts; nothing is fetched. */
  | { readonly kind: 'pinned'; readonly keys: readonly string[] }

/**
 * The settings of an issuer, by its kind. Empty here: each file of `identity/kinds/` adds its own member, so that a new
 * kind changes nothing else.
 */
// biome-ignore lint/suspicious/noEmptyInterface: its members are declared by the files of identity/kinds/.
export interface IssuerSettings {}

/** The name of a kind of issuer: `type` in the configuration. */
export type IssuerKind = keyof IssuerSettings

/** One identity provider whose end users a tenant accepts. */
export type TokenIssuer<Kind extends IssuerKind = IssuerKind> = {
  readonly [Each in Kind]: { readonly kind: Each; readonly keys: KeySource } & IssuerSettings[Each]
}[Kind]

/** The Meld account that a tenant's calls are made with. */
export interface MeldAccount {
  /** Without a trailing slash, such as `https://api.meld.io`. */
  readonly baseUrl: string
  readonly apiKey: Secret
  /** Secrets of the webhook profile; two while rotating. Empty: Meld's webhooks are refused. */
  readonly webhookSecrets: readonly Secret[]
}

/** What `widget_url` holds: Rampway's own single-use link, or the aggregator's page itself. */
export type WidgetUrlKind = 'rampway' | 'provider'

/** What a finished idempotency key answers to a changed body: the original session (the contract), or 422. */
export type IdempotencyMismatch = 'replay' | 'reject'

/** A tenant as the operator configured it. */
export interface Tenant {
  readonly id: TenantId
  readonly meld: MeldAccount
  readonly issuers: readonly TokenIssuer[]
  /**
   * Origins whose pages may call the API and are told when a user returns, such as `https://wallet.example`. Those of
   * dev tenants may be patterns, see `allowsOrigin`.
   */
  readonly allowedOrigins: readonly string[]
  /** Where the return page may lead, deep links included; the first is used unless the request names another. */
  readonly returnLinks: readonly string[]
  /** Origins, or patterns of them, all of whose pages are return links too. Dev tenants alone have any. */
  readonly returnOrigins: readonly string[]
  readonly defaultCountry: Country
  readonly widgetUrl: WidgetUrlKind
  readonly idempotencyMismatch: IdempotencyMismatch
  readonly kyc: KycPolicy
  /** How it shows itself to its users; null leaves the pages without a name. */
  readonly brand: TenantBrand | null
}

/** A tenant whose entry in the configuration has faults. */
export interface FaultyTenant {
  /** Null when its entry does not say. */
  readonly id: TenantId | null
  /** The place of its entry in the file, such as `tenants[3]`. */
  readonly entry: string
  /** `left_out`: it is not served. `last_good`: it is served as it was before the reload that brought the faults. */
  readonly state: 'left_out' | 'last_good'
  /** One line each, which never holds a value of the file. */
  readonly faults: readonly string[]
}

/** The tenants of a running gateway. Read anew for each request, so that a reload takes effect at once. */
export interface TenantDirectory {
  readonly find: (id: TenantId) => Tenant | undefined
  readonly findByTag: (tag: Buffer) => Tenant | undefined
  readonly list: () => readonly Tenant[]
  /** Used when a request names no tenant; undefined too when that one is left out. */
  readonly fallback: () => Tenant | undefined
  /** Its id, left out or not. */
  readonly fallbackId: () => TenantId | undefined
  /** Those whose entries have faults, in the order of the file. */
  readonly faulty: () => readonly FaultyTenant[]
  /** Whether the tenant is configured and not served, because its entry has faults. */
  readonly isLeftOut: (id: TenantId) => boolean
  readonly isLeftOutByTag: (tag: Buffer) => boolean
}
