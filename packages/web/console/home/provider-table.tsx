import { Link } from 'wouter'
import { durationInWords } from '../../parts/time.ts'
import { countInWords, percentage } from '../../parts/words.ts'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { formatDecimal } from '../../ui/decimal.ts'
import type { ProviderFigures, QuoteHonesty } from '../api/state-shapes.ts'
import { sessionsAddress } from '../parts/list-link.ts'

const columns: readonly Column<ProviderFigures>[] = [
  {
    key: 'provider',
    label: 'Provider',
    isTitle: true,
    cell: ({ service_provider, _links }) => (
      <Link className="row-name" href={sessionsAddress(_links.sessions)}>
        {service_provider}
      </Link>
    ),
  },
  {
    key: 'sessions',
    label: 'Sessions',
    isFigure: true,
    cell: ({ sessions, opened, _links }) => (
      <>
        <Link href={sessionsAddress(_links.sessions)}>{countInWords(sessions)}</Link>
        <span className="row-note">{countInWords(opened)} opened</span>
      </>
    ),
  },
  {
    key: 'success',
    label: 'Success',
    isFigure: true,
    cell: ({ success_rate, completed, failed, _links }) => (
      <>
        <SuccessRate rate={success_rate} />
        <span className="row-note">
          <Link href={sessionsAddress(_links.completed)}>{countInWords(completed)} completed</Link>,{' '}
          <Link href={sessionsAddress(_links.failed)}>{countInWords(failed)} failed</Link>
        </span>
      </>
    ),
  },
  {
    key: 'latency',
    label: 'Opening a widget',
    isFigure: true,
    cell: ({ upstream_p50_ms, upstream_p95_ms, upstream_calls, upstream_failed }) => (
      <>
        {upstream_p50_ms === null ? <span className="soft">–</span> : durationInWords(upstream_p50_ms)}
        {upstream_p95_ms !== null && <span className="soft"> · 95 % in {durationInWords(upstream_p95_ms)}</span>}
        <span className="row-note">
          {countInWords(upstream_failed)} of {countInWords(upstream_calls)} failed
        </span>
      </>
    ),
  },
  {
    key: 'honesty',
    label: 'Delivered of quoted',
    isFigure: true,
    cell: ({ quote_honesty }) => <Honesty honesty={quote_honesty} />,
  },
]

/** How each provider serves. */
export function ProviderTable({ providers }: { readonly providers: readonly ProviderFigures[] }) {
  return (
    <DataTable
      label="Providers"
      columns={columns}
      rows={providers}
      keyOf={({ service_provider }) => service_provider}
    />
  )
}

function SuccessRate({ rate }: { readonly rate: number | null }) {
  if (rate === null) return <span className="soft">–</span>
  return (
    <span className="rate">
      <span className="rate-bar" aria-hidden="true">
        <span style={{ width: `${100 * rate}%` }} />
      </span>
      {percentage(rate)}
    </span>
  )
}

function Honesty({ honesty }: { readonly honesty: QuoteHonesty | null }) {
  if (honesty === null) return <span className="soft">–</span>
  const [largest] = honesty.assets
  return (
    <>
      {percentOfRatio(honesty.ratio)}
      {largest !== undefined && (
        <span className="row-note">
          {formatDecimal(largest.delivered, 2)} of {formatDecimal(largest.quoted, 2)} {largest.asset}
        </span>
      )}
    </>
  )
}

/** A decimal ratio as a percentage, by moving its point: `0.9961` is `99.61 %`. */
export function percentOfRatio(ratio: string): string {
  const [whole = '0', fraction = ''] = ratio.split('.')
  const digits = fraction.padEnd(2, '0')
  const moved = `${whole}${digits.slice(0, 2)}`.replace(/^0+(?=\d)/, '')
  const rest = digits.slice(2, 4)
  return `${moved}${rest === '' ? '' : `.${rest}`} %`
}
