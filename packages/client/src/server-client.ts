import { readBaseUrl } from './base-url.ts'
import type { RampwayEvent } from './event-types.ts'
import { type Listening, type ListenOptions, listen } from './listening.ts'
import { type Listing, listing } from './listing.ts'
import type {
  DeliveriesInput,
  Delivery,
  DeliveryDetail,
  DeliveryPage,
  EventPage,
  EventsInput,
  EventWithDeliveries,
  ListedTenantSession,
  ListedTenantTransaction,
  Replay,
  ReplayEventInput,
  ReplayInput,
  TenantSession,
  TenantSessionPage,
  TenantSessionsInput,
  TenantTransaction,
  TenantTransactionPage,
  TenantTransactionsInput,
  WebhookEndpoint,
  WebhookEndpointChanges,
  WebhookEndpointInput,
  WebhookEndpointPage,
  WebhookEndpointWithSecret,
} from './partner-types.ts'
import type { Fetch } from './platform.ts'
import { type Call, type CallOptions, createCall } from './transport.ts'

/** What a partner's server needs to reach a gateway. */
export interface ServerClientOptions {
  /** Where the gateway is, such as `https://ramp.example.com`, with its path where it has one. */
  readonly baseUrl: string
  /** The tenant key, `rwk_…`. It sees everything of the tenant, and has no place in an app. */
  readonly key: string
  /** In place of the global `fetch`. */
  readonly fetch?: Fetch | undefined
}

/** The gateway's API for one tenant. Every call rejects with a RampwayError. What creates or sends is never sent again by itself. */
export interface ServerClient {
  /** Sessions of every user. */
  readonly sessions: {
    /** Newest first. */
    readonly list: (
      input?: TenantSessionsInput,
      options?: CallOptions,
    ) => Listing<TenantSessionPage, ListedTenantSession>
    readonly get: (id: string, options?: CallOptions) => Promise<TenantSession>
  }
  /** Transactions of every user. */
  readonly transactions: {
    /** Newest first. */
    readonly list: (
      input?: TenantTransactionsInput,
      options?: CallOptions,
    ) => Listing<TenantTransactionPage, ListedTenantTransaction>
    readonly get: (id: string, options?: CallOptions) => Promise<TenantTransaction>
  }
  /** What happened. */
  readonly events: {
    /** Newest first. */
    readonly list: (input?: EventsInput, options?: CallOptions) => Listing<EventPage, RampwayEvent>
    readonly get: (id: string, options?: CallOptions) => Promise<EventWithDeliveries>
    /** Sends it again: to one webhook endpoint, or to all that want it; and to whoever listens. */
    readonly replay: (id: string, input?: ReplayEventInput, options?: CallOptions) => Promise<EventWithDeliveries>
    /** Events as they happen, for `for await`; replays too. It connects at once, and again whenever it is cut off. */
    readonly listen: (options?: ListenOptions) => Listening
  }
  /** Where events are sent. */
  readonly webhookEndpoints: {
    /** Its secret is shown here and at `rotateSecret` alone. */
    readonly create: (input: WebhookEndpointInput, options?: CallOptions) => Promise<WebhookEndpointWithSecret>
    readonly list: (options?: CallOptions) => Listing<WebhookEndpointPage, WebhookEndpoint>
    readonly get: (id: string, options?: CallOptions) => Promise<WebhookEndpoint>
    readonly update: (id: string, changes: WebhookEndpointChanges, options?: CallOptions) => Promise<WebhookEndpoint>
    readonly delete: (id: string, options?: CallOptions) => Promise<void>
    /** Makes another secret; for 24 hours deliveries are signed with both. */
    readonly rotateSecret: (id: string, options?: CallOptions) => Promise<WebhookEndpointWithSecret>
    /** Sends it a `rampway.test`. */
    readonly test: (id: string, options?: CallOptions) => Promise<EventWithDeliveries>
    /** Sends it again what it missed; with `dry_run`, counts that. */
    readonly replay: (id: string, input: ReplayInput, options?: CallOptions) => Promise<Replay>
  }
  /** One for each event and webhook endpoint. */
  readonly deliveries: {
    /** Newest first. */
    readonly list: (input?: DeliveriesInput, options?: CallOptions) => Listing<DeliveryPage, Delivery>
    /** With every attempt. */
    readonly get: (id: string, options?: CallOptions) => Promise<DeliveryDetail>
    /** Tries it at once. */
    readonly retry: (id: string, options?: CallOptions) => Promise<Delivery>
  }
}

/** A client of one gateway for one tenant. Throws a TypeError when `baseUrl` or `key` can be of no use. */
export function createServerClient({ baseUrl, key, fetch }: ServerClientOptions): ServerClient {
  if (!/^rwk_[\w-]+$/.test(key)) {
    throw new TypeError('key must be a tenant key, rwk_…, as `rampway tenant key create` makes it')
  }
  const credentials = (token: string) => ({ authorization: `Bearer ${token}` })
  const origin = { baseUrl: readBaseUrl(baseUrl), token: key, credentials, fetch }
  const call = createCall(origin)
  return {
    ...tradesOf(call),
    events: { ...eventsOf(call), listen: (options) => listen(origin, options) },
    ...deliveringOf(call),
  }
}

const root = '/v0/partner'

function tradesOf(call: Call): Pick<ServerClient, 'sessions' | 'transactions'> {
  const sessions = `${root}/sessions`
  const transactions = `${root}/transactions`
  return {
    sessions: {
      list: (input, options) =>
        listing(
          call,
          { path: sessions, member: 'sessions' },
          input,
          (page: TenantSessionPage) => page.sessions,
          options,
        ),
      get: async (id, options) => {
        type Reply = Pick<TenantSession, '_links'> & { readonly session: Omit<TenantSession, '_links'> }
        const { _links, session } = await read<Reply>(call, pathOf(sessions, id), 'session', options)
        return { _links, ...session }
      },
    },
    transactions: {
      list: (input, options) =>
        listing(
          call,
          { path: transactions, member: 'transactions' },
          input,
          (page: TenantTransactionPage) => page.transactions,
          options,
        ),
      get: async (id, options) => {
        type Reply = Pick<TenantTransaction, '_links'> & { readonly transaction: Omit<TenantTransaction, '_links'> }
        const { _links, transaction } = await read<Reply>(call, pathOf(transactions, id), 'transaction', options)
        return { _links, ...transaction }
      },
    },
  }
}

function eventsOf(call: Call): Omit<ServerClient['events'], 'listen'> {
  const path = `${root}/events`
  return {
    list: (input, options) =>
      listing(call, { path, member: 'events' }, input, (page: EventPage) => page.events, options),
    get: (id, options) => read<EventWithDeliveries>(call, pathOf(path, id), 'event', options),
    replay: (id, input = {}, options) =>
      post<EventWithDeliveries>(call, pathOf(path, id, 'replay'), 'event', input, options),
  }
}

function deliveringOf(call: Call): Pick<ServerClient, 'webhookEndpoints' | 'deliveries'> {
  const endpoints = `${root}/webhook-endpoints`
  const deliveries = `${root}/deliveries`
  const member = 'webhook_endpoint'
  type One<Of = WebhookEndpoint> = { readonly webhook_endpoint: Of }
  type Secret = One<WebhookEndpointWithSecret>
  return {
    webhookEndpoints: {
      create: async (input, options) => (await post<Secret>(call, endpoints, member, input, options)).webhook_endpoint,
      list: (options) =>
        listing(
          call,
          { path: endpoints, member: 'webhook_endpoints' },
          undefined,
          (page: WebhookEndpointPage) => page.webhook_endpoints,
          options,
        ),
      get: async (id, options) => (await read<One>(call, pathOf(endpoints, id), member, options)).webhook_endpoint,
      update: async (id, body, options) => {
        const request = { method: 'PATCH', path: pathOf(endpoints, id), member, body } as const
        return (await call<One>(request, options)).body.webhook_endpoint
      },
      delete: async (id, options) => {
        await call({ method: 'DELETE', path: pathOf(endpoints, id) }, options)
      },
      rotateSecret: async (id, options) =>
        (await post<Secret>(call, pathOf(endpoints, id, 'rotate-secret'), member, {}, options)).webhook_endpoint,
      test: (id, options) => post<EventWithDeliveries>(call, pathOf(endpoints, id, 'test'), 'event', {}, options),
      replay: (id, input, options) => post<Replay>(call, pathOf(endpoints, id, 'replay'), 'count', input, options),
    },
    deliveries: {
      list: (input, options) =>
        listing(
          call,
          { path: deliveries, member: 'deliveries' },
          input,
          (page: DeliveryPage) => page.deliveries,
          options,
        ),
      get: (id, options) => read<DeliveryDetail>(call, pathOf(deliveries, id), 'delivery', options),
      retry: async (id, options) => {
        type Reply = { readonly delivery: Delivery }
        return (await post<Reply>(call, pathOf(deliveries, id, 'retry'), 'delivery', {}, options)).delivery
      },
    },
  }
}

async function read<Body>(call: Call, path: string, member: string, options: CallOptions | undefined): Promise<Body> {
  return (await call<Body>({ method: 'GET', path, member }, options)).body
}

/** Sent once: done twice, it would create or send twice. */
async function post<Body>(
  call: Call,
  path: string,
  member: string,
  body: object,
  options: CallOptions | undefined,
): Promise<Body> {
  return (await call<Body>({ method: 'POST', path, member, body, once: true }, options)).body
}

function pathOf(path: string, id: string, act?: string): string {
  const one = `${path}/${encodeURIComponent(id)}`
  return act === undefined ? one : `${one}/${act}`
}
