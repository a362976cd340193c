import type { TenantId } from '../../domain/tenant.ts'
import type { Database } from '../../postgres/database.ts'
import { askForRuns } from '../../postgres/due-work.ts'
import { listUnpublished, publishBatch } from '../../store/event-publishing.ts'
import type { Deps } from '../deps.ts'
import { deliveriesJobName, deliveriesSubject } from '../webhooks-out/deliver.ts'

/** The job that publishes events; the subject of a run is a tenant. */
export const eventsJobName = 'events'

/** Asks for a run that publishes a tenant's events, in whichever process is free. Rejects with the database's error. */
export function askForPublishing(database: Database, tenant: TenantId, now: number): Promise<void> {
  return askForRuns(database, [{ job: eventsJobName, subject: tenant }], now)
}

type PublishDeps = Pick<Deps, 'database' | 'clock'>

/**
 * Publishes what is recorded of a tenant, batch by batch, and asks for the deliveries; gives how many events it was. What
 * it leaves when `signal` aborts, or it rejects with the database's error, the next call publishes.
 */
export async function publishEvents(
  { database, clock }: PublishDeps,
  tenant: TenantId,
  signal?: AbortSignal,
): Promise<number> {
  let published = 0
  while (signal?.aborted !== true) {
    const { count, endpoints } = await publishBatch(database, tenant, clock())
    if (count === 0) break
    published += count
    const runs = endpoints.map((endpoint) => ({
      job: deliveriesJobName,
      subject: deliveriesSubject(tenant, endpoint),
    }))
    await askForRuns(database, runs, clock())
  }
  return published
}

/** The tenants of which events are recorded and not published, as after a process died in between. */
export function listTenantsToPublish({ database, tenants }: Pick<Deps, 'database' | 'tenants'>) {
  return listUnpublished(
    database,
    tenants.list().map(({ id }) => id),
  )
}
