import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openPrivatePostgres } from '@rampway/private-postgres'
import type { TestProject } from 'vitest/node'
import { closeDatabase, openDatabase } from '../../src/postgres/database.ts'
import { prepareSchema } from '../../src/postgres/schema.ts'
import { createDatabase, type TestServer } from './database.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgres: TestServer
    /** A folder for what tests leave behind; gone when the run ends. */
    leftovers: string
  }
}

/** One PostgreSQL for the whole run, with one migrated database that each test file clones. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'rampway-test-'))
  const leftovers = await mkdtemp(join(tmpdir(), 'rampway-test-left-'))
  const server = await openPrivatePostgres({ dataDir, durable: false })
  const template = await createDatabase(server.connection, 'template1')
  const target = { ...server.connection, database: template }
  const database = openDatabase({ target, preparedStatements: false, onError: () => {} })
  await prepareSchema(database)
  await closeDatabase(database)
  project.provide('postgres', { ...server.connection, template })
  project.provide('leftovers', leftovers)
  return async () => {
    await server.release()
    for (const folder of [dataDir, leftovers]) await rm(folder, { recursive: true, force: true })
  }
}
