import { Link } from 'wouter'
import { Instant } from '../../parts/instant.tsx'
import { Section } from '../../parts/page.tsx'
import { shortened } from '../../parts/words.ts'
import type { Stats } from '../api/state-shapes.ts'
import { sessionAddress } from '../sessions/session-table.tsx'

/** The session that has been open longest without an outcome. */
export function Unresolved({ unresolved }: { readonly unresolved: Stats['oldest_unresolved'] }) {
  return (
    <Section title="Oldest unresolved">
      {unresolved === null ? (
        <p className="soft">Every session that was opened has an outcome.</p>
      ) : (
        <p>
          <Link href={sessionAddress({ id: unresolved.session_id, tenant: unresolved.tenant })}>
            {shortened(unresolved.session_id)}
          </Link>{' '}
          of {unresolved.tenant} was opened <Instant at={unresolved.since_at} /> and has no outcome yet.
        </p>
      )}
    </Section>
  )
}
