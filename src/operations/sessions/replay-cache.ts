import { fingerprintOf, isSameRequest, type Session, type SessionRequest } from '../../domain/session.ts'
import type { Principal } from '../../domain/user.ts'
import { refreshSession } from '../../store/session-lookup.ts'
import type { CachedReplay } from '../caches.ts'
import type { Deps } from '../deps.ts'

/** The key has its session already, for this request or another. */
export interface Replay {
  readonly kind: 'replay'
  readonly session: Session
  readonly sameRequest: boolean
}

/** Caches the session of its user's key: once a key has one, it keeps it until it expires. */
export function cacheReplay(deps: Deps, key: string, replay: CachedReplay): void {
  deps.caches.replays.set(key, replay)
}

/**
 * The session of a key that this process answered lately, as it stands now; undefined, at once or when it turns out to be
 * gone, when the store has to be asked for the key. It spares a retry the claim; correctness never depends on it. Rejects
 * with `RowError`.
 */
export function recallReplay(
  deps: Deps,
  { tenant, user }: Principal,
  key: string,
  request: SessionRequest,
): Promise<Replay | undefined> | undefined {
  const cached = deps.caches.replays.get(key)
  // A user's id is of one tenant.
  if (cached?.session.user !== user) return undefined
  if (deps.clock() >= cached.session.expiresAt) {
    deps.caches.replays.delete(key)
    return undefined
  }
  return refreshSession(deps.database, tenant.id, cached.session).then((session) => {
    if (session === undefined) {
      deps.caches.replays.delete(key)
      return undefined
    }
    if (session !== cached.session) cacheReplay(deps, key, { session, fingerprint: cached.fingerprint })
    return { kind: 'replay', session, sameRequest: isReplayOf(cached, request) }
  })
}

function isReplayOf({ session, fingerprint }: CachedReplay, request: SessionRequest): boolean {
  return isSameRequest(session.request, request) || fingerprint === fingerprintTextOf(request)
}

/** The fingerprint of a request as claims and the cache hold it. */
export function fingerprintTextOf(request: SessionRequest): string {
  return fingerprintOf(request).toString('base64url')
}
