import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openPrivatePostgres, type PrivatePostgres } from '@rampway/private-postgres'
import { databaseUrlOf, openPostgres, type Postgres, withClient } from '../postgres.ts'
import type { Rig } from '../rig.ts'
import { type Business, fillWithBusiness, fillWithUsers } from './fill.ts'

/** Two databases, each in a PostgreSQL of its own that is durable and set as usual. */
export interface GrownStores {
  /** After months of business. */
  readonly filled: Postgres
  /** With users and without a session. */
  readonly empty: Postgres
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

/** Makes both in the rig's folder and lets a gateway bring their schema up to date before they are filled. */
export async function openGrownStores(rig: Rig, business: Business): Promise<GrownStores> {
  const dataDir = join(rig.folder, 'filled')
  await mkdir(dataDir, { mode: 0o755 })
  const settingsFile = await makeCluster(dataDir)
  await writeFile(settingsFile, fillingSettings)
  await using(await openPrivatePostgres({ dataDir, durable: false }), async (postgres) => {
    const databaseUrl = databaseUrlOf(postgres)
    await (await rig.startGateway({ databaseUrl })).close()
    await fillWithBusiness(databaseUrl, business)
  })
  await writeFile(settingsFile, '')
  const emptyDir = join(rig.folder, 'empty')
  await using(await openPrivatePostgres({ dataDir: emptyDir, durable: false }), async (postgres) => {
    const databaseUrl = databaseUrlOf(postgres)
    await (await rig.startGateway({ databaseUrl })).close()
    await withClient(databaseUrl, (client) => fillWithUsers(client, business, business.activeUsers))
  })
  // Unsynced writes must reach the disk before anything is measured, not meanwhile.
  execFileSync('sync')
  // At once: what a server does by itself every so often, both then do in the same turn.
  const [filled, empty] = await Promise.all([openPostgres(dataDir), openPostgres(emptyDir)])
  return { filled: rig.keep(filled), empty: rig.keep(empty) }
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
