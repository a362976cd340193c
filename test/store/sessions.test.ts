import { describe, expect } from 'vitest'
import { firstCheckMs } from '../../src/domain/reconciliation.ts'
import { newSessionId, sessionLifetimeMs } from '../../src/domain/session.ts'
import { userIdOf } from '../../src/domain/user.ts'
import { closeDatabase } from '../../src/postgres/database.ts'
import { bindOpener, markReturned } from '../../src/store/links.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { saveCustomer } from '../../src/store/users.ts'
import { openStore, queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'
import {
  alice,
  amountOf,
  begin,
  beginning,
  bob,
  callOf,
  demo,
  endOpening,
  leaseMs,
  openReady,
  other,
  readyWith,
  refused,
  requestOf,
  start,
  traceId,
  tryClaim,
  unclear,
  widgetOf,
} from './store-calls.ts'

describe('a fresh key', () => {
  test('is given to the call with the first fence, and no session is stored', async ({ database }) => {
    const call = callOf({ key: 'fresh' })
    expect(await tryClaim(database, demo, call)).toEqual({
      kind: 'claimed',
      id: call.id,
      fence: 1,
      createdAt: start,
      meldCustomerId: null,
    })
    expect(await findSession(database, demo, call.id)).toBeUndefined()
  })

  test("comes with the user's customer at Meld when one is kept", async ({ database }) => {
    const user = userIdOf(demo, 'privy.io', 'carol')
    const record = { user, issuer: 'privy.io', subject: 'carol', meldCustomerId: 'customer-1' }
    await saveCustomer(database, demo, record, null, start)
    expect(await begin(database, callOf({ user, key: 'k' }))).toMatchObject({ meldCustomerId: 'customer-1' })
    expect(await begin(database, callOf({ user, key: 'k' }), other)).toMatchObject({ meldCustomerId: null })
  })

  test('is another one for another user and for another tenant', async ({ database }) => {
    const calls = [callOf({ key: 'same' }), callOf({ key: 'same', user: bob })]
    for (const call of calls) expect(await begin(database, call)).toMatchObject({ id: call.id })
    const elsewhere = callOf({ key: 'same' })
    expect(await begin(database, elsewhere, other)).toMatchObject({ id: elsewhere.id })
  })

  test('that is begun again by the very same call, whose answer was lost, is still its own', async ({ database }) => {
    const call = callOf({ key: 'lost answer' })
    const first = await begin(database, call)
    const again = await begin(database, call)
    expect([again.id, again.fence]).toEqual([first.id, 2])
    const finish = {
      ...beginning,
      user: alice,
      key: call.key,
      id: call.id,
      result: readyWith(widgetOf(call.id)),
      now: start,
    }
    expect(await endOpening(database, demo, { ...finish, fence: first.fence })).toBe(false)
    expect(await endOpening(database, demo, { ...finish, fence: again.fence })).toBe(true)
  })
})

describe('a key in flight', () => {
  test('is busy for every other call until its lease ends', async ({ database }) => {
    await begin(database, callOf({ key: 'busy' }))
    expect(await tryClaim(database, demo, callOf({ key: 'busy' }))).toMatchObject({ kind: 'busy' })
    expect(await tryClaim(database, demo, callOf({ key: 'busy', now: start + leaseMs - 1 }))).toMatchObject({
      kind: 'busy',
    })
  })

  test('is taken over when the lease has run out: same session, higher fence, and the slow worker writes nothing', async ({
    database,
  }) => {
    const slow = await begin(database, callOf({ key: 'taken' }))
    const later = start + leaseMs
    const request = requestOf({ sourceAmount: amountOf('55') })
    const quick = await begin(database, callOf({ key: 'taken', now: later, request }))
    expect([quick.id, quick.fence, quick.createdAt]).toEqual([slow.id, 2, slow.createdAt])

    const finish = { ...beginning, request, user: alice, key: 'taken', id: slow.id, now: later }
    const late = widgetOf(slow.id, { upstreamSessionId: 'late' })
    expect(await endOpening(database, demo, { ...finish, fence: 1, result: readyWith(late) })).toBe(false)
    expect(await findSession(database, demo, slow.id)).toBeUndefined()
    expect(await endOpening(database, demo, { ...finish, fence: 1, result: refused })).toBe(false)
    expect(await tryClaim(database, demo, callOf({ key: 'taken', now: later }))).toMatchObject({ kind: 'busy' })

    const widget = widgetOf(slow.id)
    expect(await endOpening(database, demo, { ...finish, fence: 2, result: readyWith(widget) })).toBe(true)
    expect(await endOpening(database, demo, { ...finish, fence: 1, result: readyWith(late) })).toBe(false)
    const replay = await tryClaim(database, demo, callOf({ key: 'taken', now: later, request }))
    expect(replay).toMatchObject({
      kind: 'replay',
      sameRequest: true,
      session: { id: slow.id, firstWidget: widget, request },
    })
  })

  test('may still be finished after its lease, when nobody has taken it over', async ({ database }) => {
    const { id, fence } = await begin(database, callOf({ key: 'late but alone' }))
    const now = start + 10 * leaseMs
    const finish = { ...beginning, user: alice, key: 'late but alone', id, fence, result: readyWith(widgetOf(id)), now }
    expect(await endOpening(database, demo, finish)).toBe(true)
  })
})

describe('a finished key', () => {
  test('replays its session exactly as it was stored, and tells whether the request is the same', async ({
    database,
  }) => {
    const call = callOf({ key: 'finished' })
    const { id, widget } = await openReady(database, call)
    const result = readyWith(widget)
    const session = {
      tenant: demo,
      id,
      user: alice,
      status: 'ready',
      request: call.request,
      firstWidget: widget,
      widget,
      routing: result.routing,
      failure: null,
      createdAt: start,
      expiresAt: start + sessionLifetimeMs,
      openedAt: null,
      returnedAt: null,
      traceId,
      observation: null,
    }
    expect(await tryClaim(database, demo, callOf({ key: 'finished' }))).toEqual({
      kind: 'replay',
      sameRequest: true,
      session,
    })
    const request = requestOf({ sourceAmount: amountOf('100.01') })
    expect(await tryClaim(database, demo, callOf({ key: 'finished', request }))).toEqual({
      kind: 'replay',
      sameRequest: false,
      session,
    })
  })

  test('replays the session as it stands now', async ({ database }) => {
    const { id } = await openReady(database, callOf({ key: 'moved on' }))
    await bindOpener(
      database,
      demo,
      id,
      { shownCookie: null, newCookie: 'cookie', cookies: 'unknown', framed: null, trace: 'trace' },
      start,
    )
    await markReturned(database, demo, id, start + 1)
    const replay = await tryClaim(database, demo, callOf({ key: 'moved on' }))
    expect(replay).toMatchObject({ kind: 'replay', session: { id, status: 'returned' } })
  })

  test('is free again when its window of 24 hours is over, and the old session stays', async ({ database }) => {
    const { id } = await openReady(database, callOf({ key: 'window' }))
    const end = start + sessionLifetimeMs
    expect(await tryClaim(database, demo, callOf({ key: 'window', now: end - 1 }))).toMatchObject({
      kind: 'replay',
      session: { id },
    })
    const next = callOf({ key: 'window', now: end })
    const begun = await begin(database, next)
    expect([begun.id, begun.createdAt]).toEqual([next.id, end])
    expect(await findSession(database, demo, id)).toMatchObject({ status: 'ready' })
    expect(await findSession(database, demo, next.id)).toBeUndefined()
  })
})

test('a refused opening releases the key: the next call brings a session of its own', async ({ database }) => {
  const { id, fence } = await begin(database, callOf({ key: 'refused' }))
  const finish = { ...beginning, user: alice, key: 'refused', id, fence, result: refused, now: start }
  expect(await endOpening(database, demo, finish)).toBe(true)
  expect(await findSession(database, demo, id)).toMatchObject({
    status: 'refused',
    failure: { code: 'provider_refused', detail: 'below the minimum' },
  })
  const next = callOf({ key: 'refused', now: start + 1 })
  expect(await begin(database, next)).toMatchObject({ id: next.id, fence: 2, createdAt: start + 1 })
  expect(await endOpening(database, demo, finish)).toBe(false)
})

test('an unclear opening keeps the session for the key: the next call opens it again under a higher fence', async ({
  database,
}) => {
  const { id, fence, createdAt } = await begin(database, callOf({ key: 'unclear' }))
  const finish = { ...beginning, user: alice, key: 'unclear', id, now: start }
  expect(await endOpening(database, demo, { ...finish, fence, result: unclear })).toBe(true)
  expect(await findSession(database, demo, id)).toMatchObject({ status: 'unclear' })

  const request = requestOf({ paymentMethod: 'ACH' })
  const again = await begin(database, callOf({ key: 'unclear', now: start + 1, request }))
  expect([again.id, again.fence, again.createdAt]).toEqual([id, 2, createdAt])
  expect(await findSession(database, demo, id)).toMatchObject({ status: 'unclear' })
  const widget = widgetOf(id)
  expect(await endOpening(database, demo, { ...finish, fence: 1, result: readyWith(widget) })).toBe(false)
  expect(await endOpening(database, demo, { ...finish, request, fence: 2, result: readyWith(widget) })).toBe(true)
  expect(await tryClaim(database, demo, callOf({ key: 'unclear', request }))).toMatchObject({
    kind: 'replay',
    sameRequest: true,
    session: { id, status: 'ready', request, firstWidget: widget, failure: null },
  })
})

test('a session that was taken over is told with the same instants as it is replayed with', async ({ database }) => {
  await begin(database, callOf({ key: 'instants' }))
  const taken = await begin(database, callOf({ key: 'instants', now: start + leaseMs }))
  const finish = { ...beginning, user: alice, key: 'instants', id: taken.id, fence: taken.fence, now: start + leaseMs }
  await endOpening(database, demo, { ...finish, result: readyWith(widgetOf(taken.id)) })
  expect(await findSession(database, demo, taken.id)).toMatchObject({
    createdAt: taken.createdAt,
    expiresAt: taken.createdAt + sessionLifetimeMs,
  })
})

test('a call without a key leaves no trace but its session, and that stays as it was stored first', async ({
  database,
  target,
}) => {
  const keys = () => queryDatabase(target, 'select count(*)::int as count from idempotency_keys')
  const before = await keys()
  for (const call of [callOf(), callOf()]) {
    const { id, fence } = await begin(database, call)
    const finish = { ...beginning, user: alice, key: null, id, fence, result: readyWith(widgetOf(id)), now: start }
    expect(await findSession(database, demo, id)).toBeUndefined()
    expect(await endOpening(database, demo, finish)).toBe(true)
    // The answer was lost, and the step is carried out again.
    expect(await endOpening(database, demo, finish)).toBe(true)
    await endOpening(database, demo, { ...finish, result: refused })
    expect(await findSession(database, demo, id)).toMatchObject({ status: 'ready' })
  }
  expect(await keys()).toEqual(before)
})

test('a session with a key that is finished once more in a group with others is settled, and stays as it was stored first', async ({
  database,
}) => {
  const calls = [callOf({ key: 'finished twice' }), callOf({ key: 'finished beside it' })]
  const finishes = await Promise.all(
    calls.map(async (call) => {
      const begun = await begin(database, call)
      return { ...call, ...begun, result: readyWith(widgetOf(begun.id)) }
    }),
  )
  const [first, beside] = finishes
  if (first === undefined || beside === undefined) throw new Error('two calls begin')
  expect(await endOpening(database, demo, first)).toBe(true)
  const later = { ...first, result: readyWith(widgetOf(first.id, { serviceProvider: 'BANXA' })) }
  expect(await Promise.all([later, beside].map((ending) => endOpening(database, demo, ending)))).toEqual([true, true])
  expect(await findSession(database, demo, first.id)).toMatchObject({ firstWidget: { serviceProvider: 'TRANSAK' } })
  expect(await findSession(database, demo, beside.id)).toMatchObject({ status: 'ready' })
})

test('an opening that ended well is stored with its first check, and one that did not with its event', async ({
  database,
  target,
}) => {
  const stored = async (id: string) => {
    const text = `select status, next_check_at,
        (select json_agg(json_build_object('kind', kind, 'detail', detail)) from session_events where session_id = s.id) as events
      from sessions s where id = $1`
    return (await queryDatabase(target, text, [id.slice('ses_'.length)]))[0]
  }
  const { id: ready } = await openReady(database)
  const next_check_at = new Date(start + firstCheckMs)
  expect(await stored(ready)).toEqual({ status: 'ready', next_check_at, events: null })
  for (const [result, status] of [[refused, 'refused'] as const, [unclear, 'unclear'] as const]) {
    const call = callOf({ key: `to end ${status}` })
    await endOpening(database, demo, { ...call, ...(await begin(database, call)), result })
    const events = [{ kind: status, detail: { sessionStatus: status } }]
    expect(await stored(call.id)).toEqual({ status, next_check_at: null, events })
  }
})

test('only the holder may finish: not another user, tenant, key or session', async ({ database }) => {
  const { id, fence } = await begin(database, callOf({ key: 'mine' }))
  const finish = { ...beginning, user: alice, key: 'mine', id, fence, result: readyWith(widgetOf(id)), now: start }
  expect(await endOpening(database, other, finish)).toBe(false)
  expect(await endOpening(database, demo, { ...finish, user: bob })).toBe(false)
  expect(await endOpening(database, demo, { ...finish, key: 'theirs' })).toBe(false)
  expect(await endOpening(database, demo, { ...finish, id: newSessionId() })).toBe(false)
  expect(await endOpening(database, demo, { ...finish, fence: fence + 1 })).toBe(false)
  expect(await findSession(database, demo, id)).toBeUndefined()
  expect(await endOpening(database, demo, finish)).toBe(true)
})

test('of two hundred calls of two processes with one key, exactly one begins', async ({ database, target }) => {
  const second = openStore(target)
  const calls = Array.from({ length: 200 }, (_, i) =>
    tryClaim(i % 2 === 0 ? database : second, demo, callOf({ key: 'race' })),
  )
  const kinds = (await Promise.all(calls)).map(({ kind }) => kind)
  await closeDatabase(second)
  expect(kinds.filter((kind) => kind === 'claimed')).toHaveLength(1)
  expect(kinds.filter((kind) => kind === 'busy')).toHaveLength(199)
  expect(await queryDatabase(target, `select fence from idempotency_keys where key = 'race'`)).toEqual([{ fence: 1 }])
})
