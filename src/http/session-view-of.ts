import type { SessionView } from '../contract/session-view.ts'
import { makeLinkToken } from '../domain/link.ts'
import type { Session } from '../domain/session.ts'
import type { Deps } from '../operations/deps.ts'

/** What an answer that shows a session needs to know beside it, now. */
export function sessionViewOf(deps: Pick<Deps, 'linkSecret' | 'publicUrl' | 'clock'>, session: Session): SessionView {
  const linkToken = makeLinkToken(deps.linkSecret, 'open', session.tenant, session.id)
  return { publicUrl: deps.publicUrl, linkToken, now: deps.clock() }
}
