import type { partnerErrors } from '../domain/partner-errors.ts'
import type { ErrorExplanation } from './error-explanation.ts'

/** One explanation for each refusal of partners. */
export const partnerErrorExplanations: Readonly<Record<keyof typeof partnerErrors, ErrorExplanation>> = {
  partner_unauthenticated: {
    meaning: 'The call carries no tenant key that is in force.',
    causes: [
      'The header Authorization is missing, or does not read Bearer and the key, which begins with rwk_.',
      'The key has expired, was revoked, or belongs to another gateway.',
      'The token of an end user or of an operator was sent: neither is a tenant key.',
      'The tenant of the key is not served here any more.',
    ],
  },
  portal_link_invalid: {
    meaning: 'The code of a portal link signs nobody in any more. Nothing is wrong with the portal itself.',
    causes: [
      'The link was opened before, perhaps by a program that looks at links in messages.',
      'It is older than 15 minutes, or was not copied as a whole.',
    ],
  },
  partner_forbidden: {
    meaning: 'The tenant key is good, but its scopes do not allow this.',
    causes: ['The key was made for reading only, and this changes webhook endpoints or replays events.'],
  },
  webhook_endpoint_not_found: {
    meaning: 'The tenant has no webhook endpoint with this id.',
    causes: ['It was deleted.', 'It is of another tenant.'],
  },
  event_not_found: {
    meaning: 'The tenant has no event with this id.',
    causes: ['It is of another tenant.', 'It happened longer ago than events are kept.'],
  },
  delivery_not_found: {
    meaning: 'The tenant has no delivery with this id.',
    causes: ['It is of another tenant.', 'Its event happened longer ago than events are kept.'],
  },
  webhook_endpoints_full: {
    meaning: 'The tenant has as many webhook endpoints as it may have. Nothing was made.',
    causes: ['A deployment makes a new one each time, in place of changing the one that it has.'],
  },
  webhook_endpoint_disabled: {
    meaning: 'Nothing is sent to a webhook endpoint that is disabled, so there was nothing to ask for.',
    causes: [
      'Somebody disabled it.',
      'It answered 410, which asks for no more.',
      'Every attempt had failed for days. disabled_reason of the webhook endpoint tells which it was.',
    ],
  },
  webhook_endpoint_gone: {
    meaning: 'The delivery was for a webhook endpoint that is no more.',
    causes: ['It was deleted; its pending deliveries were cancelled then.'],
  },
  replay_under_way: {
    meaning:
      'Events are being replayed to this webhook endpoint already, and only one replay of a range is made at a time.',
    causes: ['The same was asked for twice.', 'A large replay takes its time.'],
  },
  replay_too_large: {
    meaning: 'One replay tells no more than so many events, and looks at no more than so many. Nothing was replayed.',
    causes: ['The range has no beginning, or one that is long ago.'],
  },
}
