import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from './http.ts'
import type { AuditPage, Health, TenantPage, WebhookPage } from './state-shapes.ts'

/** How often the state of the gateway is read while it is looked at. */
const pollMs = 5_000

type Narrowed = Readonly<Record<string, string>>

/** How the gateway is. */
export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => call<Health>('GET', '/health', { signal }),
  refetchInterval: pollMs,
})

/** A page of tenants, those with faults first. */
export function tenantsQuery(query: Narrowed) {
  return queryOptions({
    queryKey: ['tenants', query],
    queryFn: ({ signal }) => call<TenantPage>('GET', '/tenants', { query, signal }),
  })
}

/** A page of Meld's webhooks, newest first, and how many wait. */
export function webhooksQuery(query: Narrowed) {
  return queryOptions({
    queryKey: ['webhooks', query],
    queryFn: ({ signal }) => call<WebhookPage>('GET', '/webhooks', { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: pollMs,
  })
}

/** Has a webhook handled once more. */
export function useRetryWebhook() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ tenant, id, reason }: { readonly tenant: string; readonly id: string; readonly reason: string }) =>
      call('POST', `/webhooks/${encodeURIComponent(tenant)}/${encodeURIComponent(id)}/retry`, {
        body: reason === '' ? {} : { reason },
      }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['webhooks'] }),
  })
}

/** A page of the audit log, newest first. */
export function auditQuery(query: Narrowed) {
  return queryOptions({
    queryKey: ['audit', query],
    queryFn: ({ signal }) => call<AuditPage>('GET', '/audit', { query, signal }),
    placeholderData: keepPreviousData,
  })
}
