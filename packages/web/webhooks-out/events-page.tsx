import { Link } from 'wouter'
import { TimeFilter, TypedFilter } from '../parts/filter-fields.tsx'
import { useFilters } from '../parts/filters.ts'
import { Identifier } from '../parts/identifier.tsx'
import { Instant } from '../parts/instant.tsx'
import { Page, Section } from '../parts/page.tsx'
import { codeInWords } from '../parts/words.ts'
import { type Column, DataTable } from '../ui/data-table.tsx'
import { Select } from '../ui/select.tsx'
import { About } from './delivery-table.tsx'
import { subjectOf } from './event-subject.ts'
import { sessionForm } from './forms.ts'
import { List, TenantFilter, useListQuery, useTenant } from './lists.tsx'
import { useList } from './queries.ts'
import type { EventList, EventView } from './shapes.ts'
import { useViewer, type Viewer } from './viewer.ts'
import { typeChoices } from './words.ts'

const names = ['tenant', 'type', 'session', 'transaction', 'since', 'until']

const empty = {
  title: 'No event yet',
  text: 'Events are recorded from a tenant’s first key or webhook endpoint on.',
  narrowed: 'No event fits',
}

/** What happened to a tenant's sessions, transactions and webhook endpoints. */
export function EventsPage() {
  const viewer = useViewer()
  const filters = useFilters(names)
  const tenant = useTenant(filters)
  const read = useList<EventList>('events', useListQuery(filters, tenant))
  const { isFetching, dataUpdatedAt, refetch } = read
  return (
    <Page
      title="Events"
      description="What happened to sessions, transactions and webhook endpoints, as partners are told it."
      freshness={{ updatedAt: dataUpdatedAt, isFetching, onRefresh: () => void refetch() }}
    >
      <search className="filter-bar" aria-label="Filters">
        <TenantFilter filters={filters} tenant={tenant} />
        <Select
          label="Type"
          value={filters.of('type')}
          choices={typeChoices}
          onChange={(type) => filters.change({ type })}
        />
        <TypedFilter filters={filters} name="session" label="Session" placeholder="ses_…" form={sessionForm} />
        <TypedFilter filters={filters} name="transaction" label="Transaction" placeholder="Meld’s id" />
        <TimeFilter filters={filters} name="since" label="From" />
        <TimeFilter filters={filters} name="until" label="To" />
      </search>
      <Section title="Events" isFlush>
        <List read={read} filters={filters} empty={empty} isEmpty={({ events }) => events.length === 0}>
          {({ events }) => (
            <DataTable label="Events" columns={columnsOf(viewer, tenant)} rows={events} keyOf={({ id }) => id} />
          )}
        </List>
      </Section>
    </Page>
  )
}

function columnsOf({ addressOf }: Viewer, tenant: string): readonly Column<EventView>[] {
  return [
    {
      key: 'event',
      label: 'Event',
      isTitle: true,
      cell: ({ id, type }) => (
        <>
          <Link className="row-name" href={addressOf('events', { tenant, id })}>
            {type}
          </Link>
          <span className="row-note">
            <Identifier text={id} what="event id" isShort />
          </span>
        </>
      ),
    },
    { key: 'about', label: 'About', cell: (event) => <About about={subjectOf(event)} tenant={tenant} /> },
    {
      key: 'sequence',
      label: 'Sequence',
      isFigure: true,
      cell: ({ sequence }) => sequence ?? <span className="soft">–</span>,
    },
    {
      key: 'before',
      label: 'Status before',
      cell: ({ previous_status: status }) => (status === null ? <span className="soft">–</span> : codeInWords(status)),
    },
    { key: 'at', label: 'When', isFigure: true, cell: ({ timestamp }) => <Instant at={timestamp} /> },
  ]
}
