import { type ErrorEntry, entry } from './error-entry.ts'
import { partnerErrors } from './partner-errors.ts'

/**
 * Every refusal a caller can meet: symbolic name → wire code, HTTP status, title and remedy (docs/contract.md, errors,
 * and ours). Codes end in `-R` exactly when the identical request may succeed on a retry.
 */
export const errorCatalogue = {
  malformed_body: entry('GEN-400-001', 400, 'Malformed Request', 'Send a JSON object, encoded as UTF-8.'),
  route_not_found: entry(
    'GEN-404-001',
    404,
    'Route Not Found',
    'Check the path; API paths start with /v0 and have no trailing slash.',
  ),
  method_not_allowed: entry(
    'GEN-405-001',
    405,
    'Method Not Allowed',
    'Use one of the methods named in the Allow header.',
  ),
  request_too_slow: entry(
    'GEN-408-001-R',
    408,
    'Request Too Slow',
    'Retry, and send the whole request, headers and body, within 15 seconds.',
  ),
  body_too_large: entry('GEN-413-001', 413, 'Body Too Large', 'Send at most 64 KiB.'),
  wrong_content_type: entry('GEN-415-001', 415, 'Wrong Content Type', 'Send Content-Type: application/json.'),
  unknown_expectation: entry(
    'GEN-417-001',
    417,
    'Expectation Failed',
    'Leave the Expect header out; 100-continue is the only expectation that can be met.',
  ),
  headers_too_large: entry(
    'GEN-431-001',
    431,
    'Headers Too Large',
    'Send at most 32 KiB of request line and headers in all; look for a token or cookies that are too long.',
  ),
  invalid_fields: entry(
    'GEN-422-001',
    422,
    'Invalid Fields',
    'Fix each field that errors names; pointer says where it is.',
  ),
  internal: entry(
    'SYS-500-001-R',
    500,
    'Internal Error',
    'Retry after a short wait; quote the trace_id to support if it stays.',
  ),
  overloaded: entry(
    'SYS-503-001-R',
    503,
    'Temporarily Unavailable',
    'Retry after the number of seconds in Retry-After.',
  ),
  unauthenticated: entry(
    'USR-401-001',
    401,
    'Unauthorized',
    "Send the end user's current access token in x-juno-jwt, for the tenant in x-juno-orgid.",
  ),
  malformed_tenant: entry(
    'USR-401-002',
    401,
    'Invalid Org ID Format',
    "Send x-juno-orgid formatted as '<org-id>:<env-id>'.",
  ),
  keys_unavailable: entry(
    'USR-503-001-R',
    503,
    'Identity Keys Unavailable',
    "The identity provider's public keys cannot be fetched just now. Retry after Retry-After seconds.",
  ),
  stream_ticket_refused: entry(
    'USR-401-003',
    401,
    'Stream Ticket Refused',
    'Take a new ticket of the same session, and open one stream with it within a minute.',
  ),
  too_many_streams: entry(
    'STR-429-001-R',
    429,
    'Too Many Streams',
    'Close a stream that nobody reads, or retry after the number of seconds in Retry-After.',
  ),
  invalid_pair: entry(
    'RMP-400-001',
    400,
    'Invalid Asset Pair',
    'Make exactly one of from_asset and to_asset a fiat currency.',
  ),
  unknown_asset: entry('RMP-400-002', 400, 'Unknown Asset', 'Use a supported symbol.'),
  unsupported_asset: entry('RMP-400-003', 400, 'Unsupported Asset', 'Use a chain_id on which the asset is supported.'),
  provider_refused: entry(
    'RMP-400-004',
    400,
    'Refused By Provider',
    'Change what detail and limit name: the amount, the payment method, the country or the provider.',
  ),
  operator_unauthenticated: entry(
    'OPR-401-001',
    401,
    'Operator Not Authenticated',
    'Send Authorization: Bearer with an operator token that is in force; rampway operator create makes one.',
  ),
  operator_forbidden: entry(
    'OPR-403-001',
    403,
    'Operator Not Allowed',
    'Use an operator token that has the scope which detail names.',
  ),
  ...partnerErrors,
  foreign_origin: entry(
    'OPR-403-002',
    403,
    'Foreign Origin',
    'Act from the console or the portal itself: what a cookie allows must come from a page of this very address.',
  ),
  insecure_connection: entry(
    'OPR-403-003',
    403,
    'Insecure Connection',
    'Sign in over https, or from this machine. Behind a proxy that speaks https, set operator.public_url, or for the portal public_url.',
  ),
  too_many_attempts: entry(
    'OPR-429-001-R',
    429,
    'Too Many Attempts',
    'Wait for the seconds in Retry-After; too many credentials from there were wrong.',
  ),
  foreign_host: entry(
    'OPR-421-001',
    421,
    'Foreign Host',
    'Call the operator port by its address, by localhost, or by the host of operator.public_url.',
  ),
  kyc_required: entry(
    'KYC-403-001',
    403,
    'Identity Check Required',
    "The user's identity check must be approved first; its state is set by the operator or the token.",
  ),
  transaction_not_found: entry(
    'RMP-404-001',
    404,
    'Transaction Not Found',
    'Use an id from GET /v0/ramp/transactions of the same user.',
  ),
  session_not_found: entry(
    'RMP-404-002',
    404,
    'Session Not Found',
    'Use an id that POST /v0/ramp/sessions gave to the same user.',
  ),
  asset_not_found: entry('AST-404-001', 404, 'Asset Not Found', 'Use a symbol and chain_id from GET /v0/assets.'),
  webhook_refused: entry(
    'MLD-401-001',
    401,
    'Webhook Refused',
    'The signature or its timestamp is missing, wrong, or more than 300 seconds away.',
  ),
  key_in_flight: entry(
    'RMP-409-001-R',
    409,
    'Idempotency Key In Flight',
    'The first call with this key is still running. Retry after Retry-After seconds.',
  ),
  link_closed: entry(
    'RMP-409-002',
    409,
    'Link Cannot Be Released',
    'The link leads to no widget any more, so nobody can be let in by it. Open a new session for a new trade.',
  ),
  key_reused: entry(
    'RMP-422-001',
    422,
    'Idempotency Key Reused',
    'This key already opened a session for a different body. Use a new key for a new session.',
  ),
  act_refused: entry(
    'OPR-409-003',
    409,
    'Act Does Not Apply',
    'The session does not stand as the act needs it; detail says why. Read it again.',
  ),
  act_too_soon: entry('OPR-409-004-R', 409, 'Asked A Moment Ago', 'Retry after the number of seconds in Retry-After.'),
  provider_unavailable: entry(
    'RMP-502-001-R',
    502,
    'Ramp Provider Error',
    'The provider failed or did not answer. Retry with the same idempotency_key.',
  ),
  upstream_misconfigured: entry(
    'MLD-502-001',
    502,
    'Upstream Misconfigured',
    "Meld refused the gateway's own credentials or account. The operator must fix the tenant's Meld settings.",
  ),
  webhook_not_found: entry(
    'OPR-404-002',
    404,
    'Webhook Not Found',
    'Use a tenant and an id from GET /operator/v0/webhooks.',
  ),
  webhook_handled: entry(
    'OPR-409-005',
    409,
    'Webhook Handled Already',
    'Only a webhook that waits or was given up can be retried. Check its session instead, if Meld may know more.',
  ),
  switch_not_found: entry('OPR-404-001', 404, 'Switch Not Found', 'Use an id from GET /operator/v0/switches.'),
  tenant_not_found: entry('OPR-404-003', 404, 'Tenant Not Found', 'Use a tenant from GET /operator/v0/tenants.'),
  tenant_key_not_found: entry(
    'OPR-404-004',
    404,
    'Tenant Key Not Found',
    'Use an id from GET /operator/v0/tenants/{tenant}/keys.',
  ),
  switch_exists: entry(
    'OPR-409-001',
    409,
    'Switch Exists',
    'The same is turned off already. End that switch first to change its reason or its end.',
  ),
  switches_full: entry(
    'OPR-409-002',
    409,
    'Too Many Switches',
    'End switches that are not needed, or name less, so that one switch stands for several.',
  ),
} as const satisfies Record<string, ErrorEntry>

/** The symbolic name of a refusal. */
export type ErrorName = keyof typeof errorCatalogue

/** One thing wrong with one field: an RFC 6901 pointer into the body, and words that say how to fix it. */
export interface FieldFault {
  readonly pointer: string
  readonly detail: string
}

/** What a refusal carries beside its name. */
export interface GatewayErrorDetails {
  /** For the caller: what happened this time. Defaults to the remedy. */
  readonly detail?: string
  /** Further members of the problem body, such as `errors` or `limit`. */
  readonly members?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  /** For logs only; never shown to the caller. */
  readonly reason?: string
  readonly cause?: unknown
}

/** A refusal on its way to the HTTP edge, which renders it as a problem detail. */
export class GatewayError extends Error {
  readonly error: ErrorName
  readonly details: GatewayErrorDetails

  constructor(error: ErrorName, details: GatewayErrorDetails = {}) {
    super(details.detail ?? errorCatalogue[error].remedy, { cause: details.cause })
    this.name = 'GatewayError'
    this.error = error
    this.details = details
  }
}
