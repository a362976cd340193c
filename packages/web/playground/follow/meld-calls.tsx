import './records.css'
import { Badge, toneOfStatus } from '../../ui/badge.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { timeOf } from '../../ui/timeline.tsx'
import type { MeldCall } from '../api/simulator.ts'

/** What Rampway asked of Meld for this session, newest first. */
export function MeldCalls({ calls }: { readonly calls: readonly MeldCall[] }) {
  if (calls.length === 0) {
    return <EmptyState title="No calls yet">What Rampway asks of Meld for this session shows here.</EmptyState>
  }
  return (
    <ul className="records">
      {calls.toReversed().map(({ seq, method, path, at, provider, status, faults, body }) => (
        <li key={seq}>
          <details className="record">
            <summary>
              <Badge tone={toneOfStatus(status)}>{status ?? 'no answer'}</Badge>
              <span className="record-name">
                <span className="record-method">{method}</span> {path}
              </span>
              <time className="record-time">{timeOf(at)}</time>
              {(provider !== '' || faults.length > 0) && (
                <span className="record-note">
                  {provider}
                  {faults.length > 0 && <Badge tone="warn">{faults.join(', ').replaceAll('_', ' ')}</Badge>}
                </span>
              )}
            </summary>
            {body === null ? (
              <p className="soft small">Without a body.</p>
            ) : (
              <CodeBlock code={JSON.stringify(body, null, 2)} language="json" label="What was sent" />
            )}
          </details>
        </li>
      ))}
    </ul>
  )
}
