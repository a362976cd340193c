import type { TenantId } from '../../domain/tenant.ts'
import type { Database } from '../../postgres/database.ts'
import { askForRuns } from '../../postgres/due-work.ts'

/** The job that publishes events; the subject of a run is a tenant. */
export const eventsJobName = 'events'

/** Asks for a run that publishes a tenant's events, in whichever process is free. Rejects with the database's error. */
export function askForPublishing(database: Database, tenant: TenantId, now: number): Promise<void> {
  return askForRuns(database, [{ job: eventsJobName, subject: tenant }], now)
}
