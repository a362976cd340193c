import { expect } from 'vitest'
import type { Database } from '../../src/postgres/database.ts'
import { buildLateIndexes } from '../../src/postgres/late-indexes.ts'
import { migrate, migrationsFolder, readMigrations } from '../../src/postgres/migrate.ts'
import { ensurePartitions } from '../../src/postgres/partitions.ts'
import { prepareSchema } from '../../src/postgres/schema.ts'
import { demo } from '../store/store-calls.ts'
import { cloneDatabase, emptyDatabase, queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'

test.override('target', () => emptyDatabase())

/** The migrations before the one that leaves indexes out, and enough rows that it does so. */
async function fillAsBefore(database: Database, target: TestTarget): Promise<void> {
  const all = await readMigrations(migrationsFolder)
  const before = all.findIndex(({ name }) => name.endsWith('_find.sql'))
  await migrate(database, all.slice(0, before))
  await ensurePartitions(database, Date.now())
  const filler = `jsonb_build_object('wallet', '0xAB', 'country', 'US', 'filler', (select string_agg(md5((n * 61 + i)::text), '') from generate_series(1, 45) as i))`
  await queryDatabase(
    target,
    `insert into sessions (tenant_id, id, user_id, status, fence, request, created_at, updated_at, expires_at)
     select $1, (left($2, 12) || lpad(to_hex(n), 20, '0'))::uuid, 'usr', 'ready', 1, ${filler}, now(), now(), now()
     from generate_series(1, 30000) as n`,
    [demo, Date.now().toString(16).padStart(12, '0')],
  )
  await queryDatabase(
    target,
    `insert into transactions (tenant_id, id, status, meld_status, detail, provider_created_at, provider_updated_at,
       first_seen_at, checked_at)
     select $1, n::text, 'pending', 'PENDING', ${filler}, now(), now(), now(), now() from generate_series(1, 30000) as n`,
    [demo],
  )
}

/** Every index of ours, as it stands, without the names that PostgreSQL gives those of partitions. */
async function indexesOf(target: TestTarget): Promise<readonly unknown[]> {
  const rows = await queryDatabase(
    target,
    `select c.relname as table_name, regexp_replace(pg_get_indexdef(x.indexrelid), 'INDEX \\S+ ON', 'INDEX ON') as definition,
       x.indisvalid as valid, exists (select from pg_inherits i where i.inhrelid = x.indexrelid) as attached
     from pg_index x join pg_class c on c.oid = x.indrelid
     where c.relname ~ '^(sessions|transactions)' order by 1, 2`,
  )
  return rows
}

test('a large database gets its indexes with nobody waiting, and then has what a small one has', async ({
  database,
  target,
}) => {
  await fillAsBefore(database, target)
  await prepareSchema(database)
  const missing = `select count(*)::int as count from pg_index where not indisvalid`
  expect(await queryDatabase(target, missing)).toEqual([{ count: 6 }])
  // A build that was interrupted leaves an index of no use behind.
  const broken = queryDatabase(target, 'create unique index concurrently transactions_by_hash on transactions (status)')
  await expect(broken).rejects.toThrow('could not create unique index')

  const { built, postponed } = await buildLateIndexes(database)
  expect(postponed).toEqual([])
  expect(built).toContain('transactions_by_service_id')
  expect(await buildLateIndexes(database)).toEqual({ built: [], postponed: [] })
  expect(await indexesOf(target)).toEqual(await indexesOf(await cloneDatabase()))

  await ensurePartitions(database, Date.UTC(2061, 0))
  expect(await queryDatabase(target, missing)).toEqual([{ count: 0 }])
  expect(await buildLateIndexes(database)).toEqual({ built: [], postponed: [] })
})

test('partitions that are made before the indexes are built have theirs from the start', async ({
  database,
  target,
}) => {
  await fillAsBefore(database, target)
  await prepareSchema(database)
  await ensurePartitions(database, Date.UTC(2061, 0))
  const { built } = await buildLateIndexes(database)
  expect(built.filter((name) => name.includes('y2061'))).toEqual([])
  const missing = `select count(*)::int as count from pg_index where not indisvalid`
  expect(await queryDatabase(target, missing)).toEqual([{ count: 0 }])
})
