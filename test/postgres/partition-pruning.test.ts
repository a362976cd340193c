import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SessionId } from '../../src/domain/session.ts'
import { closeDatabase, type Database } from '../../src/postgres/database.ts'
import { ensurePartitions } from '../../src/postgres/partitions.ts'
import { settleSessionChecks } from '../../src/store/due-checks.ts'
import { bindOpener, listExternalIds, markReturned, replaceWidget } from '../../src/store/links.ts'
import { findOwnSession, listSessions } from '../../src/store/session-list.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { findOwner } from '../../src/store/transaction-owner.ts'
import { idAt } from '../store/session-ids.ts'
import { alice, callOf, demo, openReady, openStore, start, widgetOf } from '../store/store-calls.ts'
import { record, upstreamOf } from '../store/transaction-snapshots.ts'
import { cloneDatabase, type TestTarget } from '../support/database.ts'
import { untilBlocked } from './blocked-statements.ts'

/** Whoever opens another partition than that of its sessions waits for this client, and fails in the end. */
let intruder: pg.Client
let target: TestTarget
let database: Database
let ids: SessionId[]

beforeAll(async () => {
  target = await cloneDatabase()
  database = openStore(target)
  await ensurePartitions(database, Date.UTC(2040, 10, 20))
  ids = await Promise.all(
    Array.from({ length: 8 }, async (_, n) => {
      const { id } = await openReady(database, callOf({ id: idAt(Date.UTC(2040, 10, 2 + n)) }))
      return id
    }),
  )
  intruder = new pg.Client(target)
  await intruder.connect()
  await intruder.query('begin')
  await intruder.query('lock table sessions_y2040m12, session_events_y2040m12 in access exclusive mode')
})
afterAll(async () => {
  await intruder.end()
  await closeDatabase(database)
})

const first = (): SessionId => ids[0] ?? idAt(0)
const opener = { shownCookie: null, newCookie: 'cookie', cookies: 'unknown' as const, framed: null, trace: 'trace' }
const owner = () => ({ kind: 'session', user: alice, session: first(), sold: null }) as const
const clues = () => ({
  externalSessionId: widgetOf(first()).externalSessionId,
  customerId: null,
  externalCustomerId: null,
})

test.each<[string, () => Promise<unknown>]>([
  ['reading a session', () => findSession(database, demo, first())],
  ['reading a session with its history', () => findOwnSession(database, demo, alice, first())],
  ['opening a link', () => bindOpener(database, demo, first(), opener, start)],
  ['listing the widgets of a session', () => listExternalIds(database, demo, first())],
  ['refreshing the widget', () => replaceWidget(database, demo, first(), widgetOf(first()), widgetOf(first()), start)],
  ['marking a session as returned', () => markReturned(database, demo, first(), start)],
  [
    'settling the checks of many sessions',
    () =>
      settleSessionChecks(
        database,
        demo,
        ids.map((id) => ({ id, nextCheckAt: start, unobserved: false })),
        start,
      ),
  ],
  ['finding whose a transaction is', () => findOwner(database, demo, clues())],
  ['recording a transaction', () => record(database, upstreamOf(), owner())],
])('%s opens no month but that of the sessions it is about', async (_what, call) => {
  await call()
})

test('a statement that opens another month is found out here: it waits until that lock is released', async () => {
  const listing = listSessions(database, demo, alice, { after: null, count: 3, status: null, now: start })
  await untilBlocked(target, 1)
  await intruder.query('rollback')
  expect(await listing).toHaveLength(3)
})
