import { expect } from 'vitest'
import { recordSnapshot } from '../../src/store/transactions.ts'
import { alice, bob, demo, other, start } from '../store/store-calls.ts'
import { upstreamOf, usdcOnBase } from '../store/transaction-snapshots.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { JsonAnswer, TestGateway } from '../support/gateway.ts'
import { expectProblem, faultsOf } from './problem.ts'

const list = '/v0/partner/transactions'
/** Newest first. */
const ids: string[] = []
const hidden: string[] = []

test.beforeAll(async ({ gateway }) => {
  const { database } = gateway.deps
  for (let n = 0; n < 12; n++) {
    // Several at one instant, so that only their ids set them apart.
    const createdAt = start + Math.floor(n / 3) * 60_000
    const upstream = upstreamOf({ createdAt, meldStatus: n % 4 === 0 ? 'SETTLED' : 'PENDING' })
    const owner = { kind: 'customer', user: n % 2 === 0 ? alice : bob } as const
    await recordSnapshot(database, demo, { upstream, assets: usdcOnBase }, owner, start)
    ids.unshift(upstream.id)
  }
  for (const [tenant, owner] of [
    [demo, { kind: 'unknown' }],
    [demo, { kind: 'foreign', reason: 'other_tenant' }],
    [other, { kind: 'customer', user: alice }],
  ] as const) {
    const upstream = upstreamOf({ createdAt: start + 999_999 })
    await recordSnapshot(database, tenant, { upstream, assets: usdcOnBase }, owner, start)
    hidden.push(upstream.id)
  }
})

const idsOf = ({ body }: JsonAnswer): string[] => body.transactions.map(({ id }: { id: string }) => id)

async function found(gateway: TestGateway, query: string): Promise<string[]> {
  const answer = await gateway.asPartner(`${list}?${query}`)
  expect(answer.status, answer.text).toBe(200)
  return idsOf(answer)
}

test('lists the transactions of every user of the tenant, newest first, and what is nobody’s or another’s to nobody', async ({
  gateway,
}) => {
  const answer = await gateway.asPartner(list)
  expect(idsOf(answer)).toEqual(ids)
  const [newest] = answer.body.transactions
  expect(newest).toMatchObject({ status: 'pending', meld_status: 'PENDING', user: bob, source_amount: '100' })
  expect(newest._links).toEqual({
    self: { href: `${list}/${ids[0]}` },
    events: { href: `/v0/partner/events?transaction=${ids[0]}` },
  })
  expect(idsOf(await gateway.asPartner(list, { tenant: other }))).toEqual([hidden[2]])
})

test('read on by its links gives every one exactly once, however it is narrowed', async ({ gateway }) => {
  const key = await gateway.tenantKey()
  const all = async (path: string) => {
    const pages: string[][] = []
    for (let next: string | undefined = path; next !== undefined; ) {
      const answer: JsonAnswer = await gateway.asPartner(next, { key })
      expect(answer.body._links.self.href).toBe(next)
      pages.push(idsOf(answer))
      next = answer.body._links.next?.href
    }
    return pages
  }
  expect((await all(`${list}?count=5`)).map(({ length }) => length)).toEqual([5, 5, 2])
  expect((await all(`${list}?count=5`)).flat()).toEqual(ids)
  expect((await all(`${list}?status=completed&count=2`)).flat()).toHaveLength(3)
  expect((await all(`${list}?user=${alice}&count=4`)).flat()).toEqual(ids.filter((_id, n) => n % 2 === 1))
})

test('is narrowed by status, user, session and time', async ({ gateway }) => {
  expect(await found(gateway, 'status=completed')).toHaveLength(3)
  expect(await found(gateway, 'status=SETTLED')).toHaveLength(3)
  expect(await found(gateway, 'status=failed')).toEqual([])
  expect(await found(gateway, `user=${bob}`)).toHaveLength(6)
  expect(await found(gateway, `created_after=${start + 60_000}&created_before=${start + 120_000}`)).toEqual(
    ids.slice(6, 9),
  )
  const { body: opened } = await gateway.openSession()
  const { transaction } = await gateway.checkout({ session_id: opened.session.id, outcome: 'pay' })
  const upstream = upstreamOf({ id: transaction.id, createdAt: start + 5_000_000 })
  const owner = { kind: 'session', user: alice, session: opened.session.id, sold: null } as const
  await recordSnapshot(gateway.deps.database, demo, { upstream, assets: usdcOnBase }, owner, start)
  expect(await found(gateway, `session=${opened.session.id}`)).toEqual([transaction.id])
  expect(await found(gateway, `session=${opened.session.id}&user=${bob}`)).toEqual([])
  expect(await found(gateway, `session=${opened.session.id}&status=pending`)).toEqual([transaction.id])
  const { body } = await gateway.asPartner(`${list}/${transaction.id}`)
  expect(body._links.session.href).toBe(`/v0/partner/sessions/${opened.session.id}`)
})

test('one transaction is read by its id, and no other is', async ({ gateway }) => {
  const [id] = ids
  const { status, body } = await gateway.asPartner(`${list}/${id}`)
  expect(status).toBe(200)
  expect(body.transaction).toMatchObject({ id, user: bob })
  for (const unseen of [...hidden, 'none', '%20']) {
    expectProblem(await gateway.asPartner(`${list}/${unseen}`), 404, 'RMP-404-001')
  }
})

test('what the list does not take is refused by its name', async ({ gateway }) => {
  const faults = faultsOf(await gateway.asPartner(`${list}?status=done&sessions=x&session=x&after=x&count=0`))
  expect(Object.keys(faults).toSorted()).toEqual(['/after', '/count', '/session', '/sessions', '/status'])
})
