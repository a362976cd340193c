import './session-table.css'
import { Link } from 'wouter'
import { addressOf } from '../../parts/filters.ts'
import { Instant } from '../../parts/instant.tsx'
import { shortened } from '../../parts/words.ts'
import { Badge } from '../../ui/badge.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { statusInWords } from '../../ui/session-status.ts'
import type { SessionSummary } from '../api/shapes.ts'
import { nameOfCountry } from '../parts/names.ts'
import { tradeInWords } from '../parts/trade.ts'

const columns: readonly Column<SessionSummary>[] = [
  {
    key: 'trade',
    label: 'Trade',
    isTitle: true,
    cell: (session) => (
      <>
        <Link className="row-link" href={sessionAddress(session)}>
          {tradeInWords(session)}
        </Link>
        <span className="row-note">
          <code>{session.support_code}</code> · {session.tenant}
        </span>
      </>
    ),
  },
  { key: 'status', label: 'Status', cell: ({ status }) => <StatusBadge status={status} /> },
  {
    key: 'provider',
    label: 'Provider',
    cell: ({ service_provider, country_code }) => (
      <>
        {service_provider ?? <span className="soft">none</span>}
        <span className="row-note">{nameOfCountry(country_code)}</span>
      </>
    ),
  },
  {
    key: 'user',
    label: 'User',
    cell: ({ user, wallet_address }) => (
      <>
        <code title={user}>{shortened(user)}</code>
        <span className="row-note">
          <code title={wallet_address}>{shortened(wallet_address)}</code>
        </span>
      </>
    ),
  },
  {
    key: 'created',
    label: 'Created',
    isFigure: true,
    cell: ({ created_at }) => <Instant at={created_at} />,
  },
]

/** Sessions in rows, each leading to its page; `matchedBy` says by what each was found. */
export function SessionTable({ sessions, label, matchedBy }: SessionTableProps) {
  const found: readonly Column<SessionSummary>[] =
    matchedBy === undefined ? [] : [{ key: 'matched', label: 'Found by', cell: (session) => matchedBy(session) }]
  return (
    <DataTable
      label={label}
      columns={[...columns.slice(0, 2), ...found, ...columns.slice(2)]}
      rows={sessions}
      keyOf={({ tenant, id }) => `${tenant} ${id}`}
    />
  )
}

interface SessionTableProps {
  readonly sessions: readonly SessionSummary[]
  readonly label: string
  readonly matchedBy?: (session: SessionSummary) => string
}

/** The page of a session. */
export function sessionAddress({ id, tenant }: Pick<SessionSummary, 'id' | 'tenant'>): string {
  return addressOf(`/sessions/${encodeURIComponent(id)}`, { tenant })
}

/** A session's status in a word. */
export function StatusBadge({ status }: { readonly status: string }) {
  const { word, tone } = statusInWords(status)
  return <Badge tone={tone}>{word}</Badge>
}
