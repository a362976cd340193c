import type { TenantId } from '../domain/tenant.ts'
import type { UserId } from '../domain/user.ts'
import { type Database, internalsOf } from './database.ts'

/** A mark to take before `beginSession`, so that `awaitKey` misses no news that came in between. */
export function markKeys(database: Database): number {
  return internalsOf(database).signals.mark()
}

/** Resolves when the key's holder has finished since `mark`, or after `timeoutMs`: look again then. */
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

/** Wakes this process's waiters on a key; those of other processes are told by `keyTopicSql`. For `store/` only. */
export function announceKey(database: Database, tenant: TenantId, user: UserId, key: string): void {
  internalsOf(database).signals.announce(keyTopic(tenant, user, key))
}

/** A key as one text; neither a tenant's id nor a user's has a line break in it. For `store/` only. */
export function keyTopic(tenant: TenantId, user: UserId, key: string): string {
  return `${tenant}\n${user}\n${key}`
}

/** SQL for the name under which other processes are told of the key in a row: it does not show the key. */
export function keyTopicSql(row: string): string {
  return `encode(sha256(convert_to(${row}.tenant_id || E'\\n' || ${row}.user_id || E'\\n' || ${row}.key, 'UTF8')), 'hex')`
}
