import { expect } from 'vitest'
import type { TransactionOwner } from '../../src/domain/transaction.ts'
import { userIdOf } from '../../src/domain/user.ts'
import { recordSnapshot } from '../../src/store/transactions.ts'
import { demo, start } from '../store/store-calls.ts'
import { upstreamOf, usdcOnBase } from '../store/transaction-snapshots.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'

const list = '/v0/ramp/transactions'

/** The users of two sessions, and what stores transactions of theirs. */
async function openTwo(gateway: TestGateway, [one, another]: readonly [string, string]) {
  const ownerOf = async (sub: string): Promise<TransactionOwner> => {
    const opened = await gateway.openSession(undefined, { sub })
    expect(opened.status).toBe(201)
    const [row] = await queryDatabase(
      gateway.database,
      'select issuer, subject from users where id = (select user_id from sessions where id = $1)',
      [opened.body.session.id.slice('ses_'.length)],
    )
    return { kind: 'customer', user: userIdOf(demo, String(row?.issuer), String(row?.subject)) }
  }
  const store = async (owner: TransactionOwner, told: Parameters<typeof upstreamOf>[0] = {}): Promise<string> => {
    const upstream = upstreamOf(told)
    await recordSnapshot(gateway.deps.database, demo, { upstream, assets: usdcOnBase }, owner, start)
    return upstream.id
  }
  return { one: await ownerOf(one), another: await ownerOf(another), store }
}

test('a page that is asked for again shows at once whatever has changed meanwhile', async ({ gateway }) => {
  const { one: anna, store } = await openTwo(gateway, ['anna', 'bert'])
  const page = async (query = '?count=2') => (await gateway.get(`${list}${query}`, { sub: 'anna' })).body
  expect((await page()).transactions).toEqual([])
  const older = await store(anna, { createdAt: start, askedAt: start })
  const only = await page()
  expect(only.transactions).toMatchObject([{ id: older, status: 'pending' }])
  expect(await page()).toEqual(only)

  // Within one millisecond of the check before.
  await store(anna, { id: older, meldStatus: 'SETTLED', createdAt: start, updatedAt: start + 5, askedAt: start })
  expect((await page()).transactions).toMatchObject([{ id: older, status: 'completed', meld_status: 'SETTLED' }])

  const newer = await store(anna, { createdAt: start + 1 })
  expect((await page()).transactions).toMatchObject([{ id: newer }, { id: older }])
  expect((await page())._links.next).toBeUndefined()

  // Nothing on the page changes but that there is another.
  await store(anna, { createdAt: start - 1 })
  expect((await page())._links.next).toBeDefined()

  await queryDatabase(gateway.database, 'delete from transactions where id = $1', [newer])
  expect((await page()).transactions[0]).toMatchObject({ id: older })
})

test('a page that is answered again is the same to the byte, and nobody else’s', async ({ gateway }) => {
  const { one, another, store } = await openTwo(gateway, ['carl', 'dora'])
  for (let n = 0; n < 3; n++) await store(one, { createdAt: start + n })
  const theirs = await store(another)
  const get = async (sub: string, query = '', headers = {}) => {
    const { status, text, headers: sent } = await gateway.get(`${list}${query}`, { sub, headers })
    return { status, text, type: sent.get('content-type') }
  }
  const first = await get('carl')
  expect(first).toMatchObject({ status: 200, type: 'application/json; charset=utf-8' })
  expect(await get('carl')).toEqual(first)
  expect(await get('carl', '', { 'x-timestamp-format': 'iso8601' })).toEqual(first)
  expect(JSON.parse((await get('dora')).text).transactions).toMatchObject([{ id: theirs }])
  expect(JSON.parse((await get('dora')).text).transactions).toHaveLength(1)
  expect(JSON.parse((await get('carl', '?count=1')).text).transactions).toHaveLength(1)
  expect(JSON.parse((await get('carl', '?count=2')).text).transactions).toHaveLength(2)
  expect(JSON.parse((await get('carl', '?status=completed')).text).transactions).toHaveLength(0)
})
