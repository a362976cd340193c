import { describe, expect } from 'vitest'
import { callsPerRoundMax, reconcileLease, roundLeaseMs } from '../../src/operations/reconcile/reconcile.ts'
import { claimedForMs } from '../../src/operations/reconcile/round.ts'
import { refreshTransaction } from '../../src/operations/transactions/transactions.ts'
import { closeDatabase } from '../../src/postgres/database.ts'
import { holdLease } from '../../src/postgres/leases.ts'
import { demo } from '../store/store-calls.ts'
import { openStore, queryDatabase } from '../support/database.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'
import { type ReconcileBench, reconcileBench } from './reconciling.ts'

const [minute, hour, day] = [60, 3600, 86_400]
const down = { kind: 'status', status: 503, path: '/payments/transactions' }

const test = base.extend('bench', { scope: 'file' }, ({ gateway }) => reconcileBench(gateway))

/** No webhooks come here: whatever is known, reconciliation has found out. */
test.override('gatewayOptions', { webhooks: false })

/** Nothing is left of the tests before, and all of the time until now has been gone through. */
test.beforeEach(async ({ gateway, bench }) => {
  await bench.repair()
  for (const table of ['transactions', 'sessions', 'worker_leases']) {
    await queryDatabase(gateway.database, `delete from ${table}`)
  }
  await gateway.advance(hour)
  await bench.openSession()
  await bench.round()
  await queryDatabase(gateway.database, 'update sessions set next_check_at = null')
  await bench.repair()
})

describe('sessions of which nothing was heard', () => {
  test('are found to be paid for without any webhook, and their transactions followed to the end', async ({
    gateway,
    bench,
  }) => {
    const id = await bench.openLink()
    await bench.checkout(id, 'pay')
    await gateway.advance(11 * minute)
    expect(await bench.round()).toMatchObject({ kind: 'done', counts: { session_seen: 1 } })
    expect(await bench.read(id)).toMatchObject({ status: 'completed' })
    expect(await bench.transactions(id)).toEqual(['completed'])
  })

  test('are asked for in one call, eighty to a call, and not again within ten minutes', async ({ gateway, bench }) => {
    const ids: string[] = []
    for (let n = 0; n < 9; n++) ids.push(await bench.openSession(sessionBody({ service_provider: 'TRANSAK' })))
    await bench.checkout(ids[4] ?? '', 'pay', { fate: 'stay' })
    await bench.checkout(ids[7] ?? '', 'decline')
    await gateway.advance(11 * minute)
    expect(await bench.round()).toMatchObject({ calls: 1, counts: { session_seen: 2, session_nothing: 7 } })
    const [search, ...more] = await bench.searches()
    expect(more).toEqual([])
    expect(search?.externalSessionIds?.split(',')).toHaveLength(9)
    await gateway.advance(minute)
    expect(await bench.round()).toMatchObject({ calls: 0 })
    expect(await bench.read(ids[4] ?? '')).toMatchObject({ status: 'transacting' })
    expect(await bench.read(ids[7] ?? '')).toMatchObject({ status: 'failed' })
  })

  test('are asked for by every widget that was opened for them', async ({ gateway, bench }) => {
    const id = await bench.openLink()
    const { widget_url: link } = await bench.read(id)
    const [first] = (await gateway.control('/_sim/sessions')).body.sessions
    await gateway.advance(5 * minute)
    await visit(String(link))
    const [second] = (await gateway.control('/_sim/sessions')).body.sessions
    expect(second.external_session_id).not.toBe(first.external_session_id)
    await gateway.control('/_sim/checkout', { external_session_id: first.external_session_id, outcome: 'pay' })
    await gateway.advance(11 * minute)
    await bench.repair()
    await bench.round()
    const [search] = await bench.searches()
    expect(search?.externalSessionIds).toContain(first.external_session_id)
    expect(search?.externalSessionIds).toContain(second.external_session_id)
    expect(await bench.read(id)).toMatchObject({ status: 'completed' })
  })

  test('are checked at once when the user has come back', async ({ gateway, bench }) => {
    const id = await bench.openLink()
    const redirects = (await gateway.control('/_sim/sessions')).body.sessions
    await bench.checkout(id, 'pay', { fate: 'stay' })
    await fetch(redirects[0].redirect_url)
    expect(await bench.round()).toMatchObject({ counts: { session_seen: 1 } })
    expect(await bench.read(id)).toMatchObject({ status: 'transacting' })
  })

  test('that are sells paid after the return make Meld ask the provider', async ({ gateway, bench }) => {
    const sell = { source_amount: '150', from_asset: 'USDC', to_asset: 'USD', redirect_flow: true }
    const id = await bench.openSession(sessionBody({ ...sell, service_provider: 'TRANSAK' }))
    const { widget_url: link } = await bench.read(id)
    await visit(String(link))
    await gateway.advance(11 * minute)
    const bySession = (): Promise<unknown[]> =>
      gateway.control('/_sim/calls?path=/payments/transactions/sessions/').then(({ body }) => body.calls)
    expect(await bench.round()).toMatchObject({ calls: 2, counts: { session_nothing: 1 } })
    expect(await bySession()).toHaveLength(1)
    await bench.checkout(id, 'pay')
    // Meld lists it only once it has asked.
    await bench.fail({
      kind: 'status',
      status: 200,
      body: { count: 0, remaining: 0, totalCount: 0, transactions: [] },
      path: '/payments/transactions',
      times: 1,
    })
    await gateway.advance(21 * minute)
    expect(await bench.round()).toMatchObject({ counts: { session_seen: 1 } })
    expect(await bench.read(id)).toMatchObject({ status: 'transacting' })
  })

  test('may be tried again after a decline, and the second attempt is found too', async ({ gateway, bench }) => {
    const id = await bench.openLink()
    await bench.checkout(id, 'decline')
    await gateway.advance(11 * minute)
    await bench.round()
    expect(await bench.read(id)).toMatchObject({ status: 'failed' })
    await bench.checkout(id, 'pay')
    await gateway.advance(7 * hour)
    await bench.round()
    expect(await bench.read(id)).toMatchObject({ status: 'completed' })
    expect(await bench.transactions(id)).toEqual(['failed', 'completed'])
  })
})

test('of a session that was completed the failed attempts are found too, by one last check', async ({
  gateway,
  bench,
}) => {
  const id = await bench.openLink()
  await bench.checkout(id, 'cancel')
  await bench.checkout(id, 'pay')
  await gateway.advance(minute)
  const [paid] = await bench.atMeld()
  const [tenant] = gateway.tenants.list()
  // A webhook told of the purchase, and none of the attempt before it.
  if (tenant !== undefined) await refreshTransaction(gateway.deps, gateway.demo, { transactionId: paid?.id ?? '' })
  expect(await bench.read(id)).toMatchObject({ status: 'completed' })
  expect(await bench.transactions(id)).toEqual(['completed'])
  await gateway.advance(11 * minute)
  await bench.round()
  expect(await bench.transactions(id)).toEqual(['cancelled', 'completed'])
  await gateway.advance(day)
  expect(await bench.round()).toMatchObject({ calls: 0 })
})

describe('transactions that are not final', () => {
  /** A session of which nothing more is expected: its transaction is all there is to check. */
  async function payAndForget(gateway: TestGateway, bench: ReconcileBench): Promise<string> {
    const id = await bench.openSession()
    await bench.checkout(id, 'pay', { fate: 'stay' })
    await gateway.advance(11 * minute)
    await bench.round()
    await queryDatabase(gateway.database, 'update sessions set next_check_at = null')
    return id
  }

  test('are followed to their end, and then left alone', async ({ gateway, bench }) => {
    const id = await payAndForget(gateway, bench)
    expect(await bench.transactions(id)).toEqual(['pending'])
    const [transaction] = await bench.atMeld()
    await gateway.control(`/_sim/transactions/${transaction?.id}`, { status: 'ERROR' })
    await gateway.advance(6 * minute)
    expect(await bench.round()).toMatchObject({ calls: 1, counts: { transaction_seen: 1 } })
    expect(await bench.transactions(id)).toEqual(['processing'])
    await gateway.control(`/_sim/transactions/${transaction?.id}`, { status: 'SETTLED' })
    await gateway.advance(6 * minute)
    await bench.round()
    expect(await bench.transactions(id)).toEqual(['completed'])
    expect(await bench.read(id)).toMatchObject({ status: 'completed' })
    await gateway.advance(7 * day)
    expect(await bench.round()).toMatchObject({ counts: {} })
  })

  test('and are not listed by their sessions are asked after by themselves, and kept when Meld does not know them', async ({
    gateway,
    bench,
  }) => {
    const id = await payAndForget(gateway, bench)
    await queryDatabase(gateway.database, "update transactions set id = 'gone'")
    await gateway.advance(6 * minute)
    expect(await bench.round()).toMatchObject({ calls: 2, counts: { transaction_missing: 1 } })
    expect(await bench.transactions(id)).toContain('pending')
    await gateway.advance(6 * minute)
    expect((await bench.round()).kind).toBe('done')
    expect(gateway.logged()).not.toContain('"name":"Error"')
  })
})

describe('of sessions without a transaction', () => {
  test('one that was opened is not observed after its life and grace, one that was not has expired', async ({
    gateway,
    bench,
  }) => {
    const [opened, unopened] = [await bench.openLink(), await bench.openSession()]
    await gateway.advance(day)
    await bench.round()
    for (const id of [opened, unopened]) {
      expect(await bench.read(id)).toMatchObject({ status: 'expired', observation: null })
    }
    await gateway.advance(hour)
    expect(await bench.round()).toMatchObject({ counts: { session_not_observed: 1, session_nothing: 1 } })
    expect(await bench.read(opened)).toMatchObject({ status: 'not_observed', observation: 'not_observed' })
    expect(await bench.read(unopened)).toMatchObject({ status: 'expired', observation: null })
  })

  test('either is corrected by a late truth', async ({ gateway, bench }) => {
    const [opened, unopened] = [await bench.openLink(), await bench.openSession()]
    await gateway.advance(day)
    await bench.round()
    await gateway.advance(hour)
    await bench.round()
    expect(await bench.read(opened)).toMatchObject({ status: 'not_observed' })
    await bench.checkout(opened, 'pay', { fate: 'stay' })
    await bench.checkout(unopened, 'pay')
    await gateway.advance(day)
    await bench.round()
    expect(await bench.read(opened)).toMatchObject({ status: 'transacting', observation: null })
    expect(await bench.read(unopened)).toMatchObject({ status: 'completed', observation: null })
  })

  test('none is called not observed on the word of a Meld that is down or cannot be understood', async ({
    gateway,
    bench,
  }) => {
    const id = await bench.openLink()
    await gateway.advance(day + 2 * hour)
    await bench.fail({ ...down, times: 1 })
    expect(await bench.round()).toMatchObject({ kind: 'stopped' })
    await gateway.advance(claimedForMs / 1000)
    await bench.fail({ kind: 'malformed', path: '/payments/transactions', times: 1 })
    expect(await bench.round()).toMatchObject({ kind: 'stopped' })
    await gateway.advance(claimedForMs / 1000)
    const unreadable = { count: 1, remaining: 0, totalCount: 1, transactions: [{ id: 'no status, no dates' }] }
    await bench.fail({ kind: 'status', status: 200, body: unreadable, path: '/payments/transactions', times: 1 })
    expect(await bench.round()).toMatchObject({ kind: 'done', counts: { session_unreadable: 1, session_nothing: 1 } })
    expect(await bench.read(id)).toMatchObject({ status: 'expired', observation: null })
    await gateway.advance(day)
    await bench.round()
    expect(await bench.read(id)).toMatchObject({ status: 'not_observed' })
  })

  test('an abandoned one costs Meld no more than twenty questions in all', async ({ gateway, bench }) => {
    await bench.openLink()
    let calls = 0
    for (let step = 0; step < 9 * 24; step++) {
      await gateway.advance(hour)
      const outcome = await bench.round()
      if (outcome.kind === 'done') calls += outcome.calls
    }
    expect(calls).toBeGreaterThan(5)
    // Nineteen checks, and the windows of the days in which no webhook came.
    expect(
      (await bench.searches()).filter(({ externalSessionIds }) => externalSessionIds !== undefined).length,
    ).toBeLessThanOrEqual(20)
    const left = await queryDatabase(gateway.database, 'select id from sessions where next_check_at is not null')
    expect(left).toEqual([])
  })
})

describe('a round', () => {
  test('makes no more calls than it may, and the next ones go on where it ended', async ({ gateway, bench }) => {
    for (let n = 0; n < 5; n++) {
      const id = await bench.openSession()
      await bench.checkout(id, 'pay', { fate: 'stay' })
    }
    await gateway.advance(11 * minute)
    await bench.round()
    // As if nobody had told of their sessions: each must be asked after by itself.
    await queryDatabase(gateway.database, 'update transactions set external_session_id = null')
    await gateway.advance(11 * minute)
    const outcome = await bench.round({ callsMax: 6 })
    expect(outcome).toMatchObject({ kind: 'done', calls: 2, counts: { transaction_seen: 2 } })
    expect(callsPerRoundMax).toBeLessThanOrEqual(20)
    for (let rounds = 0; rounds < 4; rounds++) {
      await gateway.advance(claimedForMs / 1000)
      await bench.round({ callsMax: 6 })
    }
    const { body } = await gateway.control('/_sim/calls?path=/payments/transactions/')
    const asked = body.calls.map(({ path }: { path: string }) => path)
    expect(asked).toHaveLength(5)
    expect(new Set(asked).size).toBe(5)
  })

  test('ends at the first failure of Meld and says so, and nothing that was due is lost', async ({
    gateway,
    bench,
  }) => {
    const id = await bench.openLink()
    await bench.checkout(id, 'pay')
    await gateway.advance(11 * minute)
    await bench.fail(down)
    expect(await bench.round()).toMatchObject({ kind: 'stopped', calls: 1, reason: expect.any(String) })
    expect(gateway.logged()).toContain('reconciliation stopped')
    await bench.repair()
    await gateway.advance(claimedForMs / 1000)
    await bench.round()
    expect(await bench.read(id)).toMatchObject({ status: 'completed' })
  })

  test('tells the age of the oldest unresolved item, also while Meld is down', async ({ gateway, bench }) => {
    const id = await bench.openLink()
    await gateway.advance(11 * minute)
    await bench.fail(down)
    await bench.round()
    expect(await bench.oldest('session')).toBeGreaterThanOrEqual(11 * minute)
    expect(await bench.oldest('transaction')).toBe(0)
    await bench.repair()
    await bench.checkout(id, 'pay', { fate: 'stay' })
    await gateway.advance(claimedForMs / 1000)
    await bench.round()
    await gateway.advance(hour)
    await bench.round()
    expect(await bench.oldest('transaction')).toBeGreaterThanOrEqual(hour)
  })
})

describe('two processes', () => {
  test('share the work without asking for anything twice', async ({ gateway, startGateway, bench }) => {
    const second = await startGateway({ database: gateway.database, simulator: gateway.simulator })
    for (let n = 0; n < 6; n++) await bench.openSession()
    await gateway.advance(11 * minute)
    const other = { ...second.deps, clock: gateway.deps.clock, startedAt: 0 }
    const rounds = await Promise.all([bench.round(), bench.round({}, other), bench.round(), bench.round({}, other)])
    expect(rounds.map(({ kind }) => kind)).toContain('done')
    rounds.push(await bench.round({}, other))
    const asked = (await bench.searches()).flatMap(({ externalSessionIds }) => externalSessionIds?.split(',') ?? [])
    expect(asked).toHaveLength(6)
    expect(new Set(asked).size).toBe(6)
  })

  test('follow each other: the lease of one that died runs out, and what it held is checked', async ({
    gateway,
    bench,
  }) => {
    const id = await bench.openLink()
    await bench.checkout(id, 'pay')
    await gateway.advance(11 * minute)
    const dead = openStore(gateway.database)
    await holdLease(dead, demo, reconcileLease, crypto.randomUUID(), roundLeaseMs, gateway.deps.clock())
    await queryDatabase(gateway.database, 'update sessions set next_check_at = $1 where next_check_at is not null', [
      new Date(gateway.deps.clock() + claimedForMs),
    ])
    await closeDatabase(dead)
    expect(await bench.round()).toEqual({ kind: 'held' })
    await gateway.advance(claimedForMs / 1000)
    expect(await bench.round()).toMatchObject({ kind: 'done' })
    expect(await bench.read(id)).toMatchObject({ status: 'completed' })
  })
})

describe('windows in which webhooks may have been lost', () => {
  /** As a process that has just started. */
  const fresh = (gateway: TestGateway) => ({ ...gateway.deps, startedAt: gateway.deps.clock() })

  test('are gone through at a start, and find what was paid for meanwhile before its session is due', async ({
    gateway,
    bench,
  }) => {
    const id = await bench.openLink()
    await bench.checkout(id, 'pay', { fate: 'stay' })
    await gateway.advance(minute)
    expect(await bench.round()).toMatchObject({ calls: 0 })
    expect(await bench.round({}, fresh(gateway))).toMatchObject({ calls: 1, counts: { window_seen: 1 } })
    expect(await bench.read(id)).toMatchObject({ status: 'transacting' })
    expect(await bench.round()).toMatchObject({ calls: 0 })
  })

  test('are gone through after Meld was down', async ({ gateway, bench }) => {
    const due = await bench.openLink()
    await gateway.advance(11 * minute)
    await bench.fail(down)
    await bench.round()
    const id = await bench.openLink()
    await bench.checkout(id, 'pay', { fate: 'stay' })
    await bench.repair()
    expect(await bench.round()).toMatchObject({ kind: 'done', counts: { window_seen: 1 } })
    expect(await bench.read(id)).toMatchObject({ status: 'transacting' })
    expect(await bench.read(due)).toMatchObject({ status: 'opened' })
  })

  test('are gone through when links are opened and Meld has been silent for long', async ({ gateway, bench }) => {
    const id = await bench.openLink()
    await gateway.advance(11 * minute)
    await bench.round()
    await bench.checkout(id, 'pay', { fate: 'stay' })
    await queryDatabase(gateway.database, 'update sessions set next_check_at = $1 where next_check_at is not null', [
      new Date(gateway.deps.clock() + day * 1000),
    ])
    await gateway.advance(10 * minute)
    expect(await bench.round()).toMatchObject({ calls: 0 })
    await gateway.advance(25 * minute)
    expect(await bench.round()).toMatchObject({ counts: { window_seen: 1 } })
    expect(await bench.read(id)).toMatchObject({ status: 'transacting' })
  })

  test('go on after a crash at the page where they were, and count nobody else’s transactions as theirs', async ({
    gateway,
    bench,
  }) => {
    // More than a page of transactions, of which this tenant's sessions are a few.
    const id = await bench.openLink()
    await bench.checkout(id, 'decline')
    for (let n = 0; n < 19; n++) await bench.checkout(id, 'decline')
    const others = Array.from({ length: 5 }, () => bench.openSession())
    for (const other of await Promise.all(others)) {
      for (let n = 0; n < 18; n++) await bench.checkout(other, 'decline')
    }
    const deps = fresh(gateway)
    expect(await bench.round({ callsMax: 1 }, deps)).toMatchObject({ calls: 1, counts: { window_seen: 100 } })
    expect(await bench.round({ callsMax: 1 }, deps)).toMatchObject({ calls: 1 })
    const pages = (await bench.searches()).filter(({ from }) => from !== undefined)
    expect(pages).toHaveLength(2)
    expect(pages[0]?.after).toBeUndefined()
    expect(pages[1]?.after).toEqual(expect.any(String))
    expect(pages[1]).toMatchObject({ from: pages[0]?.from, to: pages[0]?.to })
    expect(await bench.transactions(id)).toHaveLength(20)
    expect(await bench.round({ callsMax: 1 }, deps)).toMatchObject({ calls: 0 })
  })
})
