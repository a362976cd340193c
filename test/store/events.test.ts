import fc from 'fast-check'
import { expect } from 'vitest'
import { openableStatuses, type SessionId } from '../../src/domain/session.ts'
import { claimDueSessions, settleSessionChecks } from '../../src/store/due-checks.ts'
import { bindOpener, markReturned, releaseOpener } from '../../src/store/links.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import { recordedOf, startListening } from './listening.ts'
import { alice, demo, openReady, other, start } from './store-calls.ts'
import { freshTransactionId, ofAlice, openOwned, record, upstreamOf } from './transaction-snapshots.ts'

const anna = { shownCookie: 'anna', newCookie: 'anna', trace: 'anna', framed: null, cookies: 'kept' as const }

const typesOf = (events: readonly { readonly type: string }[]): string[] => events.map(({ type }) => type)

test('nothing is recorded of a tenant that does not listen', async ({ database, target }) => {
  await startListening(database, other)
  const { id, owner } = await openOwned(database)
  await bindOpener(database, demo, id, anna, start + 1)
  await markReturned(database, demo, id, start + 2)
  await record(database, upstreamOf({ meldStatus: 'SETTLED' }), owner, start + 3)
  const counted = `select (select count(*) from events)::int as events, (select count(*) from session_timers)::int as timers,
    (select count(*) from sessions where event_count is not null)::int as sessions,
    (select count(*) from transactions where event_count is not null)::int as transactions`
  expect(await queryDatabase(target, counted)).toEqual([{ events: 0, timers: 0, sessions: 0, transactions: 0 }])
})

test('what happens to a session is recorded as it was at that moment', async ({ database }) => {
  await startListening(database)
  const { id, owner } = await openOwned(database)
  await bindOpener(database, demo, id, anna, start + 10)
  const opened = await findSession(database, demo, id)
  await markReturned(database, demo, id, start + 20)
  const transaction = freshTransactionId()
  await record(database, upstreamOf({ id: transaction, meldStatus: 'PENDING' }), owner, start + 30)
  const settled = upstreamOf({ id: transaction, meldStatus: 'SETTLED', updatedAt: start + 39 })
  const { transaction: completed } = await record(database, settled, owner, start + 40)
  const events = await recordedOf(database, id)
  expect(events.map(({ type, sequence, previousStatus, at }) => [type, sequence, previousStatus, at - start])).toEqual([
    ['ramp.session.opened', 1, 'ready', 10],
    ['ramp.session.returned', 2, 'opened', 20],
    ['ramp.transaction.created', 3, null, 30],
    ['ramp.transaction.completed', 4, 'pending', 40],
  ])
  expect(events[0]).toMatchObject({ tenant: demo, session: id, transaction: null })
  expect(events[0]?.subject).toEqual({ session: opened, transactions: [], lastStep: null })
  expect(events[3]).toMatchObject({ session: id, transaction, subject: completed })
})

test('a link is told as opened once, however often it is opened and by whom', async ({ database }) => {
  await startListening(database)
  const { id } = await openReady(database)
  await bindOpener(database, demo, id, anna, start + 1)
  await bindOpener(database, demo, id, anna, start + 2)
  await releaseOpener(database, demo, alice, id, start + 3)
  const ben = { ...anna, shownCookie: 'ben', newCookie: 'ben', trace: 'ben' }
  await bindOpener(database, demo, id, ben, start + 4)
  expect(typesOf(await recordedOf(database, id))).toEqual(['ramp.session.opened'])
})

test('a session that was opened before its tenant listened is told from its next change on', async ({ database }) => {
  const { id } = await openReady(database)
  await bindOpener(database, demo, id, anna, start + 1)
  await startListening(database)
  await markReturned(database, demo, id, start + 2)
  expect(await recordedOf(database, id)).toMatchObject([{ type: 'ramp.session.returned', sequence: 1 }])
})

test('a session that is found unobserved is told once, in the statement that finds it', async ({ database }) => {
  await startListening(database)
  const { id } = await openReady(database)
  await bindOpener(database, demo, id, anna, start + 1)
  const later = start + 3 * 24 * 3600_000
  for (const n of [0, 1]) {
    const claim = { limit: 10, now: later + n * 3600_000, heldUntil: later + n * 3600_000 + 60_000 }
    const due = await claimDueSessions(database, demo, claim)
    const checks = due.map((one) => ({ id: one.id, nextCheckAt: claim.now + 1, unobserved: true }))
    expect(checks).toHaveLength(1)
    await settleSessionChecks(database, demo, checks, claim.heldUntil, claim.now)
  }
  const events = await recordedOf(database, id)
  expect(typesOf(events)).toEqual(['ramp.session.opened', 'ramp.session.not_observed'])
  expect(events[1]).toMatchObject({
    sequence: 2,
    previousStatus: 'expired',
    at: later,
    subject: { session: { id, observation: 'not_observed' }, transactions: [] },
  })
})

test('a transaction that has ended when it is first seen is told twice, a later truth once more', async ({
  database,
}) => {
  await startListening(database)
  const { id, owner } = await openOwned(database)
  const transaction = freshTransactionId()
  const snapshots = [
    { meldStatus: 'SETTLED', at: 1 },
    { meldStatus: 'SETTLED', at: 2 },
    { meldStatus: 'FAILED', at: 3 },
    { meldStatus: 'DECLINED', at: 4 },
    { meldStatus: 'REFUNDED', at: 5 },
    { meldStatus: 'CANCELLED', at: 6 },
  ]
  for (const { meldStatus, at } of snapshots) {
    await record(database, upstreamOf({ id: transaction, meldStatus, updatedAt: start + at * 1000 }), owner, start + at)
  }
  const events = await recordedOf(database, id)
  expect(events.map(({ type, previousStatus }) => [type.slice('ramp.transaction.'.length), previousStatus])).toEqual([
    ['created', null],
    ['completed', null],
    ['failed', 'completed'],
    ['updated', null],
    ['refunded', null],
    ['cancelled', 'failed'],
  ])
})

test('a transaction of a user that belongs to no session counts for itself, until its session is known', async ({
  database,
}) => {
  await startListening(database)
  const { id, owner } = await openOwned(database)
  const transaction = freshTransactionId()
  const at = (meldStatus: string, n: number) => upstreamOf({ id: transaction, meldStatus, updatedAt: start + n * 1000 })
  await record(database, at('PENDING', 1), { kind: 'unknown' }, start + 1)
  expect(await recordedOf(database, transaction)).toEqual([])
  await record(database, at('PENDING', 2), ofAlice, start + 2)
  await record(database, at('SETTLING', 3), ofAlice, start + 3)
  expect(await recordedOf(database, transaction)).toMatchObject([
    { type: 'ramp.transaction.created', sequence: 1, session: null },
    { type: 'ramp.transaction.updated', sequence: 2, session: null, previousStatus: 'pending' },
  ])
  await record(database, at('SETTLING', 4), owner, start + 4)
  expect(await recordedOf(database, id)).toMatchObject([
    { type: 'ramp.transaction.updated', sequence: 1, session: id, transaction, previousStatus: null },
  ])
})

test('a transaction that is not this tenant’s tells nobody', async ({ database, target }) => {
  await startListening(database)
  await record(database, upstreamOf({ meldStatus: 'SETTLED' }), { kind: 'foreign', reason: 'other_tenant' }, start)
  expect(await queryDatabase(target, 'select id from events')).toEqual([])
})

const step = fc.oneof(
  fc.record({
    kind: fc.constantFrom('open' as const, 'return' as const, 'release' as const),
    meldStatus: fc.constant(''),
  }),
  fc.record({
    kind: fc.constant('transaction' as const),
    meldStatus: fc.constantFrom('PENDING', 'SETTLING', 'SETTLED', 'FAILED', 'CANCELLED', 'REFUNDED'),
  }),
)

test('whatever happens to a session through two processes at once, its sequence has no gap', async ({
  database,
  second,
}) => {
  await startListening(database)
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (history) => {
      const { id, owner } = await openOwned(database)
      const transactions = [freshTransactionId(), freshTransactionId()]
      const happen = (n: number, one: (typeof history)[number]): Promise<unknown> => {
        const [through, now] = [n % 2 === 0 ? database : second, start + n + 1]
        if (one.kind === 'open') return bindOpener(through, demo, id, anna, now)
        if (one.kind === 'return') return markReturned(through, demo, id, now)
        if (one.kind === 'release') return releaseOpener(through, demo, alice, id, now)
        const upstream = { id: transactions[n % 2] ?? '', meldStatus: one.meldStatus, updatedAt: now * 1000 }
        return record(through, upstreamOf(upstream), owner, now)
      }
      await Promise.all(history.map((one, n) => happen(n, one)))
      const events = await recordedOf(database, id)
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, n) => n + 1))
      const session = await findSession(database, demo, id)
      for (const { type } of events) seen.add(type)
      // How a session ended was told; of two transactions one may have ended alone.
      const lastEnd = typesOf(events).findLast((type) => /completed|failed|cancelled|refunded/.test(type))
      const hasEnded = ![...openableStatuses, 'transacting'].includes(session?.status ?? 'unclear')
      if (hasEnded) expect(lastEnd).toBeDefined()
    }),
    { numRuns: 40 },
  )
  expect([...seen].sort()).toEqual([
    'ramp.session.opened',
    'ramp.session.returned',
    'ramp.transaction.cancelled',
    'ramp.transaction.completed',
    'ramp.transaction.created',
    'ramp.transaction.failed',
    'ramp.transaction.refunded',
    'ramp.transaction.updated',
  ])
})

test('an event of one session counts nothing of another', async ({ database }) => {
  await startListening(database)
  const ids: SessionId[] = []
  for (const n of [1, 2, 3]) {
    const { id } = await openReady(database)
    ids.push(id)
    for (const before of ids) await bindOpener(database, demo, before, anna, start + n)
  }
  for (const id of ids) expect(await recordedOf(database, id)).toMatchObject([{ sequence: 1 }])
})
