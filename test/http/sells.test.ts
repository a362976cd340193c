import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { depositLookIntervalMs } from '../../src/operations/deposits.ts'
import { refreshTransaction } from '../../src/operations/transactions.ts'
import {
  type JsonAnswer,
  type SimulatedCall,
  sessionBody,
  startTestGateway,
  type TestGateway,
} from '../support/gateway.ts'
import { faultsOf } from './problem.ts'

let rampway: TestGateway

beforeAll(async () => {
  rampway = await startTestGateway()
})
beforeEach(async () => {
  await rampway.control('/_sim/reset', {})
})
afterAll(() => rampway.close())

const sell = { source_amount: '150', from_asset: 'USDC', to_asset: 'USD', service_provider: 'TRANSAK' }

interface OpenSell {
  readonly answer: JsonAnswer
  readonly self: string
  readonly link: string
}

async function openSell(overrides: Record<string, unknown> = {}): Promise<OpenSell> {
  const answer = await rampway.openSession(sessionBody({ ...sell, ...overrides }))
  expect(answer.status, answer.text).toBe(201)
  return { answer, self: answer.body._links.self.href, link: answer.body._links.widget.href }
}

async function read(path: string): Promise<JsonAnswer['body']> {
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await rampway.mintToken() }
  const answer = await rampway.send(path, { headers })
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}

const phone = { headers: { 'user-agent': 'Phone/1' } }

/** The user opens the link, submits the provider's page and is led back. */
async function goThroughWidget({ answer, link }: OpenSell): Promise<void> {
  expect((await rampway.send(link, phone)).status).toBe(302)
  const paid = await rampway.control('/_sim/checkout', {
    external_session_id: answer.body.session.external_session_id,
    outcome: 'pay',
  })
  expect(paid.status, paid.text).toBe(200)
  const [call] = (await rampway.widgetCalls()).slice(-1)
  expect((await rampway.send(new URL(call?.body.sessionData.redirectUrl).pathname, phone)).status).toBe(200)
}

async function askedBySession(): Promise<number> {
  const { body } = await rampway.control('/_sim/calls?path=/payments/transactions/sessions/')
  return body.calls.filter(({ method }: SimulatedCall) => method === 'GET').length
}

test('a sell asks for the preferred flow only when it is told to', async () => {
  const plain = await openSell()
  const preferred = await openSell({ redirect_flow: true })
  const calls = await rampway.widgetCalls()
  expect(calls.map(({ body }) => [body.sessionType, body.sessionData.redirectFlow])).toEqual([
    ['SELL', undefined],
    ['SELL', true],
  ])
  expect(plain.answer.body.session.redirect_flow).toBe(false)
  expect(preferred.answer.body.session.redirect_flow).toBe(true)
})

test('a buy with such a flow is refused before anything is opened', async () => {
  const refused = await rampway.openSession(sessionBody({ redirect_flow: true }))
  expect(faultsOf(refused)['/redirect_flow']).toContain('sells')
  expect(await rampway.widgetCalls()).toEqual([])
  expect((await rampway.openSession(sessionBody({ redirect_flow: false }))).status).toBe(201)
  expect(faultsOf(await rampway.openSession(sessionBody({ redirect_flow: 'true' })))).toHaveProperty('/redirect_flow')
})

test('a widget that is minted again keeps the flow', async () => {
  const { link } = await openSell({ redirect_flow: true })
  await rampway.advance(600)
  expect((await rampway.send(link, phone)).status).toBe(302)
  expect((await rampway.widgetCalls()).map(({ body }) => body.sessionData.redirectFlow)).toEqual([true, true])
})

test('after the return the session tells where to send what, and once it has arrived the sell completes', async () => {
  const opened = await openSell({ redirect_flow: true })
  expect(await read(opened.self)).not.toHaveProperty('session.deposit')
  await goThroughWidget(opened)

  const { session, _links } = await read(opened.self)
  const [transaction] = session.transactions
  expect(transaction).toMatchObject({ id: expect.any(String), status: 'pending' })
  expect(session.deposit).toEqual({
    address: expect.stringMatching(/^0x[0-9a-fA-F]{40}$/),
    amount: expect.stringMatching(/^150(\.0+)?$/),
    asset: 'USDC',
    chain_id: 8453,
    transaction_id: transaction.id,
  })
  expect(session.status).toBe('transacting')
  expect(_links.transaction.href).toBe(`/v0/ramp/transactions/${transaction.id}`)
  expect(_links).not.toHaveProperty('widget')
  expect(session.timeline.map(({ kind }: { kind: string }) => kind)).toEqual([
    ...['created', 'ready', 'opened', 'returned', 'transaction'],
  ])
  expect(session.timeline.at(-1)).toMatchObject({ transaction_id: transaction.id, status: 'pending' })

  await rampway.control(`/_sim/transactions/${transaction.id}`, { event: 'crypto_arrived' })
  await rampway.advance(60)
  const { deps } = rampway.gateway
  const [tenant] = rampway.tenants.list()
  if (tenant === undefined) throw new Error('no tenant')
  await refreshTransaction(deps, tenant, { transactionId: transaction.id })
  const done = await read(opened.self)
  expect(done.session.status).toBe('completed')
  // Whoever sent there now would lose it.
  expect(done.session).not.toHaveProperty('deposit')
})

test('Meld is asked for the deposit when the session is read, but not more often than every ten seconds', async () => {
  const opened = await openSell({ redirect_flow: true })
  await read(opened.self)
  expect(await askedBySession()).toBe(0)
  await rampway.send(opened.link, phone)
  for (let n = 0; n < 3; n++) expect((await read(opened.self)).session.status).toBe('opened')
  expect(await askedBySession()).toBe(1)
  await rampway.advance(depositLookIntervalMs / 1000)
  for (let n = 0; n < 3; n++) await read(opened.self)
  expect(await askedBySession()).toBe(2)
})

test('once the transaction is known, and for flows in which the user sends from the widget, nobody is asked', async () => {
  const preferred = await openSell({ redirect_flow: true })
  await goThroughWidget(preferred)
  await read(preferred.self)
  const plain = await openSell()
  await goThroughWidget(plain)
  const before = await askedBySession()
  await rampway.advance(60)
  for (const { self } of [preferred, plain]) await read(self)
  expect(await askedBySession()).toBe(before)
})

test('while Meld is down the session is read as it is known', async () => {
  const opened = await openSell({ redirect_flow: true })
  await goThroughWidget(opened)
  const fault = { path: '/payments/transactions', kind: 'status', status: 500 }
  expect((await rampway.control('/_sim/faults', fault)).status).toBe(200)
  const { session } = await read(opened.self)
  expect(session).toMatchObject({ status: 'returned', transactions: [] })
})

test('a user who came back without submitting may go on: the link still leads to the widget', async () => {
  const opened = await openSell({ redirect_flow: true })
  await rampway.send(opened.link, phone)
  const [call] = await rampway.widgetCalls()
  await rampway.send(new URL(call?.body.sessionData.redirectUrl).pathname, phone)
  const { session, _links } = await read(opened.self)
  expect(session.status).toBe('returned')
  expect((await rampway.send(_links.widget.href, phone)).status).toBe(302)
})
