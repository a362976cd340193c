import { expect } from 'vitest'
import { claimedForMs } from '../../src/operations/reconcile/round.ts'
import { reconcileBench } from '../operations/reconciling.ts'
import { queryDatabase } from '../support/database.ts'
import { closing } from '../support/fixtures/closing.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import { prepareServe } from '../support/program.ts'
import { until } from '../support/until.ts'

/** Processes that can be killed, and one here that cannot, on one database and one Meld. */
const test = base
  .extend(
    'processes',
    { scope: 'file' },
    closing(() => prepareServe('http://127.0.0.1:1')),
  )
  .extend('bench', { scope: 'file' }, ({ gateway }) => reconcileBench(gateway))

test.override('target', ({ processes }) => processes.database)
test.beforeAll(async ({ gateway, processes }) => {
  await processes.writeConfig(({ tenants }) => {
    for (const tenant of tenants) tenant.meld = { base_url: gateway.simulator.url, api_key: `\${MELD_KEY}` }
  })
})

test('what a process was asking Meld about when it was killed is asked by another one, and ends at the truth', async ({
  gateway,
  bench,
  processes,
}) => {
  const id = await bench.openLink()
  await bench.checkout(id, 'pay', { fate: 'stay' })
  await queryDatabase(gateway.database, "update sessions set next_check_at = '2000-01-01'")
  await bench.repair()
  await bench.fail({ kind: 'hang', path: '/payments/transactions' })
  const doomed = await processes.serve()
  await until(async () => expect(await bench.searches()).toHaveLength(1))
  expect(await bench.round()).toEqual({ kind: 'held' })
  await doomed.kill()

  await bench.repair()
  expect(await bench.round()).toEqual({ kind: 'held' })
  await gateway.advance(claimedForMs / 1000 + 1)
  expect(await bench.round()).toMatchObject({ kind: 'done', counts: { session_seen: 1 } })
  expect(await bench.read(id)).toMatchObject({ status: 'transacting' })
  expect(await bench.transactions(id)).toEqual(['pending'])
})
