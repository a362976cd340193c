import { Instant } from '../../parts/instant.tsx'
import { codeInWords } from '../../parts/words.ts'
import { Badge } from '../../ui/badge.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import type { Health, Job } from '../api/state-shapes.ts'

/** The processes that live. */
export function ProcessesTable({ health }: { readonly health: Health }) {
  const { processes, answered_by: answering } = health
  const columns: readonly Column<Health['processes'][number]>[] = [
    {
      key: 'process',
      label: 'Process',
      isTitle: true,
      cell: ({ process }) => (
        <>
          <span className="row-name">{process}</span>{' '}
          {process === answering.process && <Badge tone="active">answered this page</Badge>}
        </>
      ),
    },
    { key: 'version', label: 'Version', cell: ({ version }) => version ?? <span className="soft">not told</span> },
    { key: 'started', label: 'Started', isFigure: true, cell: ({ started_at }) => <Instant at={started_at} /> },
  ]
  return <DataTable label="Processes" columns={columns} rows={processes} keyOf={({ process }) => String(process)} />
}

const jobColumns: readonly Column<Job>[] = [
  {
    key: 'name',
    label: 'Job',
    isTitle: true,
    cell: ({ name }) => <span className="row-name">{codeInWords(name)}</span>,
  },
  { key: 'running', label: 'Running', isFigure: true, cell: ({ running }) => running },
  {
    key: 'due',
    label: 'Due',
    isFigure: true,
    cell: ({ due, oldest_due_at }) => (
      <>
        {due}
        {oldest_due_at !== null && (
          <span className="row-note">
            since <Instant at={oldest_due_at} />
          </span>
        )}
      </>
    ),
  },
  { key: 'failing', label: 'Failing', isFigure: true, cell: ({ failing }) => count(failing, 'warn') },
  { key: 'given_up', label: 'Given up', isFigure: true, cell: ({ given_up }) => count(given_up, 'bad') },
  { key: 'next', label: 'Next', isFigure: true, cell: ({ next_at }) => <Instant at={next_at} /> },
]

/** What is done in the background. */
export function JobsTable({ jobs }: { readonly jobs: readonly Job[] }) {
  return <DataTable label="Jobs" columns={jobColumns} rows={jobs} keyOf={({ name }) => name} />
}

function count(figure: number, tone: 'warn' | 'bad') {
  return figure === 0 ? 0 : <Badge tone={tone}>{figure}</Badge>
}

const keySetColumns: readonly Column<Health['key_sets'][number]>[] = [
  {
    key: 'issuer',
    label: 'Issuer',
    isTitle: true,
    cell: ({ issuer, tenant }) => (
      <>
        <span className="row-name">{issuer}</span>
        <span className="row-note">{tenant}</span>
      </>
    ),
  },
  { key: 'keys', label: 'Keys', isFigure: true, cell: ({ keys }) => keys },
  {
    key: 'fetched',
    label: 'Confirmed',
    isFigure: true,
    cell: ({ fetched_at, error }) => (
      <>
        <Instant at={fetched_at} />
        {error !== null && <span className="row-note row-bad">{error}</span>}
      </>
    ),
  },
]

/** The keys that tokens are verified with. */
export function KeySetsTable({ health }: { readonly health: Health }) {
  return (
    <DataTable
      label="Public keys of identity providers"
      columns={keySetColumns}
      rows={health.key_sets}
      keyOf={({ tenant, issuer }) => `${tenant} ${issuer}`}
    />
  )
}

const cacheColumns: readonly Column<Health['caches'][number]>[] = [
  {
    key: 'name',
    label: 'Cache',
    isTitle: true,
    cell: ({ name }) => <span className="row-name">{codeInWords(name)}</span>,
  },
  { key: 'entries', label: 'Entries', isFigure: true, cell: ({ entries }) => entries },
  { key: 'max', label: 'At most', isFigure: true, cell: ({ entries_max }) => entries_max },
]

/** What the answering process keeps between calls. */
export function CachesTable({ health }: { readonly health: Health }) {
  return <DataTable label="Caches" columns={cacheColumns} rows={health.caches} keyOf={({ name }) => name} />
}
