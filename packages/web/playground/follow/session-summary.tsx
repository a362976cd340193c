import type { Session, Transaction } from '@rampway/client'
import { Badge } from '../../ui/badge.tsx'
import { CopyButton } from '../../ui/code-block.tsx'
import { formatDecimal } from '../../ui/decimal.ts'
import { statusInWords } from '../../ui/session-status.ts'
import { DepositNotice } from './deposit-notice.tsx'

/** How the session stands, and what to call it. */
export function SessionSummary({ session, transaction, nameOf }: SessionSummaryProps) {
  const { word, tone, meaning } = statusInWords(session.status)
  const { to_asset, service_provider } = session
  const received = transaction?.destination_amount ?? null
  const delivered = transaction?.to_asset ?? to_asset
  return (
    <section className="summary" aria-label="Session">
      <div className="summary-head">
        <p className="summary-trade">
          {tradeInWords(session)}
          {service_provider !== null && <span className="soft"> at {nameOf(service_provider)}</span>}
        </p>
        <p role="status" data-testid="session-status">
          <Badge tone={tone}>{word}</Badge>
        </p>
      </div>
      <p className="soft small">
        {meaning}
        {session.status === 'completed' && received !== null && ` ${formatDecimal(received)} ${delivered} delivered.`}
      </p>
      {delivered !== to_asset && (
        <p className="wrong-asset" role="alert">
          <strong>
            This trade delivers {delivered}, not {to_asset}.
          </strong>{' '}
          Meld opened the widget for another asset than it was asked for, and said nothing.
        </p>
      )}
      <DepositNotice session={session} />
      <dl className="facts">
        <div>
          <dt>Session</dt>
          <dd>
            <code>{session.id}</code>
            <CopyButton text={session.id} />
          </dd>
        </div>
        <div>
          <dt>Support code</dt>
          <dd>
            <code>{session.support_code}</code>
          </dd>
        </div>
      </dl>
    </section>
  )
}

interface SessionSummaryProps {
  readonly session: Session
  /** The newest one. */
  readonly transaction: Transaction | undefined
  readonly nameOf: (provider: string) => string
}

function tradeInWords({ direction, source_amount, from_asset, to_asset }: Session): string {
  const paid = `${formatDecimal(source_amount)} ${from_asset}`
  return direction === 'buy' ? `Buy ${to_asset} for ${paid}` : `Sell ${paid} for ${to_asset}`
}
