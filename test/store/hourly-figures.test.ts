import pg from 'pg'
import { expect, onTestFinished } from 'vitest'
import { durationQuantile, figuresByProvider, hourMs, hourOf, noSessions } from '../../src/domain/hourly-figures.ts'
import type { SessionId } from '../../src/domain/session.ts'
import type { Database } from '../../src/postgres/database.ts'
import { countHour, deleteHourlyFigures, findChangedHours, listHourlyFigures } from '../../src/store/hourly-figures.ts'
import { findFiguresProgress, keepFiguresProgress, listHourlyTotals } from '../../src/store/hourly-totals.ts'
import { bindOpener } from '../../src/store/links.ts'
import { untilBlocked } from '../postgres/blocked-statements.ts'
import { queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import { idAt } from './session-ids.ts'
import { alice, callOf, demo, openReady, openRefused, other, requestOf } from './store-calls.ts'
import { record, upstreamOf } from './transaction-snapshots.ts'

/** An hour and some minutes. */
const at = Date.UTC(2026, 0, 31, 12, 20)
const hour = hourOf(at)
const period = { start: hour, end: hour + hourMs }
const opener = { shownCookie: null, newCookie: 'cookie', cookies: 'unknown' as const, framed: null, trace: 'trace' }

test.beforeEach(({ database }) => keepFiguresProgress(database, { eventsUntil: at, idsUntil: at, filledFrom: hour }))

async function open(database: Database, now = at, tenant = demo): Promise<SessionId> {
  const { id } = await openReady(database, callOf({ id: idAt(now), now }), tenant)
  return id
}

/** Meld tells of a transaction of a session. */
async function tell(database: Database, session: SessionId, meldStatus: string, told: object = {}, now = at) {
  const owner = { kind: 'session', user: alice, session, sold: null } as const
  await record(database, upstreamOf({ meldStatus, ...told }), owner, now)
}

/** What stands in the tables, as PostgreSQL prints it. */
function stored(target: TestTarget): Promise<unknown[]> {
  return queryDatabase(
    target,
    `select f.xmin::text, f.* from hourly_figures f union all select xmin::text, '', t.* from hourly_totals t order by 2, 3, 4`,
  )
}

test('an hour is counted by what has become of its sessions', async ({ database }) => {
  const [bought, declined, givenUp, waiting] = [
    await open(database),
    await open(database),
    await open(database),
    await open(database, hour),
  ]
  await open(database, hour + hourMs)
  await open(database, hour - 1)
  await openRefused(database, callOf({ id: idAt(at), now: at }))
  await openRefused(database, callOf({ id: idAt(at), now: at, request: requestOf({ serviceProvider: 'BANXA' }) }))
  await bindOpener(database, demo, waiting, opener, at)
  await tell(database, bought, 'SETTLED')
  await tell(database, declined, 'DECLINED')
  await tell(database, givenUp, 'CANCELLED')
  await countHour(database, [demo], hour)
  const figures = await listHourlyFigures(database, demo, period)
  const counts = figures.map(({ serviceProvider, counts }) => [serviceProvider, counts])
  expect(Object.fromEntries(counts)).toEqual({
    TRANSAK: { sessions: 4, refused: 0, opened: 1, completed: 1, failed: 1, cancelled: 1 },
    BANXA: { ...noSessions, refused: 1 },
    null: { ...noSessions, refused: 1 },
  })
})

test('quoted and delivered amounts are compared exactly, where both are known and of the same trade', async ({
  database,
}) => {
  const compared: object[] = [
    { destinationAmount: '98.500000000000000001' },
    { destinationAmount: '97' },
    // The user bought for less than was quoted for.
    { destinationAmount: '49', sourceAmount: '50' },
    { destinationAmount: null },
    { destinationAmount: 'much' },
    { destinationAmount: '98', serviceProvider: 'BANXA' },
  ]
  for (const told of compared) await tell(database, await open(database), 'SETTLED', told)
  await tell(database, await open(database), 'PROCESSING', { destinationAmount: '98' })
  await countHour(database, [demo], hour)
  const [figures] = await listHourlyFigures(database, demo, period)
  expect(figures?.counts.completed).toBe(6)
  expect(figures?.honesty).toEqual([
    { asset: 'USDC', chainId: 8453, transactions: 2, quoted: '197.0', delivered: '195.500000000000000001' },
  ])
})

test('attempts to open a widget are told of the provider they were made at, with how long they took', async ({
  database,
  target,
}) => {
  await open(database)
  await open(database)
  const calls = [
    { call: 'quote', at, ms: 5_000, status: 200 },
    { call: 'widget', provider: 'BANXA', at, ms: 2_000, status: 503 },
    { call: 'widget', provider: 'BANXA', at, ms: 4_000, reason: 'lost_timeout' },
    { call: 'widget', provider: 'TRANSAK', at, ms: 300, status: 200 },
  ]
  await queryDatabase(target, 'update sessions set upstream_calls = $1', [JSON.stringify(calls)])
  await countHour(database, [demo], hour)
  for (const figures of [await listHourlyFigures(database, demo, period), await listHourlyTotals(database, period)]) {
    const told = figuresByProvider(figures).map(({ serviceProvider, counts, upstream }) => ({
      serviceProvider,
      sessions: counts.sessions,
      calls: upstream.calls,
      failed: upstream.failed,
      half: Math.round((durationQuantile(upstream.durations, 0.5) ?? 0) / 500) * 500,
      all: Math.round((durationQuantile(upstream.durations, 1) ?? 0) / 1_000) * 1_000,
    }))
    expect(told).toEqual([
      { serviceProvider: 'BANXA', sessions: 0, calls: 4, failed: 4, half: 2_000, all: 4_000 },
      { serviceProvider: 'TRANSAK', sessions: 2, calls: 2, failed: 0, half: 500, all: 0 },
    ])
  }
})

test('to count an hour again changes nothing, and writes nothing', async ({ database, target }) => {
  await tell(database, await open(database), 'SETTLED', { destinationAmount: '98' })
  await open(database, at, other)
  await countHour(database, [demo, other], hour)
  const before = await stored(target)
  expect(before).toHaveLength(3)
  await countHour(database, [demo, other], hour)
  await countHour(database, [other], hour)
  expect(await stored(target)).toEqual(before)
})

test('the hour of all tenants is the sum, also when one of them is counted alone', async ({ database }) => {
  await tell(database, await open(database), 'SETTLED', { destinationAmount: '98' })
  await open(database, at, other)
  await countHour(database, [demo, other], hour)
  await open(database, at, other)
  await countHour(database, [other], hour)
  const [total] = await listHourlyTotals(database, period)
  expect(total).toMatchObject({ hour, serviceProvider: 'TRANSAK', counts: { sessions: 3, completed: 1 } })
  expect(total?.honesty).toMatchObject([{ asset: 'USDC', transactions: 1, quoted: '98.5', delivered: '98' }])
})

test('of what is gone nothing stays', async ({ database, target }) => {
  await open(database)
  await countHour(database, [demo], hour)
  await queryDatabase(target, 'delete from sessions')
  await countHour(database, [demo], hour)
  expect(await stored(target)).toEqual([])
})

test('who counts waits for another who does, and counts what has come meanwhile', async ({ database, target }) => {
  await open(database)
  const another = new pg.Client(target)
  await another.connect()
  onTestFinished(() => another.end())
  await another.query('begin')
  await another.query('select id from figures_progress for update')
  const counting = countHour(database, [demo], hour)
  await untilBlocked(target, 1)
  await open(database)
  await another.query('commit')
  await counting
  const [figures] = await listHourlyFigures(database, demo, period)
  expect(figures?.counts.sessions).toBe(2)
})

test('hours to count again are those of new sessions, and of all that changed, however old', async ({ database }) => {
  const old = await open(database, at - 50 * hourMs)
  await open(database, at - 50 * hourMs, other)
  await open(database, at)
  await open(database, at + hourMs, other)
  const look = {
    changedSince: at,
    madeSince: at,
    madeIn: [hour, hour + hourMs],
    least: at - 100 * hourMs,
  }
  const fresh = [
    { tenant: demo, hour },
    { tenant: other, hour: hour + hourMs },
  ]
  const find = async (more: object = {}) => {
    const found = await findChangedHours(database, [demo, other], { ...look, ...more })
    return found.toSorted((a, b) => a.hour - b.hour)
  }
  expect(await find()).toEqual(fresh)
  await tell(database, old, 'SETTLED', {}, at + 1)
  expect(await find()).toEqual([{ tenant: demo, hour: hour - 50 * hourMs }, ...fresh])
  expect(await find({ changedSince: at + 60_000 })).toEqual(fresh)
  expect(await find({ least: at - 49 * hourMs })).toEqual(fresh)
})

test('old hours are deleted, and the progress is kept', async ({ database, target }) => {
  await open(database)
  await open(database, at + hourMs)
  await countHour(database, [demo], hour)
  await countHour(database, [demo], hour + hourMs)
  await deleteHourlyFigures(database, hour + hourMs)
  expect(await stored(target)).toHaveLength(2)
  expect(await listHourlyFigures(database, demo, { start: hour, end: hour + hourMs })).toEqual([])
  expect(await findFiguresProgress(database)).toEqual({ eventsUntil: at, idsUntil: at, filledFrom: hour })
})
