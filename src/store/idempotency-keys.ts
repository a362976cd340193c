import { createHash } from 'node:crypto'
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

/** Names a key on the signal channel without showing it. For `store/` only. */
export function keyTopic(tenant: TenantId, user: UserId, key: string): string {
  return createHash('sha256').update(`${tenant}\n${user}\n${key}`).digest('base64url')
}
