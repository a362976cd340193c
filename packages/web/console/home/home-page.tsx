import './home.css'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { currentTime } from '../../parts/clock.ts'
import { TypedFilter, tenantForm } from '../../parts/filter-fields.tsx'
import { type Filters, useFilters } from '../../parts/filters.ts'
import { Page, Section } from '../../parts/page.tsx'
import { Problem, Waiting } from '../../parts/problem.tsx'
import { countInWords, percentage } from '../../parts/words.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { statsQuery } from '../api/figures.ts'
import { healthQuery } from '../api/state.ts'
import type { Stats } from '../api/state-shapes.ts'
import { switchesQuery } from '../api/switches.ts'
import { FindingList, needsAttention } from '../health/finding-list.tsx'
import { sessionsAddress } from '../parts/list-link.ts'
import { Tile, Tiles } from '../parts/tile.tsx'
import { SwitchLines } from '../switches/switch-lines.tsx'
import { HourlyFigures } from './hourly-figures.tsx'
import { ProviderTable } from './provider-table.tsx'
import { Unresolved } from './unresolved.tsx'

const hourMs = 3_600_000
const periods = [
  { value: '24', label: '24 hours' },
  { value: '72', label: '3 days' },
  { value: '168', label: '7 days' },
] as const

/** How things go: what was opened and what came of it, who serves well, and what needs somebody. */
export function HomePage() {
  const filters = useFilters(['hours', 'tenant'])
  const { data, error, isFetching, dataUpdatedAt, refetch } = useQuery(statsQuery(periodOf(filters)))
  return (
    <Page title="Home" freshness={{ updatedAt: dataUpdatedAt, isFetching, onRefresh: () => void refetch() }}>
      <Attention />
      <search className="home-filters" aria-label="Filters">
        <Segmented
          label="Period"
          value={chosenHours(filters)}
          choices={periods}
          onChange={(hours) => filters.change({ hours: hours === '24' ? '' : hours })}
        />
        <TypedFilter filters={filters} name="tenant" label="Tenant" placeholder="All tenants" form={tenantForm} />
      </search>
      {error !== null ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Waiting rows={5} height="4.5rem" />
      ) : (
        <Figures stats={data} />
      )}
    </Page>
  )
}

function Figures({ stats }: { readonly stats: Stats }) {
  const { totals, providers, oldest_unresolved: unresolved, _links: links } = stats
  const ended = totals.completed + totals.failed
  return (
    <>
      <Tiles>
        <Tile
          label="Opened by users"
          value={countInWords(totals.opened)}
          note={`of ${countInWords(totals.sessions)} sessions`}
          href={sessionsAddress(links.sessions)}
        />
        <Tile label="Completed" value={countInWords(totals.completed)} href={sessionsAddress(links.completed)} />
        <Tile
          label="Failed"
          value={countInWords(totals.failed)}
          tone={totals.failed > 0 ? 'bad' : 'neutral'}
          href={sessionsAddress(links.failed)}
        />
        <Tile
          label="Refused"
          value={countInWords(totals.refused)}
          tone={totals.refused > 0 ? 'warn' : 'neutral'}
          href={sessionsAddress(links.sessions, { status: 'refused' })}
        />
        <Tile
          label="Success"
          value={ended === 0 ? '–' : percentage(totals.completed / ended)}
          note="completed, of those completed or failed"
          href={sessionsAddress(links.completed)}
        />
      </Tiles>
      <HourlyFigures hours={stats.hours} computedAt={stats.computed_at} />
      <Section title="Providers" isFlush>
        {providers.length === 0 ? (
          <EmptyState title="No provider was asked in this time">
            <p>Figures come with the first session.</p>
          </EmptyState>
        ) : (
          <ProviderTable providers={providers} />
        )}
      </Section>
      <Unresolved unresolved={unresolved} />
    </>
  )
}

/** What needs somebody, before all figures: findings that are not ok, and what is switched off. */
function Attention() {
  const health = useQuery(healthQuery)
  const switches = useQuery(switchesQuery('active'))
  const findings = (health.data?.findings ?? []).filter(needsAttention)
  const inForce = switches.data?.switches ?? []
  return (
    <>
      {findings.length > 0 && (
        <Section title="The doctor found" aside={<Link href="/health">All findings</Link>} isFlush>
          <FindingList findings={findings} isCompact />
        </Section>
      )}
      {inForce.length > 0 && (
        <Section title="Switches in force" aside={<Link href="/switches">All switches</Link>} isFlush>
          <SwitchLines switches={inForce} />
        </Section>
      )}
    </>
  )
}

function chosenHours(filters: Filters): (typeof periods)[number]['value'] {
  return periods.find(({ value }) => value === filters.of('hours'))?.value ?? '24'
}

/** Whole hours, so that what is asked for stays the same for as long as the answer does. */
function periodOf(filters: Filters): Readonly<Record<string, string>> {
  const end = (Math.floor(currentTime() / hourMs) + 1) * hourMs
  return {
    period_start: String(end - Number(chosenHours(filters)) * hourMs),
    period_end: String(end),
    tenant: filters.of('tenant'),
  }
}
