import type { CredentialReason } from '../domain/credential-reason.ts'
import type { TokenFault } from '../identity/verification.ts'

/** Why a caller was refused, for logs and metrics. */
export type CredentialFault =
  | TokenFault
  | 'missing_token'
  | 'misplaced_token'
  | 'unknown_tenant'
  | 'missing_tenant'
  | 'malformed_tenant'

/** What a caller is told of a fault. */
export interface Told {
  readonly reason: CredentialReason
  /** RFC 6750 §3.1. `invalid_request`: the app sends its token wrongly, so another token would not help. */
  readonly error: 'invalid_request' | 'invalid_token'
  /** What is wrong, and how to fix it; in the characters that RFC 6750 allows in a header. */
  readonly detail: string
}

const sendItPlain =
  "Send the end user's access token in x-juno-jwt, without a scheme, or as 'Authorization: Bearer <token>'."
const fromPrivy = 'send the access token, which getAccessToken() gives.'

/**
 * The same answer for every fault that would show a stranger how tokens are checked, whom the tenant trusts, or which
 * tenants exist: nothing in it depends on what the token says.
 */
const invalid: Told = {
  reason: 'token_invalid',
  error: 'invalid_token',
  detail:
    'The token is not one that this tenant accepts. Send a current access token of the identity provider (Privy app, Dynamic environment, OpenID Connect issuer) that belongs to the tenant in x-juno-orgid. One that is signed with a shared secret (HS256) is never accepted: let the provider sign with a key pair.',
}

/**
 * What the caller is told of each fault. How a token was sent can be judged without a key. Of its content, only what a
 * trusted key has signed is told: `token.ts` reads no claim before that.
 */
export const toldOf: Readonly<Record<CredentialFault, Told>> = {
  missing_tenant: {
    reason: 'tenant_missing',
    error: 'invalid_request',
    detail: "Send the header x-juno-orgid formatted as '<org-id>:<env-id>'; this gateway has no default tenant.",
  },
  malformed_tenant: {
    reason: 'tenant_malformed',
    error: 'invalid_request',
    detail: "x-juno-orgid must be formatted as '<org-id>:<env-id>'.",
  },
  missing_token: missing(`No token was sent. ${sendItPlain}`),
  misplaced_token: missing(sendItPlain),
  empty: missing(`The token is empty. ${sendItPlain}`),
  placeholder: missing(
    'A word such as undefined, null or [object Promise] was sent in place of the token. Wait until the user is logged in and the SDK has given the token, then send the call.',
  ),
  sent_twice: misread('The token has a comma in it, or was sent more than once. Send it once, in one header.'),
  scheme_inside: misread(
    'The token begins with a scheme such as Bearer. x-juno-jwt takes the token alone; in Authorization the word Bearer stands once.',
  ),
  quoted: misread(
    'The token is in quotes. Send it without them; if it was stored as JSON, parse it before it is sent.',
  ),
  whitespace_inside: misread('There is white space inside the token. Send it exactly as the SDK gives it.'),
  tenant_key: {
    reason: 'token_wrong_kind',
    error: 'invalid_token',
    detail:
      "This is a tenant key, which a partner's own server calls /v0/partner/ with; it acts for no user. Send the end user's access token.",
  },
  malformed: malformed(
    'The token is not a signed JWT: three parts of letters, digits, - and _ with a dot between them. Send the access token exactly as the SDK gives it, not a refresh token or the id of a user.',
  ),
  too_long: malformed(
    "The token is longer than any that is read. Dynamic's access token, which getMinAuthToken() gives, keeps its size however many wallets a user has.",
  ),
  header_not_allowed: invalid,
  issuer_missing: invalid,
  issuer_unknown: invalid,
  audience_wrong: invalid,
  environment_wrong: invalid,
  algorithm_not_allowed: invalid,
  type_not_allowed: invalid,
  kid_missing: invalid,
  kid_malformed: invalid,
  kid_unknown: invalid,
  signature_wrong: invalid,
  unknown_tenant: invalid,
  expired: {
    reason: 'token_expired',
    error: 'invalid_token',
    detail: 'The token has expired. Ask the SDK for a fresh one and send the call again.',
  },
  not_yet_valid: early('The token is not valid yet: its nbf lies in the future.'),
  issued_in_future: early('The token is not valid yet: its iat lies in the future.'),
  identity_token: {
    reason: 'token_wrong_kind',
    error: 'invalid_token',
    detail: `This is Privy's identity token; ${fromPrivy}`,
  },
  session_missing: {
    reason: 'token_wrong_kind',
    error: 'invalid_token',
    detail: `The token has no sid, so it is no access token of Privy; ${fromPrivy}`,
  },
  scope_missing: {
    reason: 'token_scope_missing',
    error: 'invalid_token',
    detail:
      "Dynamic's token has no scope, so it does not show that the login was finished. Old versions of Dynamic's SDK give such tokens: update it, and let the user log in again.",
  },
  scope_insufficient: {
    reason: 'login_incomplete',
    error: 'invalid_token',
    detail:
      "The user has not finished logging in at Dynamic: the token's scope lacks user:basic, or has requiresAdditionalAuth. Let the user finish, then send the token that the SDK gives.",
  },
  time_missing: unusable('exp or iat is missing, or a time of the token is not a number of seconds.'),
  time_in_milliseconds: unusable('exp, iat or nbf is in milliseconds; the times of a JWT are in seconds.'),
  expires_before_issued: unusable('exp does not lie after iat.'),
  lifetime_too_long: unusable(
    'it is valid for longer than the identity provider allows: 25 hours with Privy, 31 days with any other.',
  ),
  claim_missing: unusable('it lacks a claim that this tenant requires of its users.'),
  claim_not_accepted: unusable('a claim of it has another value than this tenant requires of its users.'),
  subject_invalid: unusable('sub is not the id of a user: 1 to 256 printable characters, with Privy a did:privy:.'),
}

function missing(detail: string): Told {
  return { reason: 'token_missing', error: 'invalid_request', detail }
}

function misread(detail: string): Told {
  return { reason: 'token_malformed', error: 'invalid_request', detail }
}

function malformed(detail: string): Told {
  return { reason: 'token_malformed', error: 'invalid_token', detail }
}

function early(fact: string): Told {
  const detail = `${fact} A clock is wrong: compare the issuer's with the Date of this answer, or wait a moment.`
  return { reason: 'token_not_yet_valid', error: 'invalid_token', detail }
}

function unusable(fact: string): Told {
  const detail = `The token is signed by the right key, but cannot be used: ${fact}`
  return { reason: 'token_unusable', error: 'invalid_token', detail }
}
