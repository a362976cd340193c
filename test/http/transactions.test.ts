import { describe, expect } from 'vitest'
import { newExternalSessionId, newSessionId, readExternalSessionId } from '../../src/domain/session.ts'
import {
  type RefreshOutcome,
  recordTransaction,
  refreshTransaction,
} from '../../src/operations/transactions/transactions.ts'
import { upstreamOf } from '../store/transaction-snapshots.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'

const list = '/v0/ramp/transactions'

/** Opens a session as somebody, acts as its buyer, and has the gateway check with Meld. */
async function trade(
  gateway: TestGateway,
  { sub = 'alice', body = {}, act = {} }: { sub?: string; body?: object; act?: object } = {},
) {
  const opened = await gateway.openSession(sessionBody({ ...body }), { sub })
  expect(opened.status).toBe(201)
  const { session } = opened.body
  await gateway.checkout({ session_id: session.id, outcome: 'pay', ...act })
  const outcome = await refresh(gateway, { externalSessionIds: [session.external_session_id] })
  if (outcome.kind !== 'recorded') throw new Error(outcome.kind)
  return { session, transaction: outcome.transactions[0]?.transaction.id ?? '', outcome }
}

function refresh(gateway: TestGateway, target: Parameters<typeof refreshTransaction>[2]): Promise<RefreshOutcome> {
  return refreshTransaction(gateway.deps, gateway.demo, target)
}

async function setStatus(gateway: TestGateway, id: string, status: string): Promise<void> {
  expect((await gateway.control(`/_sim/transactions/${id}`, { status })).status).toBe(200)
  expect((await refresh(gateway, { transactionId: id })).kind).toBe('recorded')
}

test.for(['search', 'webhook'])(
  'a paid transaction that does not repeat our id of the session still is of the session: %s',
  async (how, { gateway }) => {
    const opened = await gateway.openSession(sessionBody(), { sub: 'nora' })
    const { session } = opened.body
    const payment = { session_id: session.id, outcome: 'pay', fate: 'stay' }
    const paid = await gateway.control('/_sim/checkout', payment)
    const { id } = paid.body.transaction
    const gone = { externalSessionId: null, externalCustomerId: null, customer: null, customerId: null }
    const fault = { kind: 'patch', path: '/payments/transactions', each: gone, merge: { transaction: gone } }
    await gateway.control('/_sim/faults', fault)
    const told = session.external_session_id
    await refresh(gateway, how === 'search' ? { externalSessionIds: [told] } : { transactionId: id, told })
    await gateway.control('/_sim/reset', {})
    const read = await gateway.get(`/v0/ramp/sessions/${session.id}`, { sub: 'nora' })
    expect(read.body.session).toMatchObject({ status: 'transacting', transactions: [{ id }] })
  },
)

describe('a transaction', () => {
  test('is answered with the members of the contract and ours, and links to its session', async ({ gateway }) => {
    const { session, transaction } = await trade(gateway, { sub: 'anna', act: { fate: 'stay' } })
    const { status, body } = await gateway.get(`${list}/${transaction}`, { sub: 'anna' })
    expect(status).toBe(200)
    expect(body).toEqual({
      _links: {
        self: { href: `${list}/${transaction}` },
        transactions: { href: list },
        session: { href: `/v0/ramp/sessions/${session.id}` },
      },
      transaction: {
        id: transaction,
        status: 'pending',
        meld_status: 'PENDING',
        transaction_type: 'CRYPTO_PURCHASE',
        from_asset: 'USD',
        to_asset: 'USDC',
        chain_id: 8453,
        source_amount: '100',
        destination_amount: null,
        service_provider: session.service_provider,
        payment_method_type: expect.any(String),
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
        updated_at: expect.stringMatching(/Z$/),
        is_swap: false,
        session_id: session.id,
        external_session_id: session.external_session_id,
        service_transaction_id: expect.stringMatching(/^W/),
        transaction_hash: null,
        failure_reason: null,
        total_fee: expect.stringMatching(/^\d+(\.\d+)?$/),
        network_fee: expect.stringMatching(/^\d+(\.\d+)?$/),
        transaction_fee: expect.stringMatching(/^\d+(\.\d+)?$/),
        partner_fee: expect.stringMatching(/^\d+(\.\d+)?$/),
        deposit_address: null,
      },
    })
    const listed = await gateway.get(list, { sub: 'anna' })
    expect(listed.body.transactions).toEqual([
      { _links: { self: { href: `${list}/${transaction}` } }, ...body.transaction },
    ])
  })

  test('keeps the provider’s own times, whatever timestamp format is asked for', async ({ gateway }) => {
    const { transaction } = await trade(gateway, { act: { fate: 'stay' } })
    const plain = await gateway.get(`${list}/${transaction}`)
    const iso = await gateway.get(`${list}/${transaction}`, { headers: { 'x-timestamp-format': 'iso8601' } })
    expect(iso.body).toEqual(plain.body)
  })

  test('follows Meld from pending to completed, with its hash, and takes its session along', async ({ gateway }) => {
    const { session, transaction } = await trade(gateway, { act: { fate: 'stay' } })
    const seen: unknown[] = []
    for (const status of ['TWO_FA_PROVIDED', 'ERROR', 'SETTLING', 'SETTLED']) {
      await setStatus(gateway, transaction, status)
      seen.push((await gateway.get(`${list}/${transaction}`)).body.transaction.status)
    }
    expect(seen).toEqual(['processing', 'processing', 'processing', 'completed'])
    const { body } = await gateway.get(`${list}/${transaction}`)
    expect(body.transaction.transaction_hash).toMatch(/^0x[0-9a-f]{64}$/)
    expect(body.transaction.destination_amount).toMatch(/^\d+(\.\d+)?$/)
    const [row] = await queryDatabase(gateway.database, 'select status from sessions where id = $1', [
      session.id.slice('ses_'.length),
    ])
    expect(row).toEqual({ status: 'completed' })
  })

  test('that failed says why', async ({ gateway }) => {
    const { transaction } = await trade(gateway, { act: { outcome: 'decline' } })
    expect((await gateway.get(`${list}/${transaction}`)).body.transaction).toMatchObject({
      status: 'failed',
      meld_status: 'DECLINED',
      failure_reason: 'The issuer declined the payment',
    })
  })

  test('that sells tells where the crypto is sent', async ({ gateway }) => {
    const sell = { from_asset: 'USDC', to_asset: 'USD' }
    const { transaction } = await trade(gateway, { body: sell })
    expect((await gateway.get(`${list}/${transaction}`)).body.transaction).toMatchObject({
      transaction_type: 'CRYPTO_SELL',
      from_asset: 'USDC',
      to_asset: 'USD',
      chain_id: 8453,
      deposit_address: expect.stringMatching(/^0x[0-9a-f]{40}$/),
    })
  })

  test('of an unknown status keeps its own, and the operator is told once', async ({ gateway }) => {
    const { transaction } = await trade(gateway, { act: { fate: 'stay' } })
    await setStatus(gateway, transaction, 'SETTLING')
    await setStatus(gateway, transaction, 'ON_A_HOLIDAY')
    await refresh(gateway, { transactionId: transaction })
    expect((await gateway.get(`${list}/${transaction}`)).body.transaction).toMatchObject({
      status: 'processing',
      meld_status: 'ON_A_HOLIDAY',
    })
    await setStatus(gateway, transaction, 'On a holiday, see https://example.com/7')
    const metrics = await gateway.deps.metrics.render()
    expect(metrics).toContain('rampway_unknown_meld_status_total{status="ON_A_HOLIDAY"} 1')
    expect(metrics).toContain('rampway_unknown_meld_status_total{status="other"} 1')
    expect(gateway.logged()).toContain('Meld used an unknown status')
  })

  test('is answered from the store while Meld is down, and a check with Meld says later', async ({ gateway }) => {
    const { transaction } = await trade(gateway, { act: { fate: 'stay' } })
    await gateway.control('/_sim/faults', { kind: 'status', status: 500, path: '/payments/transactions' })
    try {
      expect(await refresh(gateway, { transactionId: transaction })).toMatchObject({ kind: 'later' })
      expect((await gateway.get(`${list}/${transaction}`)).status).toBe(200)
      expect((await gateway.get(list)).body.transactions.length).toBeGreaterThan(0)
    } finally {
      await gateway.control('/_sim/reset', {})
    }
  })
})

describe('a transaction that is not the caller’s', () => {
  const anonymous = (text: string, id: string) =>
    text.replaceAll(id, '{id}').replace(/"trace_id":"[0-9a-f]+"/, '"trace_id":""')

  test('and one that does not exist are refused with the same bytes', async ({ gateway }) => {
    const { transaction } = await trade(gateway, { sub: 'alice', act: { fate: 'stay' } })
    const absent = 'WnoSuchTransaction0000'
    const refusals = [
      [await gateway.get(`${list}/${absent}`), absent],
      [await gateway.get(`${list}/${transaction}`, { sub: 'bob' }), transaction],
      [await gateway.get(`${list}/${transaction}`, { tenant: 'org-other:env-sandbox' }), transaction],
    ] as const
    for (const [{ status, body, text, headers }, id] of refusals) {
      expect(status).toBe(404)
      expect(body.error_code).toBe('RMP-404-001')
      const [first] = refusals
      expect(anonymous(text, id)).toBe(anonymous(first[0].text, first[1]))
      const names = (answer: Headers) => [...answer.keys()].toSorted()
      expect(names(headers)).toEqual(names(first[0].headers))
    }
    for (const odd of ['%00', '..%2Fquotes', 'a%20b', 'x'.repeat(200), '%F0%9F%98%80']) {
      expect((await gateway.get(`${list}/${odd}`)).body.error_code, odd).toBe('RMP-404-001')
    }
  })

  test('is in nobody else’s list', async ({ gateway }) => {
    await trade(gateway, { sub: 'carl', act: { fate: 'stay' } })
    expect((await gateway.get(list, { sub: 'nobody' })).body).toMatchObject({ transactions: [] })
    expect((await gateway.get(list, { sub: 'carl' })).body.transactions).toHaveLength(1)
    expect((await gateway.get(list, { sub: 'carl', tenant: 'org-other:env-sandbox' })).body.transactions).toEqual([])
  })

  test('but of another tenant’s session, told through a shared account, is reported and shown to nobody', async ({
    gateway,
  }) => {
    const other = gateway.tenants.list().find(({ id }) => id !== gateway.demo.id)
    if (other === undefined) throw new Error('no other tenant')
    const upstream = upstreamOf({ externalSessionId: newExternalSessionId(other.id, newSessionId()) })
    const recorded = await recordTransaction(gateway.deps, gateway.demo, upstream)
    expect(recorded.owner).toEqual({ kind: 'foreign', reason: 'other_tenant' })
    expect((await gateway.get(`${list}/${upstream.id}`)).status).toBe(404)
    const text = 'select user_id, next_check_at from transactions where id = $1'
    expect(await queryDatabase(gateway.database, text, [upstream.id])).toEqual([{ user_id: null, next_check_at: null }])
    expect(gateway.logged()).toContain('a transaction of no tenant here')
  })
})

describe('checking with Meld', () => {
  test('by a session finds its transactions, and nothing before there is one', async ({ gateway }) => {
    const opened = await gateway.openSession()
    const { external_session_id: external } = opened.body.session
    expect(await refresh(gateway, { externalSessionIds: [external] })).toEqual({ kind: 'not_found' })
    expect(await refresh(gateway, { externalSessionIds: [] })).toEqual({ kind: 'not_found' })
    expect(await refresh(gateway, { transactionId: 'WnoSuchTransaction0000' })).toEqual({ kind: 'not_found' })
    expect(await refresh(gateway, { transactionId: '../customers' })).toEqual({ kind: 'not_found' })
    await gateway.control('/_sim/checkout', { session_id: opened.body.session.id, outcome: 'pay', fate: 'stay' })
    const found = await refresh(gateway, { externalSessionIds: [external] })
    expect(found).toMatchObject({
      kind: 'recorded',
      transactions: [{ before: null, owner: { kind: 'session', session: opened.body.session.id } }],
    })
    expect(readExternalSessionId(external)?.session).toBe(opened.body.session.id)
  })

  test('is to be repeated when what is listed of a session cannot be read', async ({ gateway }) => {
    const opened = await gateway.openSession()
    const { id, external_session_id: external } = opened.body.session
    await gateway.control('/_sim/checkout', { session_id: id, outcome: 'pay', fate: 'stay' })
    await gateway.control('/_sim/faults', { kind: 'patch', path: '/payments/transactions', each: { status: null } })
    expect(await refresh(gateway, { externalSessionIds: [external] })).toEqual({
      kind: 'later',
      reason: 'unreadable_transaction',
    })
    await gateway.control('/_sim/reset', {})
    expect(await refresh(gateway, { externalSessionIds: [external] })).toMatchObject({ kind: 'recorded' })
  })

  test('on behalf of a session asks the provider itself', async ({ gateway }) => {
    const { session, transaction } = await trade(gateway, { act: { fate: 'stay' } })
    const text = `select first_mint->>'upstreamSessionId' as id from sessions where id = $1`
    const [row] = await queryDatabase(gateway.database, text, [session.id.slice('ses_'.length)])
    expect(await refresh(gateway, { upstreamSessionId: String(row?.id) })).toMatchObject({
      kind: 'recorded',
      transactions: [{ transaction: { id: transaction }, before: { status: 'pending' } }],
    })
  })

  test('asks for more sessions than one search takes in several', async ({ gateway }) => {
    const ids = Array.from({ length: 85 }, () => newExternalSessionId(gateway.demo.id, newSessionId()))
    await gateway.control('/_sim/reset', {})
    expect(await refresh(gateway, { externalSessionIds: ids })).toEqual({ kind: 'not_found' })
    const { body } = await gateway.control('/_sim/calls')
    expect(body.calls.filter(({ path }: { path: string }) => path === '/payments/transactions')).toHaveLength(2)
  })
})
