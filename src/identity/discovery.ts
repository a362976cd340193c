import { isLoopbackHost } from '../domain/loopback.ts'
import { parseJsonObject } from './json.ts'

/** Where the keys are, or why the document does not say so. */
export type DiscoveryReading =
  | { readonly kind: 'found'; readonly jwksUrl: string }
  | {
      readonly kind: 'unusable'
      readonly reason: 'discovery_malformed' | 'discovery_issuer_differs' | 'discovery_address_insecure'
    }

/**
 * The address of an issuer's OpenID configuration (OpenID Connect Discovery 1.0 §4): one slash, whether it ends in one
 * or not.
 */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/+$/, '')}/.well-known/openid-configuration`
}

/**
 * Reads the body of an OpenID configuration. Its `issuer` must be ours letter for letter, or it is somebody else's
 * (OpenID Connect Discovery 1.0 §4.3); `jwks_uri` must be https, or, for an issuer on this machine, http to this machine.
 */
export function readDiscovery(issuer: string, body: string): DiscoveryReading {
  const document = parseJsonObject(body)
  if (document === undefined) return { kind: 'unusable', reason: 'discovery_malformed' }
  if (document.issuer !== issuer) return { kind: 'unusable', reason: 'discovery_issuer_differs' }
  const jwksUrl = document.jwks_uri
  if (typeof jwksUrl !== 'string' || !URL.canParse(jwksUrl)) return { kind: 'unusable', reason: 'discovery_malformed' }
  const { protocol, hostname } = new URL(jwksUrl)
  const isLocal = protocol === 'http:' && isLoopbackHost(hostname) && isLoopbackHost(new URL(issuer).hostname)
  if (protocol !== 'https:' && !isLocal) return { kind: 'unusable', reason: 'discovery_address_insecure' }
  return { kind: 'found', jwksUrl }
}
