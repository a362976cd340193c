import { describe, expect } from 'vitest'
import { anyStatus } from '../../src/domain/status-filter.ts'
import type { TransactionPageStart } from '../../src/domain/transaction.ts'
import type { Database } from '../../src/postgres/database.ts'
import { listTransactions, markOfPage, pageSql } from '../../src/store/transaction-list.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'
import { alice, bob, demo, other, start } from './store-calls.ts'
import { record, upstreamOf } from './transaction-snapshots.ts'

const newest: TransactionPageStart = { kind: 'offset', offset: 0 }

function list(
  database: Database,
  start: TransactionPageStart,
  count: number,
  meldStatus: string | null = null,
  user = alice,
) {
  return listTransactions(database, demo, user, { start, count, filter: { status: null, meldStatus } })
}

describe('a list', () => {
  const ids: string[] = []

  test.beforeAll(async ({ database }) => {
    // Several at one instant, so that only their ids set them apart.
    for (let n = 0; n < 12; n++) {
      const upstream = upstreamOf({
        createdAt: start + Math.floor(n / 3),
        meldStatus: n % 4 === 0 ? 'SETTLED' : 'PENDING',
      })
      await record(database, upstream)
      ids.unshift(upstream.id)
    }
    await record(database, upstreamOf(), { kind: 'customer', user: bob })
    await record(database, upstreamOf(), { kind: 'unknown' })
  })

  test('holds the user’s own transactions, newest first, and nobody else’s', async ({ database }) => {
    const { transactions, hasMore } = await list(database, newest, 50)
    expect(transactions.map(({ id }) => id)).toEqual(ids)
    expect(hasMore).toBe(false)
    const theirs = await listTransactions(database, other, alice, { start: newest, count: 50, filter: anyStatus })
    expect(theirs).toEqual({ transactions: [], hasMore: false, mark: '' })
  })

  test('read on from the last of each page, and then back, gives every one exactly once', async ({ database }) => {
    const forth: string[][] = []
    let start: TransactionPageStart = newest
    for (;;) {
      const { transactions, hasMore } = await list(database, start, 5)
      forth.push(transactions.map(({ id }) => id))
      const last = transactions.at(-1)
      if (!hasMore || last === undefined) break
      start = { kind: 'after', createdAt: last.createdAt, id: last.id }
    }
    expect(forth.map((page) => page.length)).toEqual([5, 5, 2])
    expect(forth.flat()).toEqual(ids)
    const { transactions } = await list(database, start, 5)
    const [first] = transactions
    if (first === undefined) throw new Error('an empty page')
    const back = await list(database, { kind: 'before', createdAt: first.createdAt, id: first.id }, 5)
    expect(back.transactions.map(({ id }) => id)).toEqual(forth[1])
    expect(back.hasMore).toBe(true)
  })

  test('has one mark, read with it or with those of others, of every kind of page', async ({ database }) => {
    const place = { createdAt: start + 2, id: ids[5] ?? '' }
    const starts: TransactionPageStart[] = [
      newest,
      { kind: 'offset', offset: 4 },
      { kind: 'after', ...place },
      { kind: 'before', ...place },
    ]
    const pages = starts.flatMap((start) =>
      [null, 'settled'].flatMap((meldStatus) =>
        [5, 50].flatMap((count) =>
          [alice, bob].map((user) => ({ user, page: { start, count, filter: { status: null, meldStatus } } })),
        ),
      ),
    )
    const marks = await Promise.all(pages.map(({ user, page }) => markOfPage(database, demo, user, page)))
    for (const [n, { user, page }] of pages.entries()) {
      expect((await listTransactions(database, demo, user, page)).mark).toBe(marks[n])
    }
    expect(new Set(marks).size).toBeGreaterThan(pages.length / 4)
  })

  test('is narrowed by the provider’s own status, in any case', async ({ database }) => {
    const { transactions } = await list(database, newest, 50, 'settled')
    expect(transactions).toHaveLength(3)
    expect(new Set(transactions.map(({ upstream }) => upstream.meldStatus))).toEqual(new Set(['SETTLED']))
    expect((await list(database, newest, 50, 'NO_SUCH')).transactions).toEqual([])
  })

  test('keeps its order when a transaction is told a new time of creation', async ({ database }) => {
    const [id = ''] = ids
    await record(database, upstreamOf({ id, createdAt: start - 999, updatedAt: start + 999 }))
    expect((await list(database, newest, 50)).transactions[0]?.id).toBe(id)
  })
})

test('a late page read on from another one touches its own rows only: the index leads there, nothing is skipped', async ({
  target,
}) => {
  const count = 20_000
  await queryDatabase(
    target,
    `insert into transactions (tenant_id, id, user_id, status, meld_status, detail, provider_created_at,
                               provider_updated_at, first_seen_at, checked_at)
     select $1, 'Wmany' || n, $2, 'completed', 'SETTLED', '{}', to_timestamp(n), to_timestamp(n), now(), now()
     from generate_series(1, $3::int) n`,
    [other, bob, count],
  )
  await queryDatabase(target, 'analyze transactions')
  const touched = async (kind: keyof typeof pageSql, values: readonly unknown[]) => {
    const [row] = await queryDatabase(target, `explain (analyze, format json) ${pageSql[kind]}`, [
      other,
      bob,
      null,
      51,
      ...values,
      null,
    ])
    const plan = JSON.stringify(row?.['QUERY PLAN'])
    const rows = [...plan.matchAll(/"Actual Rows":\s*([\d.]+)/g)].map(([, rows]) => Number(rows))
    return { most: Math.max(...rows), plan }
  }
  for (const kind of ['after', 'before'] as const) {
    for (const second of [100, count / 2, count - 100]) {
      const { most, plan } = await touched(kind, [new Date(second * 1000), `Wmany${second}`, 0])
      expect(plan).toContain('transactions_of_user')
      expect(plan).not.toMatch(/"Node Type":\s*"(Sort|Seq Scan)"/)
      expect(plan).not.toMatch(/"Rows Removed by Filter":\s*[1-9]/)
      expect(most).toBeLessThanOrEqual(51)
    }
  }
  // By its number a page costs what is skipped, which is why that is bounded.
  expect((await touched('offset', [new Date(0), '', 5_000])).most).toBe(5_051)
})
