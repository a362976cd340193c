import { systemClock } from '../../domain/clock.ts'
import type { Session } from '../../domain/session.ts'
import { idsOfSupportCode, type SupportCode } from '../../domain/support-code.ts'
import type { TenantId } from '../../domain/tenant.ts'
import { findSessionsByCode } from '../../store/session-search.ts'
import type { Deps } from '../deps.ts'

/** The sessions of these tenants that have a support code, newest first: mostly one, seldom more. */
export function findSessionsBySupportCode(
  { database }: Pick<Deps, 'database'>,
  tenants: readonly TenantId[],
  code: SupportCode,
): Promise<readonly Session[]> {
  // The machine's own clock, which ids are made with.
  return findSessionsByCode(database, tenants, idsOfSupportCode(code, systemClock()))
}
