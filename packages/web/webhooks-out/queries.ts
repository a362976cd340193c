import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Method } from '../parts/http.ts'
import type { DeliveryReply, EventReply, WebhookEndpoint, WebhookEndpointList } from './shapes.ts'
import { type Noun, type Ref, useViewer } from './viewer.ts'

/** How often what is looked at is read anew. */
const pollMs = 3_000
/** Begins the key of all that is read here. */
const key = 'webhooks-out'

type Query = Readonly<Record<string, string>>

/** A page of a list, newest first, read again and again. */
export function useList<Page>(noun: Noun, query: Query) {
  const { call } = useViewer()
  return useQuery({
    queryKey: [key, noun, query],
    queryFn: ({ signal }) => call<Page>('GET', `/${noun}`, { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: pollMs,
  })
}

/** How many webhook endpoints a choice holds: a tenant has fewer. */
const choiceMax = '50'

/** A tenant's webhook endpoints, to choose from and to name by their addresses. */
export function useWebhookEndpoints(tenant: string): readonly WebhookEndpoint[] {
  const { isOperator } = useViewer()
  const query: Query = isOperator ? { tenant, count: choiceMax } : {}
  return useList<WebhookEndpointList>('webhook-endpoints', query).data?.webhook_endpoints ?? none
}

const none: readonly WebhookEndpoint[] = []

function useItem<Reply>(noun: Noun, ref: Ref) {
  const { call, pathOf } = useViewer()
  return useQuery({
    queryKey: [key, noun, ref],
    queryFn: ({ signal }) => call<Reply>('GET', pathOf(noun, ref), { signal }),
    refetchInterval: pollMs,
  })
}

/** One webhook endpoint. */
export function useWebhookEndpoint(ref: Ref) {
  return useItem<{ readonly webhook_endpoint: WebhookEndpoint }>('webhook-endpoints', ref)
}

/** One event, and its deliveries. */
export function useEvent(ref: Ref) {
  return useItem<EventReply>('events', ref)
}

/** One delivery with all its attempts. */
export function useDelivery(ref: Ref) {
  return useItem<DeliveryReply>('deliveries', ref)
}

/** What an act calls. */
export interface ActCall {
  readonly method: Method
  readonly path: string
  readonly query?: Query
  readonly body?: object
}

/** Does something, after which all that is shown is read anew. */
export function useAct<Reply>() {
  const { call } = useViewer()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ method, path, query, body }: ActCall) =>
      call<Reply>(method, path, {
        ...(query !== undefined && { query }),
        ...(body !== undefined && Object.keys(body).length > 0 && { body }),
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: [key] }),
  })
}

/** Asks what an act would do; nothing is done. */
export function useDryRun<Reply>() {
  const { call } = useViewer()
  return useMutation({
    mutationFn: ({ method, path, body = {} }: ActCall) =>
      call<Reply>(method, path, { body: { ...body, dry_run: true } }),
  })
}

/** The member of a body that says why; without a reason there is none. */
export function reasonGiven(reason: string): { readonly reason?: string } {
  return reason === '' ? {} : { reason }
}
