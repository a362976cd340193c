import type { SessionId } from '../domain/session.ts'
import type { TenantId } from '../domain/tenant.ts'
import type { UserId } from '../domain/user.ts'
import { type Database, internalsOf } from '../postgres/database.ts'
import { groupRows, groupValues } from '../postgres/group-rows.ts'
import { runStep, type Step } from '../postgres/step.ts'
import { sessionUuid } from './session-row.ts'

/** A mark to take before `beginSession`, so that `awaitKey` misses no news that came in between. */
export function markKeys(database: Database): number {
  return internalsOf(database).signals.mark()
}

/** Resolves when the key's holder has finished since `mark`, or after `timeoutMs`: check again then. */
export function awaitKey(
  database: Database,
  tenant: TenantId,
  user: UserId,
  key: string,
  mark: number,
  timeoutMs: number,
): Promise<void> {
  return internalsOf(database).signals.wait(keyTopic(tenant, user, key), mark, timeoutMs)
}

/** Wakes this process's waiters on a key; those of other processes are told by `keyTopicSql`. For `postgres/` and `store/` only. */
export function announceKey(database: Database, tenant: TenantId, user: UserId, key: string): void {
  internalsOf(database).signals.announce(keyTopic(tenant, user, key))
}

/** A key as one text; neither a tenant's id nor a user's has a line break in it. For `postgres/` and `store/` only. */
export function keyTopic(tenant: TenantId, user: UserId, key: string): string {
  return `${tenant}\n${user}\n${key}`
}

/** SQL for the name under which other processes are told of the key in a row: it does not show the key. */
export function keyTopicSql(row: string): string {
  return `encode(sha256(convert_to(${row}.tenant_id || E'\\n' || ${row}.user_id || E'\\n' || ${row}.key, 'UTF8')), 'hex')`
}

/** A claim by whoever holds it. */
export interface HeldClaim {
  readonly user: UserId
  readonly key: string
  /** The session id that the claiming call brought along. */
  readonly holder: SessionId
}

/**
 * Releases a claim that its call could not settle: the next call with the key opens the same session. Nothing happens
 * when it is settled, or another holds it by now.
 */
export async function releaseClaim(database: Database, tenant: TenantId, claim: HeldClaim): Promise<void> {
  const { user, key, holder } = claim
  await runStep(database, releaseStep, { tenant, user, key, holder })
  announceKey(database, tenant, user, key)
}

const releaseSql = `
with held as (
  select k.tenant_id, k.user_id, k.key
  from (${groupRows('tenant_id text, user_id text, key text, holder uuid')}) as i
  join idempotency_keys k using (tenant_id, user_id, key)
  where k.holder = i.holder and k.state = 'claimed'
  order by i.n
  for update of k
)
update idempotency_keys k set state = 'unclear' from held h
where k.tenant_id = h.tenant_id and k.user_id = h.user_id and k.key = h.key`

const releaseStep: Step<HeldClaim & { readonly tenant: TenantId }, true> = {
  name: 'let_go_of_claim',
  locks: ({ tenant, user, key }) => keyTopic(tenant, user, key),
  run: async (query, items) => {
    const input = items.map(({ tenant, user, key, holder }) => ({
      tenant_id: tenant,
      user_id: user,
      key,
      holder: sessionUuid(holder),
    }))
    await query('let_go_of_claim', releaseSql, groupValues(input))
    return items.map(() => true)
  },
}
