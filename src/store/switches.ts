import type { AuditEntry } from '../domain/audit.ts'
import { isChainId } from '../domain/chain.ts'
import { isCountry } from '../domain/country.ts'
import { isPaymentMethod } from '../domain/payment-method.ts'
import {
  activeSwitchesMax,
  parseSwitchId,
  type Switch,
  type SwitchId,
  type SwitchScope,
  type SwitchState,
  switchStates,
} from '../domain/switch.ts'
import { parseTenantId } from '../domain/tenant.ts'
import { directions } from '../domain/trade.ts'
import type { Query, Row } from '../postgres/connection.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { numberOf, numberOrNullOf, present, RowError, rowsOf, textOf, textOrNullOf } from '../postgres/row.ts'
import { signalChannel, wireName } from '../postgres/signals.ts'
import { appendAudit } from './audit.ts'

const topic = 'switches'

/** The active switches at one version of all switches. */
export interface StoredSwitches {
  readonly version: number
  readonly switches: readonly Switch[]
}

/**
 * The switches that are active at `now`, unless their version is still the one that is known: then undefined. Throws
 * `RowError`.
 */
export async function readActiveSwitches(
  database: Database,
  knownVersion: number | null,
  now: number,
): Promise<StoredSwitches | undefined> {
  const { connection } = internalsOf(database)
  const [row] = await connection.query(
    'read_active_switches',
    `select v.version::float8 as version, case when v.version is distinct from $1::bigint then (
       select coalesce(jsonb_agg(to_jsonb(s) || jsonb_build_object(
         'created_at', ${epochMs('s.created_at')}, 'ends_at', ${epochMs('s.ends_at')}, 'ended_at', null)), '[]')
       from switches s where s.ended_at is null and (s.ends_at is null or s.ends_at > $2)
     ) end as switches from switches_version v`,
    [knownVersion, new Date(now)],
  )
  const version = numberOf(present(row, 'switches_version'), 'version')
  const stored = row?.switches
  if (stored === null || stored === undefined) return undefined
  return { version, switches: rowsOf({ switches: JSON.parse(String(stored)) }, 'switches').map(readSwitch) }
}

/** Which switches a list shows. */
export interface SwitchList {
  readonly state: 'active' | 'ended' | 'all'
  readonly count: number
  /** The last one of the page before; null for the first page. */
  readonly after: SwitchId | null
}

/** A page of switches, the newest first. Throws `RowError`. */
export async function listSwitches(
  database: Database,
  { state, count, after }: SwitchList,
  now: number,
): Promise<readonly Switch[]> {
  const rows = await internalsOf(database).connection.query(
    'list_switches',
    `select s.* from switches s
     where case $1 when 'all' then true else
         (s.ended_at is null and (s.ends_at is null or s.ends_at > $2)) = ($1 = 'active') end
       and ($3::uuid is null or (s.created_at, s.id) < (select l.created_at, l.id from switches l where l.id = $3))
     order by s.created_at desc, s.id desc limit $4`,
    [state, new Date(now), after === null ? null : uuidOf(after), count],
  )
  return rows.map(readSwitch)
}

/** The switch that names exactly the same in the same state and is active; undefined when none does. Throws `RowError`. */
export async function findSameSwitch(
  database: Database,
  same: SwitchScope & { readonly state: SwitchState },
  now: number,
): Promise<Switch | undefined> {
  return readSame(internalsOf(database).connection.query, same, now)
}

/** What became of a new switch. */
export type SwitchCreation =
  | { readonly kind: 'created' }
  /** One that names the same, in the same state, is active. */
  | { readonly kind: 'exists'; readonly existing: Switch }
  /** There are as many as there may be. */
  | { readonly kind: 'full' }

/**
 * Stores a new switch with its entry in the audit log, and tells every process. Changes of switches are made one after
 * the other, so that of two that name the same only one is stored.
 */
export async function createSwitch(database: Database, made: Switch, entry: AuditEntry): Promise<SwitchCreation> {
  const { connection } = internalsOf(database)
  return changing(database, () =>
    connection.transaction(async (query) => {
      await raiseVersion(query)
      const existing = await readSame(query, made, made.createdAt)
      if (existing !== undefined) return { kind: 'exists', existing }
      const [counted] = await query(
        'count_active_switches',
        `select count(*)::int as active from switches s
         where s.ended_at is null and (s.ends_at is null or s.ends_at > $1)`,
        [new Date(made.createdAt)],
      )
      if (numberOf(present(counted, 'count'), 'active') >= activeSwitchesMax) return { kind: 'full' }
      await query(
        'insert_switch',
        `insert into switches (id, tenant, provider, country, method, direction, asset, chain_id, state, reason,
           created_at, created_by, ends_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
        [
          uuidOf(made.id),
          ...namesOf(made),
          made.state,
          made.reason,
          new Date(made.createdAt),
          made.createdBy,
          made.endsAt === null ? null : new Date(made.endsAt),
        ],
      )
      await appendAudit(query, entry)
      return { kind: 'created' }
    }),
  )
}

/** What became of a switch that was to be ended. */
export type SwitchEnding =
  | { readonly kind: 'ended'; readonly ended: Switch }
  /** It had ended before, and stays as it was. */
  | { readonly kind: 'over'; readonly ended: Switch }
  | { readonly kind: 'absent' }

/**
 * Ends a switch, with the entry in the audit log that `entryOf` makes of it before and after, and tells every process.
 * Throws `RowError`.
 */
export async function endSwitch(
  database: Database,
  id: SwitchId,
  { by, now }: { readonly by: string; readonly now: number },
  entryOf: (before: Switch, after: Switch) => AuditEntry,
): Promise<SwitchEnding> {
  const { connection } = internalsOf(database)
  return changing(database, () =>
    connection.transaction(async (query) => {
      await raiseVersion(query)
      const [row] = await query('read_switch', 'select s.* from switches s where s.id = $1', [uuidOf(id)])
      if (row === undefined) return { kind: 'absent' }
      const before = readSwitch(row)
      const isOver = before.endedAt !== null || (before.endsAt !== null && before.endsAt <= now)
      if (isOver) return { kind: 'over', ended: before }
      const after = { ...before, endedAt: now, endedBy: by }
      await query('end_switch', 'update switches set ended_at = $2, ended_by = $3 where id = $1', [
        uuidOf(id),
        new Date(now),
        by,
      ])
      await appendAudit(query, entryOf(before, after))
      return { kind: 'ended', ended: after }
    }),
  )
}

/** A mark in the stream of changes: take it before reading, and hand it to `waitForSwitchChange`. */
export function markSwitchChanges(database: Database): number {
  return internalsOf(database).signals.mark()
}

/** Resolves when switches were changed after `mark`, or after `timeoutMs`: a hint to read them, never a promise. */
export function waitForSwitchChange(database: Database, mark: number, timeoutMs: number): Promise<void> {
  return internalsOf(database).signals.wait(topic, mark, timeoutMs)
}

/** Wakes this process's waiters for changes. */
export function announceSwitchChange(database: Database): void {
  internalsOf(database).signals.announce(topic)
}

async function changing<T>(database: Database, change: () => Promise<T>): Promise<T> {
  const result = await change()
  announceSwitchChange(database)
  return result
}

/** Nobody else changes switches until this transaction has ended; then every process is told. */
async function raiseVersion(query: Query): Promise<void> {
  await query(
    'raise_switches_version',
    `with raised as (update switches_version set version = version + 1 returning version)
     select pg_notify('${signalChannel}', $1) from raised`,
    [wireName(topic)],
  )
}

async function readSame(
  query: Query,
  same: SwitchScope & { readonly state: SwitchState },
  now: number,
): Promise<Switch | undefined> {
  const [row] = await query(
    'find_same_switch',
    `select s.* from switches s
     where s.ended_at is null and (s.ends_at is null or s.ends_at > $9) and s.state = $8
       and (s.tenant, s.provider, s.country, s.method, s.direction, s.asset, s.chain_id)
         is not distinct from ($1::text, $2::text, $3::text, $4::text, $5::text, $6::text, $7::int)
     order by s.created_at limit 1`,
    [...namesOf(same), same.state, new Date(now)],
  )
  return row === undefined ? undefined : readSwitch(row)
}

function namesOf({ tenant, provider, country, method, direction, asset, chainId }: SwitchScope) {
  return [tenant, provider, country, method, direction, asset, chainId]
}

function epochMs(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::bigint`
}

function uuidOf(id: SwitchId): string {
  return id.slice('swi_'.length)
}

function readSwitch(row: Row): Switch {
  const country = textOrNullOf(row, 'country')
  const method = textOrNullOf(row, 'method')
  const chainId = numberOrNullOf(row, 'chain_id')
  const tenant = textOrNullOf(row, 'tenant')
  const direction = textOrNullOf(row, 'direction')
  const state = textOf(row, 'state')
  if (country !== null && !isCountry(country)) throw new RowError('country')
  if (method !== null && !isPaymentMethod(method)) throw new RowError('method')
  if (chainId !== null && !isChainId(chainId)) throw new RowError('chain_id')
  return {
    id: present(parseSwitchId(`swi_${String(row.id).replaceAll('-', '')}`), 'id'),
    tenant: tenant === null ? null : present(parseTenantId(tenant), 'tenant'),
    provider: textOrNullOf(row, 'provider'),
    country,
    method,
    direction:
      direction === null
        ? null
        : present(
            directions.find((known) => known === direction),
            'direction',
          ),
    asset: textOrNullOf(row, 'asset'),
    chainId,
    state: present(
      switchStates.find((known) => known === state),
      'state',
    ),
    reason: textOf(row, 'reason'),
    createdAt: numberOf(row, 'created_at'),
    createdBy: textOf(row, 'created_by'),
    endsAt: numberOrNullOf(row, 'ends_at'),
    endedAt: numberOrNullOf(row, 'ended_at'),
    endedBy: textOrNullOf(row, 'ended_by'),
  }
}
