import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPrivatePostgres } from '@rampway/private-postgres'
import { expect, onTestFinished, test } from 'vitest'
import { sessionLifetimeMs } from '../../src/domain/session.ts'
import { closeDatabase } from '../../src/postgres/database.ts'
import { prepareSchema } from '../../src/postgres/schema.ts'
import { deleteExpiredKeys } from '../../src/store/expiry.ts'
import { openStore, queryDatabase, type TestTarget } from '../support/database.ts'
import { callOf, demo, openReady, start } from './store-calls.ts'

/**
 * A server of the test's own that does not look at tables by itself: a vacuum leaves what another transaction of its
 * database still sees, and an analyze that comes by is one.
 */
async function openQuietServer(): Promise<TestTarget> {
  const dataDir = mkdtempSync(join(tmpdir(), 'rampway-bloat-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const made = await openPrivatePostgres({ dataDir, durable: false })
  await made.release()
  appendFileSync(join(dataDir, 'postgres/data/operator.conf'), 'autovacuum = off\n')
  const server = await openPrivatePostgres({ dataDir, durable: false })
  onTestFinished(() => server.release())
  return server.connection
}

test('expired keys leave no bloat: however often they come and go, the table and its indexes stay as large', async () => {
  const target = await openQuietServer()
  const database = openStore(target)
  onTestFinished(() => closeDatabase(database))
  await prepareSchema(database)
  const sizes: number[] = []
  const cycle = async (round: number) => {
    const now = start + round * 2 * sessionLifetimeMs
    await Promise.all(
      Array.from({ length: 400 }, (_, n) => openReady(database, callOf({ key: `key-${round}-${n}`, now }))),
    )
    expect(await deleteExpiredKeys(database, demo, now + sessionLifetimeMs + 1)).toBe(400)
    await queryDatabase(target, 'vacuum idempotency_keys')
    const [row] = await queryDatabase(target, `select pg_total_relation_size('idempotency_keys')::int as bytes`)
    sizes.push(Number(row?.bytes))
  }
  for (let round = 0; round < 14; round++) await cycle(round)
  // Index pages that were emptied are used again from the second vacuum on. Without that it would be six times as much.
  const settled = Math.max(...sizes.slice(0, 4))
  expect(Math.max(...sizes)).toBeLessThanOrEqual(settled * 1.5)
})
