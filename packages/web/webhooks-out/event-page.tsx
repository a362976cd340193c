import { useState } from 'react'
import { Identifier } from '../parts/identifier.tsx'
import { Instant } from '../parts/instant.tsx'
import { Page, Section } from '../parts/page.tsx'
import { Problem, Waiting } from '../parts/problem.tsx'
import { codeInWords } from '../parts/words.ts'
import { CodeBlock } from '../ui/code-block.tsx'
import { Select } from '../ui/select.tsx'
import { EmptyState } from '../ui/states.tsx'
import { Act } from './act.tsx'
import { About, DeliveryTable } from './delivery-table.tsx'
import { subjectOf } from './event-subject.ts'
import { Facts } from './facts.tsx'
import { reasonGiven, useEvent, useWebhookEndpoints } from './queries.ts'
import type { EventReply, EventView, WebhookEndpoint } from './shapes.ts'
import { type Ref, useViewer } from './viewer.ts'
import { shortUrl } from './words.ts'

/** One event: what it told, and to whom. */
export function EventPage({ of }: { readonly of: Ref }) {
  const { data, error, isFetching, dataUpdatedAt, refetch } = useEvent(of)
  const webhookEndpoints = useWebhookEndpoints(of.tenant)
  if (data === undefined) {
    return (
      <Page title="Event">
        {error === null ? <Waiting rows={6} height="3rem" /> : <Problem error={error} onRetry={() => void refetch()} />}
      </Page>
    )
  }
  const { event, deliveries } = data
  return (
    <Page
      title={event.type}
      freshness={{ updatedAt: dataUpdatedAt, isFetching, onRefresh: () => void refetch() }}
      actions={<ReplayEvent of={of} webhookEndpoints={webhookEndpoints} />}
    >
      {error !== null && <Problem error={error} onRetry={() => void refetch()} />}
      <EventFacts of={of} event={event} />
      <Section title="Deliveries" isFlush>
        {deliveries.length === 0 ? (
          <EmptyState title="No delivery">
            <p>No webhook endpoint wanted it when it happened.</p>
          </EmptyState>
        ) : (
          <DeliveryTable deliveries={deliveries} tenant={of.tenant} webhookEndpoints={webhookEndpoints} />
        )}
      </Section>
      <Section title="As JSON">
        <CodeBlock code={JSON.stringify(event, null, 2)} language="json" label="The event" />
      </Section>
    </Page>
  )
}

function EventFacts({ of, event }: { readonly of: Ref; readonly event: EventView }) {
  const { isOperator } = useViewer()
  const { id, timestamp, sequence, previous_status: before } = event
  return (
    <Section title="Details">
      <Facts
        facts={[
          ['Event', <Identifier key="" text={id} what="event id" />],
          ...(isOperator ? [['Tenant', of.tenant] as const] : []),
          ['When', <Instant key="" at={timestamp} isAbsolute />],
          ['About', <About key="" about={subjectOf(event)} tenant={of.tenant} />],
          ['Sequence', sequence ?? 'none'],
          ['Status before', before === null ? 'none' : codeInWords(before)],
        ]}
      />
    </Section>
  )
}

function ReplayEvent({ of, webhookEndpoints }: ReplayEventProps) {
  const { pathOf } = useViewer()
  const [chosen, setChosen] = useState('')
  const { tenant, id } = of
  const target = chosen === '' ? '' : ` --webhook-endpoint ${chosen}`
  return (
    <Act<EventReply>
      label="Replay"
      title="Replay this event"
      command={`rampway event replay ${id} --tenant ${tenant}${target}`}
      call={(reason) => ({
        method: 'POST',
        path: pathOf('events', of, 'replay'),
        body: { ...(chosen !== '' && { webhook_endpoint_id: chosen }), ...reasonGiven(reason) },
      })}
      done="The event is sent once more"
      meaning={
        <div className="webhook-form-pair">
          <p>It is sent once more with the same id, so that whoever has seen it can tell.</p>
          <Select
            label="To"
            value={chosen}
            choices={[
              { value: '', label: 'All that want it' },
              ...webhookEndpoints.map((one) => ({ value: one.id, label: shortUrl(one.url) })),
            ]}
            onChange={setChosen}
          />
        </div>
      }
    />
  )
}

interface ReplayEventProps {
  readonly of: Ref
  readonly webhookEndpoints: readonly WebhookEndpoint[]
}
