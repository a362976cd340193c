import type { Principal } from '../../domain/user.ts'
import { refreshSession } from '../../store/session-lookup.ts'
import type { CachedReplay } from '../caches.ts'
import type { Deps } from '../deps.ts'

/** Caches the session of a key: once a key has one, it keeps it until it expires. */
export function cacheReplay(deps: Deps, principal: Principal, key: string, replay: CachedReplay): void {
  deps.caches.replays.set(nameOf(principal, key), replay)
}

/**
 * The session of a key that this process answered lately, with its present status; undefined when the store has to be
 * asked. It spares a retry the claim; correctness never depends on it. Throws `RowError`.
 */
export async function findCachedReplay(
  deps: Deps,
  principal: Principal,
  key: string,
): Promise<CachedReplay | undefined> {
  const name = nameOf(principal, key)
  const cached = deps.caches.replays.get(name)
  if (cached === undefined) return undefined
  const alive = deps.clock() < cached.session.expiresAt
  const session = alive ? await refreshSession(deps.database, principal.tenant.id, cached.session) : undefined
  if (session !== undefined) return { ...cached, session }
  deps.caches.replays.delete(name)
  return undefined
}

// Neither a tenant's id nor a user's has a line break in it.
function nameOf({ tenant, user }: Principal, key: string): string {
  return `${tenant.id}\n${user}\n${key}`
}
