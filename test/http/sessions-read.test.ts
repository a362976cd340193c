import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, sessionBody, type TestGateway } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'
import { expectProblem, faultsOf } from './problem.ts'

const demo = 'org-demo:env-sandbox'
const other = 'org-other:env-sandbox'

/** Reads as this user. */
async function read(
  gateway: TestGateway,
  path: string,
  { sub = 'alice', tenant = demo } = {},
  headers = {},
): Promise<JsonAnswer> {
  const token = await gateway.mintToken({ sub, tenant })
  return gateway.send(path, { headers: { 'x-juno-orgid': tenant, 'x-juno-jwt': token, ...headers } })
}

function kindsOf({ body }: JsonAnswer): string[] {
  return body.session.timeline.map(({ kind }: { kind: string }) => kind)
}

/** What an upstream refusal leaves: a session that was never opened. */
async function refusedSession(gateway: TestGateway, sub: string): Promise<JsonAnswer> {
  const answer = await gateway.openSession(sessionBody({ source_amount: '0.01', service_provider: 'TRANSAK' }), { sub })
  expect(answer.status).toBe(400)
  const list = await read(gateway, '/v0/ramp/sessions?status=refused&count=1', { sub })
  return read(gateway, list.body.sessions[0]._links.self.href, { sub })
}

test('a session reads back as it was answered, with how it was routed and what happened to it', async ({ gateway }) => {
  const opened = await gateway.openSession()
  const answer = await read(gateway, opened.body._links.self.href)
  expect(answer.status).toBe(200)
  expect(answer.body.session).toMatchObject(opened.body.session)
  expect(answer.body._links).toEqual(opened.body._links)
  const { routing, timeline } = answer.body.session
  expect(routing.mode).toBe('routed')
  expect(routing.chosen).toBe(opened.body.session.service_provider)
  expect(routing.candidates[0]).toEqual({
    service_provider: routing.chosen,
    destination_amount: expect.stringMatching(/^\d+\.\d+$/),
    ramp_score: expect.any(Number),
  })
  expect(timeline).toEqual([
    { occurred_at: opened.body.session.created_at, kind: 'created' },
    { occurred_at: expect.any(Number), kind: 'ready', service_provider: routing.chosen },
  ])
  expect(answer.text).not.toContain('USDC_BASE')
})

test('the timeline tells in order that the link was opened, the widget refreshed, and the user came back', async ({
  gateway,
}) => {
  const opened = await gateway.openSession()
  const { widget_url } = opened.body.session
  await visit(widget_url)
  await gateway.advance(600)
  expect((await visit(widget_url)).status).toBe(302)
  const [call] = (await gateway.widgetCalls()).slice(-1)
  await gateway.advance(5)
  await gateway.send(new URL(call?.body.sessionData.redirectUrl).pathname)
  const answer = await read(gateway, opened.body._links.self.href)
  expect(kindsOf(answer)).toEqual(['created', 'ready', 'opened', 'refreshed', 'returned'])
  expect(answer.body.session.timeline[3].service_provider).toBe(opened.body.session.service_provider)
  expect(answer.body.session).toMatchObject({ status: 'returned', opened_at: expect.any(Number) })
  expect(answer.body._links.widget).toEqual({ href: new URL(widget_url).pathname })
})

test('a link that can no more be opened is not offered', async ({ gateway }) => {
  const opened = await gateway.openSession()
  await gateway.advance(25 * 3600)
  const answer = await read(gateway, opened.body._links.self.href)
  expect(answer.body.session).toMatchObject({ status: 'expired', widget_url: opened.body.session.widget_url })
  expect(answer.body._links).not.toHaveProperty('widget')
})

test('a session that was refused can be read, with the reason and without a widget', async ({ gateway }) => {
  const answer = await refusedSession(gateway, 'rita')
  expect(answer.body.session).toMatchObject({
    status: 'refused',
    widget_url: null,
    token: null,
    service_provider_widget_url: null,
    external_session_id: null,
    service_provider: 'TRANSAK',
    failure: { code: 'provider_refused', detail: expect.stringContaining('minimum') },
  })
  expect(kindsOf(answer)).toEqual(['created', 'refused'])
  expect(answer.body._links).not.toHaveProperty('widget')
})

test('a session of which nobody knows whether it was opened can be read', async ({ gateway }) => {
  await gateway.control('/_sim/faults', { path: '/crypto/session/widget', kind: 'reset_after_accept' })
  expect((await gateway.openSession(sessionBody(), { sub: 'ulla' })).status).toBe(502)
  const { body } = await read(gateway, '/v0/ramp/sessions', { sub: 'ulla' })
  const answer = await read(gateway, body.sessions[0]._links.self.href, { sub: 'ulla' })
  expect(answer.body.session).toMatchObject({ status: 'unclear', widget_url: null })
  expect(kindsOf(answer)).toEqual(['created', 'unclear'])
})

test('foreign, absent and malformed ids give the same 404, byte by byte but for the trace', async ({ gateway }) => {
  const { body } = await gateway.openSession()
  const path: string = body._links.self.href
  const absent = path.replace(/[0-9a-f]{32}/, '0'.repeat(32))
  const faceOf = ({ status, text, body: problem }: JsonAnswer) =>
    `${status} ${text.replace(problem.trace_id, '').replace(problem.instance, '')}`
  const faces = []
  for (const call of [{ sub: 'mallory' }, { tenant: other }]) {
    for (const asked of [path, absent, '/v0/ramp/sessions/nonsense', '/v0/ramp/sessions/ses_%F0%9F%98%80']) {
      const answer = await read(gateway, asked, call)
      expectProblem(answer, 404, 'RMP-404-002')
      faces.push(faceOf(answer))
    }
  }
  expect(new Set(faces).size).toBe(1)
})

test('the list goes through all sessions of the user, newest first, each once, whatever the size of a page', async ({
  gateway,
}) => {
  const ids = []
  for (let n = 0; n < 7; n++) ids.push((await gateway.openSession(sessionBody(), { sub: 'lara' })).body.session.id)
  await gateway.openSession(sessionBody(), { sub: 'lasse' })
  const seen: string[] = []
  const selves = new Set<string>()
  let path: string | undefined = '/v0/ramp/sessions?count=3'
  const first = path
  while (path !== undefined) {
    const { body }: JsonAnswer = await read(gateway, path, { sub: 'lara' })
    seen.push(...body.sessions.map(({ id }: { id: string }) => id))
    expect(body._links.self.href).toBe(path)
    expect(body._links.first.href).toBe(first)
    expect(selves.has(path)).toBe(false)
    selves.add(path)
    path = body._links.next?.href
  }
  expect(seen).toEqual(ids.reverse())
  expect(selves.size).toBe(3)
})

test('a page that ends with the last session has no next, and a user without sessions gets an empty list', async ({
  gateway,
}) => {
  for (let n = 0; n < 2; n++) await gateway.openSession(sessionBody(), { sub: 'luca' })
  expect((await read(gateway, '/v0/ramp/sessions?count=2', { sub: 'luca' })).body._links).not.toHaveProperty('next')
  expect((await read(gateway, '/v0/ramp/sessions', { sub: 'nobody' })).body.sessions).toEqual([])
  expect((await read(gateway, '/v0/ramp/sessions', { sub: 'luca', tenant: other })).body.sessions).toEqual([])
})

test('each listed session has the members of its reply and its own links', async ({ gateway }) => {
  const opened = await gateway.openSession(sessionBody(), { sub: 'lena' })
  const { body } = await read(gateway, '/v0/ramp/sessions', { sub: 'lena' })
  expect(body.sessions).toHaveLength(1)
  expect(body.sessions[0]).toMatchObject({ ...opened.body.session, _links: opened.body._links, transactions: [] })
})

test('the filter knows the statuses as they are shown, derived ones too', async ({ gateway }) => {
  const sub = 'phil'
  await refusedSession(gateway, sub)
  const old = await gateway.openSession(sessionBody(), { sub })
  await gateway.advance(25 * 3600)
  const fresh = await gateway.openSession(sessionBody(), { sub })
  const idsOf = async (status: string) =>
    (await read(gateway, `/v0/ramp/sessions?status=${status}`, { sub })).body.sessions.map(
      ({ id }: { id: string }) => id,
    )
  expect(await idsOf('ready')).toEqual([fresh.body.session.id])
  expect(await idsOf('expired')).toEqual([old.body.session.id])
  expect(await idsOf('refused')).toHaveLength(1)
  expect(await idsOf('completed')).toEqual([])
})

test('every fault of the query is named at once', async ({ gateway }) => {
  const faults = faultsOf(await read(gateway, '/v0/ramp/sessions?count=101&after=x&status=Ready'))
  expect(Object.keys(faults).sort()).toEqual(['/after', '/count', '/status'])
  expect(faults['/status']).toContain('ready')
  for (const count of ['0', '-1', '1.5', '1e1', '']) {
    expect(faultsOf(await read(gateway, `/v0/ramp/sessions?count=${count}`))).toHaveProperty('/count')
  }
  expect(faultsOf(await read(gateway, '/v0/ramp/sessions?count=1&count=2'))).toHaveProperty('/count')
})

test('a forged or damaged place to go on at is 422 with words; somebody else’s id leads into one’s own list', async ({
  gateway,
}) => {
  const id = (await gateway.openSession(sessionBody(), { sub: 'forger' })).body.session.id
  const encoded = Buffer.from('{"after":1}').toString('base64url')
  const forged = ['', 'ses_', id.toUpperCase(), id.slice(0, -1), `${id}0`, `${id}%00`, `%00${id}`, `${id}%0A`, encoded]
  for (const after of [...forged, '-1', '9'.repeat(40), `ses_${'g'.repeat(32)}`, '%FF%FE', "'%20or%201=1", 'null']) {
    const answer = await read(gateway, `/v0/ramp/sessions?after=${after}`, { sub: 'forger' })
    expect([after, answer.status]).toEqual([after, 422])
    expect(answer.body.errors).toEqual([{ pointer: '/after', detail: expect.stringContaining('link next') }])
  }
  for (const after of [`ses_${'0'.repeat(32)}`, `ses_${'f'.repeat(32)}`, id]) {
    for (const sub of ['forger', 'onlooker']) {
      const answer = await read(gateway, `/v0/ramp/sessions?after=${after}`, { sub })
      expect(answer.status).toBe(200)
      if (sub === 'onlooker') expect(answer.body.sessions).toEqual([])
    }
  }
})

test('instants obey the timestamp header, in the timeline too', async ({ gateway }) => {
  const opened = await gateway.openSession()
  const { body } = await read(gateway, opened.body._links.self.href, {}, { 'x-timestamp-format': 'iso8601' })
  const isoPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/
  expect(body.session.created_at).toMatch(isoPattern)
  for (const { occurred_at } of body.session.timeline) expect(occurred_at).toMatch(isoPattern)
})

test('a tenant that wants the provider’s page straight reads the same address that was answered', async ({
  gateway,
}) => {
  gateway.changeTenants((tenant) => ({ ...tenant, widgetUrl: 'provider' }))
  const opened = await gateway.openSession()
  const { body } = await read(gateway, opened.body._links.self.href)
  expect(body.session.widget_url).toBe(opened.body.session.widget_url)
})
