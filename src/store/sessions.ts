import type { Session } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { UpstreamCall } from '../domain/upstream-call.ts'
import type { Query } from '../postgres/connection.ts'
import type { Database } from '../postgres/database.ts'
import { groupValues } from '../postgres/group-rows.ts'
import { runStep, type Step } from '../postgres/step.ts'
import { announceKey, keyTopic } from './idempotency-keys.ts'
import { type EndedOpeningRow, storeOtherSql, storeReadySql } from './session-changes.ts'
import { requestColumn, sessionUuid, widgetColumn } from './session-row.ts'

/** A session whose opening has ended. */
export interface EndedOpening {
  /** `ready`, `refused` or `unclear`. */
  readonly session: Session
  /** The claim it was opened under, as `claimKey` gave it; null without a key. */
  readonly claim: { readonly key: string; readonly fence: number } | null
  /** Calls to Meld that its opening took. */
  readonly upstreamCalls?: readonly UpstreamCall[]
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * Stores a session, once its opening has ended, and settles its key: finished when it is ready, free when it was refused,
 * and free for the same session when that is unclear. False when another call has taken the key over meanwhile: then
 * nothing was written, and theirs is the answer to give.
 */
export async function finishSession(database: Database, tenant: TenantId, ended: EndedOpening): Promise<boolean> {
  const isSettled = await runStep(database, finishStep, { ...ended, tenant })
  if (isSettled && ended.claim !== null) announceKey(database, tenant, ended.session.user, ended.claim.key)
  return isSettled
}

type FinishItem = EndedOpening & { readonly tenant: TenantId }

/** `finishSession` for a group of calls. */
export const finishStep: Step<FinishItem, boolean> = {
  name: 'finish_session',
  locks: ({ tenant, session, claim }) => keyTopic(tenant, session.user, claim?.key ?? ''),
  run: async (query, items) => {
    const settled = new Set<FinishItem>()
    const store = async (name: string, sql: string, part: readonly FinishItem[]): Promise<void> => {
      for (const [n, isSettled] of (await storeSessions(query, name, sql, part)).entries()) {
        const item = part[n]
        if (isSettled && item !== undefined) settled.add(item)
      }
    }
    const others = items.filter((item) => !isPlain(item))
    await store('store_ready_sessions', storeReadySql, items.filter(isPlain))
    await store('store_other_sessions', storeOtherSql, others)
    return items.map((item) => settled.has(item))
  },
}

/** Nobody has opened it before, and there is nothing to tell: nearly all of them. */
function isPlain({ session, claim }: FinishItem): boolean {
  return session.status === 'ready' && (claim === null || claim.fence === 1)
}

async function storeSessions(
  query: Query,
  name: string,
  sql: string,
  items: readonly FinishItem[],
): Promise<boolean[]> {
  if (items.length === 0) return []
  const input = items.map(
    ({ tenant, session, claim, upstreamCalls = [], now }): EndedOpeningRow => ({
      tenant_id: tenant,
      user_id: session.user,
      key: claim?.key ?? null,
      session_id: sessionUuid(session.id),
      fence: claim?.fence ?? 1,
      status: session.status,
      request: requestColumn(session.request),
      widget: session.firstWidget === null ? null : widgetColumn(session.firstWidget),
      routing: session.routing,
      failure: session.failure,
      trace_id: session.traceId,
      upstream_calls: upstreamCalls.length === 0 ? null : upstreamCalls,
      now_ms: now,
      created_ms: session.createdAt,
    }),
  )
  const rows = await query(name, sql, groupValues(input))
  return items.map((_, n) => rows[n]?.is_settled === true)
}
