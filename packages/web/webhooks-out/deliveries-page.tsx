import { TypedFilter } from '../parts/filter-fields.tsx'
import { useFilters } from '../parts/filters.ts'
import { Page, Section } from '../parts/page.tsx'
import { Select } from '../ui/select.tsx'
import { DeliveryTable } from './delivery-table.tsx'
import { eventForm, sessionForm } from './forms.ts'
import { List, TenantFilter, useListQuery, useTenant } from './lists.tsx'
import { useList, useWebhookEndpoints } from './queries.ts'
import type { DeliveryList } from './shapes.ts'
import { choicesOf, deliveryStates, shortUrl, typeChoices } from './words.ts'

const names = ['tenant', 'webhook_endpoint', 'event', 'session', 'transaction', 'type', 'state']

const empty = {
  title: 'No delivery yet',
  text: 'There is one for each event and each webhook endpoint that wants it.',
  narrowed: 'No delivery fits',
}

/** What was sent to webhook endpoints, or waits to be, and how it went. */
export function DeliveriesPage() {
  const filters = useFilters(names)
  const tenant = useTenant(filters)
  const webhookEndpoints = useWebhookEndpoints(tenant)
  const read = useList<DeliveryList>('deliveries', useListQuery(filters, tenant))
  const { isFetching, dataUpdatedAt, refetch } = read
  return (
    <Page
      title="Deliveries"
      description="One event for one webhook endpoint, with every attempt to deliver it."
      freshness={{ updatedAt: dataUpdatedAt, isFetching, onRefresh: () => void refetch() }}
    >
      <search className="filter-bar" aria-label="Filters">
        <TenantFilter filters={filters} tenant={tenant} />
        <Select
          label="State"
          value={filters.of('state')}
          choices={choicesOf(deliveryStates)}
          onChange={(state) => filters.change({ state })}
        />
        <Select
          label="Webhook endpoint"
          value={filters.of('webhook_endpoint')}
          choices={[
            { value: '', label: 'Any' },
            ...webhookEndpoints.map(({ id, url }) => ({ value: id, label: shortUrl(url) })),
          ]}
          onChange={(chosen) => filters.change({ webhook_endpoint: chosen })}
        />
        <Select
          label="Type"
          value={filters.of('type')}
          choices={typeChoices}
          onChange={(type) => filters.change({ type })}
        />
        <TypedFilter filters={filters} name="event" label="Event" placeholder="evt_…" form={eventForm} />
        <TypedFilter filters={filters} name="session" label="Session" placeholder="ses_…" form={sessionForm} />
        <TypedFilter filters={filters} name="transaction" label="Transaction" placeholder="Meld’s id" />
      </search>
      <Section title="Deliveries" isFlush>
        <List read={read} filters={filters} empty={empty} isEmpty={({ deliveries }) => deliveries.length === 0}>
          {({ deliveries }) => (
            <DeliveryTable deliveries={deliveries} tenant={tenant} webhookEndpoints={webhookEndpoints} />
          )}
        </List>
      </Section>
    </Page>
  )
}
