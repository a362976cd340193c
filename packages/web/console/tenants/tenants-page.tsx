import './tenants.css'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { addressOf, useFilters } from '../../parts/filters.ts'
import { CommandHint } from '../../parts/identifier.tsx'
import { Instant } from '../../parts/instant.tsx'
import { Page } from '../../parts/page.tsx'
import { Pager } from '../../parts/pager.tsx'
import { Problem, Waiting } from '../../parts/problem.tsx'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { tenantsQuery } from '../api/state.ts'
import type { Configured, TenantState } from '../api/state-shapes.ts'
import { FindingList, needsAttention } from '../health/finding-list.tsx'
import { nameOfCountry } from '../parts/names.ts'
import { PortalLink } from './portal-link.tsx'

const states: Readonly<
  Record<TenantState['state'], { readonly word: string; readonly tone: Tone; readonly meaning: string }>
> = {
  serving: { word: 'Serving', tone: 'good', meaning: '' },
  left_out: { word: 'Left out', tone: 'bad', meaning: 'Its entry has faults, and it is not served.' },
  last_good: {
    word: 'As it was',
    tone: 'warn',
    meaning: 'Its entry has faults since the last reload; it is served as it was before.',
  },
}

/** Who is served, by what is configured, and what is wrong with it. */
export function TenantsPage() {
  const filters = useFilters([])
  const { data, error, isFetching, dataUpdatedAt, refetch } = useQuery(tenantsQuery(filters.query))
  return (
    <Page
      title="Tenants"
      description="What is configured, and what the doctor found about it. Secrets are never shown."
      freshness={{ updatedAt: dataUpdatedAt, isFetching, onRefresh: () => void refetch() }}
      actions={<CommandHint command="rampway tenant list" />}
    >
      {error !== null ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data === undefined ? (
        <Waiting rows={3} height="9rem" />
      ) : data.tenants.length === 0 ? (
        <EmptyState title="No tenant">
          <p>The configuration lists none.</p>
        </EmptyState>
      ) : (
        <>
          {data.tenants.map((tenant) => (
            <TenantCard key={tenant.tenant ?? tenant.entry ?? ''} tenant={tenant} />
          ))}
          <Pager filters={filters} links={data._links} />
        </>
      )}
    </Page>
  )
}

function TenantCard({ tenant }: { readonly tenant: TenantState }) {
  const { tenant: id, state, entry, faults, configured, webhook, findings } = tenant
  const name = id ?? entry ?? 'An entry without a name'
  const { word, tone, meaning } = states[state]
  const open = findings.filter(needsAttention)
  return (
    <section className="section tenant" aria-label={name}>
      <div className="section-head">
        <div className="tenant-name">
          <h2>{name}</h2>
          <Badge tone={tone}>{word}</Badge>
          {configured?.is_default === true && <Badge>Default</Badge>}
        </div>
        {id !== null && (
          <nav className="tenant-links" aria-label={`Lists of ${id}`}>
            <Link href={addressOf('/', { tenant: id })}>Figures</Link>
            <Link href={addressOf('/sessions', { tenant: id })}>Sessions</Link>
            <Link href={addressOf('/webhooks', { tenant: id })}>Incoming webhooks</Link>
            <Link href={addressOf('/webhook-endpoints', { tenant: id })}>Webhook endpoints</Link>
            <Link href={addressOf('/deliveries', { tenant: id })}>Deliveries</Link>
            <Link href={addressOf('/events', { tenant: id })}>Events</Link>
            <Link href={addressOf('/audit', { tenant: id })}>Audit</Link>
            <PortalLink tenant={id} />
          </nav>
        )}
      </div>
      {(meaning !== '' || faults.length > 0) && (
        <div className="tenant-faults">
          <p>
            {meaning} {entry !== null && <code>{entry}</code>}
          </p>
          <ul>
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </div>
      )}
      <div className="section-body">
        <dl className="facts">
          {configured !== null &&
            configuredFacts(configured).map(([term, value]) => <Fact key={term} term={term} value={value} />)}
          <Fact
            term="Newest webhook"
            value={webhook.last_received_at === null ? 'none yet' : <Instant at={webhook.last_received_at} />}
          />
          <Fact term="Webhooks waiting, given up" value={`${webhook.waiting}, ${webhook.given_up}`} />
        </dl>
      </div>
      {open.length > 0 && (
        <div className="section-body flush">
          <FindingList findings={open} />
        </div>
      )}
    </section>
  )
}

function Fact({ term, value }: { readonly term: string; readonly value: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function configuredFacts(configured: Configured): readonly (readonly [string, ReactNode])[] {
  const { brand, issuers, meld, default_country, widget_url, idempotency_mismatch, kyc } = configured
  const secrets = meld.webhook_secrets
  return [
    ['Brand', brand?.name ?? 'none'],
    ['Support', brand?.support ?? 'not told'],
    ['Issuers', issuers.map(({ issuer }) => issuer).join(', ')],
    ['Meld', meld.base_url],
    ['Webhook secrets', secrets === 0 ? 'none: Meld’s webhooks are refused' : String(secrets)],
    ['Default country', nameOfCountry(default_country)],
    ['Widget address', widget_url === 'rampway' ? 'our own link' : 'the provider’s'],
    ['A key with another body', idempotency_mismatch === 'replay' ? 'is replayed' : 'is refused'],
    ['Identity checks', kyc.policy === 'off' ? 'not asked for' : 'must be approved'],
    ['Origins', configured.allowed_origins.join(', ') || 'none'],
    ['Return links', configured.return_links.join(', ') || 'none'],
  ]
}
