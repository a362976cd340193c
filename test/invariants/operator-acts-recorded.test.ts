import { expect } from 'vitest'
import { operatorEndpoints } from '../../src/contract/operator-endpoints.ts'
import { operatorScopes } from '../../src/domain/operator.ts'
import { verifyAudit } from '../../src/operations/operator/audit.ts'
import { publishEvents } from '../store/webhook-calls.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { navigation, visit } from '../support/visit.ts'

const reason = 'the user asked for it'

/** A call that succeeds, and what its entry tells. */
interface RecordedCall {
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly act: string
  readonly target: string
  readonly reason: string | null
  /** Of who is signed in. */
  readonly via?: 'console'
}

async function openSession(gateway: TestGateway): Promise<string> {
  const { body } = await gateway.openSession(sessionBody())
  return body.session.id
}

function onSession(act: string, path: string, body?: Readonly<Record<string, unknown>>) {
  return async (gateway: TestGateway): Promise<RecordedCall> => {
    const id = await openSession(gateway)
    const given = typeof body?.reason === 'string' ? body.reason : null
    return { path: `/operator/v0/sessions/${id}${path}`, ...(body && { body }), act, target: id, reason: given }
  }
}

async function makeSwitch(gateway: TestGateway, provider: string): Promise<string> {
  const { body, text } = await gateway.operate('/operator/v0/switches', { body: { provider, reason } })
  expect(body.switch, text).toBeDefined()
  return body.switch.id
}

async function tokenId(gateway: TestGateway, token: string): Promise<string> {
  const { body } = await gateway.operate('/operator/v0/me', { token })
  expect(body.operator.name).toBe(`${operatorScopes.join(' ')} of a test`)
  const newest = 'select id from operator_tokens order by created_at desc, id desc limit 1'
  return String((await queryDatabase(gateway.database, newest))[0]?.id)
}

async function signIn(gateway: TestGateway, token: string): Promise<Readonly<Record<string, string>>> {
  const { headers } = await gateway.sendOperator('/operator/v0/sign-in', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  const cookie = /^[^;]+/.exec(headers.get('set-cookie') ?? '')?.[0] ?? ''
  return { cookie, origin: gateway.operatorUrl, 'sec-fetch-site': 'same-origin', authorization: '' }
}

const eventId = 'event-of-acts'

const demo = 'org-demo:env-sandbox'
const webhookEndpoints = '/operator/v0/webhook-endpoints'

async function makeWebhookEndpoint(gateway: TestGateway): Promise<string> {
  const { body, text } = await gateway.asPartner('/v0/partner/webhook-endpoints', {
    body: { url: 'https://partner.example/' },
  })
  expect(body.webhook_endpoint, text).toBeDefined()
  return body.webhook_endpoint.id
}

/** A test event with its delivery. */
async function sendTest(gateway: TestGateway): Promise<{ readonly event: string; readonly delivery: string }> {
  const path = `/v0/partner/webhook-endpoints/${await makeWebhookEndpoint(gateway)}/test`
  const { body, text } = await gateway.asPartner(path, { body: {} })
  expect(body.deliveries, text).toHaveLength(1)
  return { event: body.event.id, delivery: body.deliveries[0].id }
}

function onWebhookEndpoint(act: string, suffix: string, body?: Readonly<Record<string, unknown>>) {
  return async (gateway: TestGateway): Promise<RecordedCall> => {
    const id = await makeWebhookEndpoint(gateway)
    const path = `${webhookEndpoints}/${encodeURIComponent(demo)}/${id}${suffix}`
    return { path, ...(body && { body }), act: `webhook_endpoint.${act}`, target: id, reason }
  }
}

function onSentTest(noun: 'event' | 'delivery', act: string, body?: Readonly<Record<string, unknown>>) {
  return async (gateway: TestGateway): Promise<RecordedCall> => {
    const { [noun]: target } = await sendTest(gateway)
    const list = noun === 'event' ? 'events' : 'deliveries'
    const path = `/operator/v0/${list}/${encodeURIComponent(demo)}/${target}${body === undefined ? '' : `/${act}`}`
    return { path, ...(body && { body }), act: `${noun}.${act}`, target, reason: body === undefined ? null : reason }
  }
}

/** By the names of endpoints: every act, and every reading of personal data. */
const calls: Readonly<Record<string, (gateway: TestGateway) => Promise<RecordedCall>>> = {
  findAsOperator: async (gateway) => {
    const id = await openSession(gateway)
    return { path: `/operator/v0/find?q=${id}`, act: 'session.find', target: id, reason: null }
  },
  listSessionsAsOperator: async () => ({
    path: '/operator/v0/sessions?status=ready',
    act: 'session.list',
    target: 'status=ready',
    reason: null,
  }),
  readSessionAsOperator: onSession('session.read', ''),
  exportSession: onSession('session.export', '/export'),
  checkSession: onSession('session.check', '/check', { reason }),
  releaseSessionLinkAsOperator: async (gateway) => {
    const { body } = await gateway.openSession(sessionBody())
    const { id, widget_url: link } = body.session
    // One that nobody holds stays as it is.
    expect((await visit(link, { headers: navigation })).status).toBe(302)
    const path = `/operator/v0/sessions/${id}/release-link`
    return { path, body: { reason }, act: 'session.release_link', target: id, reason }
  },
  cancelSession: onSession('session.cancel', '/cancel', { reason }),
  addSessionNote: onSession('session.note', '/notes', { text: 'called back' }),
  createSwitch: async () => ({
    path: '/operator/v0/switches',
    body: { provider: 'BANXA', reason },
    act: 'switch.create',
    target: 'swi_',
    reason,
  }),
  endSwitch: async (gateway) => {
    const id = await makeSwitch(gateway, 'TRANSAK')
    const path = `/operator/v0/switches/${id}?reason=${encodeURIComponent(reason)}`
    return { path, act: 'switch.end', target: id, reason }
  },
  retryIncomingWebhook: async (gateway) => {
    await queryDatabase(
      gateway.database,
      `insert into incoming_webhooks (tenant_id, event_id, event_type, kind, payload, received_at, handled_at, outcome,
                                      next_attempt_at)
       values ('org-demo:env-sandbox', $1, 'T', 'other', '{}', now(), now(), 'given_up', now())`,
      [eventId],
    )
    const path = `/operator/v0/webhooks/org-demo%3Aenv-sandbox/${eventId}/retry`
    return { path, body: { reason }, act: 'webhook.retry', target: eventId, reason }
  },
  createWebhookEndpointAsOperator: async () => ({
    path: webhookEndpoints,
    body: { tenant: demo, url: 'https://partner.example/', reason },
    act: 'webhook_endpoint.create',
    target: 'whe_',
    reason,
  }),
  changeWebhookEndpointAsOperator: onWebhookEndpoint('change', '', { status: 'disabled', reason }),
  deleteWebhookEndpointAsOperator: onWebhookEndpoint('delete', `?reason=${encodeURIComponent(reason)}`),
  rotateWebhookSecretAsOperator: onWebhookEndpoint('rotate_secret', '/rotate-secret', { reason }),
  testWebhookEndpointAsOperator: onWebhookEndpoint('test', '/test', { reason }),
  replayToWebhookEndpointAsOperator: async (gateway) => {
    // A replay of nothing is none.
    await publishEvents(gateway.database, gateway.demo.id, 1_000_000, 1_000_000)
    return onWebhookEndpoint('replay', '/replay', { since: 1, reason })(gateway)
  },
  listEventsAsOperator: async () => ({
    path: `/operator/v0/events?tenant=${encodeURIComponent(demo)}&type=rampway.test`,
    act: 'event.list',
    target: 'type=rampway.test',
    reason: null,
  }),
  getEventAsOperator: onSentTest('event', 'read'),
  replayEventAsOperator: onSentTest('event', 'replay', { reason }),
  getDeliveryAsOperator: onSentTest('delivery', 'read'),
  retryDeliveryAsOperator: onSentTest('delivery', 'retry', { reason }),
  listAuditEntries: async () => ({ path: '/operator/v0/audit', act: 'audit.read', target: 'audit_log', reason: null }),
  exportAuditEntries: async () => ({
    path: '/operator/v0/audit/export',
    act: 'audit.export',
    target: 'audit_log',
    reason: null,
  }),
  createTenantKey: async () => ({
    path: '/operator/v0/tenants/org-demo:env-sandbox/keys',
    body: { name: 'order service', reason },
    act: 'tenant_key.create',
    target: 'tky_',
    reason,
  }),
  revokeTenantKey: async (gateway) => {
    const path = '/operator/v0/tenants/org-demo:env-sandbox/keys'
    const { id } = (await gateway.operate(path, { body: { name: 'leaked' } })).body.tenant_key
    const act = 'tenant_key.revoke'
    return { path: `${path}/${id}?reason=${encodeURIComponent(reason)}`, act, target: id, reason }
  },
  createPortalLink: async () => ({
    path: '/operator/v0/tenants/org-demo:env-sandbox/portal-links',
    body: { reason },
    act: 'portal_link.create',
    target: 'org-demo:env-sandbox',
    reason,
  }),
  signInOperator: async (gateway) => {
    const token = await gateway.operatorToken()
    const target = await tokenId(gateway, token)
    const act = 'operator.sign_in'
    return { path: '/operator/v0/sign-in', body: { token }, act, target, reason: null, via: 'console' }
  },
  signOutOperator: async (gateway) => {
    const token = await gateway.operatorToken()
    const target = await tokenId(gateway, token)
    const headers = await signIn(gateway, token)
    return { path: '/operator/v0/sign-out', headers, act: 'operator.sign_out', target, reason: null, via: 'console' }
  },
}

/** They are posted because of what they take, and change nothing. */
const questions: ReadonlySet<string> = new Set(['explainRouting'])

const acts = operatorEndpoints.filter(({ method, name }) => method !== 'GET' && !questions.has(name))
const recorded = operatorEndpoints.filter(
  ({ name, method }) => calls[name] !== undefined || acts.some((act) => act.name === name && act.method === method),
)

test.for(recorded.map((stated) => [`${stated.method} ${stated.path}`, stated] as const))(
  '%s leaves exactly one entry that tells who, from where, what, on what and why',
  async ([, { name, method }], { gateway }) => {
    const prepare = calls[name]
    if (prepare === undefined) throw new Error(`say in this test how ${name} is called, and what its entry tells`)
    const call = await prepare(gateway)
    const token = await gateway.operatorToken()
    const last = 'select coalesce(max(number), 0)::int as number from audit_log'
    const [before] = await queryDatabase(gateway.database, last)
    const { path, body, headers, act, target, via = 'api' } = call
    const answer = await (headers === undefined
      ? gateway.operate(path, { token, method, ...(body !== undefined && { body }) })
      : gateway.sendOperator(path, { method, headers: withoutEmpty(headers) }))
    expect(answer.status, answer.text).toBeLessThan(300)
    const entries = await queryDatabase(gateway.database, 'select * from audit_log where number > $1', [before?.number])
    expect(entries).toMatchObject([{ act, via, reason: call.reason, target_id: expect.stringContaining(target) }])
    const [entry] = entries
    expect(entry?.operator_token).toMatch(/^opr_[0-9a-f]{32}$/)
    expect(entry?.operator).toBe(`${operatorScopes.join(' ')} of a test`)
    expect(entry?.from_address).toContain('127.0.0.1')
    expect(entry?.trace_id).toMatch(/^[0-9a-f]{32}$/)
  },
)

function withoutEmpty(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))
}

test('a page that is kept open adds no entry for what it reads anew, until ten minutes are over', async ({
  gateway,
}) => {
  const id = await openSession(gateway)
  const token = await gateway.operatorToken()
  const read = async () => expect((await gateway.operate(`/operator/v0/sessions/${id}`, { token })).status).toBe(200)
  const readings = async () =>
    (
      await queryDatabase(gateway.database, "select 1 from audit_log where act = 'session.read' and target_id = $1", [
        id,
      ])
    ).length
  await read()
  await read()
  expect(await readings()).toBe(1)
  // Somebody else is somebody else.
  expect((await gateway.operate(`/operator/v0/sessions/${id}`)).status).toBe(200)
  expect(await readings()).toBe(2)
  await gateway.advance(11 * 60)
  await read()
  expect(await readings()).toBe(3)
})

test('what is refused leaves no entry, and the chain holds', async ({ gateway }) => {
  const id = await openSession(gateway)
  const count = async () => (await queryDatabase(gateway.database, 'select number from audit_log')).length
  const before = await count()
  const scopes = ['read'] as const
  const refused = await Promise.all([
    gateway.operate(`/operator/v0/sessions/${id}/cancel`, { body: { reason }, scopes }),
    gateway.operate('/operator/v0/audit', { scopes }),
    gateway.operate('/operator/v0/sessions/ses_019ac2d98ad07d3c9e1f2a4b5c6d7e8f', { scopes }),
    gateway.operate(`/operator/v0/webhooks/org-demo%3Aenv-sandbox/none/retry`, { body: {}, scopes: ['act'] }),
  ])
  expect(refused.map(({ status }) => status)).toEqual([403, 403, 404, 404])
  // The tokens of this test were made in between, which is an act as well.
  const made = await queryDatabase(gateway.database, `select act from audit_log order by number offset $1`, [before])
  expect(made.filter(({ act }) => act !== 'operator_token.create')).toEqual([])
  expect(await verifyAudit(gateway.deps, null)).toMatchObject({ kind: 'intact' })
})
