import { Link } from 'wouter'
import { addressOf } from '../../parts/filters.ts'
import { Identifier } from '../../parts/identifier.tsx'
import { Instant } from '../../parts/instant.tsx'
import { shortened } from '../../parts/words.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { type Column, DataTable } from '../../ui/data-table.tsx'
import type { AuditEntry } from '../api/state-shapes.ts'

const columns: readonly Column<AuditEntry>[] = [
  {
    key: 'act',
    label: 'Act',
    isTitle: true,
    cell: ({ act, number }) => (
      <>
        <code className="row-name">{act}</code>
        <span className="row-note">No. {number}</span>
      </>
    ),
  },
  {
    key: 'who',
    label: 'Who',
    cell: ({ operator, via, from }) => (
      <>
        {operator}
        <span className="row-note">
          {via}
          {from !== null && ` from ${from}`}
        </span>
      </>
    ),
  },
  {
    key: 'target',
    label: 'Target',
    cell: ({ target }) => (
      <>
        <Target target={target} />
        <span className="row-note">
          {target.kind}
          {target.tenant !== null && ` of ${target.tenant}`}
        </span>
      </>
    ),
  },
  { key: 'reason', label: 'Reason', cell: ({ reason }) => reason ?? <span className="soft">–</span> },
  { key: 'what', label: 'What changed', cell: (entry) => <Change entry={entry} /> },
  { key: 'when', label: 'When', isFigure: true, cell: ({ happened_at }) => <Instant at={happened_at} /> },
]

/** Entries of the audit log in rows, newest first. */
export function AuditTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  return <DataTable label="Audit log" columns={columns} rows={entries} keyOf={({ number }) => String(number)} />
}

function Target({ target }: { readonly target: AuditEntry['target'] }) {
  const { kind, tenant, id } = target
  if (kind !== 'session') return <Identifier text={id} what={`${kind} id`} isShort />
  return (
    <Link href={addressOf(`/sessions/${encodeURIComponent(id)}`, { tenant })}>
      <code>{shortened(id)}</code>
    </Link>
  )
}

function Change({ entry }: { readonly entry: AuditEntry }) {
  const { before, after, trace_id, hash } = entry
  return (
    <details className="audit-more">
      <summary>{before === null && after === null ? 'Details' : 'Before and after'}</summary>
      {before !== null && <CodeBlock code={JSON.stringify(before, null, 2)} language="json" label="Before" />}
      {after !== null && <CodeBlock code={JSON.stringify(after, null, 2)} language="json" label="After" />}
      <dl className="audit-marks">
        {trace_id !== null && (
          <>
            <dt>Trace</dt>
            <dd>
              <Identifier text={trace_id} what="trace id" isShort />
            </dd>
          </>
        )}
        <dt>Hash</dt>
        <dd>
          <Identifier text={hash} what="hash" isShort />
        </dd>
      </dl>
    </details>
  )
}
