import { Identifier } from '../../parts/identifier.tsx'
import { Instant } from '../../parts/instant.tsx'
import { codeInWords } from '../../parts/words.ts'
import { Badge, type Tone } from '../../ui/badge.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import { formatDecimal } from '../../ui/decimal.ts'
import type { TransactionView } from '../api/shapes.ts'

const tones: Readonly<Record<string, Tone>> = {
  completed: 'good',
  failed: 'bad',
  refunded: 'bad',
  cancelled: 'warn',
  error: 'bad',
}

/** The tone of a transaction's status. */
export function toneOfTransaction(status: string): Tone {
  return tones[status] ?? 'active'
}

const columns: readonly Column<TransactionView>[] = [
  {
    key: 'id',
    label: 'Transaction',
    isTitle: true,
    cell: ({ id, service_provider, service_transaction_id = null }) => (
      <>
        <Identifier text={id} what="transaction id" isShort />
        <span className="row-note">
          {service_provider}
          {service_transaction_id !== null && (
            <>
              {' '}
              <Identifier text={service_transaction_id} what="provider’s order" isShort />
            </>
          )}
        </span>
      </>
    ),
  },
  {
    key: 'status',
    label: 'Status',
    cell: ({ status, meld_status, failure_reason }) => (
      <>
        <Badge tone={toneOfTransaction(status)}>{codeInWords(status)}</Badge>
        {meld_status !== undefined && <span className="row-note">Meld: {meld_status}</span>}
        {failure_reason !== null && <span className="row-note">{failure_reason}</span>}
      </>
    ),
  },
  {
    key: 'amounts',
    label: 'Amounts',
    cell: ({ source_amount, from_asset, destination_amount, to_asset }) => (
      <>
        <span className="amount">{amountInWords(source_amount, from_asset)}</span>
        <span className="row-note amount">for {amountInWords(destination_amount, to_asset)}</span>
      </>
    ),
  },
  {
    key: 'hash',
    label: 'Hash',
    cell: ({ transaction_hash: hash }) =>
      hash === null ? <span className="soft">–</span> : <Identifier text={hash} what="transaction hash" isShort />,
  },
  {
    key: 'updated',
    label: 'Updated',
    isFigure: true,
    cell: ({ meld_updated_at = null }) => <Instant at={meld_updated_at} />,
  },
]

/** Transactions in rows. */
export function TransactionTable({ transactions }: { readonly transactions: readonly TransactionView[] }) {
  return <DataTable label="Transactions" columns={columns} rows={transactions} keyOf={({ id }) => id} />
}

function amountInWords(amount: string | null, asset: string | null): string {
  return amount === null ? 'not known yet' : `${formatDecimal(amount)} ${asset ?? ''}`
}
