import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Route, Switch, useSearch } from 'wouter'
import { addressOf } from '../../parts/filters.ts'
import { Page } from '../../parts/page.tsx'
import { Problem, Waiting } from '../../parts/problem.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { DeliveriesPage } from '../../webhooks-out/deliveries-page.tsx'
import { DeliveryPage } from '../../webhooks-out/delivery-page.tsx'
import { EventPage } from '../../webhooks-out/event-page.tsx'
import { EventsPage } from '../../webhooks-out/events-page.tsx'
import { type Viewer, ViewerContext } from '../../webhooks-out/viewer.ts'
import { WebhookEndpointPage } from '../../webhooks-out/webhook-endpoint-page.tsx'
import { WebhookEndpointsPage } from '../../webhooks-out/webhook-endpoints-page.tsx'
import { call } from '../api/http.ts'
import { tenantsQuery } from '../api/state.ts'
import { useOperator } from '../shell/operator-context.ts'

/** How many tenants can be chosen from; those beyond are led to from the page Tenants. */
const tenantsShown = '200'

/** The pages of webhook endpoints, deliveries and events, for operators: of any tenant, with reasons and commands. */
export function OperatorWebhooks() {
  const { whyNot } = useOperator()
  const objection = whyNot('act')
  const { data, error, refetch } = useQuery(tenantsQuery({ count: tenantsShown }))
  const viewer = useMemo<Viewer | undefined>(
    () =>
      data && {
        call,
        isOperator: true,
        tenants: data.tenants.flatMap(({ tenant }) => tenant ?? []),
        pathOf: (noun, { tenant, id }, verb = '') =>
          `/${noun}/${encodeURIComponent(tenant)}/${encodeURIComponent(id)}${verb && `/${verb}`}`,
        addressOf: (noun, { tenant, id }) => addressOf(`/${noun}/${encodeURIComponent(id)}`, { tenant }),
        sessionAddress: ({ tenant, id }) => addressOf(`/sessions/${encodeURIComponent(id)}`, { tenant }),
        objection,
      },
    [data, objection],
  )
  if (viewer === undefined) {
    return error === null ? (
      <Waiting rows={6} height="3rem" />
    ) : (
      <Problem error={error} onRetry={() => void refetch()} />
    )
  }
  if (viewer.tenants.length === 0) {
    return (
      <Page title="Webhooks to partners">
        <EmptyState title="No tenant">
          <p>The configuration lists none.</p>
        </EmptyState>
      </Page>
    )
  }
  return (
    <ViewerContext value={viewer}>
      <Pages defaultTenant={viewer.tenants[0] ?? ''} />
    </ViewerContext>
  )
}

function Pages({ defaultTenant }: { readonly defaultTenant: string }) {
  const tenant = new URLSearchParams(useSearch()).get('tenant') ?? defaultTenant
  return (
    <Switch>
      <Route path="/webhook-endpoints">
        <WebhookEndpointsPage />
      </Route>
      <Route path="/webhook-endpoints/:id">{({ id }) => <WebhookEndpointPage key={id} of={{ tenant, id }} />}</Route>
      <Route path="/deliveries">
        <DeliveriesPage />
      </Route>
      <Route path="/deliveries/:id">{({ id }) => <DeliveryPage key={id} of={{ tenant, id }} />}</Route>
      <Route path="/events">
        <EventsPage />
      </Route>
      <Route path="/events/:id">{({ id }) => <EventPage key={id} of={{ tenant, id }} />}</Route>
    </Switch>
  )
}
