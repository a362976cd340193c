import { expect } from 'vitest'
import type { SessionId } from '../../src/domain/session.ts'
import type { Database } from '../../src/postgres/database.ts'
import { bindOpener, markReturned, releaseOpener } from '../../src/store/links.ts'
import { findOwnSession } from '../../src/store/session-list.ts'
import { queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'
import { alice, begin, callOf, demo, endOpening, openReady, start, unclear } from './store-calls.ts'

const opener = { shownCookie: null, newCookie: 'cookie', cookies: 'unknown' as const, framed: null, trace: 'trace' }

async function timelineOf(database: Database, id: SessionId): Promise<(readonly [kind: string, after: number])[]> {
  const found = await findOwnSession(database, demo, alice, id)
  return (found?.timeline ?? []).map(({ kind, at }) => [kind, at - start] as const)
}

/** As the program before left a session, which recorded no events of these. */
function forgetEvents(target: TestTarget, id: SessionId): Promise<unknown> {
  return queryDatabase(target, 'delete from session_events where session_id = $1', [id.slice('ses_'.length)])
}

test('each thing that happened is told once, by its event, or by a column from before there was one', async ({
  database,
  target,
}) => {
  const { id } = await openReady(database)
  await bindOpener(database, demo, id, opener, start + 1)
  await markReturned(database, demo, id, start + 2)
  const told = [
    ['created', 0],
    ['ready', 0],
    ['opened', 1],
    ['returned', 2],
  ]
  expect(await timelineOf(database, id)).toEqual(told)
  await forgetEvents(target, id)
  expect(await timelineOf(database, id)).toEqual(told)
  await releaseOpener(database, demo, alice, id, start + 3)
  await bindOpener(database, demo, id, opener, start + 4)
  expect(await timelineOf(database, id)).toEqual([...told, ['link_released', 3], ['opened', 4]])
})

test('an opening that did not end well is told likewise, and so is one that went on', async ({ database, target }) => {
  const call = callOf({ key: 'unclear at first' })
  await endOpening(database, demo, { ...call, ...(await begin(database, call)), result: unclear, now: start + 1 })
  const told = [
    ['created', 0],
    ['unclear', 1],
  ]
  expect(await timelineOf(database, call.id)).toEqual(told)
  await forgetEvents(target, call.id)
  expect(await timelineOf(database, call.id)).toEqual(told)
  const again = callOf({ key: 'unclear at first', now: start + 2 })
  await endOpening(database, demo, { ...again, ...(await begin(database, again)), result: unclear, now: start + 3 })
  expect(await timelineOf(database, call.id)).toEqual([
    ['created', 0],
    ['unclear', 3],
  ])
})
