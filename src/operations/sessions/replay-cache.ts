import type { Session } from '../../domain/session.ts'
import type { Principal } from '../../domain/user.ts'
import { refreshSession } from '../../store/session-lookup.ts'
import type { CachedReplay } from '../caches.ts'
import type { Deps } from '../deps.ts'

/** Caches the session of its user's key: once a key has one, it keeps it until it expires. */
export function cacheReplay(deps: Deps, key: string, replay: CachedReplay): void {
  deps.caches.replays.set(key, replay)
}

/**
 * The session of a key that this process answered lately; undefined when the store has to be asked. It spares a retry the
 * claim; correctness never depends on it.
 */
export function recallReplay(deps: Deps, { user }: Principal, key: string): CachedReplay | undefined {
  const cached = deps.caches.replays.get(key)
  // A user's id is of one tenant.
  return cached?.session.user === user ? cached : undefined
}

/** The session of a cached replay as it stands now; undefined, and no longer cached, when it is gone. Rejects with `RowError`. */
export function refreshReplay(
  deps: Deps,
  principal: Principal,
  key: string,
  { session, fingerprint }: CachedReplay,
): Promise<Session | undefined> {
  const settle = (present: Session | undefined): Session | undefined => {
    if (present === undefined) deps.caches.replays.delete(key)
    else if (present !== session) cacheReplay(deps, key, { session: present, fingerprint })
    return present
  }
  if (deps.clock() >= session.expiresAt) return Promise.resolve(settle(undefined))
  return refreshSession(deps.database, principal.tenant.id, session).then(settle)
}
