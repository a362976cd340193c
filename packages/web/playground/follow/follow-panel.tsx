import './follow.css'
import { useRef, useState } from 'react'
import { EmptyState, Skeleton } from '../../ui/states.tsx'
import { type Tab, Tabs } from '../../ui/tabs.tsx'
import { BreakItTab } from '../break-it/break-it-tab.tsx'
import { CodeTab } from '../code/code-tab.tsx'
import { FailureNotice } from '../failure-notice.tsx'
import { useDeliveries, useMeldCalls, useProviderNames, useSession, useTransaction } from '../queries.ts'
import { usePageState } from '../use-page-state.ts'
import { MeldCalls } from './meld-calls.tsx'
import { SessionSummary } from './session-summary.tsx'
import { SessionTimeline } from './session-timeline.tsx'
import { useWidget } from './use-widget.ts'
import { WebhookList } from './webhook-list.tsx'
import { WidgetStage } from './widget-stage.tsx'

/** The session that is open: the provider's page, and everything that happens on the way. */
export function FollowPanel() {
  const { state } = usePageState()
  const { session: id } = state
  const [view, setView] = useState('timeline')
  const mount = useRef<HTMLDivElement>(null)
  const { data: session, error, refetch } = useSession(state, id)
  const transaction = useTransaction(state, session).data
  const calls = useMeldCalls(id).data ?? []
  const deliveries = useDeliveries(id).data ?? []
  const nameOf = useProviderNames(state)
  const widget = useWidget(session, mount, () => void refetch())
  const code: Tab = { value: 'code', label: 'Code', content: <CodeTab step="follow" /> }

  if (id === '') {
    return (
      <Tabs
        label="Follow"
        value={view === 'code' ? 'code' : 'timeline'}
        onChange={setView}
        tabs={[{ value: 'timeline', label: 'Timeline', content: <NothingYet /> }, code]}
      />
    )
  }
  if (error !== null && session === undefined) {
    return <FailureNotice error={error} onRetry={() => void refetch()} />
  }
  if (session === undefined) return <Skeleton rows={4} height="3.5rem" />
  return (
    <div className="follow">
      <SessionSummary session={session} transaction={transaction} nameOf={nameOf} />
      <WidgetStage session={session} widget={widget} mount={mount} />
      <Tabs
        label="Follow"
        value={view}
        onChange={setView}
        tabs={[
          {
            value: 'timeline',
            label: 'Timeline',
            content: <SessionTimeline session={session} transaction={transaction} nameOf={nameOf} />,
          },
          { value: 'calls', label: 'Calls to Meld', count: calls.length, content: <MeldCalls calls={calls} /> },
          {
            value: 'webhooks',
            label: 'Webhooks',
            count: deliveries.length,
            content: <WebhookList deliveries={deliveries} />,
          },
          { value: 'break', label: 'Break it', content: <BreakItTab session={session} /> },
          code,
        ]}
      />
    </div>
  )
}

function NothingYet() {
  return (
    <EmptyState title="No session yet">
      Open one from the offers, then pay as the buyer, and watch the timeline, the calls to Meld and the webhooks.
    </EmptyState>
  )
}
