import { describe, expect } from 'vitest'
import { supportCodeOf } from '../../src/domain/support-code.ts'
import { about } from '../../src/operations/deps.ts'
import { reconcile } from '../../src/operations/reconcile/reconcile.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { agents, visit as visitAddress } from '../support/visit.ts'

/** Where the lines of the current test begin. */
let begin = 0

test.beforeEach(async ({ gateway }) => {
  begin = gateway.logged().length
})

const tenant = 'org-demo:env-sandbox'
let nextTrace = 1

interface Line {
  readonly msg: string
  readonly [fact: string]: unknown
}

function linesOf(gateway: TestGateway, traceId?: string): Line[] {
  const lines: Line[] = gateway
    .logged()
    .slice(begin)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
  return traceId === undefined ? lines : lines.filter(({ trace_id }) => trace_id === traceId)
}

function newTrace() {
  const id = String(nextTrace++).padStart(32, '0')
  return { id, headers: { traceparent: `00-${id}-00f067aa0ba902b7-01` } }
}

/** Opens a session; gives it with the trace of its request. */
async function open(gateway: TestGateway, overrides: Record<string, unknown> = {}, status = 201) {
  const trace = newTrace()
  const answer = await gateway.openSession(sessionBody(overrides), { headers: trace.headers })
  expect(answer.status, answer.text).toBe(status)
  return { trace: trace.id, answer, session: answer.body.session }
}

async function visit(gateway: TestGateway, path: string, agent: string = agents.oldSafari) {
  const { status, html, headers } = await visitAddress(`${gateway.url}${path}`, { agent })
  const [, code = null] = /<code class="code"[^>]*>([^<]*)<\/code>/.exec(html) ?? []
  const [, reference = null] = /<code>([0-9a-f]{32})<\/code>/.exec(html) ?? []
  return { status, html, code, reference, trace: headers.get('x-trace-id') ?? '' }
}

async function act(gateway: TestGateway, id: string, outcome: string): Promise<void> {
  expect((await gateway.control('/_sim/checkout', { session_id: id, outcome })).status).toBe(200)
}

const user = expect.stringMatching(/^usr_/)

describe('the lines of a request tell whose it is', () => {
  test('when a session is opened, read and replayed', async ({ gateway }) => {
    const { trace, session } = await open(gateway, { service_provider: 'TRANSAK', idempotency_key: 'k' })
    const subject = { tenant, user, session: session.id, provider: 'TRANSAK' }
    expect(linesOf(gateway, trace)).toEqual([expect.objectContaining({ msg: 'answered', status: 201, ...subject })])
    const replayed = await open(gateway, { service_provider: 'TRANSAK', idempotency_key: 'k' }, 208)
    expect(linesOf(gateway, replayed.trace)).toEqual([
      expect.objectContaining({ msg: 'answered', status: 208, ...subject }),
    ])
    const read = newTrace()
    const headers = { ...read.headers, 'x-juno-orgid': tenant, 'x-juno-jwt': await gateway.mintToken() }
    expect((await gateway.send(`/v0/ramp/sessions/${session.id}`, { headers })).status).toBe(200)
    expect(linesOf(gateway, read.id)).toEqual([expect.objectContaining({ msg: 'answered', ...subject })])
  })

  test.for([
    ['a provider fails', '/crypto/session/widget', { kind: 'status', status: 503 }],
    ['Meld refuses the key', '/crypto/session/widget', { kind: 'status', status: 401, code: 'UNAUTHORIZED' }],
    ['the reply cannot be read', '/crypto/session/widget', { kind: 'malformed' }],
    ['another version answers', '/crypto/session/widget', { kind: 'patch', headers: { 'meld-version': '2020-01-01' } }],
    ['no prices can be had', '/payments/crypto/quote', { kind: 'status', status: 500 }],
  ] as const)('whatever goes wrong upstream: %s', async ([_what, path, fault], { gateway }) => {
    await gateway.control('/_sim/faults', { path, ...fault })
    const trace = newTrace()
    await gateway.openSession(sessionBody(), { headers: trace.headers })
    const lines = linesOf(gateway)
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines)
      expect(line).toMatchObject({ trace_id: trace.id, tenant, user, session: expect.stringMatching(/^ses_/) })
    const ofWidget = lines.filter(({ call }) => call === 'meld.widget')
    for (const line of ofWidget) expect(line.provider).toMatch(/^[A-Z]+$/)
  })

  test('when Meld refuses the credentials, for every kind of request', async ({ gateway }) => {
    await gateway.control('/_sim/faults', { kind: 'status', status: 401, code: 'UNAUTHORIZED', path: '/payments' })
    await gateway.control('/_sim/faults', { kind: 'status', status: 401, code: 'UNAUTHORIZED', path: '/crypto' })
    const trace = newTrace()
    const headers = { ...trace.headers, 'x-juno-orgid': tenant, 'x-juno-jwt': await gateway.mintToken() }
    const query = 'source_amount=100&from_asset=USD&to_asset=USDC&chain_id=8453'
    const answer = await gateway.send(`/v0/ramp/quotes?${query}`, { headers })
    expect(answer.status).toBeGreaterThan(499)
    const refused = linesOf(gateway, trace.id).filter(({ msg }) => msg.startsWith('Meld refuses'))
    expect(refused).toEqual([expect.objectContaining({ tenant, user })])
  })

  test('when a token or a body is refused, as far as it is known by then', async ({ gateway }) => {
    const trace = newTrace()
    await gateway.openSession(sessionBody(), { token: 'garbage', headers: trace.headers })
    for (const line of linesOf(gateway, trace.id)) expect(line).toMatchObject({ tenant })
    expect(linesOf(gateway, trace.id).map(({ msg }) => msg)).toEqual(['refused', 'answered'])
    const { trace: other } = await open(gateway, { chain_id: 5 }, 422)
    for (const line of linesOf(gateway, other)) expect(line).toMatchObject({ tenant, user })
  })
})

describe('what a page tells to support finds the session, and the answer with the page', () => {
  test.for(['This link is already in use', 'This trade was cancelled'])(
    'of the page "%s"',
    async (title, { gateway }) => {
      const { session } = await open(gateway, { service_provider: 'TRANSAK' })
      const path = new URL(session.widget_url).pathname
      await visit(gateway, path)
      if (title.includes('cancelled')) await act(gateway, session.id, 'cancel')
      const page = await visit(gateway, path, title.includes('use') ? agents.oldFirefox : agents.oldSafari)
      expect(page.html).toContain(title)
      expect([page.code, page.reference]).toEqual([supportCodeOf(session.id), null])
      const found = linesOf(gateway, page.trace).filter(({ msg }) => msg === 'answered')
      expect(found).toEqual([
        expect.objectContaining({ tenant, user, session: session.id, provider: 'TRANSAK', route: '/w/:token' }),
      ])
    },
  )

  test('of the return page, and of the page for a failure of ours', async ({ gateway }) => {
    const { session } = await open(gateway)
    await visit(gateway, new URL(session.widget_url).pathname)
    const call = (await gateway.widgetCalls()).at(-1)
    const path = new URL(call?.body.sessionData.redirectUrl).pathname
    const back = await visit(gateway, path)
    expect([back.code, back.reference]).toEqual([supportCodeOf(session.id), null])
    expect(linesOf(gateway, back.trace).at(-1)).toMatchObject({
      msg: 'answered',
      tenant,
      user,
      session: session.id,
    })
  })

  test('of an unknown link there is nothing to find but the line itself', async ({ gateway }) => {
    const page = await visit(gateway, `/w/${'A'.repeat(51)}`)
    expect([page.code, page.reference]).toEqual([null, page.trace])
    expect(linesOf(gateway, page.trace)).toEqual([expect.objectContaining({ msg: 'answered', status: 404 })])
  })
})

describe('every change of a transaction is one line', () => {
  const changes = (gateway: TestGateway) => linesOf(gateway).filter(({ msg }) => msg === 'transaction changed')

  test('from its first snapshot to its end, whoever checks', async ({ gateway }) => {
    const { session } = await open(gateway, { service_provider: 'TRANSAK' })
    const path = new URL(session.widget_url).pathname
    await visit(gateway, path)
    await gateway.control('/_sim/timings', { settling_seconds: 300 })
    await act(gateway, session.id, 'pay')
    await visit(gateway, path)
    await visit(gateway, path)
    const subject = { tenant, user, session: session.id, provider: 'TRANSAK', transaction: expect.any(String) }
    expect(changes(gateway)).toEqual([
      expect.objectContaining({ ...subject, from: null, to: 'pending', trace_id: expect.any(String) }),
    ])
    await gateway.advance(600)
    // No request: what the background does tells whose it is as well.
    const { deps } = gateway
    const work = about(deps, {})
    const own = gateway.tenants.list().find(({ id }) => id === tenant)
    if (own === undefined) throw new Error('no tenant')
    await reconcile(work, own)
    await reconcile(work, own)
    const told = changes(gateway).slice(1)
    expect(told.at(-1)).toMatchObject({ ...subject, to: 'completed', meld_status: 'SETTLED' })
    expect(told.at(-1)).not.toHaveProperty('trace_id')
    // Each begins where the one before it ended, and none is told twice.
    const steps = changes(gateway).map(({ meld_from, meld_status }) => [meld_from, meld_status])
    for (const [n, [from]] of steps.entries()) expect(from).toBe(n === 0 ? null : steps[n - 1]?.[1])
    for (const [from, to] of steps) expect(from).not.toBe(to)
  })

  test('and what stops the background tells whose it is', async ({ gateway }) => {
    const { session } = await open(gateway)
    await visit(gateway, new URL(session.widget_url).pathname)
    await gateway.advance(3_600)
    begin = gateway.logged().length
    await gateway.control('/_sim/faults', { kind: 'status', status: 401, code: 'UNAUTHORIZED' })
    const own = gateway.tenants.list().find(({ id }) => id === tenant)
    if (own === undefined) throw new Error('no tenant')
    await reconcile(gateway.deps, own)
    const lines = linesOf(gateway)
    expect(lines.map(({ msg }) => msg)).toContain('reconciliation stopped: Meld failed')
    for (const line of lines) expect(line).toMatchObject({ tenant })
  })
})
