import { expect } from 'vitest'
import { parseSessionId } from '../../src/domain/session.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'

const first = '4bf92f3577b34da6a3ce929d0e0e4736'
const second = 'aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbb'

const tracedBy = (trace: string) => ({ headers: { traceparent: `00-${trace}-00f067aa0ba902b7-01` } })

async function stored(gateway: TestGateway, id: string) {
  const session = parseSessionId(id)
  if (session === undefined) throw new Error(`${id} is no session's`)
  return findSession(gateway.deps.database, gateway.demo.id, session)
}

test('a session keeps the trace id of the call that opened it, and a replay does not change it', async ({
  gateway,
}) => {
  const body = sessionBody({ idempotency_key: 'traced' })
  const opened = await gateway.openSession(body, tracedBy(first))
  expect(opened.headers.get('x-trace-id')).toBe(first)
  const replayed = await gateway.openSession(body, tracedBy(second))
  expect([opened.status, replayed.status]).toEqual([201, 208])
  expect(await stored(gateway, opened.body.session.id)).toMatchObject({ traceId: first })
})

test('a session that was left unclear has the trace id of the call that opened it in the end', async ({ gateway }) => {
  const body = sessionBody({ idempotency_key: 'lost', service_provider: 'TRANSAK' })
  await gateway.fault({ path: '/crypto/session/widget', kind: 'reset', times: 1 })
  expect((await gateway.openSession(body, tracedBy(first))).status).toBe(502)
  const opened = await gateway.openSession(body, tracedBy(second))
  expect(opened.status, opened.text).toBe(201)
  expect(await stored(gateway, opened.body.session.id)).toMatchObject({ traceId: second })
})

test('without a trace of the caller’s it is the one that the answer names', async ({ gateway }) => {
  const opened = await gateway.openSession()
  expect(await stored(gateway, opened.body.session.id)).toMatchObject({ traceId: opened.headers.get('x-trace-id') })
})
