import './break-it.css'
import type { Session } from '@rampway/client'
import { useMutation } from '@tanstack/react-query'
import { Badge, toneOfStatus } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { FailureNotice } from '../failure-notice.tsx'
import { useDeliveries } from '../queries.ts'
import { usePageState } from '../use-page-state.ts'
import { type Bench, type Experiment, experiments, type Finding } from './experiments.ts'

/** What can be tried to misuse the session, and what comes of it. */
export function BreakItTab({ session }: { readonly session: Session }) {
  const { state } = usePageState()
  const deliveries = useDeliveries(session.id).data ?? []
  const bench = { state, session, deliveries }
  return (
    <ul className="experiments">
      {experiments.map((experiment) => (
        <li key={`${session.id} ${experiment.id}`}>
          <ExperimentRow experiment={experiment} bench={bench} />
        </li>
      ))}
    </ul>
  )
}

function ExperimentRow({ experiment, bench }: { readonly experiment: Experiment; readonly bench: Bench }) {
  const trying = useMutation({ mutationFn: () => experiment.run(bench) })
  const before = experiment.before(bench)
  return (
    <section className="experiment" aria-label={experiment.name} data-testid={`try-${experiment.id}`}>
      <div className="experiment-head">
        <div>
          <h3>{experiment.name}</h3>
          <p className="soft small">{before ?? experiment.does}</p>
        </div>
        <Button
          size="small"
          isDisabled={before !== undefined}
          isBusy={trying.isPending}
          label={`Try it: ${experiment.name}`}
          onClick={() => trying.mutate()}
        >
          Try it
        </Button>
      </div>
      <div aria-live="polite">
        {trying.error !== null && <FailureNotice error={trying.error} />}
        {trying.data !== undefined && <FindingView finding={trying.data} />}
      </div>
    </section>
  )
}

function FindingView({ finding: { call, status, facts, means } }: { readonly finding: Finding }) {
  return (
    <div className="finding">
      <p className="finding-call">
        <Badge tone={toneOfStatus(status)}>{status}</Badge>
        <code>{call}</code>
      </p>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="small">{means}</p>
    </div>
  )
}
