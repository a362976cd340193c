import { expect } from 'vitest'
import { createTenantDirectory } from '../../src/config/tenant-directory.ts'
import { parseTenantId, type Tenant } from '../../src/domain/tenant.ts'
import type { Deps } from '../../src/operations/deps.ts'
import { jobs } from '../../src/worker/jobs.ts'
import { cloneDatabase, closeCounted, openStore, queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/own-gateways.ts'
import type { TestGateway } from '../support/gateway.ts'

/** The same tenant under so many names. */
function tenantsLike(tenant: Tenant, count: number): Tenant[] {
  return Array.from({ length: count }, (_, n) => {
    const id = parseTenantId(`org-${n}:env-idle`)
    if (id === undefined) throw new Error('no tenant id')
    return { ...tenant, id }
  })
}

/** What one run of each job costs a gateway with so many tenants of which nothing is wanted. */
async function costOfIdling(gateway: TestGateway, count: number): Promise<{ commits: number; sent: number }> {
  const target = await cloneDatabase()
  const database = openStore(target)
  const tenants = createTenantDirectory(tenantsLike(gateway.demo, count), undefined)
  const deps: Deps = { ...gateway.deps, database, tenants }
  // Its catalogues are young.
  for (const { id } of tenants.list()) {
    await queryDatabase(
      target,
      `insert into catalogues (tenant_id, etag, body, fetched_at) values ($1, 'e', '{}', now())`,
      [id],
    )
  }
  const committed = async (): Promise<number> => {
    const text = 'select xact_commit::int as n from pg_stat_database where datname = current_database()'
    const [row] = await queryDatabase(target, text)
    return Number(row?.n)
  }
  const before = await committed()
  let sent = 0
  const send = async (subjects: readonly string[]): Promise<void> => {
    sent += subjects.length
  }
  for (const job of jobs)
    await job.run(deps, { subject: null, send, repeatAt: () => {}, signal: new AbortController().signal })
  await closeCounted(database, target)
  return { commits: (await committed()) - before, sent }
}

test('checking tenants of which nothing is wanted costs as much for three hundred as for two', async ({
  startGateway,
}) => {
  const gateway = await startGateway()
  const few = await costOfIdling(gateway, 2)
  const many = await costOfIdling(gateway, 300)
  expect([few.sent, many.sent]).toEqual([0, 0])
  expect(few.commits).toBeGreaterThan(5)
  // The server's own doings are among them.
  expect(Math.abs(many.commits - few.commits)).toBeLessThan(10)
})

test('metrics have as many series for three hundred tenants as for two', async ({ startGateway }) => {
  const gateway = await startGateway()
  const series = async (): Promise<string[]> => {
    const { text } = await gateway.sendOperator('/metrics')
    return text.split('\n').filter((line) => line.startsWith('rampway_'))
  }
  const names = (lines: readonly string[]): string[] => lines.map((line) => line.split(' ')[0] ?? '')
  await gateway.openSession({}, { token: 'garbage' })
  await series()
  const few = names(await series())
  gateway.tenants.replace([...gateway.tenants.list(), ...tenantsLike(gateway.demo, 300)], undefined)
  for (const n of [1, 2, 3]) await gateway.openSession({}, { token: 'garbage', tenant: `org-${n}:env-idle` })
  expect(names(await series())).toEqual(few)
  expect(few.join('\n')).not.toContain('org-')
})
