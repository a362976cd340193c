import { useQuery } from '@tanstack/react-query'
import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter'
import { Page } from '../parts/page.tsx'
import { Problem, Waiting } from '../parts/problem.tsx'
import { EmptyState } from '../ui/states.tsx'
import { meQuery } from './api/sign-in.ts'
import { AuditPage } from './audit/audit-page.tsx'
import { FindPage } from './find/find-page.tsx'
import { HealthPage } from './health/health-page.tsx'
import { HomePage } from './home/home-page.tsx'
import { SessionPage } from './session/session-page.tsx'
import { SessionsPage } from './sessions/sessions-page.tsx'
import { OperatorContext } from './shell/operator-context.ts'
import { Shell } from './shell/shell.tsx'
import { signInAddress } from './sign-in/return-address.ts'
import { SignInPage } from './sign-in/sign-in-page.tsx'
import { SwitchesPage } from './switches/switches-page.tsx'
import { TenantsPage } from './tenants/tenants-page.tsx'
import { WebhooksPage } from './webhooks/webhooks-page.tsx'
import { OperatorWebhooks } from './webhooks-out/operator-webhooks.tsx'

/** The console: a page to sign in, and all others for whoever is. */
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
  const { data: me, error, refetch } = useQuery(meQuery)
  const [path] = useLocation()
  const search = useSearch()
  if (me === null) return <Redirect to={signInAddress(path, search)} replace />
  if (me === undefined) {
    return (
      <main className="alone">
        {error === null ? <Waiting rows={3} /> : <Problem error={error} onRetry={() => void refetch()} />}
      </main>
    )
  }
  return (
    <OperatorContext value={me}>
      <Shell>
        <Switch>
          <Route path="/">
            <HomePage />
          </Route>
          <Route path="/find">
            <FindPage />
          </Route>
          <Route path="/sessions">
            <SessionsPage />
          </Route>
          <Route path="/sessions/:id">{({ id }) => <SessionPage key={id} id={id} />}</Route>
          <Route path="/switches">
            <SwitchesPage />
          </Route>
          <Route path="/webhooks">
            <WebhooksPage />
          </Route>
          {['/webhook-endpoints/:id?', '/deliveries/:id?', '/events/:id?'].map((path) => (
            <Route key={path} path={path}>
              <OperatorWebhooks />
            </Route>
          ))}
          <Route path="/tenants">
            <TenantsPage />
          </Route>
          <Route path="/health">
            <HealthPage />
          </Route>
          <Route path="/audit">
            <AuditPage />
          </Route>
          <Route>
            <Page title="No such page">
              <EmptyState title="There is nothing at this address">
                <p>The menu leads to all there is.</p>
              </EmptyState>
            </Page>
          </Route>
        </Switch>
      </Shell>
    </OperatorContext>
  )
}
