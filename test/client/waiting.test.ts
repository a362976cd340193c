import { RampwayError } from '@rampway/client'
import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { clientOf, input } from './clients.ts'

test.override('gatewayOptions', { worker: true })

test('a session is waited for until it is completed', async ({ gateway }) => {
  const client = clientOf(gateway, 'buyer')
  const { session } = await client.sessions.open(input)
  const completed = client.sessions.waitUntil(session.id, 'completed')
  await gateway.checkout({ session_id: session.id, outcome: 'pay' })
  await client.sessions.waitUntil(session.id, ['transacting'])
  await gateway.advance(60)
  const { status, transactions, timeline } = await completed
  expect(status).toBe('completed')
  expect(transactions).toHaveLength(1)
  expect(timeline.map(({ kind }) => kind)).toContain('transaction')
  const [transaction] = (await client.transactions.list({ status: 'completed' })).transactions
  expect(transaction?.session_id).toBe(session.id)
  expect(await client.transactions.get(transaction?.id ?? '')).toMatchObject({
    id: transaction?.id,
    status: 'completed',
    _links: { session: { href: `/v0/ramp/sessions/${session.id}` } },
  })
})

test('the wait ends when a session has ended otherwise', async ({ gateway }) => {
  const client = clientOf(gateway, 'declined')
  const { session } = await client.sessions.open(input)
  await gateway.checkout({ session_id: session.id, outcome: 'decline' })
  expect((await client.sessions.waitUntil(session.id, 'completed')).status).toBe('failed')
})

test('the wait ends in time, at a signal, and for a session that is not the user’s', async ({ gateway }) => {
  const client = clientOf(gateway, 'waiting')
  const { session } = await client.sessions.open(input)
  const late = client.sessions.waitUntil(session.id, 'opened', { timeoutMs: 300 })
  await expect(late).rejects.toMatchObject({ code: 'timeout' })
  await expect(late).rejects.toThrow(`Waiting for session ${session.id} to be opened took longer than 0.3 s`)
  const controller = new AbortController()
  const aborted = client.sessions.waitUntil(session.id, 'opened', { signal: controller.signal })
  controller.abort()
  await expect(aborted).rejects.toMatchObject({ code: 'aborted' })
  const foreign = clientOf(gateway, 'stranger').sessions.waitUntil(session.id, 'opened')
  await expect(foreign).rejects.toBeInstanceOf(RampwayError)
  await expect(foreign).rejects.toMatchObject({ code: 'RMP-404-002', status: 404 })
})
