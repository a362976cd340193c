import type { KeySource } from '../domain/tenant.ts'
import type { Send } from '../outbound/request.ts'
import { type DiscoveryReading, discoveryUrl, readDiscovery } from './discovery.ts'
import { type KeySetReading, readKeySet } from './key-set.ts'
import type { SignatureAlgorithm } from './signature-algorithm.ts'

/** Long enough for a cold connection to a distant region; callers may be waiting. */
const fetchDeadlineMs = 4_000
/** Of that, for the document that says where the keys are. */
const discoveryDeadlineMs = fetchDeadlineMs / 2

/** About a hundred keys of 2,048 bits; real answers are below 4 KiB. */
const bodyBytesMax = 65_536

/** Why a key set could not be fetched. */
export type KeyFetchFault = 'unreachable' | 'timeout' | 'reset' | 'too_large' | 'status' | UnusableReason

type UnusableReason = Extract<KeySetReading | DiscoveryReading, { kind: 'unusable' }>['reason']

/** A set, or why there is none. */
export type KeyFetch =
  | Extract<KeySetReading, { kind: 'set' }>
  | { readonly kind: 'failed'; readonly reason: KeyFetchFault }

/**
 * Fetches an issuer's keys once, within 4 s in all; where they are to be discovered, the issuer's OpenID configuration
 * first, so that keys that move are found as soon as new ones. Only a 200 counts, and redirects are not followed. Never
 * throws.
 */
export async function fetchKeySet(
  send: Send,
  allowed: readonly SignatureAlgorithm[],
  source: Exclude<KeySource, { kind: 'pinned' }>,
): Promise<KeyFetch> {
  if (source.kind === 'jwks') return await fetchJwks(send, allowed, source.url, fetchDeadlineMs)
  const found = await fetchText(send, 'identity.discovery', discoveryUrl(source.issuer), discoveryDeadlineMs)
  if (typeof found !== 'string') return found
  const discovery = readDiscovery(source.issuer, found)
  if (discovery.kind === 'unusable') return { kind: 'failed', reason: discovery.reason }
  return await fetchJwks(send, allowed, discovery.jwksUrl, fetchDeadlineMs - discoveryDeadlineMs)
}

async function fetchJwks(
  send: Send,
  allowed: readonly SignatureAlgorithm[],
  url: string,
  deadlineMs: number,
): Promise<KeyFetch> {
  const body = await fetchText(send, 'identity.jwks', url, deadlineMs)
  if (typeof body !== 'string') return body
  const reading = readKeySet(allowed, body)
  return reading.kind === 'set' ? reading : { kind: 'failed', reason: reading.reason }
}

async function fetchText(
  send: Send,
  name: 'identity.jwks' | 'identity.discovery',
  url: string,
  deadlineMs: number,
): Promise<string | Extract<KeyFetch, { kind: 'failed' }>> {
  const result = await send({
    name,
    method: 'GET',
    url,
    headers: { accept: name === 'identity.jwks' ? 'application/jwk-set+json, application/json' : 'application/json' },
    deadlineMs,
    responseBytesMax: bodyBytesMax,
  })
  if (result.kind === 'not_sent') return { kind: 'failed', reason: 'unreachable' }
  if (result.kind === 'lost') return { kind: 'failed', reason: result.reason }
  return result.status === 200 ? result.text : { kind: 'failed', reason: 'status' }
}
