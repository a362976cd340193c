import { describe, expect } from 'vitest'
import { checkPatienceMs, returnPatienceMs } from '../../src/operations/links/links.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { visit as visitAddress } from '../support/visit.ts'

// No webhook reaches this gateway, and no reconciliation runs: what it knows, it learned by the opening.

interface Opened {
  readonly path: string
  readonly id: string
}

/** Opens a session and, unless told otherwise, its link. */
async function openLink(gateway: TestGateway, { visited = true } = {}): Promise<Opened> {
  const { status, body } = await gateway.openSession(sessionBody())
  expect(status).toBe(201)
  const opened = { path: new URL(body.session.widget_url).pathname, id: body.session.id }
  if (visited) expect((await visit(gateway, opened)).status).toBe(302)
  return opened
}

async function visit(gateway: TestGateway, { path }: Opened) {
  const { status, html } = await visitAddress(`${gateway.url}${path}`)
  return { status, html }
}

async function act(gateway: TestGateway, { id }: Opened, outcome: string, more: object = {}): Promise<void> {
  await gateway.checkout({ session_id: id, outcome, ...more })
}

async function read(gateway: TestGateway, { id }: Opened) {
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await gateway.mintToken() }
  const { status, body, text } = await gateway.send(`/v0/ramp/sessions/${id}`, { headers })
  expect(status, text).toBe(200)
  const { session } = body
  const told = session.timeline.filter(({ kind }: { kind: string }) => kind === 'transaction')
  return { status: session.status, transactions: session.transactions, told }
}

const checks = async (gateway: TestGateway) =>
  (await gateway.control('/_sim/calls?path=/payments/transactions')).body.calls

describe('a link that is opened again', () => {
  test.for([
    ['pay', 0, 'A trade with Banxa was started with this link', 'transacting', 'pending'],
    ['pay', 600, 'Banxa has confirmed the trade', 'completed', 'completed'],
    ['decline', 0, 'Banxa reported that the trade made with this link failed', 'failed', 'failed'],
    ['cancel', 0, 'This trade was cancelled', 'cancelled', 'cancelled'],
  ] as const)(
    'after a %s %i s ago says so, and the session has its transaction',
    async ([outcome, ago, words, session, trade], { gateway }) => {
      const opened = await openLink(gateway)
      // Left alone, a payment goes on by itself after some seconds.
      await act(gateway, opened, outcome, outcome === 'pay' && ago === 0 ? { fate: 'stay' } : {})
      await gateway.advance(ago)
      const again = await visit(gateway, opened)
      expect(again).toMatchObject({ status: 410, html: expect.stringContaining(words) })
      const { status, transactions, told } = await read(gateway, opened)
      expect(status).toBe(session)
      expect(transactions).toMatchObject([{ id: expect.any(String), status: trade }])
      expect(told).toMatchObject([{ transaction_id: transactions[0].id, status: trade }])
      // What is stored is enough from now on.
      const before = (await checks(gateway)).length
      expect((await visit(gateway, opened)).html).toContain(words)
      expect(await checks(gateway)).toHaveLength(before)
    },
  )

  test('by two tabs at once tells of the transaction once', async ({ gateway }) => {
    const opened = await openLink(gateway)
    await act(gateway, opened, 'pay')
    const tabs = await Promise.all([visit(gateway, opened), visit(gateway, opened), visit(gateway, opened)])
    expect(tabs.map(({ status }) => status)).toEqual([410, 410, 410])
    expect((await read(gateway, opened)).told).toHaveLength(1)
  })

  test('after a payment whose status nobody knows does not lead to a second one', async ({ gateway }) => {
    const opened = await openLink(gateway)
    await act(gateway, opened, 'pay', { fate: 'stay' })
    const each = { status: 'PONDERING', updatedAt: null, createdAt: null }
    await gateway.control('/_sim/faults', { kind: 'patch', path: '/payments/transactions', each })
    expect(await visit(gateway, opened)).toMatchObject({
      status: 410,
      html: expect.stringContaining('already under way'),
    })
    expect(await read(gateway, opened)).toMatchObject({ status: 'transacting', transactions: [{ status: 'pending' }] })
  })

  test('leads on when nothing was started, and when Meld cannot tell', async ({ gateway }) => {
    const opened = await openLink(gateway)
    expect((await visit(gateway, opened)).status).toBe(302)
    expect(await checks(gateway)).toHaveLength(1)
    await act(gateway, opened, 'pay')
    for (const fault of [{ kind: 'status', status: 503 }, { kind: 'reset' }, { kind: 'malformed' }]) {
      await gateway.control('/_sim/faults', { ...fault, path: '/payments/transactions' })
      expect((await visit(gateway, opened)).status).toBe(302)
      await gateway.control('/_sim/reset', {})
      expect(await read(gateway, opened)).toMatchObject({ status: 'opened', transactions: [], told: [] })
    }
    expect(gateway.logged()).toContain('could not check a link for a transaction')
  })

  test('does not keep the person waiting for a slow Meld, whose word is recorded all the same', async ({ gateway }) => {
    const opened = await openLink(gateway)
    await act(gateway, opened, 'pay')
    const delay = { kind: 'slow', delay_ms: checkPatienceMs + 6_000, path: '/payments/transactions', times: 1 }
    await gateway.control('/_sim/faults', delay)
    expect((await visit(gateway, opened)).status).toBe(302)
    expect(gateway.logged()).toContain('"reason":"too_slow"')
    await expect.poll(() => read(gateway, opened)).toMatchObject({ status: 'transacting', told: [{}] })
    expect((await visit(gateway, opened)).status).toBe(410)
  })
})

describe('a link past its life', () => {
  test('tells of the trade that was paid in it, instead of sending the user into a second one', async ({ gateway }) => {
    const opened = await openLink(gateway)
    await act(gateway, opened, 'pay')
    await gateway.advance(25 * 3600)
    expect(await visit(gateway, opened)).toMatchObject({
      status: 410,
      html: expect.stringContaining('This trade is complete'),
    })
    expect(await read(gateway, opened)).toMatchObject({ status: 'completed', transactions: [{}], told: [{}] })
  })

  test('is expired when nothing was paid, and asks nobody when it was never opened', async ({ gateway }) => {
    const opened = await openLink(gateway)
    const unopened = await openLink(gateway, { visited: false })
    await gateway.advance(25 * 3600)
    expect((await visit(gateway, opened)).html).toContain('has expired')
    expect(await checks(gateway)).toHaveLength(1)
    expect((await visit(gateway, unopened)).html).toContain('has expired')
    expect(await checks(gateway)).toHaveLength(1)
  })
})

describe('a user who comes back', () => {
  async function comeBack(gateway: TestGateway, { id }: Opened) {
    const call = (await gateway.widgetCalls()).at(-1)
    return visit(gateway, { path: new URL(call?.body.sessionData.redirectUrl).pathname, id })
  }

  test.for([
    ['pay', 'Your trade is under way', 'transacting'],
    ['decline', 'This trade did not go through', 'failed'],
    ['cancel', 'This trade was cancelled', 'cancelled'],
    ['abandon', 'You are back from Banxa', 'returned'],
  ] as const)('after %s is told "%s", and never of a confirmation', async ([outcome, words, status], { gateway }) => {
    const opened = await openLink(gateway)
    await act(gateway, opened, outcome)
    const { html } = await comeBack(gateway, opened)
    expect(html).toContain(`<h1>${words}</h1>`)
    expect(html).not.toMatch(/confirm|\bpaid\b/i)
    expect(await read(gateway, opened)).toMatchObject({ status })
    // Who reloads the page is told what is stored.
    const before = (await checks(gateway)).length
    expect((await comeBack(gateway, opened)).html).toContain(`<h1>${words}</h1>`)
    expect(await checks(gateway)).toHaveLength(before)
  })

  test('is told of a completed trade once the stored transaction says so', async ({ gateway }) => {
    const opened = await openLink(gateway)
    await act(gateway, opened, 'pay')
    await gateway.advance(600)
    expect((await comeBack(gateway, opened)).html).toContain('<h1>Your trade is complete</h1>')
  })

  test('waits for Meld a moment at most, and is told that they are back', async ({ gateway }) => {
    const opened = await openLink(gateway)
    await act(gateway, opened, 'decline')
    const delay = { kind: 'slow', delay_ms: returnPatienceMs + 7_000, path: '/payments/transactions', times: 1 }
    await gateway.control('/_sim/faults', delay)
    const { html } = await comeBack(gateway, opened)
    // With Meld's answer it would say what became of the trade.
    expect(html).toContain('<h1>You are back from Banxa</h1>')
    await expect.poll(() => read(gateway, opened)).toMatchObject({ status: 'failed' })
    expect((await comeBack(gateway, opened)).html).toContain('<h1>This trade did not go through</h1>')
  })
})
