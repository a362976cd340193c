import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { TypedFilter, tenantForm } from '../../parts/filter-fields.tsx'
import { addressOf, useFilters } from '../../parts/filters.ts'
import { Identifier } from '../../parts/identifier.tsx'
import { Instant } from '../../parts/instant.tsx'
import { Page, Section } from '../../parts/page.tsx'
import { Pager } from '../../parts/pager.tsx'
import { Problem, Waiting } from '../../parts/problem.tsx'
import { codeInWords } from '../../parts/words.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { Select } from '../../ui/select.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { webhooksQuery } from '../api/state.ts'
import type { Backlog, IncomingWebhook } from '../api/state-shapes.ts'
import { Tile, Tiles } from '../parts/tile.tsx'
import { RetryWebhook } from './retry-webhook.tsx'

const states: Readonly<Record<string, { readonly label: string; readonly tone: Tone }>> = {
  waiting: { label: 'Waiting', tone: 'active' },
  given_up: { label: 'Given up', tone: 'bad' },
  handled: { label: 'Handled', tone: 'good' },
}

const stateChoices = [
  { value: '', label: 'Any' },
  ...Object.entries(states).map(([value, { label }]) => ({ value, label })),
]

/** What Meld told us, and what became of it. */
export function WebhooksPage() {
  const filters = useFilters(['state', 'tenant'])
  const { data, error, isFetching, dataUpdatedAt, refetch } = useQuery(webhooksQuery(filters.query))
  return (
    <Page
      title="Incoming webhooks"
      description="What Meld told this gateway of transactions. (What partners are told is under Deliveries.) Each leads to a check with Meld; one that fails too often is given up."
      freshness={{ updatedAt: dataUpdatedAt, isFetching, onRefresh: () => void refetch() }}
    >
      {data !== undefined && <BacklogTiles backlog={data.backlog} tenant={filters.of('tenant')} />}
      <search className="filter-bar" aria-label="Filters">
        <Select
          label="State"
          value={filters.of('state')}
          choices={stateChoices}
          onChange={(state) => filters.change({ state })}
        />
        <TypedFilter filters={filters} name="tenant" label="Tenant" placeholder="org:env" form={tenantForm} />
      </search>
      <Section title="Incoming webhooks" isFlush>
        {error !== null ? (
          <Problem error={error} onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <Waiting rows={8} height="3rem" />
        ) : data.webhooks.length === 0 ? (
          <EmptyState title={Object.keys(filters.query).length > 0 ? 'No webhook fits' : 'No webhook yet'}>
            <p>Meld sends one with each step of a transaction.</p>
          </EmptyState>
        ) : (
          <>
            <DataTable
              label="Incoming webhooks"
              columns={columns}
              rows={data.webhooks}
              keyOf={({ tenant, id }) => `${tenant} ${id}`}
            />
            <Pager filters={filters} links={data._links} />
          </>
        )}
      </Section>
    </Page>
  )
}

function BacklogTiles({ backlog, tenant }: { readonly backlog: Backlog; readonly tenant: string }) {
  const { waiting, oldest_waiting_at: oldest, given_up: givenUp } = backlog
  const listOf = (state: string) => addressOf('/webhooks', { state, tenant })
  return (
    <Tiles>
      <Tile label="Waiting" value={String(waiting)} href={listOf('waiting')} />
      <Tile label="Oldest waiting" value={oldest === null ? '–' : <Instant at={oldest} />} href={listOf('waiting')} />
      <Tile label="Given up" value={String(givenUp)} tone={givenUp > 0 ? 'bad' : 'neutral'} href={listOf('given_up')} />
    </Tiles>
  )
}

const columns: readonly Column<IncomingWebhook>[] = [
  {
    key: 'type',
    label: 'Webhook',
    isTitle: true,
    cell: ({ event_type, tenant }) => (
      <>
        <span className="row-name">{codeInWords(event_type)}</span>
        <span className="row-note">{tenant}</span>
      </>
    ),
  },
  {
    key: 'state',
    label: 'State',
    cell: ({ state, outcome }) => (
      <>
        <Badge tone={states[state]?.tone ?? 'neutral'}>{states[state]?.label ?? codeInWords(state)}</Badge>
        {outcome !== null && <span className="row-note">{codeInWords(outcome)}</span>}
      </>
    ),
  },
  {
    key: 'about',
    label: 'About',
    cell: ({ transaction_id, session_id, tenant }) => (
      <>
        {transaction_id !== null && <Identifier text={transaction_id} what="transaction id" isShort />}
        {session_id !== null && (
          <span className="row-note">
            <Link href={addressOf(`/sessions/${encodeURIComponent(session_id)}`, { tenant })}>Session</Link>
          </span>
        )}
      </>
    ),
  },
  { key: 'attempts', label: 'Attempts', isFigure: true, cell: ({ attempts }) => attempts },
  {
    key: 'received',
    label: 'Received',
    isFigure: true,
    cell: ({ received_at, handled_at, next_attempt_at }) => (
      <>
        <Instant at={received_at} />
        {next_attempt_at !== null && (
          <span className="row-note">
            next <Instant at={next_attempt_at} />
          </span>
        )}
        {handled_at !== null && (
          <span className="row-note">
            handled <Instant at={handled_at} />
          </span>
        )}
      </>
    ),
  },
  { key: 'act', label: 'Act', isFigure: true, cell: (webhook) => <RetryWebhook webhook={webhook} /> },
]
