import { describe, expect } from 'vitest'
import { refreshTransaction } from '../../src/operations/transactions/transactions.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'

/** What Meld tells of a transaction at one check, beside what it really is. */
interface Told {
  readonly status: string
  readonly [member: string]: unknown
}

/** Opens a session as somebody new and pays in it, without the gateway knowing. */
let buyers = 0
async function pay(gateway: TestGateway) {
  const sub = `buyer-${buyers++}`
  const opened = await gateway.openSession(sessionBody(), { sub })
  const { session } = opened.body
  await gateway.checkout({ session_id: session.id, outcome: 'pay', fate: 'stay' })
  const { body } = await gateway.control('/_sim/transactions')
  return { sub, session, transaction: String(body.transactions[0].id) }
}

type Paid = Awaited<ReturnType<typeof pay>>
type CheckTarget = 'by_id' | 'by_session' | 'by_widget_session'

/** Has the gateway check with Meld while it tells this. */
async function checkMeld(
  gateway: TestGateway,
  { session, transaction }: Paid,
  told: object,
  check: CheckTarget = 'by_id',
): Promise<void> {
  const patch =
    check === 'by_widget_session'
      ? { path: '/payments/transactions', each: told }
      : { path: '/payments/transactions/', merge: { transaction: told } }
  expect((await gateway.control('/_sim/faults', { kind: 'patch', ...patch })).status).toBe(200)
  const target = {
    by_id: { transactionId: transaction },
    by_session: { upstreamSessionId: await upstreamSessionOf(gateway, session.external_session_id) },
    by_widget_session: { externalSessionIds: [session.external_session_id] },
  }[check]
  const outcome = await refreshTransaction(gateway.deps, gateway.demo, target)
  expect(outcome.kind).toBe('recorded')
  await gateway.control('/_sim/reset', {})
}

async function upstreamSessionOf(gateway: TestGateway, externalSessionId: string): Promise<string> {
  const { body } = await gateway.control('/_sim/transactions')
  return body.transactions.find((one: Told) => one.externalSessionId === externalSessionId).sessionId
}

async function read(gateway: TestGateway, { sub, session, transaction }: Paid) {
  const headers = { 'x-juno-orgid': gateway.demo.id, 'x-juno-jwt': await gateway.mintToken({ sub }) }
  const one = await gateway.send(`/v0/ramp/transactions/${transaction}`, { headers })
  const list = await gateway.send('/v0/ramp/transactions', { headers })
  const own = await gateway.send(`/v0/ramp/sessions/${session.id}`, { headers })
  expect([one.status, list.status, own.status], one.text).toEqual([200, 200, 200])
  return { transaction: one.body.transaction, listed: list.body.transactions, session: own.body.session }
}

const ago = (ms: number) => new Date(Date.now() - ms).toISOString()
const settled = { status: 'SETTLED', cryptoDetails: { blockchainTransactionId: '0xabc' } }

/** Timestamps of a PENDING, and of the SETTLED that is told after it. */
const timestamps: readonly (readonly [string, () => unknown, () => unknown])[] = [
  ['2 s ahead, then half a second ago', () => ago(-2_000), () => ago(500)],
  ['an hour ahead, then now', () => ago(-3_600_000), () => ago(0)],
  ['now, then hours ago', () => ago(0), () => ago(8 * 3_600_000)],
  ['to the tenth, then to the second', () => '2026-08-14T09:41:41.9Z', () => '2026-08-14T09:41:41Z'],
  ['none, then none', () => null, () => null],
  ['one, then none', () => ago(0), () => null],
  ['without a zone', () => '2026-11-26 10:00:00', () => '2026-11-26 10:00:00'],
  ['in seconds', () => Math.floor(Date.now() / 1000), () => Math.floor(Date.now() / 1000)],
  ['in milliseconds, as a text', () => String(Date.now()), () => String(Date.now())],
  ['with the name of a zone', () => '2026-11-26T10:00:00Z[UTC]', () => '2026-11-26T10:00:00Z[UTC]'],
  ['of twelve decimals', () => '2026-11-26T10:00:00.123456789012Z', () => '2026-11-26T10:00:00.123456789012Z'],
  ['in the far future', () => '2999-01-01T00:00:00Z', () => '2099-01-01T00:00:00Z'],
  ['of another type', () => ({ seconds: 1 }), () => [2026, 11, 26]],
]

describe('a paid trade', () => {
  test.for(timestamps)(
    'is completed, with its session, whatever the timestamps: %s',
    async ([_name, first, second], { gateway }) => {
      const paid = await pay(gateway)
      const stamped = (timestamp: unknown) => ({
        updatedAt: timestamp,
        createdAt: timestamp,
        serviceProviderCreatedAt: timestamp,
      })
      await checkMeld(gateway, paid, { status: 'PENDING', ...stamped(first()) })
      expect((await read(gateway, paid)).transaction.status).toBe('pending')
      await checkMeld(gateway, paid, { ...settled, destinationAmount: 97.5, ...stamped(second()) })
      const seen = await read(gateway, paid)
      expect(seen.transaction).toMatchObject({
        status: 'completed',
        meld_status: 'SETTLED',
        transaction_hash: '0xabc',
        destination_amount: '97.5',
      })
      expect(seen.listed).toMatchObject([{ id: paid.transaction, status: 'completed' }])
      expect(seen.session).toMatchObject({ status: 'completed', transactions: [{ status: 'completed' }] })
      const told = seen.session.timeline.filter(({ kind }: { kind: string }) => kind === 'transaction')
      expect(told).toMatchObject([{ status: 'pending' }, { status: 'completed' }])
    },
  )

  test.for<CheckTarget>(['by_id', 'by_session', 'by_widget_session'])(
    'is seen %s without any timestamp',
    async (check, { gateway }) => {
      const paid = await pay(gateway)
      await checkMeld(
        gateway,
        paid,
        { ...settled, updatedAt: null, createdAt: null, serviceProviderCreatedAt: null },
        check,
      )
      const { transaction, session } = await read(gateway, paid)
      expect(transaction).toMatchObject({ status: 'completed', created_at: null, updated_at: null })
      expect(session.status).toBe('completed')
    },
  )

  test.for(['settled', 'Settled', ' SETTLED '])(
    'whose status is spelt %j is completed',
    async (status, { gateway }) => {
      const paid = await pay(gateway)
      await checkMeld(gateway, paid, { ...settled, status })
      expect((await read(gateway, paid)).transaction).toMatchObject({ status: 'completed', meld_status: 'SETTLED' })
    },
  )

  test('is never pending again, in whatever order and with whatever timestamps checks tell of it', async ({
    gateway,
  }) => {
    const paid = await pay(gateway)
    await checkMeld(gateway, paid, { ...settled, updatedAt: ago(60_000) })
    for (const updatedAt of [ago(120_000), ago(0), null, ago(-30_000)]) {
      await checkMeld(gateway, paid, { status: 'PENDING', updatedAt })
      const seen = await read(gateway, paid)
      expect(seen.transaction).toMatchObject({ status: 'completed', meld_status: 'SETTLED', transaction_hash: '0xabc' })
      expect(seen.session.status).toBe('completed')
    }
  })
})

describe('a refund', () => {
  test.for([
    ['neither has a timestamp', null, null],
    ['it has none', ago(60_000), null],
    ['the settlement has none', null, undefined],
    ['the settlement is stamped hours ahead', ago(-8 * 3_600_000), undefined],
    ['the settlement is stamped half a minute ahead', ago(-30_000), undefined],
    ['both have the same', '2026-08-14T09:41:41Z', '2026-08-14T09:41:41Z'],
    ['it is told in whole seconds', '2026-08-14T09:41:41.9Z', '2026-08-14T09:41:41Z'],
  ] as const)('shows, in the session too, when %s', async ([_name, first, second], { gateway }) => {
    const paid = await pay(gateway)
    await checkMeld(gateway, paid, { ...settled, updatedAt: first })
    await checkMeld(gateway, paid, { status: 'REFUNDED', updatedAt: second === undefined ? ago(0) : second })
    const seen = await read(gateway, paid)
    expect(seen.transaction).toMatchObject({ status: 'failed', meld_status: 'REFUNDED' })
    expect(seen.session.status).toBe('failed')
  })

  test('that is dated before the settlement does not take its place, and the operator is told', async ({ gateway }) => {
    const paid = await pay(gateway)
    await checkMeld(gateway, paid, { ...settled, updatedAt: ago(60_000) })
    await checkMeld(gateway, paid, { status: 'REFUNDED', updatedAt: ago(120_000) })
    expect((await read(gateway, paid)).transaction).toMatchObject({ status: 'completed', meld_status: 'SETTLED' })
    expect(gateway.logged()).toContain('Meld told another end, dated earlier')
  })
})

test('a check that takes long does not undo what a later one told', async ({ gateway }) => {
  const paid = await pay(gateway)
  const check = () => refreshTransaction(gateway.deps, gateway.demo, { transactionId: paid.transaction })
  const fault = async (one: object) => {
    const { status, text } = await gateway.control('/_sim/faults', { path: '/payments/transactions/', ...one })
    expect(status, text).toBe(200)
  }
  const patch = (status: string) => ({ kind: 'patch', merge: { transaction: { ...settled, status, updatedAt: null } } })
  await fault({ kind: 'slow_body', delay_ms: 4_000, times: 1 })
  await fault({ ...patch('SETTLED'), times: 1 })
  let isOver = false
  const slow = check().finally(() => {
    isOver = true
  })
  await expect
    .poll(async () => (await gateway.control('/_sim/faults')).body.faults)
    .toMatchObject([{ used: 1 }, { used: 1 }])
  await fault(patch('REFUNDED'))
  await check()
  expect((await read(gateway, paid)).transaction.status).toBe('failed')
  expect(isOver).toBe(false)
  await slow
  expect((await read(gateway, paid)).transaction).toMatchObject({ status: 'failed', meld_status: 'REFUNDED' })
})
