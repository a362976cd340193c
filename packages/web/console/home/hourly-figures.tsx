import { lazy, Suspense } from 'react'
import { Link } from 'wouter'
import { Boundary } from '../../parts/boundary.tsx'
import { Instant } from '../../parts/instant.tsx'
import { Section } from '../../parts/page.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import type { Hour } from '../api/state-shapes.ts'
import { sessionsAddress } from '../parts/list-link.ts'

/** Apart from the pages, which are there without it. */
const HourlyChart = lazy(() => import('./hourly-chart.tsx'))

const columns: readonly Column<Hour>[] = [
  {
    key: 'hour',
    label: 'Hour',
    isTitle: true,
    cell: ({ period_start, _links }) => (
      <Link href={sessionsAddress(_links.sessions)}>
        <Instant at={period_start} isAbsolute />
      </Link>
    ),
  },
  { key: 'sessions', label: 'Sessions', isFigure: true, cell: ({ sessions }) => sessions },
  { key: 'opened', label: 'Opened', isFigure: true, cell: ({ opened }) => opened },
  {
    key: 'completed',
    label: 'Completed',
    isFigure: true,
    cell: ({ completed, _links }) => <Link href={sessionsAddress(_links.completed)}>{completed}</Link>,
  },
  {
    key: 'failed',
    label: 'Failed',
    isFigure: true,
    cell: ({ failed, _links }) => <Link href={sessionsAddress(_links.failed)}>{failed}</Link>,
  },
]

/** What was opened in each hour, and what came of it: as a chart, and as the table of its figures. */
export function HourlyFigures({ hours, computedAt }: HourlyFiguresProps) {
  return (
    <Section
      title="Per hour"
      aside={
        computedAt !== null && (
          <span className="soft small">
            counted <Instant at={computedAt} />
          </span>
        )
      }
    >
      <div className="hourly-place">
        <Boundary fallback={() => <p className="soft">This browser cannot draw the chart; its figures are below.</p>}>
          <Suspense>
            <HourlyChart hours={hours} />
          </Suspense>
        </Boundary>
      </div>
      <details className="hourly-table">
        <summary>Figures of the chart</summary>
        <DataTable
          label="Per hour"
          columns={columns}
          rows={[...hours].reverse()}
          keyOf={({ period_start }) => String(period_start)}
        />
      </details>
    </Section>
  )
}

interface HourlyFiguresProps {
  readonly hours: readonly Hour[]
  readonly computedAt: number | null
}
