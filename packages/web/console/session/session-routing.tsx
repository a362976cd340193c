import { Section } from '../../parts/page.tsx'
import { Badge } from '../../ui/badge.tsx'
import { formatDecimal } from '../../ui/decimal.ts'
import { reasonOf } from '../../ui/exclusion-reason.ts'
import { EmptyState } from '../../ui/states.tsx'
import type { Routing } from '../api/shapes.ts'

/** Which provider was chosen, which could have been, and why each other one was out. */
export function SessionRouting({ routing, toAsset }: SessionRoutingProps) {
  const { mode, chosen = null, candidates = [], excluded = [] } = routing ?? {}
  return (
    <Section
      title="Routing"
      aside={mode === 'pinned' && <span className="soft small">The app named the provider.</span>}
      isFlush
    >
      {candidates.length === 0 && excluded.length === 0 ? (
        <EmptyState title="Nothing was routed">
          <p>The app named the provider, or the session was refused before one was chosen.</p>
        </EmptyState>
      ) : (
        <ul className="routing">
          {candidates.map(({ service_provider, destination_amount }, place) => (
            <li key={service_provider}>
              <span className="routing-provider">{service_provider}</span>
              <span className="routing-why">
                offered {formatDecimal(destination_amount)} {toAsset}
              </span>
              {service_provider === chosen ? <Badge tone="good">Chosen</Badge> : <Badge>{`Offer ${place + 1}`}</Badge>}
            </li>
          ))}
          {excluded.map((exclusion) => (
            <li key={`${exclusion.service_provider} ${exclusion.reason}`}>
              <span className="routing-provider">{exclusion.service_provider ?? 'All'}</span>
              <span className="routing-why">{reasonOf(exclusion)}</span>
              <Badge tone="warn">Out</Badge>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

interface SessionRoutingProps {
  readonly routing: Routing | null
  readonly toAsset: string
}
