import pg from 'pg'
import { describe, expect } from 'vitest'
import { nextTransactionCheck } from '../../src/domain/reconciliation.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { findTransaction } from '../../src/store/transaction-list.ts'
import { holdSession, untilBlocked } from '../postgres/blocked-statements.ts'
import { queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'
import { alice, demo, start } from './store-calls.ts'
import { ofAlice, openOwned, record, upstreamOf } from './transaction-snapshots.ts'

async function rowOf(target: TestTarget, id: string): Promise<Record<string, unknown>> {
  const [row] = await queryDatabase(target, 'select * from transactions where id = $1', [id])
  if (row === undefined) throw new Error(`no transaction ${id}`)
  return row
}

/** Another process's transaction that has changed a row and not ended. */
async function changing(target: TestTarget, set: string, id: string): Promise<() => Promise<void>> {
  const client = new pg.Client(target)
  await client.connect()
  await client.query('begin')
  await client.query(`update transactions set ${set} where id = $1`, [id])
  return async () => {
    await client.query('commit')
    await client.end()
  }
}

describe('a check that moves nothing', () => {
  test('is recorded with what it shows, without waiting for its session', async ({ database, target }) => {
    const { id, owner } = await openOwned(database)
    const upstream = upstreamOf()
    await record(database, upstream, owner)
    const release = await holdSession(target, id)
    const told = { ...upstream, transactionHash: '0xabc', askedAt: start + 7 }
    const checked = await record(database, told, owner, start + 9)
    await release()
    expect(checked).toMatchObject({ user: alice, before: { status: 'pending', meldStatus: 'PENDING' } })
    expect(checked.transaction).toMatchObject({ session: id, upstream: told, checkedAt: start + 9 })
    expect(await findTransaction(database, demo, alice, upstream.id)).toEqual(checked.transaction)
    expect(await rowOf(target, upstream.id)).toMatchObject({
      checks: 1,
      next_check_at: new Date(nextTransactionCheck(1, start + 9)),
      checked_at: new Date(start + 9),
    })
  })

  test('waits for nobody else’s transaction: one that is held elsewhere delays no other', async ({
    database,
    target,
  }) => {
    const [held, other] = [upstreamOf(), upstreamOf()]
    await record(database, held)
    await record(database, other)
    const release = await changing(target, 'checks = checks', held.id)
    const waiting = record(database, held)
    await record(database, other)
    expect(await rowOf(target, held.id)).toMatchObject({ checks: 0 })
    await release()
    // By then a statement that had waited for it would have been given up, and the group with it.
    await waiting
    for (const { id } of [held, other]) expect(await rowOf(target, id)).toMatchObject({ checks: 1 })
  })

  test('is each counted, of one transaction and of many at once, in every process', async ({
    database,
    second,
    target,
  }) => {
    const transactions = Array.from({ length: 5 }, () => upstreamOf())
    await Promise.all(transactions.map((upstream) => record(database, upstream)))
    const stores = [database, second, database, second, database, second]
    await Promise.all(stores.flatMap((store) => transactions.map((upstream) => record(store, upstream))))
    for (const { id } of transactions) expect(await rowOf(target, id)).toMatchObject({ checks: stores.length })
  })

  test('is judged anew when another process has moved its transaction meanwhile', async ({ database, target }) => {
    const upstream = upstreamOf()
    await record(database, upstream)
    const commit = await changing(
      target,
      `status = 'completed', meld_status = 'SETTLED', detail = jsonb_set(detail, '{meldStatus}', '"SETTLED"')`,
      upstream.id,
    )
    const recording = record(database, { ...upstream, askedAt: start + 1 })
    await untilBlocked(target, 1)
    await commit()
    expect((await recording).transaction).toMatchObject({ status: 'completed' })
    expect(await rowOf(target, upstream.id)).toMatchObject({ status: 'completed', meld_status: 'SETTLED', checks: 1 })
  })

  test('of a session that does not stand where its transaction leaves it puts that right', async ({
    database,
    target,
  }) => {
    const { id, owner } = await openOwned(database)
    const upstream = upstreamOf()
    await record(database, upstream, owner)
    await queryDatabase(target, `update sessions set status = 'ready' where id = $1`, [id.slice('ses_'.length)])
    await record(database, upstream, owner)
    expect(await findSession(database, demo, id)).toMatchObject({ status: 'transacting' })
  })

  test('of a session with several transactions tells that the crypto may be sent already', async ({ database }) => {
    const { owner } = await openOwned(database)
    const [one, two] = [upstreamOf({ meldStatus: 'PROCESSING' }), upstreamOf()]
    await record(database, one, owner)
    await record(database, two, owner)
    expect(await record(database, two, owner)).toMatchObject({ mayBeSentAlready: true })
    expect(await record(database, one, owner)).toMatchObject({ mayBeSentAlready: false })
  })

  test('of a row that cannot be read fails alone', async ({ database, target }) => {
    const [good, bad] = [upstreamOf(), upstreamOf()]
    await Promise.all([record(database, good), record(database, bad)])
    await queryDatabase(target, `update transactions set detail = '{}' where id = $1`, [bad.id])
    const results = await Promise.allSettled([record(database, bad, ofAlice), record(database, good, ofAlice)])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(await rowOf(target, good.id)).toMatchObject({ checks: 1 })
  })
})
