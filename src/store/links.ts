import { uuidv7 } from 'uuidv7'
import { firstCheckMs } from '../domain/reconciliation.ts'
import type { ExternalSessionId, Session, SessionId, Widget } from '../domain/session.ts'
import { isExternalSessionId, isOpenable, openableStatuses } from '../domain/session.ts'
import type { EventFacts } from '../domain/session-record.ts'
import { statusesKept } from '../domain/session-transitions.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { UpstreamCall } from '../domain/upstream-call.ts'
import type { UserId } from '../domain/user.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { changeAndTell, changedAtSql, changeSession, type SessionChange, type ToldChange } from './session-changes.ts'
import { findSession } from './session-lookup.ts'
import { readSession, readSessionStatus, sessionColumns, sessionUuid, widgetColumn } from './session-row.ts'
import { tellWatchersSql } from './session-signals.ts'

/** Who opens a link, as hashes only. */
export interface Opener {
  /** Hash of the cookie that the client showed; null when it showed none. */
  readonly shownCookie: string | null
  /** Hash of the cookie that this answer sets. */
  readonly newCookie: string
  /** Whether the client keeps cookies; `unknown` when it showed none and was not asked to. */
  readonly cookies: 'kept' | 'refused' | 'unknown'
  /** Whether the link is shown in a frame, which has cookies of its own; null when the client does not tell. */
  readonly framed: boolean | null
  /** Keyed hash of network and browser family, for clients that keep no cookie. */
  readonly trace: string
}

/** What became of an attempt to open. */
export type Binding =
  | {
      readonly kind: 'bound'
      readonly session: Session
      /** Somebody had opened the link before: this client, or one that it was released from. */
      readonly openedBefore: boolean
      /** The client showed a cookie of this link. */
      readonly knownCookie: boolean
    }
  /** Another client opened it first. */
  | { readonly kind: 'foreign'; readonly session: Session }
  /** The opener's trace is the same: it is this client if this one keeps no cookies, and another one if it does. */
  | { readonly kind: 'unsure'; readonly session: Session }
  /** No longer openable: spent, ended, expired, or never opened upstream. */
  | { readonly kind: 'closed'; readonly session: Session }
  | { readonly kind: 'absent' }

/** How many later cookies of one opener are kept, the newest ones. */
export const laterCookiesMax = 10

/**
 * Binds the link to its first opener, in one step: of two clients at the same instant one is bound. The opener is known
 * again by its cookie, and by its trace where a missing cookie proves nothing: for a client that refuses cookies or
 * does not tell whether it shows the link in a frame, and when one opening was in a frame and the other was not.
 */
export async function bindOpener(
  database: Database,
  tenant: TenantId,
  id: SessionId,
  opener: Opener,
  now: number,
): Promise<Binding> {
  const { query } = internalsOf(database).connection
  const change: ToldChange = {
    name: 'bind_opener',
    by: 'link_opened',
    to: 'opened',
    keeping: ['opened', 'returned'],
    before: `opener_trace is null as first_time, opened_at is not null as opened_before,
         coalesce(opener_cookie = $11 or $11 = any(later_opener_cookies), false) as known_cookie`,
    set: `opener_cookie = coalesce(s.opener_cookie, $12),
         later_opener_cookies = case
           when b.first_time or b.known_cookie then s.later_opener_cookies
           else (s.later_opener_cookies || $12::text)[greatest(cardinality(s.later_opener_cookies) + 2 - $17, 1):] end,
         opener_trace = coalesce(s.opener_trace, $13),
         opener_framed = case when b.first_time then $15 else s.opener_framed end,
         opened_at = coalesce(s.opened_at, b.changed_at),
         next_check_at = least(s.next_check_at, $14),
         checks = 0`,
    where: `s.expires_at > $3
         and (b.first_time or b.known_cookie or s.opener_trace = $13
           and ($16 or $15::boolean is null or s.opener_framed is distinct from $15))`,
    values: [
      opener.shownCookie,
      opener.newCookie,
      opener.trace,
      new Date(now + firstCheckMs),
      opener.framed,
      opener.cookies === 'refused',
      laterCookiesMax,
    ],
    event: { kind: 'opened' },
    told: { type: 'ramp.session.opened', where: 'opened_at is null' },
  }
  const row = await changeAndTell(database, tenant, id, change, now)
  if (row !== undefined) {
    const [openedBefore, knownCookie] = [row.opened_before === true, row.known_cookie === true]
    return { kind: 'bound', session: readSession(row), openedBefore, knownCookie }
  }
  const [missed] = await query(
    'find_missed_link',
    `select opener_trace = $3 as same_trace, ${sessionColumns} from sessions s where s.tenant_id = $1 and s.id = $2`,
    [tenant, sessionUuid(id), opener.trace],
  )
  if (missed === undefined) return { kind: 'absent' }
  const session = readSession(missed)
  if (!isOpenable(session.status) || session.expiresAt <= now) return { kind: 'closed', session }
  return { kind: missed.same_trace === true && opener.cookies === 'unknown' ? 'unsure' : 'foreign', session }
}

/**
 * Releases a user's link from its opener, so that the next client to open it is bound, as long as it may lead to the
 * widget; returns whether it did. False also for a link without an opener, or of another user.
 */
export async function releaseOpener(
  database: Database,
  tenant: TenantId,
  user: UserId,
  id: SessionId,
  now: number,
): Promise<boolean> {
  const { query } = internalsOf(database).connection
  return (await changeSession(query, tenant, id, releaseChange(user), now)) !== undefined
}

/** The same as a change, for the sessions of this user, or for null of anybody. `facts` are told with its event. */
export function releaseChange(user: UserId | null, facts: EventFacts = {}): SessionChange {
  return {
    name: 'release_opener',
    by: 'link_released',
    to: 'ready',
    set: "opener_cookie = null, later_opener_cookies = '{}', opener_trace = null, opener_framed = null",
    where: '($11::text is null or s.user_id = $11) and s.expires_at > $3 and s.opener_trace is not null',
    values: [user],
    event: { kind: 'link_released', detail: facts },
  }
}

/** The external ids of every widget opened for this session, oldest first. */
export async function listExternalIds(
  database: Database,
  tenant: TenantId,
  id: SessionId,
): Promise<readonly ExternalSessionId[]> {
  const rows = await internalsOf(database).connection.query(
    'list_external_ids',
    `select array_prepend(first_mint->>'externalSessionId', later_external_ids) as ids
     from sessions where tenant_id = $1 and id = $2 and first_mint is not null`,
    [tenant, sessionUuid(id)],
  )
  const ids: unknown = rows[0]?.ids
  return Array.isArray(ids) ? ids.filter(isExternalSessionId) : []
}

/**
 * Puts a newer widget behind the link, if the one it replaces is still the newest and the link still leads to it, with
 * an event for the timeline that holds the calls to Meld it took.
 * Returns the session as it is then: with this widget, or with the one that another opening put there meanwhile.
 */
export async function replaceWidget(
  database: Database,
  tenant: TenantId,
  id: SessionId,
  replaced: Widget,
  widget: Widget,
  now: number,
  upstreamCalls: readonly UpstreamCall[] = [],
): Promise<Session | undefined> {
  await internalsOf(database).connection.query(
    'replace_widget',
    `with replaced as (
       update sessions set
         latest_mint = $3::jsonb,
         later_external_ids = array_append(later_external_ids, $4),
         updated_at = ${changedAtSql('$5', 'updated_at')}
       where tenant_id = $1 and id = $2
         and coalesce(latest_mint, first_mint)->>'externalSessionId' = $6 and status = any($9::text[])
       returning tenant_id, id, updated_at
     )
     insert into session_events (tenant_id, session_id, id, kind, detail, at)
     select tenant_id, id, $7, 'refreshed', $8::jsonb, updated_at from replaced
     returning ${tellWatchersSql('tenant_id', 'session_id')}`,
    [
      tenant,
      sessionUuid(id),
      JSON.stringify(widgetColumn(widget)),
      widget.externalSessionId,
      new Date(now),
      replaced.externalSessionId,
      uuidv7(),
      JSON.stringify({ serviceProvider: widget.serviceProvider, ...(upstreamCalls.length > 0 && { upstreamCalls }) }),
      openableStatuses,
    ],
  )
  return findSession(database, tenant, id)
}

/**
 * Marks the session as returned where the transition table allows it; returns whether it did. The session is then checked
 * in the next round. Of one whose transaction is known already only the first return is noted, and its status stays.
 */
export async function markReturned(database: Database, tenant: TenantId, id: SessionId, now: number): Promise<boolean> {
  const moved = `b.was = any($4::text[])`
  const change: ToldChange = {
    name: 'mark_returned',
    by: 'user_returned',
    to: 'returned',
    keeping: statusesKept('user_returned'),
    set: `returned_at = coalesce(s.returned_at, b.changed_at),
         next_check_at = case when ${moved} then $3 else s.next_check_at end,
         checks = case when ${moved} then 0 else s.checks end`,
    where: `${moved} or s.returned_at is null`,
    event: { kind: 'returned', always: true },
    told: { type: 'ramp.session.returned' },
  }
  const row = await changeAndTell(database, tenant, id, change, now)
  return row !== undefined && readSessionStatus(row) === 'returned'
}
