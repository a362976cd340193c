import { expect, onTestFinished, test } from 'vitest'
import { goneAfterMs } from '../../src/domain/liveness.ts'
import { createLog } from '../../src/observe/log.ts'
import { createMetrics } from '../../src/observe/metrics.ts'
import { type ProcessLiveness, startLiveness } from '../../src/operations/process-liveness.ts'
import { closeDatabase, type Database, pingDatabase } from '../../src/postgres/database.ts'
import { cloneDatabase, openStore, queryDatabase, type TestTarget } from '../support/database.ts'
import { startDatabaseRelay } from '../support/database-relay.ts'
import { holdUp } from '../support/hold-up.ts'

async function start(): Promise<{ liveness: ProcessLiveness; removeAll: () => Promise<unknown> }> {
  const target = await cloneDatabase()
  const { liveness } = await startOn(target)
  return { liveness, removeAll: () => queryDatabase(target, 'delete from gateway_processes') }
}

async function startOn(target: TestTarget): Promise<{ liveness: ProcessLiveness; database: Database }> {
  const database = openStore(target)
  const log = createLog('silent', { write: () => {} })
  const liveness = await startLiveness({ database, log, metrics: createMetrics(), startedAt: Date.now() })
  onTestFinished(async () => {
    await liveness.end()
    await closeDatabase(database)
  })
  return { liveness, database }
}

test('a process that was held up keeps its claims when nobody found it gone', async () => {
  const { liveness } = await start()
  const process = await liveness.claimant()
  holdUp(goneAfterMs + 500)
  await expect.poll(() => liveness.isAlive(process)).toBe(true)
  expect(await liveness.claimant()).toBe(process)
})

test('one that was found gone meanwhile has lost them, and goes on under another id', async () => {
  const { liveness, removeAll } = await start()
  const process = await liveness.claimant()
  await removeAll()
  holdUp(goneAfterMs + 500)
  expect(await liveness.isAlive(process)).toBe(false)
  const next = await liveness.claimant()
  expect(next).not.toBe(process)
  await expect.poll(() => liveness.isAlive(next)).toBe(true)
})

test('one that has ended holds none', async () => {
  const { liveness } = await start()
  const process = await liveness.claimant()
  await liveness.end()
  expect(await liveness.isAlive(process)).toBe(false)
})

test('one that ends while its heartbeat is under way holds none afterwards', async () => {
  const relay = await startDatabaseRelay(await cloneDatabase())
  const { liveness, database } = await startOn(relay.target)
  onTestFinished(relay.close)
  const process = await liveness.claimant()
  // A connection for each of the two.
  await Promise.all([pingDatabase(database), pingDatabase(database)])
  relay.delay(40)
  await new Promise<void>((resolve) => relay.onSent('heartbeat', () => resolve()))
  await liveness.end()
  expect(await liveness.isAlive(process)).toBe(false)
  expect(liveness.registeredAs()).toBeNull()
})
