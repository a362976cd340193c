import type { AuditEntry } from '../domain/audit.ts'
import { isKycState, type KycState } from '../domain/kyc.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { UserId } from '../domain/user.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { RowError, textOrNullOf } from '../postgres/row.ts'
import { appendAudit } from './audit.ts'

/** Where a user's state comes from. */
export type KycSource = 'operator' | 'claim'

/** What is stored of a user's identity check. */
export interface KycRecord {
  /** Null when only Meld has said something. */
  readonly state: KycState | null
  readonly source: KycSource | null
  /** Meld's state, for the record: it never replaces ours. */
  readonly meldState: string | null
}

/** Reads what is stored of a user's identity check; undefined when nothing is. Throws `RowError`. */
export async function findKyc(database: Database, tenant: TenantId, user: UserId): Promise<KycRecord | undefined> {
  const rows = await internalsOf(database).connection.query(
    'find_kyc',
    'select state, source, meld_state from kyc_states where tenant_id = $1 and user_id = $2',
    [tenant, user],
  )
  const row = rows[0]
  if (row === undefined) return undefined
  const state = textOrNullOf(row, 'state')
  const source = textOrNullOf(row, 'source')
  if (state !== null && !isKycState(state)) throw new RowError('kyc state')
  if (source !== null && source !== 'operator' && source !== 'claim') throw new RowError('kyc source')
  return { state, source, meldState: textOrNullOf(row, 'meld_state') }
}

/**
 * Stores the operator's decision, which overrides any claim; null withdraws it. In the same transaction it appends the
 * entry that `entryOf` makes of the state before.
 */
export async function setKycState(
  database: Database,
  tenant: TenantId,
  user: UserId,
  state: KycState | null,
  entryOf: (before: string | null) => AuditEntry,
): Promise<void> {
  await internalsOf(database).connection.transaction(async (query) => {
    const [before] = await query(
      'lock_kyc',
      'select state from kyc_states where tenant_id = $1 and user_id = $2 for update',
      [tenant, user],
    )
    const entry = entryOf(before === undefined ? null : textOrNullOf(before, 'state'))
    await query(
      'set_kyc_state',
      `insert into kyc_states (tenant_id, user_id, state, source, updated_at)
       values ($1, $2, $3, case when $3::text is not null then 'operator' end, $4)
       on conflict (tenant_id, user_id) do update
         set state = excluded.state, source = excluded.source, updated_at = excluded.updated_at`,
      [tenant, user, state, new Date(entry.at)],
    )
    await appendAudit(query, entry)
  })
}

/** Stores a user of whom nothing is stored yet, so that the operator can find them. */
export async function recordUnchecked(database: Database, tenant: TenantId, user: UserId, now: number): Promise<void> {
  await internalsOf(database).connection.query(
    'record_unchecked',
    `insert into kyc_states (tenant_id, user_id, updated_at) values ($1, $2, $3)
     on conflict (tenant_id, user_id) do nothing`,
    [tenant, user, new Date(now)],
  )
}

/** Stores the state of the token's claim, unless the operator has decided. */
export async function recordClaimedKyc(
  database: Database,
  tenant: TenantId,
  user: UserId,
  state: KycState,
  now: number,
): Promise<void> {
  await internalsOf(database).connection.query(
    'record_claimed_kyc',
    `insert into kyc_states as k (tenant_id, user_id, state, source, updated_at)
     values ($1, $2, $3, 'claim', $4)
     on conflict (tenant_id, user_id) do update
       set state = excluded.state, source = excluded.source, updated_at = excluded.updated_at
       where k.source is distinct from 'operator'`,
    [tenant, user, state, new Date(now)],
  )
}

/** Stores Meld's state of the user's identity check beside ours. */
export async function recordMeldKyc(
  database: Database,
  tenant: TenantId,
  user: UserId,
  meldState: string,
  now: number,
): Promise<void> {
  await internalsOf(database).connection.query(
    'record_meld_kyc',
    `insert into kyc_states (tenant_id, user_id, meld_state, updated_at)
     values ($1, $2, $3, $4)
     on conflict (tenant_id, user_id) do update
       set meld_state = excluded.meld_state, updated_at = excluded.updated_at`,
    [tenant, user, meldState, new Date(now)],
  )
}
