import { Link } from 'wouter'
import { Identifier } from '../parts/identifier.tsx'
import { Instant } from '../parts/instant.tsx'
import { Page, Section } from '../parts/page.tsx'
import { Problem, Waiting } from '../parts/problem.tsx'
import { EmptyState } from '../ui/states.tsx'
import { Act } from './act.tsx'
import { AttemptView } from './attempt-view.tsx'
import { About, DeliveryState } from './delivery-table.tsx'
import { Due } from './due.tsx'
import { Facts } from './facts.tsx'
import { ForeignText, WireBody } from './foreign-text.tsx'
import { reasonGiven, useDelivery, useWebhookEndpoints } from './queries.ts'
import type { DeliveryReply } from './shapes.ts'
import { type Ref, useViewer } from './viewer.ts'

/** One delivery: what was sent, each attempt with its answer, and what comes next. */
export function DeliveryPage({ of }: { readonly of: Ref }) {
  const { data, error, isFetching, dataUpdatedAt, refetch } = useDelivery(of)
  if (data === undefined) {
    return (
      <Page title="Delivery">
        {error === null ? <Waiting rows={6} height="3rem" /> : <Problem error={error} onRetry={() => void refetch()} />}
      </Page>
    )
  }
  const { delivery, body, history } = data
  const newestFirst = history.toReversed()
  return (
    <Page
      title={`Delivery of ${delivery.type}`}
      mark={
        <span role="status">
          <DeliveryState state={delivery.state} />
        </span>
      }
      freshness={{ updatedAt: dataUpdatedAt, isFetching, onRefresh: () => void refetch() }}
      actions={<RetryDelivery of={of} />}
    >
      {error !== null && <Problem error={error} onRetry={() => void refetch()} />}
      <DeliveryFacts of={of} delivery={delivery} />
      <Section title="Attempts" isFlush>
        {newestFirst.length === 0 ? (
          <EmptyState title="No attempt yet">
            <p>The first one is made at once, unless earlier events of the same session wait.</p>
          </EmptyState>
        ) : (
          <ol className="attempts" aria-label="Attempts, newest first">
            {newestFirst.map((attempt, index) => (
              <AttemptView key={attempt.number} attempt={attempt} isNewest={index === 0} />
            ))}
          </ol>
        )}
      </Section>
      <Section title="Body sent">
        <WireBody body={body} label="The body that is sent, the same in every attempt" />
      </Section>
    </Page>
  )
}

function DeliveryFacts({ of, delivery }: { readonly of: Ref; readonly delivery: DeliveryReply['delivery'] }) {
  const { addressOf, isOperator } = useViewer()
  const { tenant } = of
  const { webhook_endpoint_id: target, event_id: event } = delivery
  const url = useWebhookEndpoints(tenant).find(({ id }) => id === target)?.url
  return (
    <Section title="Details">
      <Facts
        facts={[
          ['Delivery', <Identifier key="" text={delivery.id} what="delivery id" />],
          [
            'Event',
            <Link key="" href={addressOf('events', { tenant, id: event })}>
              <code>{event}</code>
            </Link>,
          ],
          [
            'Webhook endpoint',
            url === undefined ? (
              <Identifier key="" text={target} what="webhook endpoint id" />
            ) : (
              <Link key="" href={addressOf('webhook-endpoints', { tenant, id: target })}>
                <ForeignText text={url} />
              </Link>
            ),
          ],
          ...(isOperator ? [['Tenant', tenant] as const] : []),
          ['About', <About key="" about={delivery} tenant={tenant} />],
          ['Attempts', delivery.attempts],
          ['Next attempt', <Due key="" at={delivery.next_attempt_at} />],
          ['Created', <Instant key="" at={delivery.created_at} isAbsolute />],
          ['Ended', <Instant key="" at={delivery.ended_at} isAbsolute />],
        ]}
      />
    </Section>
  )
}

function RetryDelivery({ of }: { readonly of: Ref }) {
  const { pathOf } = useViewer()
  return (
    <Act
      label="Retry"
      title="Retry this delivery"
      meaning="It is sent at once, and the schedule of its attempts begins anew."
      command={`rampway delivery retry ${of.id} --tenant ${of.tenant}`}
      call={(reason) => ({ method: 'POST', path: pathOf('deliveries', of, 'retry'), body: reasonGiven(reason) })}
      done="The delivery is made at once"
    />
  )
}
