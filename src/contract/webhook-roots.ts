/** Where lists and their members are: below the partner's API, or the operator's for one tenant. */
export interface WebhookRoots {
  readonly events: string
  readonly deliveries: string
  readonly webhookEndpoints: string
  /** What stands before an id in a path: nothing, or the tenant. */
  readonly scope: string
  /** What the lists' addresses name beside their filters. */
  readonly query: Readonly<Record<string, string>>
}

/** The partner's. */
export const partnerRoots: WebhookRoots = {
  events: '/v0/partner/events',
  deliveries: '/v0/partner/deliveries',
  webhookEndpoints: '/v0/partner/webhook-endpoints',
  scope: '',
  query: {},
}

/** The operator's, for one tenant. */
export function operatorRoots(tenant: string): WebhookRoots {
  return {
    events: '/operator/v0/events',
    deliveries: '/operator/v0/deliveries',
    webhookEndpoints: '/operator/v0/webhook-endpoints',
    scope: `${encodeURIComponent(tenant)}/`,
    query: { tenant },
  }
}
