import { type ErrorEntry, entry } from './error-entry.ts'

/** The refusals that partners alone can meet, and operators who do the same for them; part of `errorCatalogue`. */
export const partnerErrors = {
  partner_unauthenticated: entry(
    'PTR-401-001',
    401,
    'Partner Not Authenticated',
    'Send Authorization: Bearer with a tenant key that is in force; the operator of the gateway makes them.',
  ),
  portal_link_invalid: entry(
    'PTR-401-002',
    401,
    'Portal Link Invalid',
    'Ask the operator of the gateway for another link; each works once, within 15 minutes.',
  ),
  partner_forbidden: entry(
    'PTR-403-001',
    403,
    'Partner Not Allowed',
    'Use a tenant key that has the scope which detail names.',
  ),
  webhook_endpoint_not_found: entry(
    'PTR-404-001',
    404,
    'Webhook Endpoint Not Found',
    'Use an id from the list of webhook endpoints of the same tenant.',
  ),
  event_not_found: entry(
    'PTR-404-002',
    404,
    'Event Not Found',
    'Use an id from the list of events of the same tenant, and within the time that events are kept.',
  ),
  delivery_not_found: entry(
    'PTR-404-003',
    404,
    'Delivery Not Found',
    'Use an id from the list of deliveries of the same tenant, and within the time that they are kept.',
  ),
  webhook_endpoints_full: entry(
    'PTR-409-001',
    409,
    'Too Many Webhook Endpoints',
    'Delete one that is not needed, or let one take the types of several.',
  ),
  webhook_endpoint_disabled: entry(
    'PTR-409-002',
    409,
    'Webhook Endpoint Disabled',
    'Enable the webhook endpoint first; what is pending is sent then, and what it missed can be replayed.',
  ),
  webhook_endpoint_gone: entry(
    'PTR-409-003',
    409,
    'Webhook Endpoint Gone',
    'Its webhook endpoint was deleted. Replay the event to another one.',
  ),
  replay_under_way: entry(
    'PTR-409-004-R',
    409,
    'Replay Under Way',
    'Retry once the replay before is through; its deliveries tell how far it is.',
  ),
  replay_too_large: entry(
    'PTR-409-005',
    409,
    'Replay Too Large',
    'Name a shorter stretch of time, or fewer types, and replay the rest afterwards.',
  ),
} as const satisfies Record<string, ErrorEntry>
