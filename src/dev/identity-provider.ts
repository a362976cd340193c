import { createHash, randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { type JWTPayload, SignJWT } from 'jose'
import { getDynamicDevKeys, getPrivyDevKeys, makeDevToken } from '../contract/dev.ts'
import type { Clock } from '../domain/clock.ts'
import type { TenantId, TokenIssuer } from '../domain/tenant.ts'
import { serve } from '../http/serve.ts'
import { dynamicScopeRequired } from '../identity/kinds/dynamic.ts'
import { privyIssuer, privySubjectPrefix } from '../identity/kinds/privy.ts'
import { type DevProvider, type DevSigningKey, devAlgorithms, loadDevSigningKey } from './identity-keys.ts'
import { parseTokenRequest, type TokenRequest } from './token-request.ts'

/** Stands in for Privy and Dynamic in `rampway dev`. Its tokens have the shapes of the real ones. */
export interface DevIdentityProvider {
  /** Signs an access token. A Privy `sub` without `did:privy:` gets it; a Dynamic one stays as given. */
  readonly mint: (request: TokenRequest) => Promise<string>
  /** The JWKS body of one provider. */
  readonly jwks: (provider: DevProvider) => object
  /** How a dev tenant is configured to accept these tokens, its keys being fetched from `baseUrl`. */
  readonly issuersFor: (tenantId: TenantId, baseUrl: string) => TokenIssuer<DevProvider>[]
  /** Adds `POST /dev/token` and `GET /dev/jwks/{privy,dynamic}.json`. */
  readonly register: (app: FastifyInstance) => void
}

/** Where the provider keeps its keys, and what time its tokens are issued at. */
export interface DevIdentityProviderDeps {
  readonly dataDir: string
  readonly now: Clock
}

/** A token minted as expired gets this life before its end. */
const expiredLifeSeconds = 3_600

/**
 * Makes the dev identity provider. Its keys live in the data directory, so tokens survive a restart. As with the real
 * providers nothing but the claims binds a token to a tenant: all tenants share one key per provider, and differ in
 * Privy app id and Dynamic environment id, which are derived from the tenant's id.
 */
export async function createDevIdentityProvider(deps: DevIdentityProviderDeps): Promise<DevIdentityProvider> {
  const [privy, dynamic] = await Promise.all([
    loadDevSigningKey(deps.dataDir, 'privy'),
    loadDevSigningKey(deps.dataDir, 'dynamic'),
  ])
  const keys: Record<DevProvider, DevSigningKey> = { privy, dynamic }
  const jwks = (provider: DevProvider) => ({ keys: [keys[provider].publicJwk] })

  async function mint(request: TokenRequest): Promise<string> {
    const { provider } = request
    const { kid, privateKey } = keys[provider]
    const nowSeconds = Math.floor(deps.now() / 1_000)
    const exp = nowSeconds + request.expiresInSeconds
    const iat = request.expiresInSeconds > 0 ? nowSeconds : exp - expiredLifeSeconds
    const claims = provider === 'privy' ? privyClaims(request) : { kid, ...dynamicClaims(request) }
    return await new SignJWT({ ...request.claims, ...claims, iat, exp })
      .setProtectedHeader({ alg: devAlgorithms[provider], typ: 'JWT', kid })
      .sign(privateKey)
  }

  return {
    mint,
    jwks,
    issuersFor: (tenantId, baseUrl) => [
      {
        kind: 'privy',
        appId: privyAppIdOf(tenantId),
        keys: { kind: 'jwks', url: `${baseUrl}/dev/jwks/privy.json` },
      },
      {
        kind: 'dynamic',
        environmentId: dynamicEnvironmentIdOf(tenantId),
        issuers: [dynamicIssuerOf(tenantId)],
        keys: { kind: 'jwks', url: `${baseUrl}/dev/jwks/dynamic.json` },
      },
    ],
    register: (app) => {
      serve(app, makeDevToken, async ({ body }) => ({
        status: 200,
        body: { token: await mint(parseTokenRequest(body)) },
      }))
      serve(app, getPrivyDevKeys, async () => ({ status: 200, body: jwks('privy') }))
      serve(app, getDynamicDevKeys, async () => ({ status: 200, body: jwks('dynamic') }))
    },
  }
}

function privyClaims({ sub, tenant }: TokenRequest): JWTPayload {
  return {
    sid: randomUUID(),
    iss: privyIssuer,
    aud: privyAppIdOf(tenant),
    sub: sub.startsWith(privySubjectPrefix) ? sub : `${privySubjectPrefix}${sub}`,
  }
}

function dynamicClaims({ sub, tenant }: TokenRequest): JWTPayload {
  const credentialId = randomUUID()
  return {
    aud: 'http://localhost:5173',
    iss: dynamicIssuerOf(tenant),
    sub,
    sid: randomUUID(),
    environment_id: dynamicEnvironmentIdOf(tenant),
    last_verified_credential_id: credentialId,
    signin_credential_id: credentialId,
    scope: dynamicScopeRequired,
  }
}

/** 25 characters of lower-case letters and digits, as Privy's are. */
function privyAppIdOf(tenant: TenantId): string {
  return `dev${hashOf('privy', tenant).slice(0, 22)}`
}

/** A UUID (RFC 9562 version 8: custom), as Dynamic's are. */
function dynamicEnvironmentIdOf(tenant: TenantId): string {
  const hex = hashOf('dynamic', tenant)
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  )
}

function dynamicIssuerOf(tenant: TenantId): string {
  return `app.dynamicauth.com/${dynamicEnvironmentIdOf(tenant)}`
}

function hashOf(provider: DevProvider, tenant: TenantId): string {
  return createHash('sha256').update(`rampway/dev/${provider}\0${tenant}`).digest('hex')
}
