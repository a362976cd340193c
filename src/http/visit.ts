import type { IncomingHttpHeaders } from 'node:http'
import { kindOfAgent, wouldTellPurpose } from './robots.ts'

/**
 * What a GET of a link is. `person`: somebody's browser shows it, in a frame or not; null where it does not tell.
 * `prefetch`: a browser fetches it for later. `preview`: a program looks at it, or a browser takes it for something else
 * than a page. `doubtful`: it may be either.
 */
export type Visit =
  | { readonly kind: 'person'; readonly framed: boolean | null }
  | { readonly kind: 'prefetch' | 'preview' | 'doubtful' }

/**
 * Tells from the headers alone what a GET of a link is. Where `Sec-Fetch-*` come, they decide, unless the agent is a
 * robot. `trusted` says that browsers trust the address and so send them.
 */
export function readVisit(headers: IncomingHttpHeaders, trusted: boolean): Visit {
  const purposes = purposeHeaders.map((name) => String(headers[name] ?? ''))
  if (purposes.some((purpose) => /\bpre(?:fetch|render)/i.test(purpose))) return { kind: 'prefetch' }
  if (purposes.some((purpose) => /\bpreview\b/i.test(purpose))) return { kind: 'preview' }
  const userAgent = headers['user-agent'] ?? ''
  const agent = kindOfAgent(userAgent)
  const destination = destinationOf(headers)
  if (agent === 'robot' || destination === 'other') return { kind: 'preview' }
  if (destination !== undefined) return { kind: 'person', framed: destination === 'frame' }
  // Mail scanners wear a browser's name and leave out what that browser says of itself.
  if (agent === 'doubtful' || (trusted && wouldTellPurpose(userAgent))) return { kind: 'doubtful' }
  return { kind: 'person', framed: null }
}

/** The headers in which browsers say that nobody looks at the answer (yet). */
export const purposeHeaders = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const

const frames: ReadonlySet<string> = new Set(['iframe', 'frame', 'fencedframe'])

/** Where the browser puts the answer; undefined when it does not tell. The mode alone is what Chrome 76 to 79 sent. */
function destinationOf(headers: IncomingHttpHeaders): 'document' | 'frame' | 'other' | undefined {
  const [destination, mode] = ['sec-fetch-dest', 'sec-fetch-mode'].map((name) => headers[name])
  if (typeof destination === 'string') {
    if (destination === 'document') return 'document'
    return frames.has(destination) ? 'frame' : 'other'
  }
  if (mode === undefined) return undefined
  if (mode === 'navigate') return 'document'
  return mode === 'nested-navigate' ? 'frame' : 'other'
}

/** Whether browsers trust an address, and so send `Sec-Fetch-*` to it: https, or this machine. */
export function isTrustedAddress(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
}
