import { rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { startSimulator } from '@rampway/simulator'
import { expect, test } from 'vitest'
import { withOperations } from '../../src/cli/operations-access.ts'
import { devTenantIds } from '../../src/dev/tenants.ts'
import type { Operator } from '../../src/domain/operator.ts'
import { accountOf, type Deps } from '../../src/operations/deps.ts'
import { requestOf } from '../store/store-calls.ts'
import { queryDatabase } from '../support/database.ts'
import { freePort } from '../support/free-port.ts'
import { fetchJson, postJson } from '../support/gateway.ts'
import { makeFolder, prepareServe, startProgram, untilHealthy } from '../support/program.ts'

/** What a command finds: each tenant's own account at Meld knows the asset. */
async function resolveEverywhere(deps: Deps): Promise<string[]> {
  const { crypto } = requestOf().trade
  const resolved = deps.tenants.list().map(async (tenant) => {
    const { kind } = await deps.aggregator.resolveAsset(accountOf(deps, tenant), crypto)
    return `${tenant.id} ${kind}`
  })
  return await Promise.all(resolved)
}

const both = devTenantIds.map((id) => `${id} resolved`)

test('without a file a command has the store, tenants, Meld and clock of rampway dev, wherever that listens', async () => {
  const folder = await makeFolder('rampway-operations-')
  const port = await freePort()
  const dev = startProgram(['dev'], { PORT: String(port) }, folder)
  try {
    await untilHealthy(dev, `http://127.0.0.1:${port}`)
    const dayMs = 86_400_000
    await fetchJson(`http://127.0.0.1:${port}/_sim/clock`, postJson({ advance_seconds: dayMs / 1000 }))
    const seen: { readonly by: Operator; readonly resolved: string[]; readonly aheadMs: number }[] = []
    await withOperations({}, { RAMPWAY_DATA_DIR: join(folder, '.rampway') }, async (deps, by) => {
      seen.push({ by, resolved: await resolveEverywhere(deps), aheadMs: deps.clock() - Date.now() })
    })
    expect(seen).toMatchObject([{ by: { via: 'cli', from: hostname(), token: null }, resolved: both }])
    expect(seen[0]?.aheadMs).toBeGreaterThan(dayMs - 1_000)
  } finally {
    dev.child.kill('SIGTERM')
    await dev.ended
    await rm(folder, { recursive: true, force: true })
  }
})

test('with a file it has those of that file, is counted among no processes, and closes all however it ends', async () => {
  const simulator = await startSimulator({})
  const bench = await prepareServe(simulator.url)
  try {
    const env = { DATABASE_URL: bench.databaseUrl, MELD_KEY: 'W9kZTT7332okCEc1A9aqAq:3sYKoXQv6oHVHSts7G2agw9vTCXz' }
    const failing = withOperations({ config: bench.configPath }, env, async (deps) => {
      expect(await resolveEverywhere(deps)).toEqual(both)
      expect(await queryDatabase(bench.database, 'select id from gateway_processes')).toEqual([])
      await deps.liveness.claimant()
      expect(await queryDatabase(bench.database, 'select id from gateway_processes')).toHaveLength(1)
      throw new Error('no such session')
    })
    await expect(failing).rejects.toThrow('no such session')
    const left = `select 1 from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()`
    await expect.poll(() => queryDatabase(bench.database, left, [bench.database.database])).toEqual([])
    expect(await queryDatabase(bench.database, 'select id from gateway_processes')).toEqual([])
  } finally {
    await bench.close()
    await simulator.close()
  }
})
