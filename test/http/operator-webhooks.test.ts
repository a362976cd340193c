import { expect } from 'vitest'
import { demo } from '../store/store-calls.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'

test.override('gatewayOptions', { worker: true })
test.beforeAll(async ({ gateway }) => {
  await gateway.control('/_sim/timings', { settling_seconds: 0.3, settled_seconds: 0.3, webhook_retry_seconds: 0.3 })
})

interface Told {
  readonly session: string
  readonly transaction: string
  /** Of the three webhooks about it, in the order in which they came. */
  readonly ids: readonly string[]
}

/** A trade that is paid, and all that Meld told of it handled. */
async function payAndHandle(gateway: TestGateway): Promise<Told> {
  const { body: opened } = await gateway.openSession(sessionBody())
  const paid = await gateway.checkout({ external_session_id: opened.session.external_session_id, outcome: 'pay' })
  const transaction: string = paid.transaction.id
  const ids = await until(async () => {
    const rows = await queryDatabase(
      gateway.database,
      'select event_id, outcome from incoming_webhooks where transaction_id = $1 order by received_at',
      [transaction],
    )
    expect(rows.map(({ outcome }) => outcome)).toEqual(['refreshed', 'refreshed', 'refreshed'])
    return rows.map(({ event_id }) => String(event_id))
  })
  return { session: opened.session.id, transaction, ids }
}

const givenUp = `handled_at = now(), outcome = 'given_up', attempts = 71`
const backingOff = `handled_at = null, outcome = null, attempts = 7, next_attempt_at = now() + interval '1 day'`

async function setWebhook(gateway: TestGateway, id: string | undefined, changes: string): Promise<void> {
  await queryDatabase(gateway.database, `update incoming_webhooks set ${changes} where event_id = $1`, [id])
}

function retryPath(id: string | undefined, tenant = String(demo)): string {
  return `/operator/v0/webhooks/${encodeURIComponent(tenant)}/${id}/retry`
}

test('a webhook that was given up, and one that backs off, are handled as soon as an operator says so', async ({
  gateway,
}) => {
  const { session, transaction, ids } = await payAndHandle(gateway)
  const [first, second, third] = ids
  await setWebhook(gateway, first, givenUp)
  await setWebhook(gateway, second, backingOff)
  const list = async (state: string) => {
    const { body } = await gateway.operate(`/operator/v0/webhooks?state=${state}`, { scopes: ['read'] })
    return body
  }
  expect(await list('given_up')).toMatchObject({
    backlog: { waiting: 1, oldest_waiting_at: expect.any(Number), given_up: 1 },
    webhooks: [
      {
        tenant: demo,
        id: first,
        event_type: expect.stringContaining('TRANSACTION'),
        state: 'given_up',
        outcome: 'given_up',
        attempts: 71,
        next_attempt_at: null,
        transaction_id: transaction,
        session_id: session,
      },
    ],
  })
  expect(await list('waiting')).toMatchObject({ webhooks: [{ id: second, state: 'waiting', handled_at: null }] })
  for (const id of [first, second]) {
    const reason = 'Meld answers again'
    const answer = await gateway.operate(retryPath(id), { method: 'POST', body: { reason }, scopes: ['act'] })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.body.webhook).toMatchObject({ id, state: 'waiting', outcome: null })
    await until(async () => {
      const { body } = await gateway.operate('/operator/v0/webhooks?state=handled')
      expect(body.webhooks).toContainEqual(expect.objectContaining({ id, outcome: 'refreshed' }))
    })
    const entries = await queryDatabase(gateway.database, 'select * from audit_log where target_id = $1', [id])
    expect(entries).toMatchObject([
      {
        act: 'webhook.retry',
        target_kind: 'webhook',
        target_tenant: demo,
        reason,
        via: 'api',
        operator: 'act of a test',
      },
    ])
    expect(JSON.parse(String(entries[0]?.before))).toMatchObject(
      id === first ? { state: 'given_up', attempts: 71 } : { state: 'waiting', attempts: 7 },
    )
  }
  const handled = await gateway.operate(retryPath(third), { method: 'POST', body: {} })
  expect([handled.status, handled.body.error_code]).toEqual([409, 'OPR-409-005'])
  expect(handled.body.detail).toContain('as refreshed')
  expect(await queryDatabase(gateway.database, 'select * from audit_log where target_id = $1', [third])).toEqual([])
})

test('one that no tenant has is not found, and what cannot be read is refused by its name', async ({ gateway }) => {
  const { ids } = await payAndHandle(gateway)
  for (const path of [
    retryPath('none'),
    retryPath(ids[0], 'org-other:env-sandbox'),
    retryPath(ids[0], 'org-demo'),
    retryPath('%00'),
  ]) {
    const { status, body } = await gateway.operate(path, { method: 'POST', body: {} })
    expect([status, body.error_code], path).toEqual([404, 'OPR-404-002'])
  }
  for (const query of ['state=lost', 'tenant=demo', 'after=x', 'count=0', 'stat=waiting']) {
    const { status } = await gateway.operate(`/operator/v0/webhooks?${query}`)
    expect(status, query).toBe(422)
  }
})

test('pages have every webhook once, newest first', async ({ gateway }) => {
  for (let n = 0; n < 3; n++) await payAndHandle(gateway)
  const all = await gateway.operate('/operator/v0/webhooks?count=200')
  const ids = all.body.webhooks.map(({ id }: { id: string }) => id)
  expect(ids.length).toBeGreaterThanOrEqual(9)
  const seen: string[] = []
  let href: string | undefined = '/operator/v0/webhooks?count=4'
  while (href !== undefined) {
    const page: Awaited<ReturnType<typeof gateway.operate>> = await gateway.operate(href)
    seen.push(...page.body.webhooks.map(({ id }: { id: string }) => id))
    href = page.body._links.next?.href
  }
  expect(seen).toEqual(ids)
})
