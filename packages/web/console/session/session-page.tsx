import './session.css'
import { useQuery } from '@tanstack/react-query'
import { useSearch } from 'wouter'
import { Page, Section } from '../../parts/page.tsx'
import { Problem, Waiting } from '../../parts/problem.tsx'
import { codeInWords } from '../../parts/words.ts'
import { statusInWords } from '../../ui/session-status.ts'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { sessionQuery } from '../api/sessions.ts'
import type { SessionDetail } from '../api/shapes.ts'
import { tradeInWords } from '../parts/trade.ts'
import { StatusBadge } from '../sessions/session-table.tsx'
import { SessionActs } from './session-acts.tsx'
import { SessionAmounts } from './session-amounts.tsx'
import { SessionFacts } from './session-facts.tsx'
import { SessionRouting } from './session-routing.tsx'
import { SessionTimeline } from './session-timeline.tsx'
import { TransactionTable } from './transaction-table.tsx'

/** One session: how it stands, all that happened to it, and what can be done. */
export function SessionPage({ id }: { readonly id: string }) {
  const tenant = new URLSearchParams(useSearch()).get('tenant') ?? ''
  const { data, error, isFetching, dataUpdatedAt, refetch } = useQuery(sessionQuery(id, tenant))
  if (data === undefined) {
    return (
      <Page title="Session">
        {error === null ? <Waiting rows={7} height="3rem" /> : <Problem error={error} onRetry={() => void refetch()} />}
      </Page>
    )
  }
  const { session } = data
  return (
    <Page
      title={tradeInWords(session)}
      mark={
        <span role="status" data-testid="session-status">
          <StatusBadge status={session.status} />
        </span>
      }
      freshness={{ updatedAt: dataUpdatedAt, isFetching, onRefresh: () => void refetch() }}
      description={statusInWords(session.status).meaning}
    >
      {session.failure !== null && (
        <ErrorState title={`Refused · ${session.failure.code}`}>{session.failure.detail}</ErrorState>
      )}
      {error !== null && <Problem error={error} onRetry={() => void refetch()} />}
      <SessionBody session={session} />
    </Page>
  )
}

function SessionBody({ session }: { readonly session: SessionDetail }) {
  return (
    <div className="session">
      <div className="session-side">
        <SessionAmounts session={session} />
        <SessionActs session={session} />
      </div>
      <div className="session-main">
        <SessionTimeline session={session} />
        <Section title="Transactions" isFlush>
          {session.transactions.length === 0 ? (
            <EmptyState title="No transaction yet">
              <p>There is one once the user has paid, or begun to, on the provider’s page.</p>
            </EmptyState>
          ) : (
            <TransactionTable transactions={session.transactions} />
          )}
        </Section>
        <SessionRouting routing={session.routing} toAsset={session.to_asset} />
        <Wishes request={session.request} />
      </div>
      <div className="session-facts-place">
        <SessionFacts session={session} />
      </div>
    </div>
  )
}

/** What the app asked for beside the trade; nothing where it left all of that to the gateway. */
function Wishes({ request }: Pick<SessionDetail, 'request'>) {
  const named = Object.entries(request).filter(([, value]) => value !== null && value !== false)
  if (named.length === 0) return null
  return (
    <Section title="Asked for beside the trade">
      <dl className="facts">
        {named.map(([name, value]) => (
          <div key={name}>
            <dt>{codeInWords(name)}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
