import { afterAll, beforeAll, expect, test } from 'vitest'
import { firstCheckMs } from '../../src/domain/reconciliation.ts'
import { closeDatabase, type Database } from '../../src/postgres/database.ts'
import { claimDueSessions } from '../../src/store/due-checks.ts'
import { endOpenings } from '../../src/store/lost-openings.ts'
import { findOwnSession } from '../../src/store/session-list.ts'
import { beginSession, finishSession } from '../../src/store/sessions.ts'
import { holdSession } from '../postgres/blocked-statements.ts'
import { cloneDatabase, queryDatabase, type TestTarget } from '../support/database.ts'
import {
  alice,
  begin,
  beginning,
  callOf,
  demo,
  leaseMs,
  mintOf,
  openReady,
  openStore,
  other,
  readyWith,
  start,
} from './store-calls.ts'

let target: TestTarget
let database: Database

beforeAll(async () => {
  target = await cloneDatabase()
  database = openStore(target)
})
afterAll(() => closeDatabase(database))

const failure = { code: 'internal', detail: 'interrupted' }
const due = start + firstCheckMs

test('a session that nobody came back for ends with words, and one whose time is not up goes on', async () => {
  const { id } = await begin(database, callOf())
  expect(await endOpenings(database, [demo, other], failure, due - 1)).toEqual([])
  expect(await claimDueSessions(database, demo, { limit: 10, now: due, heldUntil: due + 1 })).toEqual([])
  expect(await endOpenings(database, [other], failure, due)).toEqual([])
  expect(await endOpenings(database, [other, demo], failure, due)).toEqual([{ tenant: demo, session: id }])
  expect(await endOpenings(database, [other, demo], failure, due)).toEqual([])
  const history = await findOwnSession(database, demo, alice, id)
  expect(history?.session).toMatchObject({ status: 'unclear', failure })
  expect(history?.timeline).toContainEqual({ at: due, kind: 'unclear' })
})

test('one that was opened, or refused, is left as it is', async () => {
  const { id } = await openReady(database)
  expect(await endOpenings(database, [demo], failure, due)).toEqual([])
  expect((await findOwnSession(database, demo, alice, id))?.session.status).toBe('ready')
})

test('its key opens it again within its life, and so does a holder that was only very late', async () => {
  const first = await begin(database, callOf({ key: 'back' }))
  expect(await endOpenings(database, [demo], failure, due)).toHaveLength(1)
  const again = await begin(database, callOf({ key: 'back', now: due + 1 }))
  expect([again.id, again.fence]).toEqual([first.id, 2])
  // It is being opened again: its time begins anew.
  expect(await endOpenings(database, [demo], failure, due + 1)).toEqual([])

  const late = await begin(database, callOf({ key: 'late' }))
  expect(await endOpenings(database, [demo], failure, due)).toHaveLength(1)
  const result = readyWith(mintOf(late.id))
  const finish = { ...beginning, user: alice, key: 'late', id: late.id, fence: late.fence, result, now: due + 1 }
  expect(await finishSession(database, demo, finish)).toBe(true)
  expect(await beginSession(database, demo, callOf({ key: 'late', now: due + 2 }))).toMatchObject({
    kind: 'replay',
    session: { id: late.id, status: 'ready' },
  })
  // It is checked like any other.
  const [row] = await queryDatabase(target, 'select next_check_at from sessions where id = $1', [
    late.id.slice('ses_'.length),
  ])
  expect(row).toEqual({ next_check_at: new Date(due + 1 + firstCheckMs) })
})

test('a takeover that is under way at the same moment keeps it', async () => {
  const { id } = await begin(database, callOf({ key: 'raced' }))
  const release = await holdSession(target, id)
  expect(await endOpenings(database, [demo], failure, due)).toEqual([])
  await release()
  const taken = await begin(database, callOf({ key: 'raced', now: start + leaseMs }))
  expect(await endOpenings(database, [demo], failure, due)).toEqual([])
  expect(await endOpenings(database, [demo], failure, due + leaseMs)).toEqual([{ tenant: demo, session: taken.id }])
})
