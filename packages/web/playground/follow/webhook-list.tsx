import './records.css'
import { Badge } from '../../ui/badge.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { timeOf } from '../../ui/timeline.tsx'
import type { Delivery } from '../api/simulator.ts'
import { outcomeInWords } from './words.ts'

/** The webhooks that Meld sent about this session, newest first. */
export function WebhookList({ deliveries }: { readonly deliveries: readonly Delivery[] }) {
  if (deliveries.length === 0) {
    return <EmptyState title="No webhooks yet">Meld sends the first one when the user pays.</EmptyState>
  }
  return (
    <ul className="records">
      {deliveries.toReversed().map((delivery) => {
        const { word, tone } = outcomeInWords(delivery.outcome)
        return (
          <li key={delivery.seq}>
            <details className="record">
              <summary>
                <Badge tone={tone}>{word}</Badge>
                <span className="record-name">{delivery.eventType}</span>
                <time className="record-time">{timeOf(delivery.at)}</time>
                <span className="record-note">{answerInWords(delivery)}</span>
              </summary>
              <CodeBlock code={indented(delivery.body)} language="json" label="What the webhook says" />
            </details>
          </li>
        )
      })}
    </ul>
  )
}

function answerInWords({ status, attempt, dueAt, outcome }: Delivery): string {
  const parts = [
    ...(status === null ? [] : [`Rampway answered ${status}`]),
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
    ...(dueAt === null ? [] : [`${outcome === 'held' ? 'sent' : 'tried again'} at ${timeOf(dueAt)}`]),
  ]
  return parts.join(' · ')
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
