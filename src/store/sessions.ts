import type { Session } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { UpstreamCall } from '../domain/upstream-call.ts'
import type { Query } from '../postgres/connection.ts'
import type { Database } from '../postgres/database.ts'
import { groupValues } from '../postgres/group-rows.ts'
import { present } from '../postgres/row.ts'
import { runStep, type Step } from '../postgres/step.ts'
import { announceKey, keyTopic } from './idempotency-keys.ts'
import {
  type EndedOpeningRow,
  type ReadySessionRow,
  storeKeylessSql,
  storeOtherSql,
  storeReadySql,
} from './session-changes.ts'
import { requestColumn, sessionUuid, widgetColumn } from './session-row.ts'

/** A session whose opening has ended. */
export interface EndedOpening {
  /** `ready`, `refused` or `unclear`. */
  readonly session: Session
  /** The claim it was opened under, as `claimKey` gave it; null without a key. */
  readonly claim: { readonly key: string; readonly fence: number } | null
  /** Calls to Meld that its opening took. */
  readonly upstreamCalls?: readonly UpstreamCall[] | undefined
  /** Epoch milliseconds. */
  readonly now: number
}

/**
 * Stores a session, once its opening has ended, and settles its key: finished when it is ready, free when it was refused,
 * and free for the same session when that is unclear. False when another call has taken the key over meanwhile: then
 * nothing was written, and theirs is the answer to give.
 */
export async function finishSession(database: Database, tenant: TenantId, ended: EndedOpening): Promise<boolean> {
  const { session, claim, upstreamCalls, now } = ended
  const isSettled = await runStep(database, finishStep, { tenant, session, claim, upstreamCalls, now })
  if (isSettled && claim !== null) announceKey(database, tenant, session.user, claim.key)
  return isSettled
}

type FinishItem = EndedOpening & { readonly tenant: TenantId }

/** `finishSession` for a group of calls. */
export const finishStep: Step<FinishItem, boolean> = {
  name: 'finish_session',
  locks: ({ tenant, session, claim }) => keyTopic(tenant, session.user, claim?.key ?? ''),
  lanes: 2,
  run: async (query, items) => {
    const plain = items.filter(isPlain)
    const settled = new Set([
      ...(await storeReady(query, plain.filter(hasClaim))),
      ...(await storeKeyless(
        query,
        plain.filter((item) => !hasClaim(item)),
      )),
    ])
    const others = items.filter((item) => !settled.has(item))
    for (const item of await storeOthers(query, others)) settled.add(item)
    return items.map((item) => settled.has(item))
  },
}

/** Nobody has opened it before, and there is nothing to tell: nearly all of them. */
function isPlain({ session, claim }: FinishItem): boolean {
  return session.status === 'ready' && (claim === null || claim.fence === 1)
}

function hasClaim({ claim }: FinishItem): boolean {
  return claim !== null
}

type Stored = Promise<readonly FinishItem[]>

/** Returns those that are settled by it; the others' claims stand no longer. */
async function storeReady(query: Query, items: readonly FinishItem[]): Stored {
  if (items.length === 0) return []
  const rows = await query('store_ready_sessions', storeReadySql, groupValues(items.map(readyRow)))
  return rows.map(({ n }) => present(items[Number(n) - 1], 'n'))
}

async function storeKeyless(query: Query, items: readonly FinishItem[]): Stored {
  if (items.length === 0) return []
  await query('store_keyless_sessions', storeKeylessSql, groupValues(items.map(readyRow)))
  return items
}

async function storeOthers(query: Query, items: readonly FinishItem[]): Stored {
  if (items.length === 0) return []
  const input = items.map(
    (item): EndedOpeningRow => ({
      ...readyRow(item),
      status: item.session.status,
      failure: item.session.failure,
    }),
  )
  const rows = await query('store_other_sessions', storeOtherSql, groupValues(input))
  return items.filter((_, n) => rows[n]?.is_settled === true)
}

function readyRow({ tenant, session, claim, upstreamCalls = [], now }: FinishItem): ReadySessionRow {
  return {
    tenant_id: tenant,
    user_id: session.user,
    key: claim?.key ?? null,
    session_id: sessionUuid(session.id),
    fence: claim?.fence ?? 1,
    request: requestColumn(session.request),
    widget: session.firstWidget === null ? null : widgetColumn(session.firstWidget),
    routing: session.routing,
    trace_id: session.traceId,
    upstream_calls: upstreamCalls.length === 0 ? null : upstreamCalls,
    now_ms: now,
    created_ms: session.createdAt,
  }
}
