import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closeDatabase, type Database } from '../../src/postgres/database.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { readSessionId } from '../../src/store/session-row.ts'
import {
  alice,
  amountOf,
  begin,
  beginning,
  bob,
  callOf,
  demo,
  endOpening,
  openReady,
  other,
  readyWith,
  refused,
  requestOf,
  start,
  tryClaim,
  unclear,
  widgetOf,
} from '../store/store-calls.ts'
import { cloneDatabase, openStore, queryDatabase, type TestTarget } from '../support/database.ts'
import { holdKey, holdSession, untilBlocked } from './blocked-statements.ts'

describe('calls that travel together', () => {
  let target: TestTarget
  let database: Database

  beforeAll(async () => {
    target = await cloneDatabase()
    database = openStore(target)
    // The first connection is made before, so that the calls of each test really go out together.
    await begin(database, callOf({ key: 'the first' }))
  })
  afterAll(() => closeDatabase(database))

  test('share statements, whatever their tenants', async () => {
    const tenants = [demo, other, demo, other, demo, demo]
    const calls = tenants.map((tenant, n) => ({ tenant, call: callOf({ key: `shared ${n}` }) }))
    const begun = await Promise.all(calls.map(({ tenant, call }) => tryClaim(database, tenant, call)))
    expect(begun.map((result) => result.kind === 'claimed' && result.id)).toEqual(calls.map(({ call }) => call.id))
    // Rows that one statement wrote carry the number of its transaction.
    const statements = await queryDatabase(
      target,
      `select count(distinct tenant_id)::int as tenants from idempotency_keys where key like 'shared %' group by xmin::text`,
    )
    expect(statements).toEqual([{ tenants: 2 }])
  })

  test('each get the answer to their own key, whatever state it is in', async () => {
    const replayed = await openReady(database, callOf({ key: 'of a replay' }))
    await begin(database, callOf({ key: 'of a busy one' }))
    const released = await begin(database, callOf({ key: 'of a released one' }))
    const finish = {
      ...beginning,
      user: alice,
      key: 'of a released one',
      id: released.id,
      fence: released.fence,
      now: start,
    }
    await endOpening(database, demo, { ...finish, result: refused })

    const keys = ['of a fresh one', 'of a replay', 'of a busy one', 'of a released one', 'of a replay']
    const calls = keys.map((key) => callOf({ key }))
    const [fresh, replay, busy, free, again] = await Promise.all(calls.map((call) => tryClaim(database, demo, call)))
    expect(fresh).toMatchObject({ kind: 'claimed', id: calls[0]?.id, fence: 1 })
    expect(replay).toMatchObject({ kind: 'replay', session: { id: replayed.id, firstWidget: replayed.widget } })
    expect(busy).toMatchObject({ kind: 'busy' })
    expect(free).toMatchObject({ kind: 'claimed', id: calls[3]?.id, fence: 2 })
    expect(again).toEqual(replay)
  })

  test('a stored session that cannot be read harms its own caller alone', async () => {
    const { id } = await openReady(database, callOf({ key: 'of a broken one' }))
    const spoil = `update sessions set request = jsonb_set(request, '{to}', '"GONE"') where id = $1`
    await queryDatabase(target, spoil, [id.slice('ses_'.length)])
    const keys = ['before the broken one', 'of a broken one', 'after the broken one']
    const results = await Promise.allSettled(keys.map((key) => tryClaim(database, demo, callOf({ key }))))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })

  test('with one key begin one session; the rest are busy', async () => {
    const calls = Array.from({ length: 50 }, () => callOf({ key: 'one key' }))
    const kinds = (await Promise.all(calls.map((call) => tryClaim(database, demo, call)))).map(({ kind }) => kind)
    expect([kinds[0], kinds.filter((kind) => kind === 'claimed').length]).toEqual(['claimed', 1])
    expect(kinds.filter((kind) => kind === 'busy')).toHaveLength(49)
    const rows = await queryDatabase(target, `select session_id, fence from idempotency_keys where key = 'one key'`)
    expect(rows.map(({ session_id, fence }) => [readSessionId(session_id), fence])).toEqual([[calls[0]?.id, 1]])
  })

  test('with one key begin one session, also when they are crowds that go out beside each other', async () => {
    const calls = Array.from({ length: 300 }, () => callOf({ key: 'one key of crowds' }))
    const kinds = (await Promise.all(calls.map((call) => tryClaim(database, demo, call)))).map(({ kind }) => kind)
    expect(kinds.filter((kind) => kind === 'claimed')).toHaveLength(1)
    expect(kinds.filter((kind) => kind === 'busy')).toHaveLength(299)
    const rows = await queryDatabase(target, `select fence from idempotency_keys where key = 'one key of crowds'`)
    expect(rows).toEqual([{ fence: 1 }])
  })

  test('in crowds with the same keys in another order get one session for each key, and finish it once', async () => {
    const keys = Array.from({ length: 100 }, (_, n) => `crowd ${n}`)
    const claims = [...keys, ...keys.toReversed()].map((key) => callOf({ key }))
    const results = await Promise.all(claims.map((call) => tryClaim(database, demo, call)))
    const begun = results.flatMap((result, n) => {
      const call = claims[n]
      return result.kind === 'claimed' && call !== undefined ? [{ ...call, ...result }] : []
    })
    expect(begun.map(({ key }) => key).toSorted()).toEqual(keys.toSorted())
    const ends = [...begun, ...begun.toReversed()].map((call) => ({ ...call, result: readyWith(widgetOf(call.id)) }))
    expect(await Promise.all(ends.map((end) => endOpening(database, demo, end)))).toEqual(ends.map(() => true))
    const [stored] = await queryDatabase(target, 'select count(*)::int as sessions from sessions where id = any($1)', [
      begun.map(({ id }) => id.slice('ses_'.length)),
    ])
    expect(stored).toEqual({ sessions: keys.length })
  })

  test('are not held up, being a crowd, by a group before them that waits for a row', async () => {
    await begin(database, callOf({ key: 'of a held row' }))
    const release = await holdKey(target, 'of a held row')
    const waiting = tryClaim(database, demo, callOf({ key: 'of a held row' }))
    await untilBlocked(target, 1)
    const crowd = Array.from({ length: 32 }, (_, n) => callOf({ key: `beside a held row ${n}` }))
    const begun = await Promise.all(crowd.map((call) => tryClaim(database, demo, call)))
    expect(begun.map(({ kind }) => kind)).toEqual(crowd.map(() => 'claimed'))
    await release()
    expect(await waiting).toMatchObject({ kind: 'busy' })
  })

  test('with one finished key replay one session, and each is told about its own request', async () => {
    const { id } = await openReady(database, callOf({ key: 'replays' }))
    const changed = requestOf({ sourceAmount: amountOf('7') })
    const calls = Array.from({ length: 20 }, (_, n) =>
      n % 3 === 0 ? callOf({ key: 'replays', request: changed }) : callOf({ key: 'replays' }),
    )
    const answers = await Promise.all(calls.map((call) => tryClaim(database, demo, call)))
    for (const [n, answer] of answers.entries()) {
      expect(answer).toMatchObject({ kind: 'replay', sameRequest: n % 3 !== 0, session: { id } })
    }
  })

  test('with one key of two users and of two tenants begin for each of them', async () => {
    const own = [callOf({ key: 'theirs' }), callOf({ key: 'theirs', user: bob })]
    const elsewhere = callOf({ key: 'theirs' })
    const begun = await Promise.all([
      ...own.map((call) => tryClaim(database, demo, call)),
      tryClaim(database, other, elsewhere),
    ])
    expect(begun.map((result) => result.kind === 'claimed' && result.id)).toEqual(
      [...own, elsewhere].map(({ id }) => id),
    )
  })

  test('are not harmed by one that the database refuses', async () => {
    const bad = callOf({ key: 'a NUL \0 is no text to PostgreSQL' })
    const alsoBad = callOf({ key: 'half a pair \ud800 is no JSON to it' })
    const calls = [callOf({ key: 'good 1' }), bad, callOf({ key: 'good 2' }), alsoBad, callOf({ key: 'good 3' })]
    const results = await Promise.allSettled(calls.map((call) => tryClaim(database, demo, call)))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'])
    const text = `select session_id from idempotency_keys where session_id = any($1) order by session_id`
    const rows = await queryDatabase(target, text, [calls.map(({ id }) => id.slice('ses_'.length))])
    expect(rows.map(({ session_id }) => readSessionId(session_id))).toEqual([calls[0]?.id, calls[2]?.id, calls[4]?.id])
  })

  test('finish together, each by its own fence, and one that the database refuses harms nobody', async () => {
    const begun = []
    for (let n = 0; n < 5; n++) begun.push(await begin(database, callOf({ key: `end ${n}` })))
    const finishes = begun.map(({ id, fence }, n) => {
      const finish = { ...beginning, user: alice, key: `end ${n}`, id, fence, now: start }
      const bad = widgetOf(id, { upstreamToken: 'NUL \0' })
      if (n === 1) return { ...finish, fence: fence + 1, result: readyWith(widgetOf(id)) }
      if (n === 3) return { ...finish, result: refused }
      return { ...finish, result: readyWith(n === 2 ? bad : widgetOf(id)) }
    })
    const results = await Promise.allSettled(finishes.map((finish) => endOpening(database, demo, finish)))
    const told = results.map((result) => (result.status === 'fulfilled' ? result.value : 'rejected'))
    expect(told).toEqual([true, false, 'rejected', true, true])
    const statuses = []
    for (const { id } of begun) statuses.push((await findSession(database, demo, id))?.status)
    expect(statuses).toEqual(['ready', undefined, undefined, 'refused', 'ready'])
  })
})

test('a key that is settled while a call is asking for it is replayed to that call, not reported busy', async () => {
  const target = await cloneDatabase()
  const [database, waiting] = [openStore(target), openStore(target)]
  const first = await begin(database, callOf({ key: 'meanwhile' }))
  await endOpening(database, demo, { ...callOf({ key: 'meanwhile' }), ...first, result: unclear })
  const { id, fence } = await begin(database, callOf({ key: 'meanwhile' }))
  // The finishing statement stops half-way: it has settled the key and waits for the session's row.
  const holder = openStore(target)
  const release = await holdSession(target, id)
  const finishing = endOpening(holder, demo, {
    ...beginning,
    user: alice,
    key: 'meanwhile',
    id,
    fence,
    result: readyWith(widgetOf(id)),
    now: start,
  })
  await untilBlocked(target, 1)
  const asking = tryClaim(waiting, demo, callOf({ key: 'meanwhile' }))
  await untilBlocked(target, 2)
  await release()
  expect(await finishing).toBe(true)
  expect(await asking).toMatchObject({ kind: 'replay', sameRequest: true, session: { id, status: 'ready' } })
  await Promise.all([database, waiting, holder].map(closeDatabase))
})
