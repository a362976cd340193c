import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Redirect, Route, Switch, useSearch } from 'wouter'
import { Page } from '../parts/page.tsx'
import { Problem, Waiting } from '../parts/problem.tsx'
import { EmptyState } from '../ui/states.tsx'
import { DeliveriesPage } from '../webhooks-out/deliveries-page.tsx'
import { DeliveryPage } from '../webhooks-out/delivery-page.tsx'
import { EventPage } from '../webhooks-out/event-page.tsx'
import { EventsPage } from '../webhooks-out/events-page.tsx'
import { type Noun, type Viewer, ViewerContext } from '../webhooks-out/viewer.ts'
import { WebhookEndpointPage } from '../webhooks-out/webhook-endpoint-page.tsx'
import { WebhookEndpointsPage } from '../webhooks-out/webhook-endpoints-page.tsx'
import { call, type Partner, partnerQuery } from './api.ts'
import { Shell } from './shell.tsx'
import { SignedOutPage, SignInPage } from './sign-in-page.tsx'

/** The portal: a page that a portal link opens, and all others for whoever it let in. */
export function App() {
  return (
    <Switch>
      <Route path="/sign-in">
        <SignInPage />
      </Route>
      <Route>
        <SignedIn />
      </Route>
    </Switch>
  )
}

function SignedIn() {
  const { data: partner, error, refetch } = useQuery(partnerQuery)
  if (partner === null) return <SignedOutPage />
  if (partner === undefined) {
    return (
      <main className="alone">
        {error === null ? <Waiting rows={3} /> : <Problem error={error} onRetry={() => void refetch()} />}
      </main>
    )
  }
  return (
    <Shell partner={partner}>
      <Pages partner={partner} />
    </Shell>
  )
}

/** The page of one thing is one step below the portal's own path, as the names of its files need it. */
const pageOf: Readonly<Record<Noun, string>> = {
  'webhook-endpoints': '/webhook-endpoint',
  events: '/event',
  deliveries: '/delivery',
}

function Pages({ partner }: { readonly partner: Partner }) {
  const { tenant, scopes } = partner
  const viewer = useMemo<Viewer>(
    () => ({
      call,
      isOperator: false,
      tenants: [tenant],
      pathOf: (noun, { id }, verb = '') => `/${noun}/${encodeURIComponent(id)}${verb && `/${verb}`}`,
      addressOf: (noun, { id }) => `${pageOf[noun]}?${new URLSearchParams({ id })}`,
      objection: scopes.includes('webhooks') ? undefined : 'This link shows everything and changes nothing.',
    }),
    [tenant, scopes],
  )
  const id = new URLSearchParams(useSearch()).get('id') ?? ''
  const of = { tenant, id }
  return (
    <ViewerContext value={viewer}>
      <Switch>
        <Route path="/">
          <Redirect to="/webhook-endpoints" replace />
        </Route>
        <Route path="/webhook-endpoints">
          <WebhookEndpointsPage />
        </Route>
        <Route path={pageOf['webhook-endpoints']}>
          <WebhookEndpointPage key={id} of={of} />
        </Route>
        <Route path="/deliveries">
          <DeliveriesPage />
        </Route>
        <Route path={pageOf.deliveries}>
          <DeliveryPage key={id} of={of} />
        </Route>
        <Route path="/events">
          <EventsPage />
        </Route>
        <Route path={pageOf.events}>
          <EventPage key={id} of={of} />
        </Route>
        <Route>
          <Page title="No such page">
            <EmptyState title="There is nothing at this address">
              <p>The links above lead to all there is.</p>
            </EmptyState>
          </Page>
        </Route>
      </Switch>
    </ViewerContext>
  )
}
