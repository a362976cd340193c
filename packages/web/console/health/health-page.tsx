import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { CommandHint } from '../../parts/identifier.tsx'
import { Instant } from '../../parts/instant.tsx'
import { Page, Section } from '../../parts/page.tsx'
import { Problem, Waiting } from '../../parts/problem.tsx'
import { stretchOf } from '../../parts/time.ts'
import { Badge } from '../../ui/badge.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { healthQuery } from '../api/state.ts'
import type { Finding, Health } from '../api/state-shapes.ts'
import { FindingList, needsAttention } from './finding-list.tsx'
import { CachesTable, JobsTable, KeySetsTable, ProcessesTable } from './health-tables.tsx'

const secondMs = 1_000
const mebibyte = 1_048_576

/** How the gateway is: what the doctor found, and what stands behind it. */
export function HealthPage() {
  const { data, error, isFetching, dataUpdatedAt, refetch } = useQuery(healthQuery)
  return (
    <Page
      title="Health"
      mark={data !== undefined && <Verdict findings={data.findings} />}
      freshness={{ updatedAt: dataUpdatedAt, isFetching, onRefresh: () => void refetch() }}
    >
      {error !== null && <Problem error={error} onRetry={() => void refetch()} />}
      {data === undefined ? error === null && <Waiting rows={8} height="3rem" /> : <Body health={data} />}
    </Page>
  )
}

function Verdict({ findings }: { readonly findings: readonly Finding[] }) {
  const bad = findings.filter(needsAttention).length
  if (findings.length === 0) return <Badge>Not looked at yet</Badge>
  return <Badge tone={bad === 0 ? 'good' : 'warn'}>{bad === 0 ? 'All well' : `${bad} to look at`}</Badge>
}

function Body({ health }: { readonly health: Health }) {
  const { findings, database, partitions, webhooks, cooling_down: cooling } = health
  return (
    <>
      <Section title="The doctor’s findings" aside={<CommandHint command="rampway doctor" />} isFlush>
        {findings.length === 0 ? (
          <EmptyState title="No finding yet">
            <p>The first round ends some seconds after the start.</p>
          </EmptyState>
        ) : (
          <FindingList findings={findings} />
        )}
      </Section>
      <Section title="Database and storage">
        <dl className="facts">
          <div>
            <dt>PostgreSQL</dt>
            <dd>{database.version}</dd>
          </div>
          <div>
            <dt>Answered in</dt>
            <dd>{database.answered_in_ms} ms</dd>
          </div>
          <div>
            <dt>Its clock against ours</dt>
            <dd>{database.clock_ahead_ms} ms ahead</dd>
          </div>
          <div>
            <dt>Size</dt>
            <dd>{(database.size_bytes / mebibyte).toFixed(0)} MiB</dd>
          </div>
          <div>
            <dt>Partitions for</dt>
            <dd>
              {stretchOf(partitions.headroom_seconds * secondMs)} more, until{' '}
              <Instant at={partitions.until_at} isAbsolute />
            </dd>
          </div>
          <div>
            <dt>Webhooks waiting</dt>
            <dd>
              <Link href="/webhooks?state=waiting">{webhooks.waiting}</Link>, given up{' '}
              <Link href="/webhooks?state=given_up">{webhooks.given_up}</Link>
            </dd>
          </div>
          <div>
            <dt>Changes of switches</dt>
            <dd>
              <Link href="/switches">{health.switches_version ?? 'not read yet'}</Link>
            </dd>
          </div>
        </dl>
      </Section>
      <Section title="Processes" isFlush>
        <ProcessesTable health={health} />
      </Section>
      <Section title="Jobs" isFlush>
        <JobsTable jobs={health.jobs} />
      </Section>
      <Section title="Public keys of identity providers" isFlush>
        {health.key_sets.length === 0 ? (
          <EmptyState title="No keys were needed yet">
            <p>They are fetched with the first token of an issuer.</p>
          </EmptyState>
        ) : (
          <KeySetsTable health={health} />
        )}
      </Section>
      {cooling.length > 0 && (
        <Section title="Providers that failed a moment ago" isFlush>
          <ul className="lines">
            {cooling.map(({ service_provider, tenants, until_at }) => (
              <li key={`${service_provider} ${tenants.join()}`} className="line">
                <Badge tone="warn">{service_provider}</Badge>
                <p className="line-text small">{tenants.join(', ')}</p>
                <span className="row-note">
                  until <Instant at={until_at} />
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title="Caches of the process that answers" isFlush>
        <CachesTable health={health} />
      </Section>
    </>
  )
}
