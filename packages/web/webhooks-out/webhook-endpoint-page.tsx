import { Link, useLocation } from 'wouter'
import { addressOf } from '../parts/filters.ts'
import { Identifier } from '../parts/identifier.tsx'
import { Instant } from '../parts/instant.tsx'
import { Page, Section } from '../parts/page.tsx'
import { Problem, Waiting } from '../parts/problem.tsx'
import { EmptyState } from '../ui/states.tsx'
import { DeliveryTable } from './delivery-table.tsx'
import { Facts } from './facts.tsx'
import { ForeignText } from './foreign-text.tsx'
import { useList, useWebhookEndpoint } from './queries.ts'
import type { DeliveryList, WebhookEndpoint } from './shapes.ts'
import { type Ref, useViewer } from './viewer.ts'
import { WebhookEndpointActs } from './webhook-endpoint-acts.tsx'
import { StatusBadge } from './webhook-endpoints-page.tsx'
import { disabledInWords, pendingInWords } from './words.ts'

/** How many of the newest deliveries stand on the page of their webhook endpoint. */
const newestCount = '20'

/** One webhook endpoint: how it does, what it is set to, what can be done, and what was sent to it last. */
export function WebhookEndpointPage({ of }: { readonly of: Ref }) {
  const { data, error, isFetching, dataUpdatedAt, refetch } = useWebhookEndpoint(of)
  const [, go] = useLocation()
  if (data === undefined) {
    return (
      <Page title="Webhook endpoint">
        {error === null ? <Waiting rows={6} height="3rem" /> : <Problem error={error} onRetry={() => void refetch()} />}
      </Page>
    )
  }
  const { webhook_endpoint: one } = data
  return (
    <Page
      title="Webhook endpoint"
      mark={
        <span role="status" data-testid="webhook-endpoint-status">
          <StatusBadge status={one.status} />
        </span>
      }
      description={<ForeignText text={one.url} />}
      freshness={{ updatedAt: dataUpdatedAt, isFetching, onRefresh: () => void refetch() }}
    >
      {error !== null && <Problem error={error} onRetry={() => void refetch()} />}
      <Standing one={one} />
      <div className="webhook-columns">
        <div className="webhook-settings">
          <Settings of={of} one={one} />
        </div>
        <div className="webhook-acts">
          <WebhookEndpointActs of={of} one={one} onDeleted={() => go('/webhook-endpoints')} />
        </div>
        <div className="webhook-deliveries">
          <NewestDeliveries of={of} />
        </div>
      </div>
    </Page>
  )
}

/** What is wrong with it, and what follows. */
function Standing({ one }: { readonly one: WebhookEndpoint }) {
  const { status, disabled_reason, disabled_at, failing_since } = one
  if (status === 'disabled') {
    return (
      <p className="notice warn">
        {disabledInWords(disabled_reason)} Nothing has been sent to it since <Instant at={disabled_at} />. What is
        pending waits until it is enabled again.
      </p>
    )
  }
  if (status === 'enabled' || failing_since === null) return null
  return (
    <p className="notice bad">
      All attempts since <Instant at={failing_since} /> failed. Others follow at growing intervals; the newest
      deliveries say what it answered.
    </p>
  )
}

function Settings({ of, one }: { readonly of: Ref; readonly one: WebhookEndpoint }) {
  const { isOperator } = useViewer()
  const { previous_secret_expires_at: older } = one
  const pending = addressOf('/deliveries', {
    tenant: isOperator ? of.tenant : '',
    webhook_endpoint: one.id,
    state: 'pending',
  })
  return (
    <Section title="Settings">
      <Facts
        facts={[
          ['URL', <ForeignText key="" text={one.url} what="URL" />],
          [
            'Description',
            one.description === null ? 'none' : <ForeignText key="" text={one.description} what="description" />,
          ],
          ['Events', one.types.length === 0 ? 'All, new types too' : one.types.join(', ')],
          ['Timestamps', one.timestamp_format === 'iso8601' ? 'ISO 8601' : 'epoch milliseconds'],
          ['Signature', signatures[one.signature]],
          [
            'Pending',
            <Link key="" href={pending}>
              {pendingInWords(one.pending)}
            </Link>,
          ],
          ['Last success', <Instant key="" at={one.last_success_at} />],
          ['Last failure', <Instant key="" at={one.last_failure_at} />],
          ...(older === null ? [] : [['Secret before signs too', <Until key="" at={older} />] as const]),
          ['Webhook endpoint', <Identifier key="" text={one.id} what="webhook endpoint id" />],
          ...(isOperator ? [['Tenant', of.tenant] as const] : []),
          ['Created', <Instant key="" at={one.created_at} isAbsolute />],
        ]}
      />
    </Section>
  )
}

function Until({ at }: { readonly at: number }) {
  return (
    <>
      until <Instant at={at} isAbsolute />
    </>
  )
}

const signatures = { hmac: 'HMAC', ed25519: 'Ed25519', both: 'HMAC and Ed25519' } as const

function NewestDeliveries({ of }: { readonly of: Ref }) {
  const { isOperator } = useViewer()
  const { tenant, id } = of
  const query = { webhook_endpoint: id, ...(isOperator && { tenant }) }
  const { data, error, refetch } = useList<DeliveryList>('deliveries', { ...query, count: newestCount })
  return (
    <Section title="Newest deliveries" aside={<Link href={addressOf('/deliveries', query)}>All</Link>} isFlush>
      {error !== null ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Waiting rows={4} />
      ) : data.deliveries.length === 0 ? (
        <EmptyState title="No delivery yet">
          <p>Send a test event to see one.</p>
        </EmptyState>
      ) : (
        <DeliveryTable deliveries={data.deliveries} tenant={tenant} />
      )}
    </Section>
  )
}
