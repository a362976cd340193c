import type { ReceiverFailure } from '../domain/receiver-call.ts'

/** What an error of a connection or of an answer means. */
export function failureOf(error: unknown): ReceiverFailure {
  const code = codeOf(error)
  // undici's parser names no code for what is no HTTP at all.
  if (error instanceof Error && error.name === 'HTTPParserError') return 'malformed_answer'
  const known = byCode.get(code)
  if (known !== undefined) return known
  if (malformed.test(code)) return 'malformed_answer'
  return distrusted.test(code) ? 'tls_failed' : 'connection_reset'
}

/** What an error of DNS means. */
export function lookupFailureOf(error: unknown): ReceiverFailure {
  return noSuchName.has(codeOf(error)) ? 'name_not_found' : 'name_lookup_failed'
}

const byCode: ReadonlyMap<string, ReceiverFailure> = new Map([
  ['ECONNREFUSED', 'connection_refused'],
  ['EHOSTUNREACH', 'unreachable'],
  ['ENETUNREACH', 'unreachable'],
  ['EADDRNOTAVAIL', 'unreachable'],
  ['ETIMEDOUT', 'unreachable'],
  ['EPROTO', 'tls_failed'],
  ['HOSTNAME_MISMATCH', 'tls_failed'],
  // A proxy that refuses the tunnel.
  ['UND_ERR_ABORTED', 'proxy_failed'],
  ['UND_ERR_PRX_TLS', 'proxy_failed'],
])

const malformed = /^(?:UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/
/** OpenSSL's words for a certificate that cannot be trusted, and Node's for a handshake that failed. */
const distrusted = /^(?:ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_)/

const noSuchName: ReadonlySet<string> = new Set(['ENOTFOUND', 'ENODATA', 'EBADNAME'])

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'
}
