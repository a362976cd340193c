import { expect } from 'vitest'
import { supportCodeOf } from '../../src/domain/support-code.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'

test.for([
  ['TRANSAK', ['iframe', 'popup', 'redirect']],
  ['STRIPE', ['popup', 'redirect']],
  ['UNLIMIT', ['popup', 'iframe', 'redirect']],
] as const)(
  'a session of %s says where to show it, wherever it is told of',
  async ([service_provider, order], { gateway }) => {
    const body = sessionBody({ source_amount: '200', service_provider, idempotency_key: service_provider })
    const opened = await gateway.openSession(body)
    const replay = await gateway.openSession(body)
    const read = await gateway.get(opened.body._links.self.href)
    const list = await gateway.get('/v0/ramp/sessions?count=1')
    const shown = [opened.body.session, replay.body.session, read.body.session, list.body.sessions[0]]
    for (const { open_in } of shown) {
      expect(open_in).toEqual(
        order.map((surface) => ({
          surface,
          reason: surface === 'redirect' ? null : expect.toBeOneOf([null, expect.stringMatching(/\.$/)]),
        })),
      )
    }
  },
)

test('it goes by the provider that was chosen, by the method, and by the direction', async ({ gateway }) => {
  const surfacesOf = async (changes: Record<string, unknown>) => {
    const { status, text, body } = await gateway.openSession(sessionBody(changes))
    expect(status, text).toBe(201)
    return body.session.open_in.map(({ surface }: { surface: string }) => surface)
  }
  const routed = await gateway.openSession()
  expect(routed.body.session.service_provider).toBe('BANXA')
  expect(routed.body.session.open_in[1]).toEqual({ surface: 'iframe', reason: expect.stringMatching(/^Banxa /) })
  const byMethod = { service_provider: 'TRANSAK', source_amount: '150' }
  expect(await surfacesOf({ ...byMethod, payment_method_type: 'APPLE_PAY' })).toEqual(['popup', 'iframe', 'redirect'])
  expect(await surfacesOf({ ...byMethod, payment_method_type: 'ACH' })).toEqual(['popup', 'iframe', 'redirect'])
  const sell = { ...byMethod, from_asset: 'USDC', to_asset: 'USD', payment_method_type: 'ACH' }
  expect(await surfacesOf(sell)).toEqual(['iframe', 'popup', 'redirect'])
})

test('a session that was never opened has surfaces too, and its support code', async ({ gateway }) => {
  const answer = await gateway.openSession(sessionBody({ source_amount: '0.01', service_provider: 'TRANSAK' }))
  expect(answer.status).toBe(400)
  const list = await gateway.get('/v0/ramp/sessions?status=refused&count=1')
  const [session] = list.body.sessions
  expect(session.open_in.at(-1)).toEqual({ surface: 'redirect', reason: null })
  expect(session.support_code).toBe(supportCodeOf(session.id))
})

test('the support code is the same in the opening, the replay, every read and the return page', async ({ gateway }) => {
  const body = sessionBody({ idempotency_key: 'code' })
  const opened = await gateway.openSession(body)
  const { id, support_code } = opened.body.session
  expect(support_code).toBe(supportCodeOf(id))
  const [call] = (await gateway.widgetCalls()).slice(-1)
  const page = await visit(call?.body.sessionData.redirectUrl)
  expect(page.html).toContain(`data-support-code="${support_code}"`)
  const replay = await gateway.openSession(body)
  const read = await gateway.get(opened.body._links.self.href)
  const list = await gateway.get('/v0/ramp/sessions?count=1')
  const shown = [replay.body.session, read.body.session, list.body.sessions[0]]
  expect(shown.map((session) => session.support_code)).toEqual([support_code, support_code, support_code])
})
