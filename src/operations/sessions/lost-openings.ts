import { sessionLifetimeMs } from '../../domain/session.ts'
import { endOpenings } from '../../store/lost-openings.ts'
import type { Deps } from '../deps.ts'

/** What the session's owner reads. */
const failure = {
  code: 'internal',
  detail: `The gateway was interrupted while it opened this session, and nobody came back for it. Open another one, or repeat the call with the same idempotency_key within ${sessionLifetimeMs / 3_600_000} hours of the first.`,
}

/**
 * Ends, as `unclear`, the sessions whose opening was lost with its process some minutes ago and that nobody came back
 * for. One that a call is opening again is left to it. Rejects with the database's error.
 */
export async function endLostOpenings(deps: Deps): Promise<void> {
  const tenants = deps.tenants.list().map(({ id }) => id)
  for (const { tenant, session } of await endOpenings(deps.database, tenants, failure, deps.clock())) {
    deps.metrics.openingLost()
    deps.log.warn({ tenant, session }, 'an opening was lost with its process: the session ends as unclear')
  }
}
