import type { Send } from '../outbound/request.ts'
import { type KeySetReading, readKeySet } from './key-set.ts'
import type { IssuerKind } from './public-key.ts'

/** Long enough for a cold connection to a far region; callers may be waiting for the answer. */
const fetchDeadlineMs = 4_000

/** About a hundred keys of 2,048 bits; real answers are below 4 KiB. */
const bodyBytesMax = 65_536

/** Why a key set could not be had. */
export type KeyFetchFault = 'unreachable' | 'timeout' | 'reset' | 'too_large' | 'status' | UnusableReason

type UnusableReason = Extract<KeySetReading, { kind: 'unusable' }>['reason']

/** A set, or why there is none. */
export type KeyFetch =
  | Extract<KeySetReading, { kind: 'set' }>
  | { readonly kind: 'failed'; readonly reason: KeyFetchFault }

/** Fetches a JWKS once. Only a 200 counts, and redirects are not followed. Never throws. */
export async function fetchKeySet(send: Send, kind: IssuerKind, url: string): Promise<KeyFetch> {
  const result = await send({
    name: 'identity.jwks',
    method: 'GET',
    url,
    headers: { accept: 'application/jwk-set+json, application/json' },
    deadlineMs: fetchDeadlineMs,
    responseBytesMax: bodyBytesMax,
  })
  if (result.kind === 'not_sent') return { kind: 'failed', reason: 'unreachable' }
  if (result.kind === 'lost') return { kind: 'failed', reason: result.reason }
  if (result.status !== 200) return { kind: 'failed', reason: 'status' }
  const reading = readKeySet(kind, result.text)
  return reading.kind === 'set' ? reading : { kind: 'failed', reason: reading.reason }
}
