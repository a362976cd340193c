import { describe, expect } from 'vitest'
import { parseWebhookSecret } from '../../src/domain/webhook-secret.ts'
import { listAudit } from '../../src/store/audit.ts'
import { readWebhookEndpointId } from '../../src/store/webhook-endpoint-row.ts'
import { readSecrets } from '../../src/store/webhook-secrets.ts'
import { publishEvents, storeDeliveries } from '../store/webhook-calls.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { JsonAnswer, TestGateway } from '../support/gateway.ts'

const root = '/v0/partner/webhook-endpoints'
const operatorRoot = '/operator/v0/webhook-endpoints'
const url = 'https://partner.example/hooks'
const other = 'org-other:env-sandbox'

test.beforeEach(async ({ gateway }) => {
  for (const table of ['webhook_endpoints', 'webhook_secrets', 'deliveries', 'events', 'webhook_replays']) {
    await queryDatabase(gateway.database, `delete from ${table}`)
  }
})

async function create(gateway: TestGateway, body: object = {}): Promise<JsonAnswer['body']> {
  const answer = await gateway.asPartner(root, { body: { url, ...body } })
  expect(answer.status, answer.text).toBe(201)
  return answer.body.webhook_endpoint
}

test('a webhook endpoint is made, read, changed and deleted', async ({ gateway }) => {
  const made = await create(gateway, { types: ['ramp.transaction.completed'], description: ' order service ' })
  expect(made).toMatchObject({
    tenant: gateway.demo.id,
    url,
    types: ['ramp.transaction.completed'],
    description: 'order service',
    timestamp_format: 'iso8601',
    signature: 'hmac',
    status: 'enabled',
    disabled_reason: null,
    pending: 0,
    previous_secret_expires_at: null,
  })
  expect(parseWebhookSecret(made.secret)).toHaveLength(32)
  const { secret, ...shown } = made
  const path = `${root}/${made.id}`
  const one = await gateway.asPartner(path, { scopes: ['read'] })
  expect(one.body).toEqual({ _links: { self: { href: path } }, webhook_endpoint: shown })
  const list = await gateway.asPartner(root, { scopes: ['read'] })
  expect(list.body.webhook_endpoints).toEqual([shown])
  expect(list.text).not.toContain(secret.slice('whsec_'.length))

  const change = { url: 'https://partner.example/new', description: null, types: [], signature: 'both' }
  const changed = await gateway.asPartner(path, { method: 'PATCH', body: change })
  expect(changed.body.webhook_endpoint).toEqual({ ...shown, ...change, updated_at: expect.any(Number) })
  const disabled = await gateway.asPartner(path, { method: 'PATCH', body: { status: 'disabled' } })
  expect(disabled.body.webhook_endpoint).toMatchObject({ status: 'disabled', disabled_reason: 'partner' })
  const enabled = await gateway.asPartner(path, { method: 'PATCH', body: { status: 'enabled' } })
  expect(enabled.body.webhook_endpoint).toMatchObject({ ...change, status: 'enabled', disabled_at: null })

  const deleted = await gateway.asPartner(path, { method: 'DELETE' })
  expect([deleted.status, deleted.text]).toEqual([204, ''])
  expect((await gateway.asPartner(path)).body).toMatchObject({ error_code: 'PTR-404-001' })
  expect((await gateway.asPartner(path, { method: 'DELETE' })).status).toBe(404)
})

test('a key of another tenant finds nothing of it, and one for reading changes nothing', async ({ gateway }) => {
  const { id } = await create(gateway)
  const calls = [
    { path: `${root}/${id}`, method: 'GET' },
    { path: `${root}/${id}`, method: 'PATCH', body: { status: 'disabled' } },
    { path: `${root}/${id}`, method: 'DELETE' },
    { path: `${root}/${id}/rotate-secret`, method: 'POST' },
    { path: `${root}/${id}/test`, method: 'POST' },
    { path: `${root}/${id}/replay`, method: 'POST', body: { since: 1 } },
  ]
  for (const { path, ...call } of calls) {
    const foreign = await gateway.asPartner(path, { ...call, tenant: other })
    expect([path, call.method, foreign.status]).toEqual([path, call.method, 404])
    if (call.method === 'GET') continue
    const reading = await gateway.asPartner(path, { ...call, scopes: ['read'] })
    expect([path, call.method, reading.status]).toEqual([path, call.method, 403])
  }
  expect((await gateway.asPartner(root, { tenant: other })).body.webhook_endpoints).toEqual([])
  expect((await gateway.asPartner(`${root}/${id}`)).body.webhook_endpoint.status).toBe('enabled')
})

test('a tenant has 16, however many are asked for at once', async ({ gateway }) => {
  const key = await gateway.tenantKey()
  const answers = await Promise.all(Array.from({ length: 20 }, () => gateway.asPartner(root, { key, body: { url } })))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(16)
  const refused = answers.filter(({ status }) => status === 409)
  expect(refused.map(({ body }) => body.error_code)).toEqual(Array(4).fill('PTR-409-001'))
  expect((await gateway.asPartner(root, { tenant: other, body: { url } })).status).toBe(201)
})

describe('what is refused, in words', () => {
  const refusals: readonly (readonly [string, unknown, string, RegExp])[] = [
    ['no URL', {}, '/url', /Required/],
    ['a relative URL', { url: '/hooks' }, '/url', /absolute URL/],
    ['another scheme', { url: 'ftp://partner.example/' }, '/url', /https/],
    ['a URL with what no database keeps', { url: `${url}\0` }, '/url', /control/],
    ['half a character', { url: `${url}\ud800` }, '/url', /control/],
    ['a URL that turns the text behind it around', { url: `${url}\u202e` }, '/url', /control/],
    ['a URL in two lines', { url: `${url}\nsecond` }, '/url', /blanks/],
    ['a password', { url: 'https://a:b@partner.example/' }, '/url', /password/],
    ['a fragment', { url: 'https://partner.example/#top' }, '/url', /#/],
    ['an address that is not public', { url: 'https://10.0.0.1/' }, '/url', /10\.0\.0\.1/],
    [
      'one that is spelled otherwise',
      { url: 'https://[::ffff:a00:1]/' },
      '/url',
      /not a public address\. Send .+ operator .+allow_networks/,
    ],
    ['a long URL', { url: `https://partner.example/${'x'.repeat(2_048)}` }, '/url', /2048/],
    ['a misspelt type', { url, types: ['ramp.transaction.complete'] }, '/types', /mean ramp\.transaction\.completed\?/],
    ['a type in place of a list', { url, types: 'rampway.test' }, '/types', /list/],
    ['a description of control characters', { url, description: '\u001b[31m' }, '/description', /control/],
    ['a misspelt field', { url, desciption: 'x' }, '/desciption', /did you mean description/i],
    ['a misspelt format', { url, timestamp_format: 'iso' }, '/timestamp_format', /iso8601/],
  ]
  test.for(refusals)('%s', async ([, body, pointer, words], { gateway }) => {
    const answer = await gateway.asPartner(root, { body })
    expect(answer.status, answer.text).toBe(422)
    expect(answer.body.errors).toEqual([{ pointer, detail: expect.stringMatching(words) }])
    expect((await gateway.asPartner(root)).body.webhook_endpoints).toEqual([])
  })

  test('a change to such a URL or to nothing known', async ({ gateway }) => {
    const { id } = await create(gateway)
    const change = (body: unknown) => gateway.asPartner(`${root}/${id}`, { method: 'PATCH', body })
    expect((await change({ url: 'https://192.168.0.1/' })).body.errors[0].pointer).toBe('/url')
    expect((await change({ url: null })).body.errors[0].pointer).toBe('/url')
    expect((await change({ status: 'failing' })).body.errors[0].pointer).toBe('/status')
    expect((await change({})).status).toBe(200)
  })
})

test('a new secret signs beside the one before for 24 hours, and a second rotation ends the first one', async ({
  gateway,
}) => {
  const { id, secret: first } = await create(gateway)
  const secrets = async () => {
    const stored = await readSecrets(
      gateway.deps.database,
      gateway.demo.id,
      readWebhookEndpointId(id.slice(4)),
      gateway.deps.clock(),
    )
    return stored.map((secret) => `whsec_${secret.toString('base64')}`)
  }
  const rotate = async () =>
    (await gateway.asPartner(`${root}/${id}/rotate-secret`, { method: 'POST' })).body.webhook_endpoint
  expect(await secrets()).toEqual([first])
  const { secret: second, previous_secret_expires_at: expiresAt } = await rotate()
  expect(await secrets()).toEqual([second, first])
  expect(expiresAt - gateway.deps.clock()).toBeGreaterThan(23 * 3_600_000)
  const { secret: third } = await rotate()
  expect(await secrets()).toEqual([third, second])
  await gateway.advance(24 * 3_600 + 1)
  expect(await secrets()).toEqual([third])
  const { body } = await gateway.asPartner(`${root}/${id}`)
  expect(body.webhook_endpoint.previous_secret_expires_at).toBeNull()
})

test('a test event goes to its webhook endpoint alone, whatever types that one wants', async ({ gateway }) => {
  const { id } = await create(gateway, { types: ['ramp.session.opened'] })
  await create(gateway)
  const { status, body, text } = await gateway.asPartner(`${root}/${id}/test`, { method: 'POST' })
  expect(status, text).toBe(202)
  expect(body.event).toMatchObject({
    type: 'rampway.test',
    tenant: gateway.demo.id,
    sequence: null,
    data: { message: expect.stringContaining('of a test'), webhook_endpoint_id: id },
  })
  expect(body.deliveries).toMatchObject([{ webhook_endpoint_id: id, event_id: body.event.id, state: 'pending' }])
  expect((await gateway.asPartner(`/v0/partner/events/${body.event.id}`)).body.deliveries).toEqual(body.deliveries)
  await gateway.asPartner(`${root}/${id}`, { method: 'PATCH', body: { status: 'disabled' } })
  const refused = await gateway.asPartner(`${root}/${id}/test`, { method: 'POST' })
  expect(refused.body).toMatchObject({ error_code: 'PTR-409-002', detail: expect.stringContaining('partner') })
})

test('deleting one cancels what is pending for it, and leaves what was delivered', async ({ gateway }) => {
  const { id } = await create(gateway)
  await publishEvents(gateway.database, gateway.demo.id, 1, 20)
  const endpoint = readWebhookEndpointId(id.slice(4))
  await storeDeliveries(gateway.database, gateway.demo.id, endpoint, { first: 1, last: 15 })
  await storeDeliveries(gateway.database, gateway.demo.id, endpoint, { first: 16, last: 20, state: 'delivered' })
  expect((await gateway.asPartner(`${root}/${id}`)).body.webhook_endpoint.pending).toBe(15)
  expect((await gateway.asPartner(`${root}/${id}`, { method: 'DELETE' })).status).toBe(204)
  const states = await queryDatabase(
    gateway.database,
    'select state, count(*)::int as n from deliveries group by 1 order by 1',
  )
  expect(states).toEqual([
    { state: 'cancelled', n: 15 },
    { state: 'delivered', n: 5 },
  ])
})

describe('for operators', () => {
  const reason = 'asked for in ticket 4711'

  test('the same, with what they did and why in the audit log', async ({ gateway }) => {
    const tenant = gateway.demo.id
    const made = await gateway.operate(operatorRoot, { body: { tenant, url, reason } })
    expect(made.status, made.text).toBe(201)
    const { id, secret } = made.body.webhook_endpoint
    const path = `${operatorRoot}/${encodeURIComponent(tenant)}/${id}`
    expect(made.body._links.self.href).toBe(path)
    expect((await gateway.operate(path)).body.webhook_endpoint).toMatchObject({ id, url, tenant })
    const change = (body: unknown) => gateway.operate(path, { method: 'PATCH', body })
    expect((await change({ description: 'theirs' })).body.webhook_endpoint.description).toBe('theirs')
    expect((await change({ status: 'disabled' })).body.errors).toMatchObject([{ pointer: '/reason' }])
    expect((await change({ status: 'disabled', reason })).body.webhook_endpoint.disabled_reason).toBe('operator')
    expect((await change({ status: 'enabled' })).body.webhook_endpoint.status).toBe('enabled')
    expect((await gateway.operate(`${path}/rotate-secret`, { body: {} })).status).toBe(422)
    expect((await gateway.operate(`${path}/rotate-secret`, { body: { reason } })).status).toBe(200)
    expect((await gateway.operate(`${path}/test`, { body: {} })).status).toBe(202)
    expect((await gateway.operate(path, { method: 'DELETE' })).status).toBe(422)
    const removal = `${path}?reason=${encodeURIComponent(reason)}`
    expect((await gateway.operate(removal, { method: 'DELETE' })).status).toBe(204)
    const entries = await listAudit(gateway.deps.database, { target: id }, { after: null, count: 20 })
    expect(entries.map((entry) => entry.act.replace('webhook_endpoint.', ''))).toEqual([
      ...['delete', 'test', 'rotate_secret', 'change', 'change', 'change', 'create'],
    ])
    expect(entries[0]).toMatchObject({ reason, targetTenant: tenant })
    expect(JSON.stringify(entries)).not.toContain(secret.slice('whsec_'.length))
  })

  test('no value of the query of a URL stands in the audit log, for it may be a secret', async ({ gateway }) => {
    const tenant = gateway.demo.id
    const secretUrl = (value: string) => `${url}?for=${value}&${value}&again=1=${value}?${value}&${value}==`
    const made = await gateway.operate(operatorRoot, { body: { tenant, url: secretUrl('hush-1') } })
    const { id } = made.body.webhook_endpoint
    const path = `${operatorRoot}/${encodeURIComponent(tenant)}/${id}`
    const changed = await gateway.operate(path, { method: 'PATCH', body: { url: secretUrl('hush-2') } })
    expect(changed.body.webhook_endpoint.url).toBe(secretUrl('hush-2'))
    await gateway.operate(`${path}?reason=${encodeURIComponent(reason)}`, { method: 'DELETE' })
    const entries = await listAudit(gateway.deps.database, { target: id }, { after: null, count: 20 })
    expect(entries).toHaveLength(3)
    expect(JSON.stringify(entries)).not.toContain('hush')
    // So a change of nothing else can be told from none.
    expect(entries.map(({ after }) => after?.includes('"urlChanged":true') ?? false)).toEqual([false, true, false])
    for (const { before, after } of entries) {
      expect(before ?? after).toContain(`${url}?for=[redacted]&[redacted]&again=[redacted]&[redacted]"`)
    }
  })

  test('those of all tenants, page by page', async ({ gateway }) => {
    await create(gateway)
    await create(gateway)
    await gateway.asPartner(root, { tenant: other, body: { url } })
    const seen: string[] = []
    for (let next: string | undefined = `${operatorRoot}?count=1`; next !== undefined; ) {
      const { body, text }: JsonAnswer = await gateway.operate(next)
      expect(body.webhook_endpoints, text).toHaveLength(1)
      seen.push(body.webhook_endpoints[0].tenant)
      next = body._links.next?.href
    }
    expect(seen).toEqual([gateway.demo.id, gateway.demo.id, other])
    const filtered = await gateway.operate(`${operatorRoot}?tenant=${encodeURIComponent(other)}&status=enabled`)
    expect(filtered.body.webhook_endpoints).toHaveLength(1)
    expect((await gateway.operate(`${operatorRoot}?status=failing`)).body.webhook_endpoints).toEqual([])
  })

  test('none for a tenant that is not configured', async ({ gateway }) => {
    const answer = await gateway.operate(operatorRoot, { body: { tenant: 'org-no:env-body', url } })
    expect(answer.body).toMatchObject({ status: 404, error_code: 'OPR-404-003' })
  })
})
