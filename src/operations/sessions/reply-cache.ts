import type { Session } from '../../domain/session.ts'
import type { Tenant } from '../../domain/tenant.ts'
import type { Deps } from '../deps.ts'

/**
 * The text in which this process answered last with a session, in this format; undefined when the answer may be another
 * by now: the session has changed or expired, or its tenant's settings are others.
 */
export function findCachedReply(deps: Deps, tenant: Tenant, session: Session, format: string): string | undefined {
  const cached = deps.caches.replies.get(session)
  const isCurrent =
    cached !== undefined && cached.tenant === tenant && cached.format === format && deps.clock() < session.expiresAt
  return isCurrent ? cached.text : undefined
}

/** Caches the text of an answer with a session that has not expired. */
export function cacheReply(deps: Deps, tenant: Tenant, session: Session, format: string, text: string): void {
  if (deps.clock() < session.expiresAt) deps.caches.replies.set(session, { tenant, format, text })
}
