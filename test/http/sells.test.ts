import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { depositCheckIntervalMs } from '../../src/operations/transactions/deposits.ts'
import { refreshTransaction, type TransactionTarget } from '../../src/operations/transactions/transactions.ts'
import {
  type JsonAnswer,
  type SimulatedCall,
  sessionBody,
  startTestGateway,
  type TestGateway,
} from '../support/gateway.ts'
import { visit } from '../support/visit.ts'
import { expectProblem, faultsOf } from './problem.ts'

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

const open = (path: string) => visit(`${rampway.url}${path}`)

/** The user opens the link, submits the provider's page and is led back. */
async function goThroughWidget({ answer, link }: OpenSell): Promise<void> {
  expect((await open(link)).status).toBe(302)
  const paid = await rampway.control('/_sim/checkout', {
    external_session_id: answer.body.session.external_session_id,
    outcome: 'pay',
  })
  expect(paid.status, paid.text).toBe(200)
  const [call] = (await rampway.widgetCalls()).slice(-1)
  expect((await open(new URL(call?.body.sessionData.redirectUrl).pathname)).status).toBe(200)
}

/** What a webhook or reconciliation would do. */
async function checkMeld(target: TransactionTarget): Promise<void> {
  const [tenant] = rampway.tenants.list()
  if (tenant === undefined) throw new Error('no tenant')
  await refreshTransaction(rampway.gateway.deps, tenant, target)
}

async function askedBySession(): Promise<number> {
  const { body } = await rampway.control('/_sim/calls?path=/payments/transactions/sessions/')
  return body.calls.filter(({ method }: SimulatedCall) => method === 'GET').length
}

test('a sell links to the quotes of its own flow', async () => {
  for (const redirect_flow of [true, false]) {
    const { answer } = await openSell({ redirect_flow })
    const { quotes } = await read(answer.body._links.quotes.href)
    const names = quotes.map(({ service_provider }: { service_provider: string }) => service_provider)
    expect(names).toContain(answer.body.session.service_provider)
    expect(names.includes('BANXA')).toBe(redirect_flow)
    expect(names.includes('PAYBIS')).toBe(!redirect_flow)
  }
})

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

interface SimulatedSession {
  readonly external_session_id: string
  readonly redirect_flow: boolean
}

/** Whether the provider leaves the sending of the crypto to the app, as the provider's own side has it. */
async function isLeftToApp({ body }: JsonAnswer): Promise<boolean | undefined> {
  const { external_session_id: id } = body.session
  const sessions: SimulatedSession[] = (await rampway.control(`/_sim/sessions?external_session_id=${id}`)).body.sessions
  return sessions[0]?.redirect_flow
}

const sellers = ['TRANSAK', 'BANXA', 'UNLIMIT', 'PAYBIS']

test('whichever provider and flow: the session names the flow in force, and exactly one side sends', async () => {
  const opened: Record<string, boolean[]> = {}
  for (const service_provider of sellers) {
    for (const redirect_flow of [true, false]) {
      const body = sessionBody({ ...sell, service_provider, redirect_flow })
      const answer = await rampway.openSession(body)
      if (answer.status !== 201) continue
      opened[service_provider] = [...(opened[service_provider] ?? []), redirect_flow]
      const { session, _links } = answer.body
      expect([service_provider, session.redirect_flow]).toEqual([service_provider, await isLeftToApp(answer)])
      await goThroughWidget({ answer, self: _links.self.href, link: _links.widget.href })
      await checkMeld({ externalSessionIds: [session.external_session_id] })
      const { deposit } = (await read(_links.self.href)).session
      expect([service_provider, deposit.sent_by]).toEqual([service_provider, session.redirect_flow ? 'app' : 'user'])
    }
  }
  expect(opened).toEqual({ TRANSAK: [true, false], BANXA: [true], UNLIMIT: [true, false], PAYBIS: [false] })
})

test('a pinned provider without the requested flow is refused with the reason, before anything is opened', async () => {
  for (const [service_provider, redirect_flow, reason] of [
    ['PAYBIS', true, 'redirect_flow_not_supported'],
    ['BANXA', false, 'standard_flow_not_supported'],
    ['NEWCOMER', true, 'redirect_flow_not_supported'],
  ] as const) {
    const refused = await rampway.openSession(sessionBody({ ...sell, service_provider, redirect_flow }))
    expectProblem(refused, 400, 'RMP-400-004')
    expect(refused.body).toMatchObject({ service_provider, reason })
    expect(refused.body.detail).toContain('redirect_flow: true')
  }
  expect(await rampway.widgetCalls()).toEqual([])
})

const routed = { ...sell, service_provider: null }

test('routing chooses among the providers that have the requested flow, and says why the others are out', async () => {
  for (const [redirect_flow, out] of [
    [true, { service_provider: 'PAYBIS', reason: 'redirect_flow_not_supported', nearest: { redirect_flow: false } }],
    [false, { service_provider: 'BANXA', reason: 'standard_flow_not_supported', nearest: { redirect_flow: true } }],
  ] as const) {
    const answer = await rampway.openSession(sessionBody({ ...routed, redirect_flow }))
    expect(answer.status, answer.text).toBe(201)
    const { routing } = (await read(answer.body._links.self.href)).session
    expect(routing.excluded).toContainEqual(out)
    expect(await isLeftToApp(answer)).toBe(redirect_flow)
  }
})

test('where no provider has the requested flow the refusal says so, and which other way there is', async () => {
  const onlyPaybis = { ...routed, payment_method_type: null, redirect_flow: true }
  for (const provider of ['TRANSAK', 'BANXA', 'UNLIMIT', 'ALCHEMYPAY']) {
    await rampway.control('/_sim/faults', { kind: 'provider_error', provider, path: '/payments/crypto/quote' })
  }
  const refused = await rampway.openSession(sessionBody(onlyPaybis))
  expectProblem(refused, 400, 'RMP-400-004')
  expect(refused.body.unavailable).toContainEqual(
    expect.objectContaining({ service_provider: 'PAYBIS', reason: 'redirect_flow_not_supported' }),
  )
  expect((await rampway.openSession(sessionBody({ ...onlyPaybis, redirect_flow: false }))).status).toBe(201)
})

test('when Meld says that it took the other flow, that widget is left alone and the next provider is tried', async () => {
  for (const redirect_flow of [true, false]) {
    await rampway.control('/_sim/reset', {})
    const merge = { redirectFlow: !redirect_flow }
    const fault = { kind: 'patch', path: '/crypto/session/widget', provider: 'TRANSAK', merge }
    expect((await rampway.control('/_sim/faults', fault)).status).toBe(200)
    const pinned = await rampway.openSession(sessionBody({ ...sell, redirect_flow }))
    expectProblem(pinned, 400, 'RMP-400-004')
    expect(pinned.body.reason).toBe(`${redirect_flow ? 'redirect' : 'standard'}_flow_not_supported`)
    const answer = await rampway.openSession(sessionBody({ ...routed, redirect_flow }))
    expect(answer.body.session).toMatchObject({ redirect_flow })
    expect(answer.body.session.service_provider).not.toBe('TRANSAK')
  }
})

test('quotes are those of the requested flow, and what they say brings the others in does', async () => {
  const query = { source_amount: '150', from_asset: 'USDC', to_asset: 'USD', chain_id: '8453' }
  const ask = (more: Record<string, string>) => read(`/v0/ramp/quotes?${new URLSearchParams({ ...query, ...more })}`)
  const [plain, redirected] = [await ask({}), await ask({ redirect_flow: 'true' })]
  const offered = ({ quotes }: JsonAnswer['body']) =>
    quotes.map(({ service_provider }: { service_provider: string }) => service_provider).sort()
  expect(offered(plain)).toEqual(['PAYBIS', 'TRANSAK', 'UNLIMIT'])
  expect(offered(redirected)).toEqual(['BANXA', 'TRANSAK', 'UNLIMIT'])
  expect(plain.unavailable).toContainEqual({
    service_provider: 'BANXA',
    reason: 'standard_flow_not_supported',
    nearest: { redirect_flow: true },
  })
  expect(redirected.unavailable).toContainEqual({
    service_provider: 'PAYBIS',
    reason: 'redirect_flow_not_supported',
    nearest: { redirect_flow: false },
  })
  expect(redirected._links.self.href).toContain('redirect_flow=true')
  for (const { _links } of [...plain.quotes, ...redirected.quotes]) {
    const answer = await rampway.openSession({ ...sessionBody(), ..._links.open.body })
    expect(answer.status, answer.text).toBe(201)
  }
})

test('a provider that is out for more than its flow is brought in by all the changes together', async () => {
  const query = { source_amount: '150', from_asset: 'USDC', to_asset: 'USD', chain_id: '8453' }
  const ask = (more: object) => read(`/v0/ramp/quotes?${new URLSearchParams({ ...query, ...more })}`)
  const { unavailable } = await ask({ payment_method_type: 'PIX' })
  const banxa = unavailable.find(({ service_provider }: { service_provider: string }) => service_provider === 'BANXA')
  expect(banxa).toMatchObject({ reason: 'payment_method_not_supported', nearest: { redirect_flow: true } })
  const { quotes } = await ask(banxa.nearest)
  expect(quotes).toContainEqual(expect.objectContaining({ service_provider: 'BANXA' }))
})

test('a widget that is refreshed keeps the flow', async () => {
  const { link } = await openSell({ redirect_flow: true })
  await rampway.advance(600)
  expect((await open(link)).status).toBe(302)
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
    sent_by: 'app',
  })
  expect(session.status).toBe('transacting')
  expect(_links.transaction.href).toBe(`/v0/ramp/transactions/${transaction.id}`)
  expect(_links).not.toHaveProperty('widget')
  expect(session.timeline.map(({ kind }: { kind: string }) => kind)).toEqual([
    ...['created', 'ready', 'opened', 'returned', 'transaction'],
  ])
  expect(session.timeline.at(-1)).toMatchObject({ transaction_id: transaction.id, status: 'pending' })

  await rampway.control(`/_sim/transactions/${transaction.id}`, { event: 'crypto_arrived' })
  await checkMeld({ transactionId: transaction.id })
  const arrived = await read(opened.self)
  expect(arrived.session.transactions[0].status).toBe('processing')
  expect(arrived.session).not.toHaveProperty('deposit')
  await rampway.advance(60)
  await checkMeld({ transactionId: transaction.id })
  const done = await read(opened.self)
  expect(done.session.status).toBe('completed')
  // Whoever sent there now would lose it.
  expect(done.session).not.toHaveProperty('deposit')
})

test('Meld is asked for the deposit when the session is read, but not more often than every ten seconds', async () => {
  const opened = await openSell({ redirect_flow: true })
  await read(opened.self)
  expect(await askedBySession()).toBe(0)
  await open(opened.link)
  for (let n = 0; n < 3; n++) expect((await read(opened.self)).session.status).toBe('opened')
  expect(await askedBySession()).toBe(1)
  await rampway.advance(depositCheckIntervalMs / 1000)
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
  const fault = { path: '/payments/transactions', kind: 'status', status: 500 }
  expect((await rampway.control('/_sim/faults', fault)).status).toBe(200)
  await goThroughWidget(opened)
  const { session } = await read(opened.self)
  expect(session).toMatchObject({ status: 'returned', transactions: [] })
})

test('a user who came back without submitting may go on: the link still leads to the widget', async () => {
  const opened = await openSell({ redirect_flow: true })
  await open(opened.link)
  const [call] = await rampway.widgetCalls()
  await open(new URL(call?.body.sessionData.redirectUrl).pathname)
  const { session, _links } = await read(opened.self)
  expect(session.status).toBe('returned')
  expect((await open(_links.widget.href)).status).toBe(302)
})
