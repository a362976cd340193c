import { expect } from 'vitest'
import { parseUserId } from '../../src/domain/user.ts'
import {
  findKnownUsers,
  findSessionById,
  findSessionsByValue,
  findSessionsOfUser,
  findSessionsOfUsers,
  listStoredTenants,
} from '../../src/store/session-search.ts'
import { listSummaries, loadSummaries } from '../../src/store/session-summaries.ts'
import {
  findTransactionsByHash,
  findTransactionsById,
  findTransactionsByServiceId,
} from '../../src/store/transaction-search.ts'
import { demo, openReady, start } from '../store/store-calls.ts'
import { cloneDatabase, closeCounted, openStore, queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'

const stored = 20_000
const rounds = 10

test('no search reads more than it finds, however much is stored, with plans that were made when nothing was', async () => {
  const target = await cloneDatabase()
  const database = openStore(target)
  const { id } = await openReady(database)
  const user = parseUserId(`usr_${'x'.repeat(27)}`)
  if (user === undefined) throw new Error('no user id')
  const searchAll = async (): Promise<void> => {
    await listStoredTenants(database)
    await findSessionById(database, [demo], id)
    await findSessionsByValue(database, null, 'upstream_session_id', 'WnothingOfThisKind1234')
    await findSessionsByValue(database, null, 'wallet_address', '0x0')
    await findSessionsByValue(database, null, 'idempotency_key', 'no key')
    await findSessionsByValue(database, null, 'trace_id', 'f'.repeat(32))
    await findKnownUsers(database, [{ tenant: demo, user }])
    await findSessionsOfUser(database, [demo], user)
    await findSessionsOfUsers(database, [{ tenant: demo, user }])
    await loadSummaries(database, [{ tenant: demo, id }])
    await findTransactionsById(database, [demo], 'none')
    await findTransactionsByServiceId(database, null, 'none')
    await findTransactionsByHash(database, null, ['none', '0xnone'])
    const none = { user: null, status: null, serviceProvider: null, country: null, paymentMethod: null }
    const filter = { ...none, tenants: null, direction: null, createdFrom: null, createdBefore: null }
    await listSummaries(database, filter, { after: null, count: 5, now: start, skewMs: 0 })
    await listSummaries(database, { ...filter, country: 'CL' }, { after: null, count: 5, now: start, skewMs: 0 })
  }
  for (let n = 0; n < rounds; n++) await searchAll()
  await queryDatabase(
    target,
    `insert into sessions (tenant_id, id, user_id, status, fence, request, first_mint, trace_id, key_hash, created_at,
       updated_at, expires_at)
     select tenant_id, (left(id::text, 14) || substr(gen_random_uuid()::text, 15))::uuid, 'usr_' || lpad(n::text, 27, '0'), status, fence,
       request || jsonb_build_object('wallet', '0x' || lpad(to_hex(n), 40, '0')),
       first_mint || jsonb_build_object('upstreamSessionId', md5(n::text)), gen_random_uuid(), n, created_at, updated_at,
       expires_at
     from sessions, generate_series(1, $1) as n`,
    [stored],
  )
  await queryDatabase(
    target,
    `insert into transactions (tenant_id, id, status, meld_status, detail, provider_created_at, provider_updated_at,
       first_seen_at, checked_at)
     select $2, 't' || n, 'pending', 'PENDING',
       jsonb_build_object('serviceTransactionId', md5(n::text), 'transactionHash', md5(n::text)), now(), now(), now(), now()
     from generate_series(1, $1) as n`,
    [stored, demo],
  )
  await queryDatabase(
    target,
    `insert into users (tenant_id, id, issuer, subject, meld_customer_id, created_at)
     select $2, 'usr_' || n, 'i', 's', 'c' || n, now() from generate_series(1, $1) as n`,
    [stored, demo],
  )
  for (let n = 0; n < rounds; n++) await searchAll()
  // Its counts are sure to be told when a connection ends.
  await closeCounted(database, target)
  const [read] = await queryDatabase(
    target,
    `select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows from pg_stat_user_tables
     where relname similar to '(users|transactions|sessions%)'`,
  )
  // One statement that reads all it finds would have come to ten times as much.
  expect(Number(read?.rows)).toBeLessThan(stored)
})
