import { expect } from 'vitest'
import { newExternalSessionId, newSessionId } from '../../src/domain/session.ts'
import { handleDueWebhooks } from '../../src/operations/webhooks-in/handle.ts'
import { recordWebhook } from '../../src/store/incoming-webhooks.ts'
import { demo } from '../store/store-calls.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'

test.override('gatewayOptions', { webhooks: true })

/** One pass over the inbox; gives how many are to be tried again. */
async function handle(gateway: TestGateway): Promise<number> {
  return (await handleDueWebhooks(gateway.deps, gateway.demo, 50)).postponed
}

function inbox(gateway: TestGateway, transaction: string): Promise<Record<string, unknown>[]> {
  return queryDatabase(
    gateway.database,
    'select distinct outcome, handled_at is null as waits from incoming_webhooks where transaction_id = $1',
    [transaction],
  )
}

async function readTransaction(gateway: TestGateway, id: string): Promise<Record<string, unknown>> {
  return (await gateway.get(`/v0/ramp/transactions/${id}`)).body.transaction
}

/** Warnings and errors since; a call to Meld tells by itself that it was answered 404. */
function alarmsSince(gateway: TestGateway, begin: number): string[] {
  const lines = gateway.logged().slice(begin).split('\n')
  return lines.filter((line) => /"level":[456]0\b/.test(line) && !/"call":"meld\.\w+","status":404/.test(line))
}

test('a webhook that comes before its session is stored waits, and is recorded for it once it is there', async ({
  gateway,
}) => {
  const { body } = await gateway.openSession()
  const { id, external_session_id } = body.session
  const uuid = id.slice('ses_'.length)
  // As before the call that opens it has come to its end.
  const hide = 'with gone as (delete from sessions where id = $1 returning *) insert into hidden select * from gone'
  await queryDatabase(gateway.database, 'create table hidden (like sessions including defaults)')
  await queryDatabase(gateway.database, hide, [uuid])
  const begin = gateway.logged().length
  const { transaction } = await gateway.checkout({ external_session_id, outcome: 'pay' })
  await until(async () => expect(await inbox(gateway, transaction.id)).toEqual([{ outcome: null, waits: true }]))

  expect(await handle(gateway)).toBeGreaterThan(0)
  expect(await inbox(gateway, transaction.id)).toEqual([{ outcome: null, waits: true }])
  // What moved is recorded for its user meanwhile.
  expect(await readTransaction(gateway, transaction.id)).toMatchObject({ session_id: null })
  expect(alarmsSince(gateway, begin)).toEqual([])

  await queryDatabase(gateway.database, 'insert into sessions select * from hidden')
  await gateway.advance(20)
  await until(async () => {
    await gateway.advance(5)
    await handle(gateway)
    expect(await inbox(gateway, transaction.id)).toEqual([{ outcome: 'refreshed', waits: false }])
  })
  expect(await readTransaction(gateway, transaction.id)).toMatchObject({ session_id: id })
  const { session } = (await gateway.get(`/v0/ramp/sessions/${id}`)).body
  expect(['transacting', 'completed']).toContain(session.status)
})

test('a webhook that comes while an unclear session is opened again waits for that, and moves it', async ({
  gateway,
}) => {
  const { body } = await gateway.openSession()
  const { id, external_session_id } = body.session
  const become = (status: string) =>
    queryDatabase(gateway.database, 'update sessions set status = $2 where id = $1', [id.slice('ses_'.length), status])
  await become('unclear')
  const { transaction } = await gateway.checkout({ external_session_id, outcome: 'pay', fate: 'stay' })
  await until(async () => expect(await inbox(gateway, transaction.id)).toEqual([{ outcome: null, waits: true }]))
  expect(await handle(gateway)).toBeGreaterThan(0)
  expect(await inbox(gateway, transaction.id)).toEqual([{ outcome: null, waits: true }])

  await become('ready')
  await until(async () => {
    await gateway.advance(5)
    await handle(gateway)
    expect(await inbox(gateway, transaction.id)).toEqual([{ outcome: 'refreshed', waits: false }])
  })
  expect((await gateway.get(`/v0/ramp/sessions/${id}`)).body.session.status).toBe('transacting')
})

test('a webhook about a widget whose opener died is nobody’s: it ends without an alarm', async ({ gateway }) => {
  const begin = gateway.logged().length
  const externalSessionId = newExternalSessionId(gateway.demo.id, newSessionId())
  const { deps } = gateway
  for (const transactionId of ['WneverStored', null]) {
    const webhook = {
      eventId: `about nobody, transaction ${transactionId}`,
      eventType: 'TRANSACTION_CRYPTO_PENDING',
      kind: 'transaction' as const,
      occurredAt: null,
      transactionId,
      meldStatus: 'PENDING',
      externalSessionId,
      upstreamSessionId: null,
      customerId: null,
      externalCustomerId: null,
      kycStatus: null,
    }
    await recordWebhook(deps.database, demo, webhook, null, deps.clock())
  }
  expect(await handle(gateway)).toBe(2)
  await gateway.advance(20)
  expect(await handle(gateway)).toBe(2)
  await gateway.advance(60)
  expect(await handle(gateway)).toBe(0)
  const text = `select outcome from incoming_webhooks where event_id like 'about nobody%'`
  expect(await queryDatabase(gateway.database, text)).toEqual([{ outcome: 'no_session' }, { outcome: 'no_session' }])
  expect(alarmsSince(gateway, begin)).toEqual([])
  const metrics = (await gateway.sendOperator('/metrics')).text
  expect(metrics).toContain('rampway_webhooks_handled_total{outcome="no_session"} 2')
  expect(metrics).not.toMatch(/outcome="given_up"\} [1-9]/)
})
