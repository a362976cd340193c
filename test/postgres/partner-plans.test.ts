import { expect } from 'vitest'
import type { SessionId } from '../../src/domain/session.ts'
import { anyStatus } from '../../src/domain/status-filter.ts'
import type { TenantId } from '../../src/domain/tenant.ts'
import type { Database } from '../../src/postgres/database.ts'
import { findPortalLink, findPortalSignIn, findTenantKey } from '../../src/store/partner-secrets.ts'
import { findSessionHistory, loadSessionHistories } from '../../src/store/session-list.ts'
import { listSummaries, type SummaryFilter } from '../../src/store/session-summaries.ts'
import {
  findTenantTransaction,
  listTenantTransactions,
  type TransactionPlace,
} from '../../src/store/tenant-transactions.ts'
import { alice, demo, openReady, other, start } from '../store/store-calls.ts'
import { record, upstreamOf } from '../store/transaction-snapshots.ts'
import { cloneDatabase, closeCounted, openStore, queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'

const stored = 20_000
const rounds = 8
const count = 20

const allSessions: SummaryFilter = {
  ...{ tenants: [demo], user: null, status: null, serviceProvider: null, country: null, paymentMethod: null },
  ...{ direction: null, createdFrom: null, createdBefore: null },
}
const allTransactions = { status: anyStatus, user: null, session: null, createdFrom: null, createdBefore: null }

/** Everything of a partner that an index finds: single rows, and pages. */
async function readByIndex(database: Database, session: SessionId, transaction: string): Promise<void> {
  await findTenantKey(database, Buffer.alloc(32))
  await findPortalLink(database, Buffer.alloc(32), start)
  await findPortalSignIn(database, Buffer.alloc(32), start)
  const page = { after: null, count, now: start, skewMs: 0 }
  const { summaries, next: older } = await listSummaries(database, allSessions, page)
  await listSummaries(database, allSessions, { ...page, after: older })
  await listSummaries(database, { ...allSessions, user: alice }, page)
  const ids = summaries.map(({ session: listed }) => listed.id)
  await loadSessionHistories(database, demo, ids)
  await findSessionHistory(database, demo, session)
  await findTenantTransaction(database, demo, transaction)
  const first = { after: null, count }
  const { next } = await listTenantTransactions(database, demo, allTransactions, first)
  await listTenantTransactions(database, demo, allTransactions, { ...first, after: next })
  await listTenantTransactions(database, demo, { ...allTransactions, user: alice }, first)
  await listTenantTransactions(database, demo, { ...allTransactions, session }, first)
  const time = { createdFrom: start - 10_000_000, createdBefore: start - 5_000_000 }
  await listTenantTransactions(database, demo, { ...allTransactions, ...time }, first)
}

/** Copies of a session and a transaction for each tenant, each of another user; transactions one second apart. */
async function fill(target: TestTarget): Promise<void> {
  await fillTenant(target, demo)
  // All of them newer.
  await fillTenant(target, other)
  await queryDatabase(target, 'analyze')
}

async function fillTenant(target: TestTarget, tenant: TenantId): Promise<void> {
  await queryDatabase(
    target,
    `insert into sessions (tenant_id, id, user_id, status, fence, request, first_mint, created_at, updated_at, expires_at)
     select $2, (left(id::text, 14) || substr(gen_random_uuid()::text, 15))::uuid, 'usr_' || lpad(n::text, 27, '0'),
       status, fence, request, first_mint, created_at, updated_at, expires_at
     from sessions, generate_series(1, $1) as n where tenant_id = $3 and user_id = $4`,
    [stored, tenant, demo, alice],
  )
  await queryDatabase(
    target,
    `insert into transactions (tenant_id, id, user_id, session_id, status, meld_status, detail, provider_created_at,
       provider_updated_at, first_seen_at, checked_at)
     select $2, 't' || n, 'usr_' || lpad(n::text, 27, '0'), gen_random_uuid(), status, meld_status, detail,
       provider_created_at - n * interval '1 second', provider_updated_at, first_seen_at, checked_at
     from transactions, generate_series(1, $1) as n where tenant_id = $3 and user_id = $4`,
    [stored, tenant, demo, alice],
  )
}

test('no list and no look-up of a partner reads more than it shows, however much is stored of its tenant and others', async () => {
  const target = await cloneDatabase()
  const database = openStore(target)
  const { id } = await openReady(database)
  const upstream = upstreamOf()
  await record(database, upstream)
  for (let n = 0; n < rounds; n++) await readByIndex(database, id, upstream.id)
  await fill(target)
  for (let n = 0; n < rounds; n++) await readByIndex(database, id, upstream.id)
  // Its counts are sure to be told when a connection ends.
  await closeCounted(database, target)
  const [read] = await queryDatabase(
    target,
    `select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows from pg_stat_user_tables
     where relname similar to '(users|transactions|sessions%|tenant_keys|portal%)'`,
  )
  // One statement that reads all it finds would have come to eight times as much.
  expect(Number(read?.rows)).toBeLessThan(stored)
})

test('a status that only the oldest transaction has is found by going on, page by page', async () => {
  const target = await cloneDatabase()
  const database = openStore(target)
  await record(database, upstreamOf())
  await fill(target)
  const oldest = upstreamOf({ createdAt: start - stored * 10_000, meldStatus: 'SETTLED' })
  await record(database, oldest)
  const filter = { ...allTransactions, status: { status: 'completed', meldStatus: null } as const }
  const found: string[] = []
  let after: TransactionPlace | null = null
  do {
    const page = await listTenantTransactions(database, demo, filter, { after, count })
    found.push(...page.items.map(({ id }) => id))
    after = page.next
  } while (after !== null)
  expect(found).toEqual([oldest.id])
  await closeCounted(database, target)
})
