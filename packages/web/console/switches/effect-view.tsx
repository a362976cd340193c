import { Instant } from '../../parts/instant.tsx'
import type { Effect } from '../api/state-shapes.ts'

/** What a switch would have done to the sessions of the last 24 hours. */
export function EffectView({ effect }: { readonly effect: Effect }) {
  const { sessions, unaffected, moved, nobody, unknown, is_complete, period_start } = effect
  const shares = [
    { name: 'as before', count: unaffected, kind: 'unaffected' },
    { name: 'to another provider', count: moved.reduce((sum, { sessions: each }) => sum + each, 0), kind: 'moved' },
    { name: 'to nobody', count: nobody, kind: 'nobody' },
    { name: 'not known', count: unknown, kind: 'unknown' },
  ]
  return (
    <section className="effect" aria-label="Effect over the last 24 hours" role="status">
      <p className="effect-title">
        {sessions === 0
          ? 'There was no session in the last 24 hours.'
          : `Of ${sessions} ${sessions === 1 ? 'session' : 'sessions'} in the last 24 hours:`}
      </p>
      {sessions > 0 && (
        <>
          <div className="effect-bar" aria-hidden="true">
            {shares.map(
              ({ kind, count }) =>
                count > 0 && (
                  <span
                    key={kind}
                    className={`effect-share ${kind}`}
                    style={{ width: `${(100 * count) / sessions}%` }}
                  />
                ),
            )}
          </div>
          <ul className="effect-counts">
            {shares.map(
              ({ name, kind, count }) =>
                (count > 0 || kind === 'nobody') && (
                  <li key={kind}>
                    <span className={`effect-mark ${kind}`} aria-hidden="true" />
                    <strong>{count}</strong> {name}
                  </li>
                ),
            )}
          </ul>
          {moved.length > 0 && (
            <ul className="effect-moves">
              {moved.map(({ from_provider: from, to_provider: to, sessions: count }) => (
                <li key={`${from} ${to}`}>
                  {count} from {from} to {to}
                </li>
              ))}
            </ul>
          )}
        </>
      )}
      {!is_complete && (
        <p className="soft small">
          There were too many to read them all: this is since <Instant at={period_start} isAbsolute />.
        </p>
      )}
    </section>
  )
}
