import type { IncomingHttpHeaders } from 'node:http'
import { kindOfAgent, wouldTellPurpose } from './robots.ts'

/**
 * Who sends a GET of a link. `person`: a browser shows it, in a frame or not; null where it does not say. `prefetch`: a
 * browser fetches it for later. `preview`: a program reads it, or a browser embeds it as something other than a page.
 * `doubtful`: it may be either.
 */
export type Visitor =
  | { readonly kind: 'person'; readonly framed: boolean | null }
  | { readonly kind: 'prefetch' | 'preview' | 'doubtful' }

/**
 * Tells from the headers alone who sends a GET of a link. `Sec-Fetch-*` decide where they come, unless the agent is a
 * robot. `trusted`: browsers trust the address, and so send them.
 */
export function readVisitor(headers: IncomingHttpHeaders, trusted: boolean): Visitor {
  const purposes = purposeHeaders.map((name) => String(headers[name] ?? ''))
  if (purposes.some((purpose) => /\bpre(?:fetch|render)/i.test(purpose))) return { kind: 'prefetch' }
  if (purposes.some((purpose) => /\bpreview\b/i.test(purpose))) return { kind: 'preview' }
  const userAgent = headers['user-agent'] ?? ''
  const agent = kindOfAgent(userAgent)
  const destination = destinationOf(headers)
  if (agent === 'robot' || destination === 'other') return { kind: 'preview' }
  if (destination !== undefined) return { kind: 'person', framed: destination === 'frame' }
  // Mail scanners claim to be a browser and leave out the headers that it would send.
  if (agent === 'doubtful' || (trusted && wouldTellPurpose(userAgent))) return { kind: 'doubtful' }
  return { kind: 'person', framed: null }
}

/** The headers in which browsers say that nobody sees the answer (yet). */
export const purposeHeaders = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'] as const

const frames: ReadonlySet<string> = new Set(['iframe', 'frame', 'fencedframe'])

/** Where the browser shows the answer; undefined when it does not say. Chrome 76 to 79 sent the mode alone. */
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

/** True when browsers trust an address, and so send `Sec-Fetch-*` to it: https, or this machine. */
export function isTrustedAddress(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
}
