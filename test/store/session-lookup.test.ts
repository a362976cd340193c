import { describe, expect } from 'vitest'
import { newSessionId, type Session, type SessionId } from '../../src/domain/session.ts'
import { advance } from '../../src/domain/session-opening.ts'
import type { TenantId } from '../../src/domain/tenant.ts'
import { type Database, internalsOf } from '../../src/postgres/database.ts'
import { ensurePartitions } from '../../src/postgres/partitions.ts'
import { RowError } from '../../src/postgres/row.ts'
import { claimDueSessions, settleSessionChecks } from '../../src/store/due-checks.ts'
import { bindOpener, markReturned, replaceWidget } from '../../src/store/links.ts'
import { changeSession } from '../../src/store/session-changes.ts'
import { findSession, refreshSession } from '../../src/store/session-lookup.ts'
import { finishSession } from '../../src/store/sessions.ts'
import { queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'
import { idAt } from './session-ids.ts'
import { alice, beginning, demo, other, readyWith, start, traceId, widgetOf } from './store-calls.ts'
import { record, upstreamOf } from './transaction-snapshots.ts'

/** Opens a session; gives it as the process that has opened it knows it. */
async function openKnown(
  database: Database,
  id: SessionId = newSessionId(),
  tenant: TenantId = demo,
): Promise<Session> {
  const session = advance({ tenant, id, traceId, ...beginning }, readyWith(widgetOf(id)))
  if (!(await finishSession(database, tenant, { session, claim: null, now: start }))) throw new Error('not stored')
  return session
}

function spoil(target: TestTarget, { id }: Session, set: string): Promise<unknown> {
  return queryDatabase(target, `update sessions set ${set} where id = $1`, [id.slice('ses_'.length)])
}

function remove(target: TestTarget, { id }: Session): Promise<unknown> {
  return queryDatabase(target, 'delete from sessions where id = $1', [id.slice('ses_'.length)])
}

const opener = { shownCookie: null, newCookie: 'cookie', cookies: 'unknown' as const, framed: null, trace: 'trace' }

function open(database: Database, { id }: Session): Promise<unknown> {
  return bindOpener(database, demo, id, opener, start + 1)
}

type Change = readonly [what: string, make: (database: Database, session: Session) => Promise<unknown>, as: object]

const changes: readonly Change[] = [
  ['its link is opened', open, { status: 'opened', openedAt: start + 1 }],
  [
    'its user comes back',
    async (database, session) => {
      await open(database, session)
      await markReturned(database, demo, session.id, start + 2)
    },
    { status: 'returned', returnedAt: start + 2 },
  ],
  [
    'its widget is refreshed',
    (database, { id, firstWidget }) => {
      if (firstWidget === null) throw new Error('it has no widget')
      return replaceWidget(database, demo, id, firstWidget, widgetOf(id, { upstreamToken: 'newer' }), start + 1)
    },
    { status: 'ready', widget: expect.objectContaining({ upstreamToken: 'newer' }) },
  ],
  [
    'nothing was seen of it',
    async (database, { id }) => {
      const claim = { limit: 1_000, now: start + 86_400_000, heldUntil: start + 86_500_000 }
      await claimDueSessions(database, demo, claim)
      const check = { id, nextCheckAt: null, unobserved: true }
      await settleSessionChecks(database, demo, [check], claim.heldUntil, claim.now)
    },
    { status: 'ready', observation: 'not_observed' },
  ],
  [
    'its transaction is seen',
    (database, { id }) => record(database, upstreamOf(), { kind: 'session', user: alice, session: id, sold: null }),
    { status: 'transacting' },
  ],
  [
    'its transaction has ended',
    (database, { id }) =>
      record(database, upstreamOf({ meldStatus: 'SETTLED' }), {
        kind: 'session',
        user: alice,
        session: id,
        sold: null,
      }),
    { status: 'completed' },
  ],
  [
    'an operator cancels it',
    (database, { id }) => {
      const event = { kind: 'cancelled' }
      const change = { name: 'cancel', by: 'operator_cancelled' as const, to: 'cancelled' as const, event }
      return changeSession(internalsOf(database).connection.query, demo, id, change, start + 1)
    },
    { status: 'cancelled' },
  ],
]

describe('a known session', () => {
  test('that has not changed is given back itself, as it was opened and as it was found since', async ({
    database,
  }) => {
    const known = await openKnown(database)
    expect(await refreshSession(database, demo, known)).toBe(known)
    await open(database, known)
    const found = await refreshSession(database, demo, known)
    expect(found && (await refreshSession(database, demo, found))).toBe(found)
  })

  test.for(changes)('is found as it stands after %s', async ([_what, make, as], { database }) => {
    const known = await openKnown(database)
    await make(database, known)
    const found = await refreshSession(database, demo, known)
    expect(found).toMatchObject(as)
    expect(found).toEqual(await findSession(database, demo, known.id))
    expect(found && (await refreshSession(database, demo, found))).toEqual(found)
  })

  test.for(changes)(
    'that was found unchanged a moment ago is found as it stands after %s, in another process',
    async ([_what, make, as], { database, second }) => {
      const known = await openKnown(database)
      await refreshSession(database, demo, known)
      await make(second, known)
      expect(await refreshSession(database, demo, known)).toMatchObject(as)
    },
  )

  test.for([
    "status = 'opened'",
    'latest_mint = first_mint',
    'opened_at = now()',
    'returned_at = now()',
    "observation = 'not_observed'",
  ])(
    'is found anew where nothing has changed but %s, and again where that is taken back',
    async (set, { database, target }) => {
      const known = await openKnown(database)
      await spoil(target, known, set)
      const changed = await refreshSession(database, demo, known)
      expect(changed).not.toBe(known)
      expect(changed).toEqual(await findSession(database, demo, known.id))
      const asOpened = "status = 'ready', latest_mint = null, opened_at = null, returned_at = null, observation = null"
      await spoil(target, known, asOpened)
      expect(changed && (await refreshSession(database, demo, changed))).toEqual(known)
    },
  )

  test('that is gone is undefined, however it was known, and so it is in the name of another tenant', async ({
    database,
    target,
  }) => {
    const [fresh, seen] = [await openKnown(database), await openKnown(database)]
    await open(database, seen)
    const opened = await refreshSession(database, demo, seen)
    expect(await refreshSession(database, other, fresh)).toBeUndefined()
    expect(opened && (await refreshSession(database, other, opened))).toBeUndefined()
    for (const session of [fresh, seen]) await remove(target, session)
    expect(await refreshSession(database, demo, fresh)).toBeUndefined()
    expect(opened && (await refreshSession(database, demo, opened))).toBeUndefined()
  })
})

test('known sessions that are asked for together are each found as they stand, and one that cannot be read fails alone', async ({
  database,
  target,
}) => {
  const tenants = [demo, demo, other, demo, demo, demo, demo, other]
  const known = await Promise.all(tenants.map((tenant) => openKnown(database, newSessionId(), tenant)))
  const [, opened, , gone, , unreadable] = known
  if (opened === undefined || gone === undefined || unreadable === undefined) throw new Error('too few')
  await open(database, opened)
  await remove(target, gone)
  await spoil(target, unreadable, "latest_mint = '{}'")
  const results = await Promise.allSettled(known.map((session) => refreshSession(database, session.tenant, session)))
  const expected = known.map((value) => ({ status: 'fulfilled', value }) as PromiseSettledResult<unknown>)
  expected[1] = { status: 'fulfilled', value: await findSession(database, demo, opened.id) }
  expected[3] = { status: 'fulfilled', value: undefined }
  expected[5] = { status: 'rejected', reason: expect.any(RowError) }
  expect(results).toEqual(expected)
})

test('sessions of several months are found together, in whichever order they are asked for', async ({ database }) => {
  const months = [5, 2, 7, 3].map((month) => Date.UTC(2040, month, 9))
  for (const month of months) await ensurePartitions(database, month)
  const known = await Promise.all(months.map((month) => openKnown(database, idAt(month))))
  const found = known.map(({ id }) => findSession(database, demo, id))
  expect((await Promise.all(found)).map((session) => session?.id)).toEqual(known.map(({ id }) => id))
  const refreshed = await Promise.all(known.map((session) => refreshSession(database, demo, session)))
  for (const [n, session] of refreshed.entries()) expect(session).toBe(known[n])
})
