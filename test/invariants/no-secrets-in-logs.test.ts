import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeSecret } from '../../src/domain/secret.ts'
import { reconcile } from '../../src/operations/reconcile/reconcile.ts'
import { queryDatabase } from '../support/database.ts'
import { fetchJson, sessionBody, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { agents, visit } from '../support/visit.ts'

let rampway: TestGateway

const wallet = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
const apiKey = 'WsecretMeldAccount1234:distinctiveMeldApiKey99'
const key = 'distinctive-idempotency-key'
/** What went through the gateway in this file's tests and must be in no log line. */
const secrets = new Map<string, string>()

beforeAll(async () => {
  rampway = await startTestGateway({
    webhooks: true,
    tenants: (tenant) => ({ ...tenant, meld: { ...tenant.meld, apiKey: makeSecret(apiKey) } }),
  })
  secrets.set('wallet', wallet).set('Meld API key', apiKey).set('idempotency key', key)
})
afterAll(() => rampway.close())

function expectSilence(): void {
  const lines = rampway.logged().toLowerCase()
  expect(lines).toContain('"msg":"answered"')
  for (const [name, secret] of secrets) expect(lines.includes(secret.toLowerCase()), name).toBe(false)
  // Nor the half of a token that is enough to forge nothing but to know who it is.
  expect(lines).not.toMatch(/eyj[\w-]{10}/)
}

async function mintToken(): Promise<string> {
  const token = await rampway.mintToken({ sub: 'somebody' })
  secrets.set('user token', token).set('signature of it', token.split('.')[2] ?? '')
  return token
}

function bodyWith(overrides: Record<string, unknown> = {}) {
  return sessionBody({ wallet_address: wallet, idempotency_key: key, ...overrides })
}

test('a session from its opening to the user’s return leaves no secret in the log', async () => {
  const token = await mintToken()
  const { body } = await rampway.openSession(bodyWith(), { token, headers: { cookie: 'app=distinctive-cookie' } })
  await rampway.openSession(bodyWith(), { token })
  await rampway.openSession(bodyWith({ source_amount: '7' }), { token })
  const opened = await visit(body.session.widget_url)
  const cookie = opened.headers.get('set-cookie')?.split(/[=;]/)[1] ?? ''
  const [call] = await rampway.widgetCalls()
  const returnUrl: string = call?.body.sessionData.redirectUrl
  expect((await visit(body.session.widget_url, { cookie: `rampway_link=${cookie}` })).status).toBe(302)
  expect((await fetchJson(returnUrl)).status).toBe(200)
  expect((await visit(body.session.widget_url, { agent: agents.oldFirefox })).status).toBe(410)
  secrets
    .set('link token', body.session.token)
    .set('return token', returnUrl.split('/r/')[1] ?? '')
    .set('link cookie', cookie)
    .set('cookie of somebody else', 'distinctive-cookie')
    .set('provider page', body.session.service_provider_widget_url)
    .set('Meld token', new URL(opened.headers.get('location') ?? '').searchParams.get('token') ?? '')
    .set('Meld customer', call?.body.customerId)
  for (const [name, secret] of secrets) expect(secret?.length, name).toBeGreaterThan(8)
  expectSilence()
})

test('a trade from its payment to its end, told by webhooks and checks, leaves no secret in the log', async () => {
  const token = await mintToken()
  const { body } = await rampway.openSession(bodyWith({ idempotency_key: `${key}-4` }), { token })
  await visit(body.session.widget_url)
  await rampway.control('/_sim/checkout', { session_id: body.session.id, outcome: 'pay' })
  await visit(body.session.widget_url)
  await rampway.advance(600)
  const demo = rampway.tenants.list().find(({ id }) => id === 'org-demo:env-sandbox')
  if (demo === undefined) throw new Error('no tenant')
  await reconcile(rampway.gateway.deps, demo)
  // What Meld tells of the buyer is not for the log, whatever it is.
  const each = { customer: { name: 'Distinctive Buyer' }, cryptoDetails: { destinationWalletAddress: wallet } }
  await rampway.control('/_sim/faults', { kind: 'patch', path: '/payments/transactions', each })
  await rampway.send('/v0/webhooks/meld/events', {
    method: 'POST',
    headers: { 'meld-signature': 'distinctive-signature', 'meld-signature-timestamp': new Date().toISOString() },
    body: JSON.stringify({ eventId: wallet, eventType: 'x' }),
  })
  secrets
    .set('buyer', 'Distinctive Buyer')
    .set('signature', 'distinctive-signature')
    .set('link token', body.session.token)
  for (const { meld } of rampway.tenants.list()) {
    for (const [n, secret] of meld.webhookSecrets.entries()) secrets.set(`webhook secret ${n}`, secret.reveal())
  }
  expect(secrets.has('webhook secret 0')).toBe(true)
  expect(rampway.logged()).toContain('transaction changed')
  expect(rampway.logged()).toContain(body.session.id)
  expectSilence()
})

test('refusals of every kind leave no secret in the log', async () => {
  const token = await mintToken()
  await rampway.openSession(bodyWith({ chain_id: 5, wallet_address: wallet.toLowerCase() }), { token })
  await rampway.openSession(bodyWith({ to_asset: wallet }), { token })
  await rampway.openSession(bodyWith({ service_provider: 'MERCURYO' }), { token })
  await rampway.openSession(JSON.stringify(bodyWith()).slice(0, -1), { token })
  await rampway.openSession(bodyWith({ pad: 'x'.repeat(70_000) }), { token })
  await rampway.openSession(bodyWith(), { token: `${token}x` })
  await rampway.openSession(bodyWith(), { token, tenant: 'org-other:env-sandbox' })
  await rampway.openSession(bodyWith(), { token: await rampway.mintToken({ expires_in: -60 }) })
  await rampway.send(`/v0/${wallet}?x-juno-jwt=${token}`)
  await rampway.send(`/w/${[...secrets.values()].join('')}`)
  await rampway.send(`/%zz/${wallet}?token=${token}`)
  expectSilence()
})

test('upstream failures whose words repeat what they were sent leave no secret in the log', async () => {
  const token = await mintToken()
  const message = `Bad wallet ${wallet} for BASIC ${apiKey} and ${key}`
  for (const fault of [
    { kind: 'status', status: 400, message },
    { kind: 'status', status: 500, message, code: wallet },
    { kind: 'status', status: 401, body: { code: apiKey, message } },
    { kind: 'provider_error', message },
    { kind: 'reset' },
  ]) {
    for (const path of ['/payments/crypto/quote', '/crypto/session/widget']) {
      await rampway.control('/_sim/reset', {})
      await rampway.control('/_sim/faults', { path, ...fault })
      expect((await rampway.openSession(bodyWith({ idempotency_key: `${key}-2` }), { token })).status).toBeGreaterThan(
        399,
      )
    }
  }
  await rampway.control('/_sim/reset', {})
  expectSilence()
})

test('a fault of the gateway itself, logged with its cause, leaves no secret in the log', async () => {
  const token = await mintToken()
  // The database then complains about the very row, quoting its values.
  await queryDatabase(rampway.database, `alter table sessions add constraint no_more check (user_id = '') not valid`)
  const answer = await rampway.openSession(bodyWith({ idempotency_key: `${key}-3` }), { token })
  await queryDatabase(rampway.database, 'alter table sessions drop constraint no_more')
  expect(answer.status).toBe(500)
  expect(rampway.logged()).toContain('violates check constraint')
  expectSilence()
})
