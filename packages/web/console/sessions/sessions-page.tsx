import { useQuery } from '@tanstack/react-query'
import { useFilters } from '../../parts/filters.ts'
import { Page, Section } from '../../parts/page.tsx'
import { Pager } from '../../parts/pager.tsx'
import { Problem, Waiting } from '../../parts/problem.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { sessionsQuery } from '../api/sessions.ts'
import { SessionFilters, sessionFilterNames } from './session-filters.tsx'
import { SessionTable } from './session-table.tsx'

/** All sessions, newest first, narrowed by what the address says. */
export function SessionsPage() {
  const filters = useFilters(sessionFilterNames)
  const { data, error, isFetching, isPlaceholderData, dataUpdatedAt, refetch } = useQuery(sessionsQuery(filters.query))
  const isNarrowed = Object.keys(filters.query).length > 0
  return (
    <Page
      title="Sessions"
      freshness={{ updatedAt: dataUpdatedAt, isFetching, onRefresh: () => void refetch() }}
      actions={
        isNarrowed && (
          <Button
            size="small"
            onClick={() => filters.change(Object.fromEntries(sessionFilterNames.map((n) => [n, ''])))}
          >
            Clear filters
          </Button>
        )
      }
    >
      <SessionFilters filters={filters} />
      <Section title={isNarrowed ? 'Sessions that fit' : 'All sessions'} isFlush>
        {error !== null ? (
          <Problem error={error} onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <Waiting rows={8} height="3rem" />
        ) : (
          <div className={isPlaceholderData ? 'stale' : undefined}>
            {data.sessions.length === 0 ? (
              <NoSessions isNarrowed={isNarrowed} hasMore={data._links.next !== undefined} />
            ) : (
              <SessionTable sessions={data.sessions} label="Sessions" />
            )}
            <Pager filters={filters} links={data._links} />
          </div>
        )}
      </Section>
    </Page>
  )
}

/** A page ends where looking took long, even when nothing was found so far. */
function NoSessions({ isNarrowed, hasMore }: { readonly isNarrowed: boolean; readonly hasMore: boolean }) {
  if (hasMore) {
    return (
      <EmptyState title="None found so far">
        <p>There are older sessions that were not looked at yet.</p>
      </EmptyState>
    )
  }
  return (
    <EmptyState title={isNarrowed ? 'No session fits' : 'No session yet'}>
      <p>{isNarrowed ? 'Take a filter away.' : 'The first call of POST /v0/ramp/sessions makes one.'}</p>
    </EmptyState>
  )
}
