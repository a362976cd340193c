import { expect } from 'vitest'
import { depositCheckIntervalMs } from '../../src/operations/transactions/deposits.ts'
import { refreshTransaction, type TransactionTarget } from '../../src/operations/transactions/transactions.ts'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, type SimulatedCall, sessionBody, type TestGateway } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'
import { expectProblem, faultsOf } from './problem.ts'

const sell = { source_amount: '150', from_asset: 'USDC', to_asset: 'USD', service_provider: 'TRANSAK' }

interface OpenSell {
  readonly answer: JsonAnswer
  readonly self: string
  readonly link: string
}

async function openSell(gateway: TestGateway, overrides: Record<string, unknown> = {}): Promise<OpenSell> {
  const answer = await gateway.openSession(sessionBody({ ...sell, ...overrides }))
  expect(answer.status, answer.text).toBe(201)
  return { answer, self: answer.body._links.self.href, link: answer.body._links.widget.href }
}

async function read(gateway: TestGateway, path: string): Promise<JsonAnswer['body']> {
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await gateway.mintToken() }
  const answer = await gateway.send(path, { headers })
  expect(answer.status, answer.text).toBe(200)
  return answer.body
}

/** Nothing goes on by itself while a test looks at it. */
test.beforeAll(async ({ gateway }) => {
  await gateway.control('/_sim/timings', { settling_seconds: 50, settled_seconds: 50 })
})

const open = (gateway: TestGateway, path: string) => visit(`${gateway.url}${path}`)

/** The user opens the link, submits the provider's page and is led back. */
async function goThroughWidget(gateway: TestGateway, { answer, link }: OpenSell): Promise<void> {
  expect((await open(gateway, link)).status).toBe(302)
  await gateway.checkout({
    external_session_id: answer.body.session.external_session_id,
    outcome: 'pay',
  })
  const [call] = (await gateway.widgetCalls()).slice(-1)
  expect((await open(gateway, new URL(call?.body.sessionData.redirectUrl).pathname)).status).toBe(200)
}

/** What a webhook or reconciliation would do. */
async function checkMeld(gateway: TestGateway, target: TransactionTarget): Promise<void> {
  await refreshTransaction(gateway.deps, gateway.demo, target)
}

async function askedBySession(gateway: TestGateway): Promise<number> {
  const { body } = await gateway.control('/_sim/calls?path=/payments/transactions/sessions/')
  return body.calls.filter(({ method }: SimulatedCall) => method === 'GET').length
}

test('a sell links to the quotes of its own flow', async ({ gateway }) => {
  for (const redirect_flow of [true, false]) {
    const { answer } = await openSell(gateway, { redirect_flow })
    const { quotes } = await read(gateway, answer.body._links.quotes.href)
    const names = quotes.map(({ service_provider }: { service_provider: string }) => service_provider)
    expect(names).toContain(answer.body.session.service_provider)
    expect(names.includes('BANXA')).toBe(redirect_flow)
    expect(names.includes('PAYBIS')).toBe(!redirect_flow)
  }
})

test('a sell asks for the preferred flow only when it is told to', async ({ gateway }) => {
  const plain = await openSell(gateway)
  const preferred = await openSell(gateway, { redirect_flow: true })
  const calls = await gateway.widgetCalls()
  expect(calls.map(({ body }) => [body.sessionType, body.sessionData.redirectFlow])).toEqual([
    ['SELL', undefined],
    ['SELL', true],
  ])
  expect(plain.answer.body.session.redirect_flow).toBe(false)
  expect(preferred.answer.body.session.redirect_flow).toBe(true)
})

test('a buy with such a flow is refused before anything is opened', async ({ gateway }) => {
  const refused = await gateway.openSession(sessionBody({ redirect_flow: true }))
  expect(faultsOf(refused)['/redirect_flow']).toContain('sells')
  expect(await gateway.widgetCalls()).toEqual([])
  expect((await gateway.openSession(sessionBody({ redirect_flow: false }))).status).toBe(201)
  expect(faultsOf(await gateway.openSession(sessionBody({ redirect_flow: 'true' })))).toHaveProperty('/redirect_flow')
})

interface SimulatedSession {
  readonly external_session_id: string
  readonly redirect_flow: boolean
}

/** Whether the provider leaves the sending of the crypto to the app, as the provider's own side has it. */
async function isLeftToApp(gateway: TestGateway, { body }: JsonAnswer): Promise<boolean | undefined> {
  const { external_session_id: id } = body.session
  const sessions: SimulatedSession[] = (await gateway.control(`/_sim/sessions?external_session_id=${id}`)).body.sessions
  return sessions[0]?.redirect_flow
}

const sellers = ['TRANSAK', 'BANXA', 'UNLIMIT', 'PAYBIS']

test('whichever provider and flow: the session names the flow in force, and exactly one side sends', async ({
  gateway,
}) => {
  const opened: Record<string, boolean[]> = {}
  for (const service_provider of sellers) {
    for (const redirect_flow of [true, false]) {
      const body = sessionBody({ ...sell, service_provider, redirect_flow })
      const answer = await gateway.openSession(body)
      if (answer.status !== 201) continue
      opened[service_provider] = [...(opened[service_provider] ?? []), redirect_flow]
      const { session, _links } = answer.body
      expect([service_provider, session.redirect_flow]).toEqual([service_provider, await isLeftToApp(gateway, answer)])
      await goThroughWidget(gateway, { answer, self: _links.self.href, link: _links.widget.href })
      await checkMeld(gateway, { externalSessionIds: [session.external_session_id] })
      const { deposit } = (await read(gateway, _links.self.href)).session
      expect([service_provider, deposit.sent_by]).toEqual([service_provider, session.redirect_flow ? 'app' : 'user'])
    }
  }
  expect(opened).toEqual({ TRANSAK: [true, false], BANXA: [true], UNLIMIT: [true, false], PAYBIS: [false] })
})

test('a pinned provider without the requested flow is refused with the reason, before anything is opened', async ({
  gateway,
}) => {
  for (const [service_provider, redirect_flow, reason] of [
    ['PAYBIS', true, 'redirect_flow_not_supported'],
    ['BANXA', false, 'standard_flow_not_supported'],
    ['NEWCOMER', true, 'redirect_flow_not_supported'],
  ] as const) {
    const refused = await gateway.openSession(sessionBody({ ...sell, service_provider, redirect_flow }))
    expectProblem(refused, 400, 'RMP-400-004')
    expect(refused.body).toMatchObject({ service_provider, reason })
    expect(refused.body.detail).toContain('redirect_flow: true')
  }
  expect(await gateway.widgetCalls()).toEqual([])
})

const routed = { ...sell, service_provider: null }

test('routing chooses among the providers that have the requested flow, and says why the others are out', async ({
  gateway,
}) => {
  for (const [redirect_flow, out] of [
    [true, { service_provider: 'PAYBIS', reason: 'redirect_flow_not_supported', nearest: { redirect_flow: false } }],
    [false, { service_provider: 'BANXA', reason: 'standard_flow_not_supported', nearest: { redirect_flow: true } }],
  ] as const) {
    const answer = await gateway.openSession(sessionBody({ ...routed, redirect_flow }))
    expect(answer.status, answer.text).toBe(201)
    const { routing } = (await read(gateway, answer.body._links.self.href)).session
    expect(routing.excluded).toContainEqual(out)
    expect(await isLeftToApp(gateway, answer)).toBe(redirect_flow)
  }
})

test('where no provider has the requested flow the refusal says so, and which other way there is', async ({
  gateway,
}) => {
  const onlyPaybis = { ...routed, payment_method_type: null, redirect_flow: true }
  for (const provider of ['TRANSAK', 'BANXA', 'UNLIMIT', 'ALCHEMYPAY']) {
    await gateway.control('/_sim/faults', { kind: 'provider_error', provider, path: '/payments/crypto/quote' })
  }
  const refused = await gateway.openSession(sessionBody(onlyPaybis))
  expectProblem(refused, 400, 'RMP-400-004')
  expect(refused.body.unavailable).toContainEqual(
    expect.objectContaining({ service_provider: 'PAYBIS', reason: 'redirect_flow_not_supported' }),
  )
  expect((await gateway.openSession(sessionBody({ ...onlyPaybis, redirect_flow: false }))).status).toBe(201)
})

test('when Meld says that it took the other flow, that widget is left alone and the next provider is tried', async ({
  gateway,
}) => {
  for (const redirect_flow of [true, false]) {
    await gateway.control('/_sim/reset', {})
    const merge = { redirectFlow: !redirect_flow }
    const fault = { kind: 'patch', path: '/crypto/session/widget', provider: 'TRANSAK', merge }
    expect((await gateway.control('/_sim/faults', fault)).status).toBe(200)
    const pinned = await gateway.openSession(sessionBody({ ...sell, redirect_flow }))
    expectProblem(pinned, 400, 'RMP-400-004')
    expect(pinned.body.reason).toBe(`${redirect_flow ? 'redirect' : 'standard'}_flow_not_supported`)
    const answer = await gateway.openSession(sessionBody({ ...routed, redirect_flow }))
    expect(answer.body.session).toMatchObject({ redirect_flow })
    expect(answer.body.session.service_provider).not.toBe('TRANSAK')
  }
})

test('quotes are those of the requested flow, and what they say brings the others in does', async ({ gateway }) => {
  const query = { source_amount: '150', from_asset: 'USDC', to_asset: 'USD', chain_id: '8453' }
  const ask = (more: Record<string, string>) =>
    read(gateway, `/v0/ramp/quotes?${new URLSearchParams({ ...query, ...more })}`)
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
    const answer = await gateway.openSession({ ...sessionBody(), ..._links.open.body })
    expect(answer.status, answer.text).toBe(201)
  }
})

test('a provider that is out for more than its flow is brought in by all the changes together', async ({ gateway }) => {
  const query = { source_amount: '150', from_asset: 'USDC', to_asset: 'USD', chain_id: '8453' }
  const ask = (more: object) => read(gateway, `/v0/ramp/quotes?${new URLSearchParams({ ...query, ...more })}`)
  const { unavailable } = await ask({ payment_method_type: 'PIX' })
  const banxa = unavailable.find(({ service_provider }: { service_provider: string }) => service_provider === 'BANXA')
  expect(banxa).toMatchObject({ reason: 'payment_method_not_supported', nearest: { redirect_flow: true } })
  const { quotes } = await ask(banxa.nearest)
  expect(quotes).toContainEqual(expect.objectContaining({ service_provider: 'BANXA' }))
})

test('a widget that is refreshed keeps the flow', async ({ gateway }) => {
  const { link } = await openSell(gateway, { redirect_flow: true })
  await gateway.advance(600)
  expect((await open(gateway, link)).status).toBe(302)
  expect((await gateway.widgetCalls()).map(({ body }) => body.sessionData.redirectFlow)).toEqual([true, true])
})

test('after the return the session tells where to send what, and once it has arrived the sell completes', async ({
  gateway,
}) => {
  const opened = await openSell(gateway, { redirect_flow: true })
  expect(await read(gateway, opened.self)).not.toHaveProperty('session.deposit')
  await goThroughWidget(gateway, opened)

  const { session, _links } = await read(gateway, opened.self)
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

  await gateway.control(`/_sim/transactions/${transaction.id}`, { event: 'crypto_arrived' })
  await checkMeld(gateway, { transactionId: transaction.id })
  const arrived = await read(gateway, opened.self)
  expect(arrived.session.transactions[0].status).toBe('processing')
  expect(arrived.session).not.toHaveProperty('deposit')
  await gateway.advance(60)
  await checkMeld(gateway, { transactionId: transaction.id })
  const done = await read(gateway, opened.self)
  expect(done.session.status).toBe('completed')
  // Whoever sent there now would lose it.
  expect(done.session).not.toHaveProperty('deposit')
})

test('Meld is asked for the deposit when the session is read, but not more often than every ten seconds', async ({
  gateway,
}) => {
  const opened = await openSell(gateway, { redirect_flow: true })
  await read(gateway, opened.self)
  expect(await askedBySession(gateway)).toBe(0)
  await open(gateway, opened.link)
  for (let n = 0; n < 3; n++) expect((await read(gateway, opened.self)).session.status).toBe('opened')
  expect(await askedBySession(gateway)).toBe(1)
  await gateway.advance(depositCheckIntervalMs / 1000)
  for (let n = 0; n < 3; n++) await read(gateway, opened.self)
  expect(await askedBySession(gateway)).toBe(2)
})

test('once the transaction is known, and for flows in which the user sends from the widget, nobody is asked', async ({
  gateway,
}) => {
  const preferred = await openSell(gateway, { redirect_flow: true })
  await goThroughWidget(gateway, preferred)
  await read(gateway, preferred.self)
  const plain = await openSell(gateway)
  await goThroughWidget(gateway, plain)
  const before = await askedBySession(gateway)
  await gateway.advance(60)
  for (const { self } of [preferred, plain]) await read(gateway, self)
  expect(await askedBySession(gateway)).toBe(before)
})

test('while Meld is down the session is read as it is known', async ({ gateway }) => {
  const opened = await openSell(gateway, { redirect_flow: true })
  const fault = { path: '/payments/transactions', kind: 'status', status: 500 }
  expect((await gateway.control('/_sim/faults', fault)).status).toBe(200)
  await goThroughWidget(gateway, opened)
  const { session } = await read(gateway, opened.self)
  expect(session).toMatchObject({ status: 'returned', transactions: [] })
})

test('a user who came back without submitting may go on: the link still leads to the widget', async ({ gateway }) => {
  const opened = await openSell(gateway, { redirect_flow: true })
  await open(gateway, opened.link)
  const [call] = await gateway.widgetCalls()
  await open(gateway, new URL(call?.body.sessionData.redirectUrl).pathname)
  const { session, _links } = await read(gateway, opened.self)
  expect(session.status).toBe('returned')
  expect((await open(gateway, _links.widget.href)).status).toBe(302)
})
