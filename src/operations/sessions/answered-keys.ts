import { LRUCache } from 'lru-cache'
import type { Session } from '../../domain/session.ts'
import type { Principal } from '../../domain/user.ts'
import { refreshSession } from '../../store/session-lookup.ts'
import type { Deps } from '../deps.ts'

/** A key that has its session for good, as this process has seen it. */
export interface AnsweredKey {
  readonly session: Session
  /** Of the request that the session was opened for. */
  readonly fingerprint: string
}

/** Retries come soon, most of them to the process that answered first; about 3 KB each, hence 6 MB when full. */
export const answeredKeysMax = 2_000

/** Makes an empty memory. */
export function createAnsweredKeys(): Deps['answeredKeys'] {
  return new LRUCache({ max: answeredKeysMax })
}

/** Remembers that the key has its session, which within its life no key ever loses again. */
export function rememberAnswer(deps: Deps, principal: Principal, key: string, answered: AnsweredKey): void {
  deps.answeredKeys.set(nameOf(principal, key), answered)
}

/**
 * The session of a key that this process has answered lately, as it stands now; undefined when the key has to be
 * looked at in the store. It spares a retry the claim, and nothing depends on it. Throws `RowError`.
 */
export async function recallAnswer(deps: Deps, principal: Principal, key: string): Promise<AnsweredKey | undefined> {
  const name = nameOf(principal, key)
  const known = deps.answeredKeys.get(name)
  if (known === undefined) return undefined
  const alive = deps.clock() < known.session.expiresAt
  const session = alive ? await refreshSession(deps.database, principal.tenant.id, known.session) : undefined
  if (session !== undefined) return { ...known, session }
  deps.answeredKeys.delete(name)
  return undefined
}

// Neither a tenant's id nor a user's has a line break in it.
function nameOf({ tenant, user }: Principal, key: string): string {
  return `${tenant.id}\n${user}\n${key}`
}
