import './audit.css'
import { useQuery } from '@tanstack/react-query'
import { TimeFilter, TypedFilter, tenantForm } from '../../parts/filter-fields.tsx'
import { useFilters } from '../../parts/filters.ts'
import { CommandHint } from '../../parts/identifier.tsx'
import { Page, Section } from '../../parts/page.tsx'
import { Pager } from '../../parts/pager.tsx'
import { Problem, Waiting } from '../../parts/problem.tsx'
import { Button } from '../../ui/button.tsx'
import { DownloadIcon } from '../../ui/icon.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { apiPath } from '../api/http.ts'
import { auditQuery } from '../api/state.ts'
import { useOperator } from '../shell/operator-context.ts'
import { AuditTable } from './audit-table.tsx'

const names = ['who', 'act', 'target', 'tenant', 'from_at', 'to_at']

/** Who did or saw what, when, from where and why. */
export function AuditPage() {
  const filters = useFilters(names)
  const { whyNot } = useOperator()
  const objection = whyNot('audit')
  const { data, error, isFetching, dataUpdatedAt, refetch } = useQuery({
    ...auditQuery(filters.query),
    enabled: objection === undefined,
  })
  if (objection !== undefined) {
    return (
      <Page title="Audit">
        <EmptyState title="The audit log is not for this token">
          <p>{objection}</p>
        </EmptyState>
      </Page>
    )
  }
  const isNarrowed = Object.keys(filters.query).length > 0
  return (
    <Page
      title="Audit"
      description="Every act of an operator, and every look at personal data. Each entry carries the hash of the one before."
      freshness={{ updatedAt: dataUpdatedAt, isFetching, onRefresh: () => void refetch() }}
      actions={
        isNarrowed && (
          <Button size="small" onClick={() => filters.change(Object.fromEntries(names.map((name) => [name, ''])))}>
            Clear filters
          </Button>
        )
      }
    >
      <search className="filter-bar" aria-label="Filters">
        <TypedFilter filters={filters} name="who" label="Who" placeholder="Name" />
        <TypedFilter filters={filters} name="act" label="Act" placeholder="switch.create" />
        <TypedFilter filters={filters} name="target" label="Target" placeholder="ses_…" />
        <TypedFilter filters={filters} name="tenant" label="Tenant" placeholder="org:env" form={tenantForm} />
        <TimeFilter filters={filters} name="from_at" label="From" />
        <TimeFilter filters={filters} name="to_at" label="To" />
      </search>
      <Section
        title="Entries"
        aside={
          <span className="audit-export">
            {(['csv', 'jsonl'] as const).map((format) => (
              <a
                key={format}
                className="button plain small"
                href={apiPath('/audit/export', { ...filters.query, after: '', format })}
                download={`audit.${format}`}
              >
                <DownloadIcon />
                {format === 'csv' ? 'CSV' : 'JSON lines'}
              </a>
            ))}
          </span>
        }
        isFlush
      >
        {error !== null ? (
          <Problem error={error} onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <Waiting rows={8} height="3rem" />
        ) : data.entries.length === 0 ? (
          <EmptyState title={isNarrowed ? 'No entry fits' : 'No entry yet'} />
        ) : (
          <>
            <AuditTable entries={data.entries} />
            <Pager filters={filters} links={data._links} />
          </>
        )}
      </Section>
      <div className="audit-commands">
        <span className="soft small">To prove that nothing was changed or taken out:</span>
        <CommandHint command="rampway audit verify" />
      </div>
    </Page>
  )
}
