import { BadControl, NotKnown } from './control-errors.ts'
import type { Session } from './state.ts'
import type { World } from './world.ts'

/** Maps somebody else's session id (the gateway's own) to the `externalSessionId`s sent to Meld, oldest first. */
export type ResolveSession = (id: string) => Promise<readonly string[]>

/** Which session is meant: by Meld's id or somebody else's, or by the external id. */
export interface AskedSession {
  readonly id: string | undefined
  readonly externalId: string | undefined
}

/** The session that is meant, the newest of several. Throws `BadControl` when none is named, `NotKnown` when none is there. */
export async function findSession(
  world: World,
  { id, externalId }: AskedSession,
  resolveSession: ResolveSession | undefined,
): Promise<Session> {
  if (id === undefined && externalId === undefined) {
    throw new BadControl('name the session: "session_id" or "external_session_id"')
  }
  const session =
    (id === undefined ? undefined : world.state.sessions.get(id)) ??
    newestByExternalId(world, externalId) ??
    newestByExternalId(world, id) ??
    newestByExternalId(world, id === undefined ? undefined : (await resolveSession?.(id))?.at(-1))
  if (session === undefined) {
    throw new NotKnown(
      `no session ${id ?? externalId}: GET /_sim/sessions lists the ones Meld was asked for, newest first`,
    )
  }
  return session
}

function newestByExternalId(world: World, externalId: string | undefined): Session | undefined {
  if (externalId === undefined) return undefined
  let newest: Session | undefined
  // One external id can be in use on several accounts; the newest session is the one a tester means.
  for (const session of world.state.sessions.values()) if (session.externalSessionId === externalId) newest = session
  return newest
}

/**
 * Every id by which calls and webhooks speak of a session: its external ids, Meld's ids of its widgets, and those of its
 * transactions. For an unknown session just the id that was asked for.
 */
export async function idsOfSession(
  world: World,
  id: string,
  resolveSession: ResolveSession | undefined,
): Promise<readonly string[]> {
  const externalIds = [id, ...((await resolveSession?.(id)) ?? [])]
  const ids = new Set(externalIds)
  for (const session of world.state.sessions.values()) {
    const { externalSessionId } = session
    if (session.id !== id && (externalSessionId === null || !externalIds.includes(externalSessionId))) continue
    if (externalSessionId !== null) ids.add(externalSessionId)
    for (const known of [session.id, ...session.transactionIds]) ids.add(known)
  }
  return [...ids]
}
