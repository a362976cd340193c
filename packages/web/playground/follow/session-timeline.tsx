import type { Session, Transaction } from '@rampway/client'
import { formatDecimal } from '../../ui/decimal.ts'
import { reasonOf } from '../../ui/exclusion-reason.ts'
import { Timeline, type TimelineEntry } from '../../ui/timeline.tsx'
import { eventInWords } from './words.ts'

/** What happened to the session, as the gateway tells it. */
export function SessionTimeline({ session, transaction, nameOf }: SessionTimelineProps) {
  const entries = session.timeline.map((event, index): TimelineEntry => {
    const detail = detailOf(event, session, transaction, nameOf)
    return {
      ...eventInWords(event),
      key: `${event.kind}-${index}`,
      at: event.occurred_at,
      ...(detail !== undefined && { detail }),
    }
  })
  return (
    <div data-testid="timeline">
      <Timeline entries={entries} label="What happened to the session" />
    </div>
  )
}

interface SessionTimelineProps {
  readonly session: Session
  /** The newest one. */
  readonly transaction: Transaction | undefined
  readonly nameOf: (provider: string) => string
}

function detailOf(
  { kind, service_provider, transaction_id, status }: Session['timeline'][number],
  { routing, service_provider: chosen }: Session,
  transaction: Transaction | undefined,
  nameOf: (provider: string) => string,
) {
  if (kind === 'ready') {
    const failed = routing?.excluded.filter(({ reason }) => failures.has(reason)) ?? []
    const others = failed.map((exclusion) => ` ${nameOf(exclusion.service_provider ?? '')} ${reasonOf(exclusion)}.`)
    const provider = service_provider ?? chosen
    if (provider === null) return undefined
    return others.length === 0 ? nameOf(provider) : `${nameOf(provider)}.${others.join('')}`
  }
  if (kind !== 'transaction' || transaction === undefined || transaction.id !== transaction_id) return undefined
  if (status === 'completed' && transaction.destination_amount !== null) {
    return `${formatDecimal(transaction.destination_amount)} ${transaction.to_asset ?? ''}`
  }
  return status === 'failed' ? (transaction.failure_reason ?? transaction.meld_status) : undefined
}

/** Reasons that come of trying, rather than of what was asked. */
const failures: ReadonlySet<string> = new Set([
  'provider_failed',
  'timed_out',
  'no_answer',
  'busy',
  'failed_recently',
  'refused',
])
