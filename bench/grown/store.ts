import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openPrivatePostgres, type PrivatePostgres } from '@rampway/private-postgres'
import { databaseUrlOf, postmasterPidOf, withClient } from '../postgres.ts'
import type { Rig } from '../rig.ts'
import { type Business, fillWithBusiness, fillWithUsers } from './fill.ts'

/** One PostgreSQL, durable and set as usual, with two databases. */
export interface GrownStore {
  /** After months of business. */
  readonly filledUrl: string
  /** With users and without a session. */
  readonly emptyUrl: string
  readonly postgresPid: number
  readonly close: () => Promise<void>
}

/**
 * For filling only: nothing is written twice and nobody waits for the disk. None of these settings is left when
 * something is measured.
 */
const fillingSettings = `wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 1h
autovacuum = off
shared_buffers = 512MB
maintenance_work_mem = 1GB
work_mem = 64MB
max_parallel_maintenance_workers = 0
`

const emptyDatabase = 'empty'

/** Makes both databases in the rig's folder and lets a gateway bring their schema up to date before they are filled. */
export async function openGrownStore(rig: Rig, business: Business): Promise<GrownStore> {
  const dataDir = join(rig.folder, 'grown')
  await mkdir(dataDir, { mode: 0o755 })
  const settingsFile = await makeCluster(dataDir)
  await writeFile(settingsFile, fillingSettings)
  await using(await openPrivatePostgres({ dataDir, durable: false }), async (postgres) => {
    const [filledUrl, emptyUrl] = [databaseUrlOf(postgres), databaseUrlOf(postgres, emptyDatabase)]
    await withClient(filledUrl, (client) => client.query(`create database ${emptyDatabase}`))
    for (const databaseUrl of [filledUrl, emptyUrl]) await (await rig.startGateway({ databaseUrl })).close()
    await withClient(emptyUrl, (client) => fillWithUsers(client, business, business.activeUsers))
    await fillWithBusiness(filledUrl, business)
  })
  await writeFile(settingsFile, '')
  // Unsynced writes must reach the disk before anything is measured, not meanwhile.
  execFileSync('sync')
  const postgres = await openPrivatePostgres({ dataDir })
  const filledUrl = databaseUrlOf(postgres)
  return {
    filledUrl,
    emptyUrl: databaseUrlOf(postgres, emptyDatabase),
    postgresPid: await withClient(filledUrl, postmasterPidOf),
    close: postgres.release,
  }
}

/** Gives the path of its settings file, which is read at the next start. */
async function makeCluster(dataDir: string): Promise<string> {
  return using(await openPrivatePostgres({ dataDir, durable: false }), (postgres) =>
    withClient(databaseUrlOf(postgres), async (client) => {
      const { rows } = await client.query('show data_directory')
      return join(String(rows[0].data_directory), 'operator.conf')
    }),
  )
}

async function using<T>(postgres: PrivatePostgres, work: (postgres: PrivatePostgres) => Promise<T>): Promise<T> {
  try {
    return await work(postgres)
  } finally {
    await postgres.release()
  }
}
