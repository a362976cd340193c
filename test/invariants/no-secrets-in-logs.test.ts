import { signWebhook } from '@rampway/simulator/webhook-signature'
import { expect } from 'vitest'
import { makeSecret } from '../../src/domain/secret.ts'
import { reconcile } from '../../src/operations/reconcile/reconcile.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { fetchJson, sessionBody, type TestGateway } from '../support/gateway.ts'
import { agents, visit } from '../support/visit.ts'

const wallet = '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'
const apiKey = 'WsecretMeldAccount1234:distinctiveMeldApiKey99'
const key = 'distinctive-idempotency-key'
const clientState = 'distinctive-client-state'
/** What went through the gateway in this file's tests and must be in no log line. */
const secrets = new Map([
  ['wallet', wallet],
  ['Meld API key', apiKey],
  ['idempotency key', key],
  ['client state', clientState],
])

test.override('gatewayOptions', {
  webhooks: true,
  tenants: (tenant) => ({ ...tenant, meld: { ...tenant.meld, apiKey: makeSecret(apiKey) } }),
})

function expectSilence(gateway: TestGateway): void {
  const lines = gateway.logged().toLowerCase()
  expect(lines).toContain('"msg":"answered"')
  for (const [name, secret] of secrets) expect(lines.includes(secret.toLowerCase()), name).toBe(false)
  // Nor the half of a token that is enough to forge nothing but to know who it is.
  expect(lines).not.toMatch(/eyj[\w-]{10}/)
}

async function mintToken(gateway: TestGateway): Promise<string> {
  const token = await gateway.mintToken({ sub: 'somebody' })
  secrets.set('user token', token).set('signature of it', token.split('.')[2] ?? '')
  return token
}

function bodyWith(overrides: Record<string, unknown> = {}) {
  return sessionBody({ wallet_address: wallet, idempotency_key: key, client_state: clientState, ...overrides })
}

test('a session from its opening to the user’s return leaves no secret in the log', async ({ gateway }) => {
  const token = await mintToken(gateway)
  const { body } = await gateway.openSession(bodyWith(), { token, headers: { cookie: 'app=distinctive-cookie' } })
  await gateway.openSession(bodyWith(), { token })
  await gateway.openSession(bodyWith({ source_amount: '7' }), { token })
  const opened = await visit(body.session.widget_url)
  const cookie = opened.headers.get('set-cookie')?.split(/[=;]/)[1] ?? ''
  const [call] = await gateway.widgetCalls()
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
  expectSilence(gateway)
})

test('a trade from its payment to its end, told by webhooks and checks, leaves no secret in the log', async ({
  gateway,
}) => {
  const token = await mintToken(gateway)
  const { body } = await gateway.openSession(bodyWith({ idempotency_key: `${key}-4` }), { token })
  await visit(body.session.widget_url)
  await gateway.control('/_sim/checkout', { session_id: body.session.id, outcome: 'pay' })
  await visit(body.session.widget_url)
  await gateway.advance(600)
  const demo = gateway.tenants.list().find(({ id }) => id === 'org-demo:env-sandbox')
  if (demo === undefined) throw new Error('no tenant')
  await reconcile(gateway.deps, demo)
  // What Meld tells of the buyer is not for the log, whatever it is.
  const each = { customer: { name: 'Distinctive Buyer' }, cryptoDetails: { destinationWalletAddress: wallet } }
  await gateway.control('/_sim/faults', { kind: 'patch', path: '/payments/transactions', each })
  await gateway.send('/v0/webhooks/meld/events', {
    method: 'POST',
    headers: { 'meld-signature': 'distinctive-signature', 'meld-signature-timestamp': new Date().toISOString() },
    body: JSON.stringify({ eventId: wallet, eventType: 'x' }),
  })
  secrets
    .set('buyer', 'Distinctive Buyer')
    .set('signature', 'distinctive-signature')
    .set('link token', body.session.token)
  for (const { meld } of gateway.tenants.list()) {
    for (const [n, secret] of meld.webhookSecrets.entries()) secrets.set(`webhook secret ${n}`, secret.reveal())
  }
  expect(secrets.has('webhook secret 0')).toBe(true)
  expect(gateway.logged()).toContain('transaction changed')
  expect(gateway.logged()).toContain(body.session.id)
  expectSilence(gateway)
})

test('a webhook whose ids are secrets, signed all the same, leaves none of them in the log', async ({ gateway }) => {
  const token = await mintToken(gateway)
  const demo = gateway.tenants.list().find(({ id }) => id === 'org-demo:env-sandbox')
  const secret = demo?.meld.webhookSecrets[0]?.reveal() ?? ''
  const path = '/v0/webhooks/meld/events'
  const timestamp = new Date(gateway.deps.clock()).toISOString()
  const body = JSON.stringify({
    eventId: 'of-secrets',
    eventType: 'TRANSACTION_CRYPTO_COMPLETE',
    payload: { paymentTransactionId: `Bearer ${token}`.slice(0, 200), externalSessionId: token.slice(0, 100) },
  })
  const signature = signWebhook(secret, timestamp, `${gateway.url}${path}`, body)
  const headers = { 'meld-signature': signature, 'meld-signature-timestamp': timestamp }
  expect((await gateway.send(path, { method: 'POST', headers, body })).status).toBe(200)
  expect(gateway.logged()).toContain('webhook received')
  expectSilence(gateway)
})

test('refusals of every kind leave no secret in the log', async ({ gateway }) => {
  const token = await mintToken(gateway)
  await gateway.openSession(bodyWith({ chain_id: 5, wallet_address: wallet.toLowerCase() }), { token })
  await gateway.openSession(bodyWith({ to_asset: wallet }), { token })
  await gateway.openSession(bodyWith({ service_provider: 'MERCURYO' }), { token })
  await gateway.openSession(JSON.stringify(bodyWith()).slice(0, -1), { token })
  await gateway.openSession(bodyWith({ pad: 'x'.repeat(70_000) }), { token })
  await gateway.openSession(bodyWith(), { token: `${token}x` })
  await gateway.openSession(bodyWith(), { token, tenant: 'org-other:env-sandbox' })
  await gateway.openSession(bodyWith(), { token: await gateway.mintToken({ expires_in: -60 }) })
  await gateway.send(`/v0/${wallet}?x-juno-jwt=${token}`)
  await gateway.send(`/w/${[...secrets.values()].join('')}`)
  await gateway.send(`/%zz/${wallet}?token=${token}`)
  expectSilence(gateway)
})

test('upstream failures whose words repeat what they were sent leave no secret in the log', async ({ gateway }) => {
  const token = await mintToken(gateway)
  const message = `Bad wallet ${wallet} for BASIC ${apiKey} and ${key}`
  for (const fault of [
    { kind: 'status', status: 400, message },
    { kind: 'status', status: 500, message, code: wallet },
    { kind: 'status', status: 401, body: { code: apiKey, message } },
    { kind: 'provider_error', message },
    { kind: 'reset' },
  ]) {
    for (const path of ['/payments/crypto/quote', '/crypto/session/widget']) {
      await gateway.control('/_sim/reset', {})
      await gateway.control('/_sim/faults', { path, ...fault })
      expect((await gateway.openSession(bodyWith({ idempotency_key: `${key}-2` }), { token })).status).toBeGreaterThan(
        399,
      )
    }
  }
  await gateway.control('/_sim/reset', {})
  expectSilence(gateway)
})

test('a fault of the gateway itself, logged with its cause, leaves no secret in the log', async ({ gateway }) => {
  const token = await mintToken(gateway)
  // The database then complains about the very row, quoting its values.
  await queryDatabase(gateway.database, `alter table sessions add constraint no_more check (user_id = '') not valid`)
  const answer = await gateway.openSession(bodyWith({ idempotency_key: `${key}-3` }), { token })
  await queryDatabase(gateway.database, 'alter table sessions drop constraint no_more')
  expect(answer.status).toBe(500)
  expect(gateway.logged()).toContain('violates check constraint')
  expectSilence(gateway)
})

test('an object of somebody else’s, handed to the log by mistake, leaves no secret in it', async ({ gateway }) => {
  const token = await mintToken(gateway)
  const { body } = await gateway.openSession(bodyWith({ idempotency_key: `${key}-5` }), { token })
  secrets.set('link token', body.session.token).set('operator token', `rwo_${'distinctive'.repeat(3)}`)
  const texts = [token, secrets.get('operator token'), body.session.widget_url]
  const sent = { headers: { 'x-juno-jwt': token, cookie: key, 'Idempotency-Key': key }, body: bodyWith() }
  const cause = Object.assign(new Error(body.session.widget_url, { cause: `Bearer ${token}` }), { sent })
  const { log } = gateway.deps
  log.error({ err: new Error(`rejected: ${texts.join(' ')}`, { cause }), calls: [{ sent }] }, `after ${token}`)
  log.about({ tenant: token }).warn({ session: body.session, deep: { deeper: [{ sent }] } }, 'unforeseen')
  expect(gateway.logged()).toContain('unforeseen')
  expectSilence(gateway)
})
