import type { ErrorName } from '../domain/errors.ts'
import type { ErrorExplanation } from './error-explanation.ts'
import { httpErrorExplanations } from './http-error-explanations.ts'
import { partnerErrorExplanations } from './partner-error-explanations.ts'

/** One explanation for each refusal of the catalogue; a new refusal does not compile without one. */
export const errorExplanations: Readonly<Record<ErrorName, ErrorExplanation>> = {
  ...httpErrorExplanations,
  unauthenticated: {
    meaning:
      'The call carries no access token that this tenant accepts. The member reason says which cause it is, and detail what to do.',
    causes: [
      'token_missing: x-juno-jwt is missing, empty or holds undefined; or the token is in another header, a cookie or the query.',
      'token_malformed: "Bearer", quotes, white space or a second token in x-juno-jwt, or something that is no JWT.',
      'token_expired: take a fresh token from the SDK of the identity provider for each call.',
      'token_not_yet_valid: the clock of the gateway or of whoever made the token is wrong.',
      "token_wrong_kind: Privy's identity token was sent in place of the access token.",
      'token_scope_missing: a Dynamic token without any scope, as old versions of the SDK give; update it and log in again.',
      'login_incomplete: the user has not finished an additional step at Dynamic, such as a second factor.',
      'token_unusable: a time or the subject of the token is wrong, such as exp in milliseconds, or it lacks a claim that the tenant requires.',
      'token_invalid: the token is for another app or environment than the one that the tenant trusts, is not signed by its key, or is signed with a shared secret (HS256, as by Supabase projects without JWT signing keys); or x-juno-orgid names no tenant of this gateway.',
    ],
  },
  malformed_tenant: {
    meaning: 'x-juno-orgid does not name a tenant in the expected form.',
    causes: [
      'tenant_malformed: the colon is missing, one half is empty, or the header was sent twice.',
      'tenant_missing: the header is missing or misnamed, and the gateway has no default tenant.',
    ],
  },
  stream_ticket_refused: {
    meaning: 'The ticket opens no stream. Nothing was told of the session.',
    causes: [
      'A ticket opens one stream: a browser that reconnects by itself sends it again, and needs a new one.',
      'More than a minute went by between taking the ticket and using it.',
      'The ticket was taken for another session.',
    ],
  },
  too_many_streams: {
    meaning: 'As many streams are open for this caller as there may be: four for a user, eight for a tenant.',
    causes: [
      'An app opens a stream at each rendering and closes none of them.',
      'Phones that changed networks leave streams behind, which end within five minutes.',
    ],
  },
  keys_unavailable: {
    meaning:
      'The token could not be checked, because the public keys of the identity provider cannot be fetched. The token itself may be good.',
    causes: [
      'The identity provider is out of reach, or its OpenID configuration names another issuer than the gateway trusts.',
      'The gateway is not allowed to connect to it.',
    ],
  },
  invalid_pair: {
    meaning: 'A trade has one fiat and one crypto leg. From fiat to crypto is a buy; from crypto to fiat is a sell.',
    causes: ['from_asset and to_asset are both fiat.', 'from_asset and to_asset are both crypto.'],
  },
  unknown_asset: {
    meaning: 'A symbol is not in the list of supported assets.',
    causes: [
      'The symbol is misspelt; detail lists the known ones.',
      'The asset exists, but the gateway does not support it. GET /v0/assets lists those it does.',
    ],
  },
  unsupported_asset: {
    meaning: 'The asset is supported, but not on the chain that chain_id names.',
    causes: ['chain_id is that of another network. GET /v0/assets lists the chains of each asset.'],
  },
  provider_refused: {
    meaning: 'Every provider that was asked, or the one that the request pins, definitely refused this trade.',
    causes: [
      'The amount is below the minimum or above the maximum; limit says which values pass.',
      'The payment method or the country is not served for this asset.',
      'service_provider names a provider that cannot serve this trade. Leave it out to let the router choose.',
      'reason is switched_off: the operator of the gateway has turned this off for a while. nearest says what to change, where that helps.',
    ],
  },
  operator_unauthenticated: {
    meaning: 'The call to the operator port carries no operator token that is in force.',
    causes: [
      'The header Authorization is missing, or does not read Bearer and the token, which begins with rwo_.',
      'The token has expired, was revoked, or belongs to another gateway.',
      'The token is one of an end user or of a partner: those are for the public port.',
    ],
  },
  operator_forbidden: {
    meaning: 'The operator token is good, but its scopes do not allow this.',
    causes: ['The token was made for reading only, and this acts.'],
  },
  ...partnerErrorExplanations,
  foreign_origin: {
    meaning: 'A cookie alone allows something only to pages of the console, or of the portal, itself.',
    causes: [
      'A page of another site, or of another port of this machine, tried to act in the name of whoever is signed in.',
      'A proxy in front removes Origin and Sec-Fetch-Site, or changes the host: set public_url or operator.public_url, and let both through.',
    ],
  },
  insecure_connection: {
    meaning: 'A browser would send its cookie in the clear, so nobody is signed in this way.',
    causes: [
      'The console or the portal was opened over http by the address of another machine.',
      'The proxy in front speaks https, but the gateway does not know: operator.public_url, or for the portal public_url, does not say so.',
    ],
  },
  too_many_attempts: {
    meaning:
      'Too many operator tokens or tenant keys from there were wrong within a minute, so none is looked at for a while.',
    causes: [
      'A program goes on with a token or key that has expired or was revoked.',
      'Somebody guesses. Nobody who used a good one within the hour is held up by that.',
    ],
  },
  foreign_host: {
    meaning: 'The request names a host that the operator port does not go by.',
    causes: [
      'A proxy in front passes on a host name of its own: name it in operator.public_url.',
      'A site made its name lead to this machine, to read from here through a browser.',
    ],
  },
  kyc_required: {
    meaning: "This tenant serves only users whose identity check is approved, and this user's is not (yet).",
    causes: [
      'The user has not finished the identity check, or it was rejected.',
      'The operator has not recorded the approval, or the token lacks the claim that carries it.',
    ],
  },
  transaction_not_found: {
    meaning: 'The user has no transaction with this id.',
    causes: ['The id is misspelt.', 'The transaction belongs to another user or tenant.'],
  },
  session_not_found: {
    meaning: 'The user has no session with this id.',
    causes: ['The id is misspelt.', 'The session belongs to another user or tenant, or is too old to be kept.'],
  },
  asset_not_found: {
    meaning: 'The registry has no asset with this symbol on this chain.',
    causes: ['The symbol is misspelt.', 'The asset is on another chain; without chain_id the chain is 1329.'],
  },
  webhook_refused: {
    meaning: 'A webhook did not prove that it comes from Meld, so nothing was recorded.',
    causes: [
      "The webhook secret in the configuration is not the one of Meld's webhook profile.",
      'The URL that Meld signed is not the one it reached: check public_url and trusted_proxies.',
      'The signature is older or newer than 300 seconds: check the clock.',
    ],
  },
  key_in_flight: {
    meaning:
      'Another call with the same idempotency_key has not finished. This call waited for it, and gave up at its deadline.',
    causes: ['The provider is slow.', 'The client gave up on the first call too early and sent it again.'],
  },
  link_closed: {
    meaning:
      'A link can be released from the browser that opened it only while it may lead to the widget: before any transaction, and before it expires.',
    causes: [
      'A transaction was started with the link. Read the session to see how it stands, and do not start a second trade.',
      'The link has expired.',
      'The session was never opened at a provider, so it has no link.',
    ],
  },
  key_reused: {
    meaning:
      'This tenant refuses a key that was used before for a different body, rather than answering with the session that the key opened.',
    causes: ['The key is built from something that stays the same while the amount or the address changes.'],
  },
  act_refused: {
    meaning: 'An operator asked for something that does not apply to the session as it stands; nothing was changed.',
    causes: [
      'A transaction is under way, or the session has ended, so that its link cannot be released or cancelled.',
      'No widget was ever opened for the session, so Meld has nothing to tell of it.',
      'The session has as many notes as it may have.',
    ],
  },
  act_too_soon: {
    meaning: 'Meld was asked about this session by an operator a moment ago, and is not asked again so soon.',
    causes: ['Two operators look at the same session, or a button was pressed twice.'],
  },
  provider_unavailable: {
    meaning:
      'The provider failed, or whether it did anything is not known. With an idempotency_key only one session is ever shown, however often the call is repeated.',
    causes: ['The provider timed out or answered with a server error.', 'The connection to it was lost.'],
  },
  upstream_misconfigured: {
    meaning: 'The gateway was refused by Meld. Callers can do nothing about it; tell the operator.',
    causes: [
      'The API key of the tenant is wrong, revoked, or belongs to the other environment (sandbox or production).',
      'The Meld account lacks a permission or a provider.',
    ],
  },
  webhook_not_found: {
    meaning: 'The tenant has no webhook with this id.',
    causes: ['It is of another tenant.', 'It was handled longer ago than webhooks are kept.'],
  },
  webhook_handled: {
    meaning: 'The webhook was handled meanwhile, so there is nothing to try again. Nothing was changed.',
    causes: ['The gateway tried again by itself.', 'A colleague was faster.'],
  },
  tenant_not_found: {
    meaning: 'The gateway has no such tenant.',
    causes: [
      'The id is misspelt, or its colon was not encoded as a program expects it.',
      'Its entry was taken out of the configuration.',
    ],
  },
  tenant_key_not_found: {
    meaning: 'The tenant has no key of this id.',
    causes: [
      'The id is of a key of another tenant, or the key itself was sent in place of its id, which begins with tky_.',
    ],
  },
  switch_not_found: {
    meaning: 'There is no switch with this id.',
    causes: ['The id is misspelt, or is of another deployment.'],
  },
  switch_exists: {
    meaning:
      'A switch that names exactly the same, in the same state, is active already; switch_id tells which. Nothing was changed.',
    causes: ['A colleague was faster, or the same command was given twice.'],
  },
  switches_full: {
    meaning: 'As many switches are active as a gateway compares a trade with. Nothing was changed.',
    causes: ['A script makes switches without an end, one for each combination.'],
  },
}
