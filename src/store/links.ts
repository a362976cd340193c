import { uuidv7 } from 'uuidv7'
import { firstLookMs } from '../domain/reconciliation.ts'
import type { ExternalSessionId, Mint, Session, SessionId } from '../domain/session.ts'
import { isOpenable, readExternalSessionId, sessionStatuses, statusesBefore } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import { type Database, internalsOf } from './database.ts'
import { findSession } from './session-lookup.ts'
import { readSession, sessionColumns, sessionUuid, writeMint } from './session-row.ts'

/** Who opens a link, as far as hashes tell. */
export interface Opener {
  /** Hash of the cookie that the client showed; null when it showed none. */
  readonly shownCookie: string | null
  /** Hash of the cookie that this answer sets. */
  readonly newCookie: string
  /** Keyed hash of address and browser, for clients that keep no cookie. */
  readonly trace: string
}

/** What became of an attempt to open. */
export type Binding =
  | {
      readonly kind: 'bound'
      readonly session: Session
      readonly firstTime: boolean
      /** The cookie that the client showed is the one it was given. */
      readonly knownCookie: boolean
    }
  /** Another client opened it first. */
  | { readonly kind: 'foreign'; readonly session: Session }
  /** No longer openable: spent, ended, expired, or never opened upstream. */
  | { readonly kind: 'closed'; readonly session: Session }
  | { readonly kind: 'absent' }

const openableStatuses = sessionStatuses.filter(isOpenable)

/**
 * Binds the link to its first opener, in one step: of two clients at the same instant one is bound, the other is
 * foreign. The bound client is known again by its cookie, or by its trace where cookies are refused.
 */
export async function bindOpener(
  database: Database,
  tenant: TenantId,
  id: SessionId,
  opener: Opener,
  now: number,
): Promise<Binding> {
  const rows = await internalsOf(database).connection.query(
    'bind_opener',
    `with before as (
       select opener_trace is null as first_time from sessions where tenant_id = $1 and id = $2 for update
     )
     update sessions s set
       opener_cookie = case when s.opener_cookie = $3 then s.opener_cookie else $4 end,
       opener_trace = coalesce(s.opener_trace, $5),
       status = case when s.status = 'ready' then 'opened' else s.status end,
       opened_at = coalesce(s.opened_at, $6),
       next_check_at = least(s.next_check_at, $8),
       checks = 0,
       updated_at = $6
     from before b
     where s.tenant_id = $1 and s.id = $2
       and s.status = any($7::text[]) and s.expires_at > $6
       and (s.opener_trace is null or s.opener_trace = $5 or s.opener_cookie = $3)
     returning b.first_time, s.opener_cookie, ${sessionColumns}`,
    [
      tenant,
      sessionUuid(id),
      opener.shownCookie,
      opener.newCookie,
      opener.trace,
      new Date(now),
      openableStatuses,
      new Date(now + firstLookMs),
    ],
  )
  const row = rows[0]
  if (row !== undefined) {
    const [firstTime, knownCookie] = [row.first_time === true, row.opener_cookie === opener.shownCookie]
    return { kind: 'bound', session: readSession(row), firstTime, knownCookie }
  }
  const session = await findSession(database, tenant, id)
  if (session === undefined) return { kind: 'absent' }
  const open = isOpenable(session.status) && session.expiresAt > now
  return { kind: open ? 'foreign' : 'closed', session }
}

/** The external ids of every widget session that was minted for this session, oldest first. */
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

function isExternalSessionId(value: unknown): value is ExternalSessionId {
  return typeof value === 'string' && readExternalSessionId(value) !== undefined
}

/**
 * Puts a newer mint behind the link, if the one it replaces is still the newest. Returns the session as it stands:
 * with this mint, or with the one that another opening put there meanwhile. What was put there is recorded in the
 * session's timeline.
 */
export async function replaceMint(
  database: Database,
  tenant: TenantId,
  id: SessionId,
  replaced: Mint,
  mint: Mint,
  now: number,
): Promise<Session | undefined> {
  await internalsOf(database).connection.query(
    'replace_mint',
    `with minted as (
       update sessions set
         latest_mint = $3::jsonb,
         later_external_ids = array_append(later_external_ids, $4),
         updated_at = $5
       where tenant_id = $1 and id = $2
         and coalesce(latest_mint, first_mint)->>'externalSessionId' = $6
       returning tenant_id, id
     )
     insert into session_events (tenant_id, session_id, id, kind, detail, at)
     select tenant_id, id, $7, 'minted_again', jsonb_build_object('serviceProvider', $8::text), $5 from minted`,
    [
      tenant,
      sessionUuid(id),
      writeMint(mint),
      mint.externalSessionId,
      new Date(now),
      replaced.externalSessionId,
      uuidv7(),
      mint.serviceProvider,
    ],
  )
  return findSession(database, tenant, id)
}

/**
 * Notes that the session's user came back from the widget, if the transition table allows it from where the session
 * stands; returns whether it moved. It is looked after at the next occasion.
 */
export async function markReturned(database: Database, tenant: TenantId, id: SessionId, now: number): Promise<boolean> {
  const rows = await internalsOf(database).connection.query(
    'mark_returned',
    `update sessions set
       status = 'returned',
       returned_at = coalesce(returned_at, $3),
       next_check_at = $3,
       checks = 0,
       updated_at = $3
     where tenant_id = $1 and id = $2 and status = any($4::text[])
     returning id`,
    [tenant, sessionUuid(id), new Date(now), statusesBefore('returned')],
  )
  return rows.length === 1
}
