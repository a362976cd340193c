import { expect, test } from 'vitest'
import { newSessionId } from '../../src/domain/session.ts'
import { closeDatabase } from '../../src/postgres/database.ts'
import { findUser } from '../../src/store/users.ts'
import { callOf, demo, openReady, tryClaim } from '../store/store-calls.ts'
import { cloneDatabase, openStore, queryDatabase } from '../support/database.ts'

/** PostgreSQL makes its lasting plan of a prepared statement at the sixth time. */
const untilPlanned = 8
const stored = 5_000
const afterwards = 20

test('statements planned while the tables were empty look rows up by their keys when there are thousands', async () => {
  const target = await cloneDatabase()
  const database = openStore(target)
  for (let n = 0; n < untilPlanned; n++) await openOne(`early ${n}`)
  await queryDatabase(
    target,
    `insert into idempotency_keys (tenant_id, user_id, key, session_id, fingerprint, state, fence, holder, claimed_at,
       lease_until, expires_at)
     select tenant_id, user_id, 'stored ' || n, session_id, fingerprint, 'claimed', fence, holder, claimed_at,
       lease_until + interval '1 year', expires_at + interval '1 year'
     from idempotency_keys, generate_series(1, $1) as n where key = 'early 0'`,
    [stored],
  )
  await queryDatabase(
    target,
    `insert into sessions (tenant_id, id, user_id, status, fence, request, created_at, updated_at, expires_at)
     select tenant_id, (left(id::text, 14) || substr(gen_random_uuid()::text, 15))::uuid, user_id, status, fence, request, created_at, updated_at, expires_at
     from sessions, generate_series(1, $1) as n where id = (select session_id from idempotency_keys where key = 'early 0')`,
    [stored],
  )
  await queryDatabase(
    target,
    `insert into users (tenant_id, id, issuer, subject, meld_customer_id, created_at)
     select $2, 'usr_' || lpad(n::text, 27, '0'), 'i', 's', 'c' || n, now() from generate_series(1, $1) as n`,
    [stored, demo],
  )
  for (let n = 0; n < afterwards; n++) await openOne(`late ${n}`)
  // Its counts are sure to be told when a connection ends.
  await closeDatabase(database)
  const [read] = await queryDatabase(
    target,
    `select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows,
       (select sum(idx_tup_read)::int from pg_stat_user_indexes where relname similar to '(idempotency_keys|users|sessions%)') as entries
     from pg_stat_user_tables where relname similar to '(idempotency_keys|users|sessions%)'`,
  )
  // Seeding read each table once; a plan that reads all it finds would have come to a hundred times as much.
  expect(Number(read?.rows)).toBeLessThan(stored)
  expect(Number(read?.entries)).toBeLessThan(stored)

  async function openOne(key: string): Promise<void> {
    const call = callOf({ key })
    const { id } = await openReady(database, call)
    await findUser(database, demo, call.user)
    expect(await tryClaim(database, demo, { ...call, id: newSessionId() })).toMatchObject({
      kind: 'replay',
      session: { id },
    })
  }
})
