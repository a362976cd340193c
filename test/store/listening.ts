import type { StoredEvent } from '../../src/domain/event.ts'
import type { TenantId } from '../../src/domain/tenant.ts'
import { type Database, internalsOf } from '../../src/postgres/database.ts'
import { listen } from '../../src/store/event-listeners.ts'
import { readEventsAfter } from '../../src/store/event-log.ts'
import { publishBatch } from '../../src/store/event-publishing.ts'
import { eventColumns, readEvent } from '../../src/store/event-row.ts'
import { queryDatabase, type TestTarget } from '../support/database.ts'
import { demo, start } from './store-calls.ts'

/** From now on what happens to this tenant's sessions is recorded. */
export function startListening(database: Database, tenant: TenantId = demo, now = start): Promise<void> {
  return internalsOf(database).connection.transaction((query) => listen(query, tenant, now))
}

/** What is recorded of a session, or of a transaction without one, in the order of its sequence. */
export async function recordedOf(database: Database, line: string): Promise<readonly StoredEvent[]> {
  const rows = await internalsOf(database).connection.query(
    'recorded_of',
    `select ${eventColumns} from events e
     where coalesce(replace(e.session_id::text, '-', ''), e.transaction_id) = $1 order by e.sequence`,
    [line.replace(/^ses_/, '')],
  )
  return rows.map(readEvent)
}

/** Publishes all that is recorded of the tenant, and gives all that it was told, in its order. */
export async function publishAll(database: Database, tenant: TenantId = demo, now = start) {
  while ((await publishBatch(database, tenant, now)).count > 0);
  return readEventsAfter(database, tenant, 0, 100_000)
}

/** A webhook endpoint that wants these types, or all; gives its uuid. */
export async function addEndpoint(
  target: TestTarget,
  {
    tenant = demo,
    types = [],
    status = 'enabled',
  }: { tenant?: TenantId; types?: readonly string[]; status?: string } = {},
): Promise<string> {
  const [row] = await queryDatabase(
    target,
    `insert into webhook_endpoints (tenant_id, id, url, types, timestamp_format, signature, status, created_at, updated_at)
     values ($1, gen_random_uuid(), 'https://hooks.example', $2, 'iso8601', 'hmac', $3, now(), now()) returning id`,
    [tenant, types, status],
  )
  return String(row?.id)
}
