import { describe, expect } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'

test.override('gatewayOptions', { worker: true })
test.beforeAll(async ({ gateway }) => {
  // The provider settles at once instead of in fifteen seconds, and a webhook is tried again at once.
  const timings = { settling_seconds: 0.3, settled_seconds: 0.3, webhook_retry_seconds: 0.3 }
  await gateway.control('/_sim/timings', timings)
})

interface Paid {
  readonly session: string
  readonly transaction: string
  readonly customer: string
}

/** Opens a session and pays as the buyer. */
async function pay(gateway: TestGateway, body: Record<string, unknown> = {}, then?: string): Promise<Paid> {
  const { body: opened } = await gateway.openSession(sessionBody(body))
  const { body: paid } = await gateway.control('/_sim/checkout', {
    external_session_id: opened.session.external_session_id,
    outcome: 'pay',
    ...(then === undefined ? {} : { then }),
  })
  const { id, customer } = paid.transaction
  return { session: opened.session.id, transaction: id, customer: customer.id }
}

async function statusOf(gateway: TestGateway, { transaction }: Paid): Promise<unknown> {
  const rows = await queryDatabase(gateway.database, 'select status from transactions where id = $1', [transaction])
  return rows[0]?.status
}

function sessionStatusOf(gateway: TestGateway, { session }: Paid): Promise<Record<string, unknown>[]> {
  const uuid = session.slice('ses_'.length)
  return queryDatabase(gateway.database, 'select status from sessions where id = $1', [uuid])
}

function inboxOf(gateway: TestGateway, { transaction }: Paid): Promise<Record<string, unknown>[]> {
  return queryDatabase(
    gateway.database,
    `select outcome, payload->>'meldStatus' as said from incoming_webhooks where transaction_id = $1 order by received_at`,
    [transaction],
  )
}

/** Waits until so many webhooks on it are in the inbox, all of them handled; gives how they ended. */
function handled(gateway: TestGateway, paid: Paid, count: number): Promise<Record<string, unknown>[]> {
  return until(async () => {
    const webhooks = await inboxOf(gateway, paid)
    expect(webhooks.map(({ outcome }) => outcome)).toEqual(Array.from({ length: count }, () => 'refreshed'))
    return webhooks
  })
}

async function completed(gateway: TestGateway, paid: Paid): Promise<void> {
  await until(async () => expect(await statusOf(gateway, paid)).toBe('completed'))
  await until(async () => expect(await sessionStatusOf(gateway, paid)).toEqual([{ status: 'completed' }]))
}

describe('a checkout that is paid becomes completed by the webhooks alone', () => {
  test('within seconds', async ({ gateway }) => {
    const paid = await pay(gateway)
    await completed(gateway, paid)
    const webhooks = await handled(gateway, paid, 3)
    expect(webhooks.map(({ said }) => said)).toEqual(['PENDING', 'SETTLING', 'SETTLED'])
  })

  test('when every webhook comes twice', async ({ gateway }) => {
    await gateway.control('/_sim/faults', { kind: 'duplicate' })
    const paid = await pay(gateway)
    await completed(gateway, paid)
    await handled(gateway, paid, 3)
  })

  test('when the first webhook is overtaken by the next, and nothing moves backwards', async ({ gateway }) => {
    await gateway.control('/_sim/faults', { kind: 'reordered', event_type: 'TRANSACTION_CRYPTO_PENDING', times: 1 })
    const paid = await pay(gateway)
    await completed(gateway, paid)
    expect((await handled(gateway, paid, 3)).map(({ said }) => said)).toEqual(['SETTLING', 'PENDING', 'SETTLED'])
    expect(await statusOf(gateway, paid)).toBe('completed')
  })

  test('when only a webhook about its end comes, and an older one long after it', async ({ gateway }) => {
    await gateway.control('/_sim/faults', [
      { kind: 'late', event_type: 'TRANSACTION_CRYPTO_PENDING', delay_ms: 600_000 },
      { kind: 'drop', event_type: 'TRANSACTION_CRYPTO_TRANSFERRING' },
    ])
    const paid = await pay(gateway)
    await completed(gateway, paid)
    await gateway.advance(600)
    const webhooks = await handled(gateway, paid, 2)
    expect(webhooks.map(({ said }) => said)).toEqual(['SETTLED', 'PENDING'])
    expect(await statusOf(gateway, paid)).toBe('completed')
  })

  test('when the earliest one names no session', async ({ gateway }) => {
    const paid = await pay(gateway, { service_provider: 'MERCURYO', from_asset: 'EUR', country_code: 'DE' })
    await completed(gateway, paid)
    expect((await handled(gateway, paid, 4)).map(({ said }) => said)).toContain('PENDING_CREATED')
  })

  test('when webhooks are signed wrongly at first: they are refused, and sent again', async ({ gateway }) => {
    await gateway.control('/_sim/faults', { kind: 'bad_signature', times: 2 })
    await completed(gateway, await pay(gateway))
  })
})

test('a payment that fails ends failed', async ({ gateway }) => {
  const paid = await pay(gateway, {}, 'fail')
  await until(async () => expect(await statusOf(gateway, paid)).toBe('failed'))
})

test('while Meld is down for an hour its webhooks wait, and nothing is lost', async ({ gateway }) => {
  await gateway.control('/_sim/faults', { kind: 'status', path: '/payments/transactions', status: 503 })
  const paid = await pay(gateway)
  await until(async () => expect(await inboxOf(gateway, paid)).toHaveLength(3))
  await gateway.advance(3_600)
  // Tried again at least once, and left waiting.
  await until(async () => {
    const [row] = await queryDatabase(
      gateway.database,
      `select min(attempts) as attempts, min(next_attempt_at) > to_timestamp($2) as waits
       from incoming_webhooks where transaction_id = $1 and handled_at is null`,
      [paid.transaction, gateway.deps.clock() / 1000],
    )
    expect(row?.attempts).toBeGreaterThan(1)
    expect(row?.waits).toBe(true)
  })
  expect(await statusOf(gateway, paid)).toBeUndefined()
  const { text } = await gateway.sendOperator('/metrics')
  expect(Number(/^rampway_webhooks_oldest_unhandled_seconds (\S+)/m.exec(text)?.[1])).toBeGreaterThan(3_599)

  await gateway.control('/_sim/reset', {})
  await gateway.advance(4_600)
  await completed(gateway, paid)
  await handled(gateway, paid, 3)
  await until(async () => {
    const after = await gateway.sendOperator('/metrics')
    expect(after.text).toContain('rampway_webhooks_oldest_unhandled_seconds 0\n')
  })
})

test('a webhook on a transaction that Meld never finds is tried for three days, then given up and counted', async ({
  gateway,
}) => {
  await gateway.control('/_sim/faults', { kind: 'status', path: '/payments/transactions', status: 404 })
  const paid = await pay(gateway)
  await until(async () => expect(await inboxOf(gateway, paid)).toHaveLength(3))
  await gateway.advance(3 * 86_400 - 60)
  // Tried since, and left waiting.
  await until(async () => {
    const rows = await queryDatabase(
      gateway.database,
      `select outcome, attempts > 1 as tried, next_attempt_at > to_timestamp($2) as waits
       from incoming_webhooks where transaction_id = $1`,
      [paid.transaction, gateway.deps.clock() / 1000],
    )
    expect(rows).toEqual(Array.from({ length: 3 }, () => ({ outcome: null, tried: true, waits: true })))
  })
  await until(async () => {
    await gateway.advance(4_600)
    expect(new Set((await inboxOf(gateway, paid)).map(({ outcome }) => outcome))).toEqual(new Set(['given_up']))
  })
  await until(async () => {
    const { text } = await gateway.sendOperator('/metrics')
    expect(text).toContain('rampway_webhooks_handled_total{outcome="given_up"} 3')
  })
})

test('what Meld says of an identity check is put beside the user’s own state, which stays', async ({ gateway }) => {
  const { customer } = await pay(gateway)
  await gateway.control(`/_sim/customers/${customer}/kyc`, { status: 'APPROVED' })
  await until(async () => {
    const rows = await queryDatabase(
      gateway.database,
      `select k.state, k.meld_state from kyc_states k join users u on u.tenant_id = k.tenant_id and u.id = k.user_id
       where u.meld_customer_id = $1`,
      [customer],
    )
    expect(rows).toEqual([{ state: null, meld_state: 'APPROVED' }])
  })
})
