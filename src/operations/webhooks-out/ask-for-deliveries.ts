import type { TenantId } from '../../domain/tenant.ts'
import type { WebhookEndpointId } from '../../domain/webhook-endpoint.ts'
import { askForRuns } from '../../postgres/due-work.ts'
import type { Deps } from '../deps.ts'
import { deliveriesJobName, deliveriesSubject } from './deliver.ts'

/** Has what is due sent to these webhook endpoints soon, in whichever process is free. A hint: it never rejects. */
export async function askForDeliveries(
  { database, clock, log }: Pick<Deps, 'database' | 'clock' | 'log'>,
  tenant: TenantId,
  endpoints: readonly WebhookEndpointId[],
): Promise<void> {
  const runs = endpoints.map((id) => ({ job: deliveriesJobName, subject: deliveriesSubject(tenant, id) }))
  await askForRuns(database, runs, clock()).catch((err: unknown) =>
    log.warn({ tenant, err }, 'could not wake the sending of webhooks'),
  )
}
