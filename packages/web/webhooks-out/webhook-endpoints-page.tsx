import { useState } from 'react'
import { Link } from 'wouter'
import { addressOf, useFilters } from '../parts/filters.ts'
import { Instant } from '../parts/instant.tsx'
import { Page, Section } from '../parts/page.tsx'
import { Badge } from '../ui/badge.tsx'
import { Button } from '../ui/button.tsx'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { Select } from '../ui/select.tsx'
import { List, TenantFilter, useListQuery } from './lists.tsx'
import { useList } from './queries.ts'
import type { WebhookEndpoint, WebhookEndpointList } from './shapes.ts'
import { useViewer, type Viewer } from './viewer.ts'
import { WebhookEndpointDialog } from './webhook-endpoint-dialog.tsx'
import { choicesOf, disabledInWords, pendingInWords, shortUrl, statuses, typesInWords } from './words.ts'

const empty = {
  title: 'No webhook endpoint yet',
  text: 'Add the address of a server, and it is told of every event, signed, until it says that it has it.',
  narrowed: 'No webhook endpoint fits',
}

/** Where events are sent, and how each of these places takes them. */
export function WebhookEndpointsPage() {
  const viewer = useViewer()
  const { isOperator, objection } = viewer
  const filters = useFilters(['tenant', 'status'])
  const [isAdding, setAdding] = useState(false)
  const read = useList<WebhookEndpointList>('webhook-endpoints', useListQuery(filters, filters.of('tenant')))
  const { isFetching, dataUpdatedAt, refetch } = read
  return (
    <Page
      title="Webhook endpoints"
      description={
        objection ??
        (isOperator
          ? 'Where partners want their events sent, and how they are taken there.'
          : 'Where your events are sent, and how they are taken there.')
      }
      freshness={{ updatedAt: dataUpdatedAt, isFetching, onRefresh: () => void refetch() }}
      actions={
        <Button kind="primary" isDisabled={objection !== undefined} onClick={() => setAdding(true)}>
          Add webhook endpoint
        </Button>
      }
    >
      {isOperator && (
        <search className="filter-bar" aria-label="Filters">
          <TenantFilter filters={filters} tenant={filters.of('tenant')} isAnyAllowed />
          <Select
            label="Status"
            value={filters.of('status')}
            choices={choicesOf(statuses)}
            onChange={(status) => filters.change({ status })}
          />
        </search>
      )}
      <Section title="Webhook endpoints" isFlush>
        <List read={read} filters={filters} empty={empty} isEmpty={({ webhook_endpoints: all }) => all.length === 0}>
          {({ webhook_endpoints: all }) => (
            <DataTable label="Webhook endpoints" columns={columnsOf(viewer)} rows={all} keyOf={({ id }) => id} />
          )}
        </List>
      </Section>
      <WebhookEndpointDialog
        isOpen={isAdding}
        initial={undefined}
        tenant={filters.of('tenant')}
        onClose={() => setAdding(false)}
      />
    </Page>
  )
}

/** The badge of a webhook endpoint's status. */
export function StatusBadge({ status }: Pick<WebhookEndpoint, 'status'>) {
  const { label, tone } = statuses[status]
  return <Badge tone={tone}>{label}</Badge>
}

function columnsOf(viewer: Viewer): readonly Column<WebhookEndpoint>[] {
  return [
    {
      key: 'url',
      label: 'Webhook endpoint',
      isTitle: true,
      cell: (one) => (
        <>
          <Link
            className="row-name foreign"
            href={viewer.addressOf('webhook-endpoints', { tenant: one.tenant, id: one.id })}
          >
            {shortUrl(one.url)}
          </Link>
          {one.description !== null && <span className="row-note one-line">{one.description}</span>}
          {viewer.isOperator && <span className="row-note">{one.tenant}</span>}
        </>
      ),
    },
    {
      key: 'status',
      label: 'Status',
      cell: ({ status, disabled_reason, failing_since }) => (
        <>
          <StatusBadge status={status} />
          {status === 'disabled' && <span className="row-note">{disabledInWords(disabled_reason)}</span>}
          {failing_since !== null && (
            <span className="row-note">
              failing since <Instant at={failing_since} />
            </span>
          )}
        </>
      ),
    },
    { key: 'types', label: 'Events', cell: ({ types }) => <span title={types.join('\n')}>{typesInWords(types)}</span> },
    {
      key: 'pending',
      label: 'Pending',
      isFigure: true,
      cell: (one) =>
        one.pending === 0 ? (
          '0'
        ) : (
          <Link
            href={addressOf('/deliveries', {
              tenant: viewer.isOperator ? one.tenant : '',
              webhook_endpoint: one.id,
              state: 'pending',
            })}
          >
            {pendingInWords(one.pending)}
          </Link>
        ),
    },
    { key: 'success', label: 'Last success', isFigure: true, cell: ({ last_success_at: at }) => <Instant at={at} /> },
  ]
}
