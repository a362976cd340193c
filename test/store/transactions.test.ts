import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { nextTransactionCheck } from '../../src/domain/reconciliation.ts'
import type { SessionId } from '../../src/domain/session.ts'
import {
  isFinal,
  sessionStatusByTransaction,
  statusByMeldStatus,
  type TransactionStatus,
} from '../../src/domain/transaction.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { findTransaction } from '../../src/store/transaction-list.ts'
import { recordSnapshot } from '../../src/store/transactions.ts'
import { queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'
import { alice, bob, demo, other, start } from './store-calls.ts'
import { freshTransactionId, ofAlice, openOwned, record, upstreamOf, usdcOnBase } from './transaction-snapshots.ts'

const minuteMs = 60_000

async function rowOf(target: TestTarget, id: string): Promise<Record<string, unknown>> {
  const [row] = await queryDatabase(target, 'select * from transactions where id = $1', [id])
  if (row === undefined) throw new Error(`no transaction ${id}`)
  return row
}

function eventsOf(target: TestTarget, session: SessionId): Promise<Record<string, unknown>[]> {
  const text = `select kind, detail, at from session_events where session_id = $1 order by at, detail->>'status'`
  return queryDatabase(target, text, [session.slice('ses_'.length)])
}

describe('a snapshot', () => {
  test('is kept whole, and read back by its user alone', async ({ database }) => {
    const upstream = upstreamOf({
      serviceTransactionId: 'provider-order-1',
      transactionHash: '0xabc',
      depositAddress: '0xdef',
      failureReason: 'card declined',
    })
    const { transaction, before } = await record(database, upstream, ofAlice, start + 5)
    expect(before).toBeNull()
    expect(transaction).toEqual({
      id: upstream.id,
      status: 'pending',
      createdAt: start,
      session: null,
      upstream,
      assets: usdcOnBase,
      deposit: { sold: null, address: '0xdef', addressChanged: false, wasShown: false },
      checkedAt: start + 5,
    })
    expect(await findTransaction(database, demo, alice, upstream.id)).toEqual(transaction)
    expect(await findTransaction(database, demo, bob, upstream.id)).toBeUndefined()
    expect(await findTransaction(database, other, alice, upstream.id)).toBeUndefined()
  })

  test('of an older row has no id of the provider’s, and takes it from the next check', async ({
    database,
    target,
  }) => {
    const upstream = upstreamOf({ serviceTransactionId: 'order-7' })
    await record(database, upstream, ofAlice)
    const without = `update transactions set detail = detail - 'serviceTransactionId' where id = $1`
    await queryDatabase(target, without, [upstream.id])
    const read = async () => (await findTransaction(database, demo, alice, upstream.id))?.upstream.serviceTransactionId
    expect(await read()).toBeNull()
    await record(database, { ...upstream, askedAt: upstream.askedAt + 1 }, ofAlice)
    expect(await read()).toBe('order-7')
  })

  test('moves transaction and session on together, and says so on the timeline once', async ({ database, target }) => {
    const { id, owner } = await openOwned(database)
    const transaction = freshTransactionId()
    const steps = ['PENDING_CREATED', 'PENDING', 'SETTLING', 'SETTLING', 'SETTLED', 'SETTLED']
    for (const [step, meldStatus] of steps.entries()) {
      const upstream = upstreamOf({ id: transaction, meldStatus, updatedAt: start + step })
      await record(database, upstream, owner, start + step * minuteMs)
      const status = statusByMeldStatus[meldStatus] ?? 'pending'
      expect((await findSession(database, demo, id))?.status).toBe(sessionStatusByTransaction[status])
    }
    expect(await eventsOf(target, id)).toMatchObject([
      { kind: 'transaction', detail: { transactionId: transaction, status: 'pending', meldStatus: 'PENDING_CREATED' } },
      { kind: 'transaction', detail: { transactionId: transaction, status: 'processing', meldStatus: 'SETTLING' } },
      { kind: 'transaction', detail: { transactionId: transaction, status: 'completed', meldStatus: 'SETTLED' } },
    ])
  })

  test('that is of a lower rank changes nothing but when it was checked', async ({ database }) => {
    const upstream = upstreamOf({ meldStatus: 'SETTLING' })
    await record(database, upstream)
    const lower = { ...upstream, meldStatus: 'PENDING', updatedAt: start + 9, askedAt: start + 99, sourceAmount: '1' }
    const { transaction } = await record(database, lower, ofAlice, start + 99)
    expect(transaction).toMatchObject({ status: 'processing', upstream, checkedAt: start + 99 })
  })

  test('counts when it is a rise, whatever its timestamp, with all that it shows', async ({ database }) => {
    const upstream = upstreamOf({ meldStatus: 'PENDING', updatedAt: start + 2_000, askedAt: start })
    await record(database, upstream)
    const settled = upstreamOf({
      id: upstream.id,
      meldStatus: 'SETTLED',
      updatedAt: start - 500,
      askedAt: start + 10,
      destinationAmount: '97.5',
      transactionHash: '0xabc',
    })
    expect((await record(database, settled)).transaction).toMatchObject({ status: 'completed', upstream: settled })
    const back = await record(database, { ...upstream, askedAt: start + 20 })
    expect(back.transaction).toMatchObject({ status: 'completed', upstream: settled })
  })

  test('of a check that began before the one that is shown changes nothing, however late it is recorded', async ({
    database,
  }) => {
    const upstream = upstreamOf({ meldStatus: 'SETTLED', updatedAtText: null, askedAt: start })
    await record(database, { ...upstream, meldStatus: 'REFUNDED', updatedAt: start + 20, askedAt: start + 20 })
    const { transaction } = await record(database, { ...upstream, updatedAt: start + 10, askedAt: start + 10 })
    expect(transaction).toMatchObject({ status: 'failed', upstream: { meldStatus: 'REFUNDED' } })
  })

  test('is later than one that was stored before checks were told apart', async ({ database, target }) => {
    const upstream = upstreamOf({ meldStatus: 'SETTLED' })
    await record(database, upstream)
    await queryDatabase(target, "update transactions set detail = detail - 'lookedAt' where id = $1", [upstream.id])
    const refunded = { ...upstream, meldStatus: 'REFUNDED' }
    expect((await record(database, refunded)).transaction).toMatchObject({ status: 'failed', upstream: refunded })
  })

  test('of a status that no table knows keeps the canonical one and shows the word', async ({ database }) => {
    const upstream = upstreamOf({ meldStatus: 'SETTLING' })
    await record(database, upstream)
    for (const [step, meldStatus] of ['ON_A_HOLIDAY', 'constructor', '__proto__'].entries()) {
      const { transaction } = await record(database, { ...upstream, meldStatus, askedAt: start + step + 1 })
      expect(transaction).toMatchObject({ status: 'processing', upstream: { meldStatus } })
    }
  })

  test('of an end puts right another end, in the session too, and no end gives way to a beginning', async ({
    database,
  }) => {
    const { id, owner } = await openOwned(database)
    const upstream = upstreamOf()
    const told: string[] = []
    for (const [step, meldStatus] of ['FAILED', 'PENDING', 'SETTLED', 'SETTLING', 'REFUNDED'].entries()) {
      const { transaction } = await record(database, { ...upstream, meldStatus, updatedAt: start + step }, owner)
      told.push(`${transaction.status} ${(await findSession(database, demo, id))?.status}`)
    }
    expect(told).toEqual([
      'failed failed',
      'failed failed',
      'completed completed',
      'completed completed',
      'failed failed',
    ])
  })

  test('in the name of another tenant is another transaction', async ({ database }) => {
    const upstream = upstreamOf({ meldStatus: 'SETTLED' })
    await record(database, upstream)
    const snapshot = { upstream: { ...upstream, meldStatus: 'PENDING' }, assets: null }
    const theirs = await recordSnapshot(database, other, snapshot, { kind: 'unknown' }, start)
    expect(theirs).toMatchObject({ before: null, transaction: { status: 'pending' } })
    expect(await findTransaction(database, demo, alice, upstream.id)).toMatchObject({ status: 'completed' })
  })

  test('corrects a session that counted as not observed, however late', async ({ database, target }) => {
    const { id, owner } = await openOwned(database)
    const uuid = id.slice('ses_'.length)
    await queryDatabase(target, "update sessions set observation = 'not_observed' where id = $1", [uuid])
    await record(database, upstreamOf(), owner, start + 90 * 24 * 60 * minuteMs)
    expect(await findSession(database, demo, id)).toMatchObject({ status: 'transacting', observation: null })
  })
})

describe('whose it is', () => {
  test('can become known later, and is then told on the timeline', async ({ database, target }) => {
    const { id, owner } = await openOwned(database)
    const upstream = upstreamOf()
    await record(database, upstream, { kind: 'unknown' })
    expect(await findTransaction(database, demo, alice, upstream.id)).toBeUndefined()
    await record(database, upstream, ofAlice)
    expect(await findTransaction(database, demo, alice, upstream.id)).toMatchObject({ session: null })
    await record(database, upstream, owner)
    // A later snapshot that says nothing of it: what is known stays.
    await record(database, upstream, { kind: 'unknown' })
    expect(await findTransaction(database, demo, alice, upstream.id)).toMatchObject({ session: id })
    expect(await eventsOf(target, id)).toHaveLength(1)
  })

  test('is nobody here for a foreign one: it is hidden, touches no session and is not checked again', async ({
    database,
    target,
  }) => {
    const { id, owner } = await openOwned(database)
    const upstream = upstreamOf()
    await record(database, upstream, owner)
    await record(
      database,
      { ...upstream, meldStatus: 'SETTLED', updatedAt: start + 1 },
      { kind: 'foreign', reason: 'other_customer' },
    )
    expect(await findTransaction(database, demo, alice, upstream.id)).toBeUndefined()
    expect(await rowOf(target, upstream.id)).toMatchObject({ user_id: null, session_id: null, next_check_at: null })
    expect(await findSession(database, demo, id)).toMatchObject({ status: 'transacting' })
  })
})

describe('checking again', () => {
  test('is ever more seldom while nothing changes, soon again after a change, and never after the end', async ({
    database,
    target,
  }) => {
    const upstream = upstreamOf()
    const checkedAfter = async (meldStatus: string, updatedAt: number) => {
      await record(database, { ...upstream, meldStatus, updatedAt })
      const { next_check_at: next } = await rowOf(target, upstream.id)
      return next instanceof Date ? next.getTime() : next
    }
    const [first, later] = [nextTransactionCheck(0, start), nextTransactionCheck(1, start)]
    expect(first).toBeLessThan(later)
    expect(await checkedAfter('PENDING', start)).toBe(first)
    expect(await checkedAfter('PENDING', start)).toBe(later)
    expect(await checkedAfter('PENDING', start + 1)).toBe(nextTransactionCheck(2, start))
    expect(await checkedAfter('SETTLING', start + 2)).toBe(first)
    expect(await checkedAfter('FAILED', start + 3)).toBeNull()
    // The provider took it up again.
    expect(await checkedAfter('PENDING', start + 4)).not.toBeNull()
    expect(await checkedAfter('SETTLED', start + 5)).toBeNull()
    expect(await checkedAfter('ON_A_HOLIDAY', start + 6)).toBeNull()
  })

  test('goes on after the end until the currencies are known, and keeps them once they are', async ({
    database,
    target,
  }) => {
    const upstream = upstreamOf({ meldStatus: 'SETTLED' })
    const blind = () => recordSnapshot(database, demo, { upstream, assets: null }, ofAlice, start)
    expect((await blind()).transaction.assets).toEqual({ from: null, to: null, chainId: null })
    expect((await rowOf(target, upstream.id)).next_check_at).not.toBeNull()
    expect((await record(database, upstream)).transaction.assets).toEqual(usdcOnBase)
    expect((await rowOf(target, upstream.id)).next_check_at).toBeNull()
    expect((await blind()).transaction.assets).toEqual(usdcOnBase)
  })
})

describe('several transactions of one session', () => {
  test('let the furthest count, in whatever order they are seen: a second card may have worked', async ({
    database,
  }) => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const { id, owner } = await openOwned(database)
      const tries = [
        upstreamOf({ meldStatus: 'DECLINED' }),
        upstreamOf({ meldStatus: 'SETTLED', updatedAt: start + 9 }),
      ]
      for (const one of order) await record(database, tries[one] ?? upstreamOf(), owner)
      expect(await findSession(database, demo, id)).toMatchObject({ status: 'completed' })
    }
  })

  test('seen at the same instant by two processes overlook none', async ({ second, database }) => {
    for (let round = 0; round < 15; round++) {
      const { id, owner } = await openOwned(database)
      await Promise.all([
        record(database, upstreamOf({ meldStatus: 'FAILED' }), owner),
        record(second, upstreamOf({ meldStatus: 'SETTLED' }), owner),
      ])
      expect(await findSession(database, demo, id)).toMatchObject({ status: 'completed' })
    }
  })
})

const rankOf: Readonly<Record<TransactionStatus, number>> = {
  pending: 0,
  processing: 1,
  completed: 2,
  failed: 2,
  cancelled: 2,
}
const rawByRank = [0, 1, 2].map((rank) =>
  Object.keys(statusByMeldStatus).filter((raw) => rankOf[statusByMeldStatus[raw] ?? 'pending'] === rank),
)

/** What a provider does: it starts, works, perhaps ends, perhaps corrects its end. */
const histories = fc
  .tuple(
    fc.array(fc.constantFrom(...(rawByRank[0] ?? [])), { minLength: 1, maxLength: 3 }),
    fc.array(fc.constantFrom(...(rawByRank[1] ?? [])), { maxLength: 3 }),
    fc.array(fc.constantFrom(...(rawByRank[2] ?? [])), { maxLength: 2 }),
  )
  .map((parts) => parts.flat())
/** A minute apart, so that each state has its own timestamp in whichever form it is told. */
const stateAt = (n: number) => start + n * minuteMs
/** How Meld may tell the moment of a change: to the millisecond, to the second, or not at all. */
const stampForms = ['full', 'seconds', 'none'] as const
type StampForm = (typeof stampForms)[number]

function timestampOf(form: StampForm, at: number, askedAt: number) {
  if (form === 'none') return { updatedAtText: null, updatedAt: askedAt }
  const text = new Date(at).toISOString()
  const updatedAtText = form === 'full' ? text : text.replace(/\.\d+Z$/, 'Z')
  return { updatedAtText, updatedAt: Date.parse(updatedAtText) }
}

/** Checks of it, at least one while each state lasts, recorded in any order. */
const seenHistories = histories.chain((history) => {
  const states = history.map((_, n) => n)
  const check = (n: number) =>
    fc.record({
      n: fc.constant(n),
      after: fc.integer({ min: 1, max: minuteMs - 1 }),
      form: fc.constantFrom(...stampForms),
    })
  const again = fc.array(fc.nat({ max: history.length - 1 }).chain(check), { maxLength: 6 })
  return fc.record({
    history: fc.constant(history),
    checks: fc
      .tuple(fc.tuple(...states.map(check)), again)
      .map((parts) => parts.flat())
      .chain((checks) => fc.shuffledSubarray(checks, { minLength: checks.length })),
  })
})

test('checks of any history, with any timestamps, recorded in any order and through two processes, end where the provider did and never step back', async ({
  second,
  database,
  target,
}) => {
  await fc.assert(
    fc.asyncProperty(seenHistories, fc.boolean(), async ({ history, checks }, atOnce) => {
      const { id: session, owner } = await openOwned(database)
      const id = freshTransactionId()
      const recordCheck = async ({ n, after, form }: (typeof checks)[number], turn: number) => {
        const askedAt = stateAt(n) + after
        const timestamp = timestampOf(form, stateAt(n) + 1, askedAt)
        const upstream = upstreamOf({ id, meldStatus: history[n] ?? '', ...timestamp, askedAt })
        return (await record(turn % 2 === 0 ? database : second, upstream, owner, start + turn)).transaction.status
      }
      if (atOnce) await Promise.all(checks.map(recordCheck))
      else {
        let rank = -1
        for (const [turn, check] of checks.entries()) {
          const status = await recordCheck(check, turn)
          expect(rankOf[status]).toBeGreaterThanOrEqual(rank)
          rank = rankOf[status]
        }
      }
      const last = history.at(-1) ?? ''
      const status = statusByMeldStatus[last] ?? 'pending'
      const found = await findTransaction(database, demo, alice, id)
      expect(found).toMatchObject({ status, upstream: { meldStatus: last } })
      expect((await findSession(database, demo, session))?.status).toBe(sessionStatusByTransaction[status])
      expect((await rowOf(target, id)).next_check_at === null).toBe(isFinal(status))
      // One event for each status it came through, and no more.
      const told = (await eventsOf(target, session)).length
      expect(told).toBeGreaterThanOrEqual(1)
      expect(told).toBeLessThanOrEqual(new Set(history.map((raw) => statusByMeldStatus[raw])).size + 1)
    }),
    { numRuns: 60 },
  )
})

test('whatever snapshots come in whatever order, a status never steps back, and an end is never lost', async ({
  database,
}) => {
  const raws = fc.constantFrom(...Object.keys(statusByMeldStatus), 'ON_A_HOLIDAY')
  const snapshots = fc.array(fc.record({ meldStatus: raws, at: fc.nat({ max: 8 }) }), { minLength: 1, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(snapshots, async (list) => {
      const id = freshTransactionId()
      let rank = -1
      for (const { meldStatus, at } of list) {
        const { transaction } = await record(database, upstreamOf({ id, meldStatus, updatedAt: start + at }))
        expect(rankOf[transaction.status]).toBeGreaterThanOrEqual(rank)
        rank = rankOf[transaction.status]
      }
      const ends = list.filter(({ meldStatus }) => rankOf[statusByMeldStatus[meldStatus] ?? 'pending'] === 2)
      if (ends.length > 0) expect(rank).toBe(2)
    }),
    { numRuns: 60 },
  )
})
