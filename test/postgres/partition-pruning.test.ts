import pg from 'pg'
import { afterAll, expect } from 'vitest'
import { type Session, type SessionId, sessionIdInstant } from '../../src/domain/session.ts'
import type { Database } from '../../src/postgres/database.ts'
import { ensurePartitions } from '../../src/postgres/partitions.ts'
import { settleSessionChecks } from '../../src/store/due-checks.ts'
import { bindOpener, listExternalIds, markReturned, replaceWidget } from '../../src/store/links.ts'
import { findOwnSession, listSessions } from '../../src/store/session-list.ts'
import { findSession, refreshSession } from '../../src/store/session-lookup.ts'
import { findSessionsByCode } from '../../src/store/session-search.ts'
import { findOwner } from '../../src/store/transaction-owner.ts'
import { idAt } from '../store/session-ids.ts'
import { alice, callOf, demo, openReady, start, widgetOf } from '../store/store-calls.ts'
import { record, upstreamOf } from '../store/transaction-snapshots.ts'
import { test } from '../support/fixtures/database.ts'
import { untilBlocked } from './blocked-statements.ts'

/** Whoever opens another partition than that of its sessions waits for this client, and fails in the end. */
let intruder: pg.Client
let ids: SessionId[]
let known: Session | undefined

test.beforeAll(async ({ database, target }) => {
  await ensurePartitions(database, Date.UTC(2040, 10, 20))
  ids = await Promise.all(
    Array.from({ length: 8 }, async (_, n) => {
      const { id } = await openReady(database, callOf({ id: idAt(Date.UTC(2040, 10, 2 + n)) }))
      return id
    }),
  )
  known = await findSession(database, demo, first())
  intruder = new pg.Client(target)
  await intruder.connect()
  await intruder.query('begin')
  await intruder.query('lock table sessions_y2040m12, session_events_y2040m12 in access exclusive mode')
})
afterAll(() => intruder.end())

const first = (): SessionId => ids[0] ?? idAt(0)
const opener = { shownCookie: null, newCookie: 'cookie', cookies: 'unknown' as const, framed: null, trace: 'trace' }
const owner = () => ({ kind: 'session', user: alice, session: first(), sold: null }) as const
const clues = () => ({
  externalSessionId: widgetOf(first()).externalSessionId,
  customerId: null,
  externalCustomerId: null,
})

test.for<[string, (database: Database) => Promise<unknown> | undefined]>([
  ['reading a session', (database) => findSession(database, demo, first())],
  ['reading a session with its history', (database) => findOwnSession(database, demo, alice, first())],
  ['reading what has changed of a session', (database) => known && refreshSession(database, demo, known)],
  ['opening a link', (database) => bindOpener(database, demo, first(), opener, start)],
  ['listing the widgets of a session', (database) => listExternalIds(database, demo, first())],
  [
    'refreshing the widget',
    (database) => replaceWidget(database, demo, first(), widgetOf(first()), widgetOf(first()), start),
  ],
  ['marking a session as returned', (database) => markReturned(database, demo, first(), start)],
  [
    'settling the checks of many sessions',
    (database) =>
      settleSessionChecks(
        database,
        demo,
        ids.map((id) => ({ id, nextCheckAt: start, unobserved: false })),
        start,
        start,
      ),
  ],
  [
    'finding a session by its support code',
    (database) => {
      const made = sessionIdInstant(first())
      return findSessionsByCode(database, [demo], { from: made, until: made + 1, tail: first().slice(-4) })
    },
  ],
  ['finding whose a transaction is', (database) => findOwner(database, demo, clues())],
  ['recording a transaction', (database) => record(database, upstreamOf(), owner())],
])('%s opens no month but that of the sessions it is about', async ([_what, call], { database }) => {
  await call(database)
})

test('a statement that opens another month is found out here: it waits until that lock is released', async ({
  database,
  target,
}) => {
  const listing = listSessions(database, demo, alice, { after: null, count: 3, status: null, now: start })
  await untilBlocked(target, 1)
  await intruder.query('rollback')
  expect(await listing).toHaveLength(3)
})
