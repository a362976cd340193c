import { expect } from 'vitest'
import { handleDueWebhooks } from '../../src/operations/webhooks-in/handle.ts'
import { type MeldTransaction, meaningOf, type ReconcileBench, reconcileBench } from '../operations/reconciling.ts'
import { queryDatabase } from '../support/database.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'

const minute = 60
const day = 86_400

const test = base.extend('bench', { scope: 'file' }, ({ gateway }) => reconcileBench(gateway))

test.override('gatewayOptions', { webhooks: true })

/** What the background does in a minute: both processes handle webhooks and try a round. Gives how the rounds ended. */
async function passMinute(gateway: TestGateway, second: TestGateway, bench: ReconcileBench): Promise<string[]> {
  await gateway.advance(minute)
  const { deps } = gateway
  const twin = { ...second.deps, clock: deps.clock }
  await Promise.all([deps, twin].map((each) => handleDueWebhooks(each, gateway.demo, 50)))
  const outcomes = await Promise.all([bench.round(), bench.round({}, twin)])
  return outcomes.map(({ kind }) => kind)
}

/** What each buyer does, in which minute of the outage. */
const buyers: readonly (readonly [
  name: string,
  atMinute: number,
  act: (bench: ReconcileBench, session: string) => Promise<unknown>,
])[] = [
  ['pays at once', 1, (bench, id) => bench.checkout(id, 'pay')],
  ['pays, and the provider fails', 5, (bench, id) => bench.checkout(id, 'pay', { fate: 'fail' })],
  ['pays, and is refunded', 9, (bench, id) => bench.checkout(id, 'pay', { fate: 'refund' })],
  ['pays, and the provider tries twice', 14, (bench, id) => bench.checkout(id, 'pay', { fate: 'error' })],
  ['is declined', 22, (bench, id) => bench.checkout(id, 'decline')],
  ['cancels', 31, (bench, id) => bench.checkout(id, 'cancel')],
  [
    'is declined, and pays with another card',
    40,
    async (bench, id) => {
      await bench.checkout(id, 'decline')
      await bench.checkout(id, 'pay')
    },
  ],
  ['pays in the last minute, and waits', 59, (bench, id) => bench.checkout(id, 'pay', { fate: 'stay' })],
  ['goes away', 2, async () => {}],
]

test('an hour without Meld and without its webhooks ends with every session and transaction at the provider’s truth', async ({
  gateway,
  startGateway,
  bench,
}) => {
  const second = await startGateway({ database: gateway.database, simulator: gateway.simulator })
  const before = await bench.openLink()
  await bench.checkout(before, 'pay', { fate: 'stay' })
  await passMinute(gateway, second, bench)
  expect(await bench.read(before)).toMatchObject({ status: 'transacting' })
  const sessions = new Map<string, string>()
  for (const [name] of buyers) sessions.set(name, await bench.openLink())
  const idOf = (name: string): string => sessions.get(name) ?? ''

  const askedBefore = (await bench.searches()).length
  await bench.fail({ kind: 'status', status: 503 })
  await bench.fail({ kind: 'drop' })
  const [held] = await bench.atMeld()
  const outcomes: string[] = []
  for (let at = 1; at <= 60; at++) {
    for (const [name, atMinute, act] of buyers) if (atMinute === at) await act(bench, idOf(name))
    if (at === 30) await gateway.control(`/_sim/transactions/${held?.id}`, { status: 'SETTLED' })
    if (at === 45) expect((await gateway.openSession()).status).toBe(502)
    outcomes.push(...(await passMinute(gateway, second, bench)))
  }
  const stopped = outcomes.filter((outcome) => outcome === 'stopped').length
  expect(stopped).toBeGreaterThan(0)
  for (const [name] of buyers) expect(await bench.read(idOf(name)), name).toMatchObject({ status: 'opened' })
  // Each round ended at its first failure, also where one process began its round after the other's had ended.
  expect((await bench.searches()).length - askedBefore).toBe(stopped)

  await bench.repair()
  for (let at = 1; at <= 15; at++) await passMinute(gateway, second, bench)
  expect(await bench.read(before)).toMatchObject({ status: 'completed' })
  const ended = Object.fromEntries(
    await Promise.all(buyers.map(async ([name]) => [name, (await bench.read(idOf(name))).status])),
  )
  expect(ended).toEqual({
    'pays at once': 'completed',
    'pays, and the provider fails': 'failed',
    'pays, and is refunded': 'failed',
    'pays, and the provider tries twice': 'completed',
    'is declined': 'failed',
    cancels: 'cancelled',
    'is declined, and pays with another card': 'completed',
    'pays in the last minute, and waits': 'transacting',
    'goes away': 'opened',
  })
  const atMeld = await bench.atMeld()
  expect(await storedStatuses(gateway)).toEqual(
    Object.fromEntries(atMeld.map((each: MeldTransaction) => [each.id, meaningOf(each)])),
  )
  // What caught up cost a few calls, not one for each session.
  expect((await bench.searches()).length).toBeLessThanOrEqual(15)

  const key = { ...sessionBody(), idempotency_key: 'after the outage' }
  expect((await gateway.openSession(key)).status).toBe(201)
  await gateway.advance(day + 2 * 60 * minute)
  await bench.round()
  expect(await bench.read(idOf('goes away'))).toMatchObject({ status: 'not_observed' })
})

/** The stored status of each transaction, by its id. */
async function storedStatuses(gateway: TestGateway): Promise<Record<string, unknown>> {
  const rows = await queryDatabase(gateway.database, 'select id, status from transactions')
  return Object.fromEntries(rows.map(({ id, status }) => [id, status]))
}
