import { expect } from 'vitest'
import { type KycPolicy, kycOff } from '../../src/domain/kyc.ts'
import { userIdOf } from '../../src/domain/user.ts'
import { setKycState } from '../../src/store/kyc.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { postJson, sessionBody, type TestGateway } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'
import { expectProblem } from './problem.ts'

function setPolicy(gateway: TestGateway, policy: Partial<KycPolicy>): void {
  gateway.changeTenants((tenant) => ({ ...tenant, kyc: { ...kycOff, ...policy } }))
}

/** A token of this user's with further claims, as the app's own settings at the provider would add them. */
async function tokenOf(gateway: TestGateway, sub: string, claims: Record<string, unknown> = {}): Promise<string> {
  const { body } = await gateway.send('/dev/token', postJson({ sub, claims }))
  return body.token
}

async function open(gateway: TestGateway, sub: string, claims?: Record<string, unknown>, body = sessionBody()) {
  return gateway.openSession(body, { token: await tokenOf(gateway, sub, claims) })
}

function userOf({ demo: tenant }: TestGateway, sub: string) {
  const issuer = tenant.issuers.find(({ kind }) => kind === 'privy')
  if (issuer?.kind !== 'privy') throw new Error('no issuer of Privy’s kind')
  return { tenant: tenant.id, user: userIdOf(tenant.id, `privy:${issuer.appId}`, `did:privy:${sub}`) }
}

async function decide(gateway: TestGateway, sub: string, state: 'approved' | 'rejected' | null): Promise<void> {
  const { tenant, user } = userOf(gateway, sub)
  const operator = { token: null, name: 'ada', scopes: ['admin'], via: 'cli', from: null } as const
  const target = { kind: 'user', tenant, id: user } as const
  const about = { operator, target, act: 'user.kyc', reason: null, before: null, after: null, traceId: null, at: 1 }
  await setKycState(gateway.deps.database, tenant, user, state, () => about)
}

test('without a policy everybody opens sessions, and nothing is told to Meld or kept', async ({ gateway }) => {
  setPolicy(gateway, {})
  expect((await open(gateway, 'anybody', { kyc_status: 'rejected' })).status).toBe(201)
  const [call] = await gateway.widgetCalls()
  expect(call?.body).not.toHaveProperty('bypassKyc')
  expect(await queryDatabase(gateway.database, 'select * from kyc_states')).toEqual([])
})

test('with a policy nobody opens a session before the operator has approved them, and Meld is not asked', async ({
  gateway,
}) => {
  setPolicy(gateway, { policy: 'approved' })
  const refused = await open(gateway, 'carol')
  expectProblem(refused, 403, 'KYC-403-001')
  expect(refused.body.kyc_state).toBe('pending')
  const { body } = await gateway.control('/_sim/calls')
  expect(body.calls).toEqual([])

  await decide(gateway, 'carol', 'approved')
  expect((await open(gateway, 'carol')).status).toBe(201)
  expect((await open(gateway, 'dave')).status).toBe(403)
  await decide(gateway, 'carol', 'rejected')
  expect((await open(gateway, 'carol')).body.kyc_state).toBe('rejected')
})

test('a user who is not approved any more gets no replay of an earlier session either', async ({ gateway }) => {
  setPolicy(gateway, { policy: 'approved' })
  const body = sessionBody({ idempotency_key: 'kept' })
  await decide(gateway, 'erin', 'approved')
  expect((await open(gateway, 'erin', {}, body)).status).toBe(201)
  expect((await open(gateway, 'erin', {}, body)).status).toBe(208)
  await decide(gateway, 'erin', null)
  expectProblem(await open(gateway, 'erin', {}, body), 403, 'KYC-403-001')
})

test('a claim of the verified token tells the state, by the tenant’s own list of approved values', async ({
  gateway,
}) => {
  setPolicy(gateway, { policy: 'approved', claim: 'kyc_status', approvedValues: ['verified', 'true'] })
  const outcomes = []
  for (const kyc_status of ['verified', true, 'approved', 'in_progress', undefined]) {
    const { status, body } = await open(gateway, 'frank', kyc_status === undefined ? {} : { kyc_status })
    outcomes.push([status, body.kyc_state])
  }
  expect(outcomes).toEqual([
    [201, undefined],
    [201, undefined],
    [403, 'pending'],
    [403, 'in_progress'],
    [403, 'pending'],
  ])
})

test('the operator’s word stands above the claim until it is taken back', async ({ gateway }) => {
  setPolicy(gateway, { policy: 'approved', claim: 'kyc_status' })
  await decide(gateway, 'grace', 'rejected')
  expect((await open(gateway, 'grace', { kyc_status: 'approved' })).body.kyc_state).toBe('rejected')
  await decide(gateway, 'grace', null)
  expect((await open(gateway, 'grace', { kyc_status: 'approved' })).status).toBe(201)
  await decide(gateway, 'grace', 'approved')
  expect((await open(gateway, 'grace', { kyc_status: 'rejected' })).status).toBe(201)
})

test('quotes are refused like sessions', async ({ gateway }) => {
  setPolicy(gateway, { policy: 'approved' })
  const query = 'source_amount=100&from_asset=USD&to_asset=USDC&chain_id=8453'
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await tokenOf(gateway, 'heidi') }
  expectProblem(await gateway.send(`/v0/ramp/quotes?${query}`, { headers }), 403, 'KYC-403-001')
  await decide(gateway, 'heidi', 'approved')
  expect((await gateway.send(`/v0/ramp/quotes?${query}`, { headers })).status).toBe(200)
})

test('one’s own sessions can be read whatever the state', async ({ gateway }) => {
  setPolicy(gateway, {})
  const token = await tokenOf(gateway, 'ivan')
  const { body } = await gateway.openSession(sessionBody(), { token })
  setPolicy(gateway, { policy: 'approved' })
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': token }
  expect((await gateway.send(body._links.self.href, { headers })).status).toBe(200)
})

/** Approves the user's customer at Meld, by whatever means the operator has. */
async function approveAtMeld(gateway: TestGateway, sub: string): Promise<void> {
  const { user } = userOf(gateway, sub)
  const rows = await queryDatabase(gateway.database, 'select meld_customer_id from users where id = $1', [user])
  const path = `/_sim/customers/${rows[0]?.meld_customer_id}/kyc`
  expect((await gateway.control(path, { status: 'APPROVED' })).status).toBe(200)
}

test('the identity check of an approved user is reused where the tenant wants it, also when the widget is refreshed', async ({
  gateway,
}) => {
  setPolicy(gateway, { bypassKyc: true })
  await open(gateway, 'judy')
  await approveAtMeld(gateway, 'judy')
  await decide(gateway, 'judy', 'approved')
  await gateway.control('/_sim/reset', {})
  const { body } = await open(gateway, 'judy')
  await gateway.advance(3600)
  await visit(body.session.widget_url)
  const calls = await gateway.widgetCalls()
  expect(calls.map((call) => call.body.bypassKyc)).toEqual([true, true])
})

test('what a claim told last counts for refreshed widgets, when there is no token to ask', async ({ gateway }) => {
  setPolicy(gateway, { bypassKyc: true, claim: 'kyc_status' })
  const opened = []
  for (const kyc_status of ['approved', 'approved', 'retry']) {
    opened.push((await open(gateway, 'olga', { kyc_status })).body.session.widget_url)
    if (opened.length === 1) await approveAtMeld(gateway, 'olga')
    await gateway.control('/_sim/reset', {})
    await gateway.advance(3600)
    await visit(opened.at(-1))
    const [call] = await gateway.widgetCalls()
    expect(call?.body.bypassKyc).toBe(kyc_status === 'approved' ? true : undefined)
  }
})

test('a user who is not approved is not said to be, although the tenant would pass it on', async ({ gateway }) => {
  setPolicy(gateway, { bypassKyc: true })
  expect((await open(gateway, 'ken')).status).toBe(201)
  const [call] = await gateway.widgetCalls()
  expect(call?.body).not.toHaveProperty('bypassKyc')
})

test('where Meld has no approved check of the user the widget is opened without, and the user is checked anew', async ({
  gateway,
}) => {
  setPolicy(gateway, { bypassKyc: true })
  await decide(gateway, 'laura', 'approved')
  expect((await open(gateway, 'laura', {}, sessionBody({ service_provider: 'TRANSAK' }))).status).toBe(201)
  const calls = await gateway.widgetCalls()
  expect(calls.map((call) => [call.provider, call.body.bypassKyc])).toEqual([
    ['TRANSAK', true],
    ['TRANSAK', undefined],
  ])
})

test('a share token goes to Meld with the widget, and nowhere else', async ({ gateway }) => {
  setPolicy(gateway, { shareTokenClaim: 'kyc_token' })
  const secret = 'sst-5f0c2b1e-very-personal'
  const claims = { kyc_token: secret, email: 'mallory@example.com', kyc_status: 'approved' }
  const answer = await open(gateway, 'mallory', claims)
  expect(answer.status).toBe(201)
  const { body } = await gateway.control('/_sim/calls')
  const withToken = body.calls.filter((call: unknown) => JSON.stringify(call).includes(secret))
  expect(withToken.map(({ path }: { path: string }) => path)).toEqual(['/crypto/session/widget'])
  expect(withToken[0].body.sessionData.kycInfo).toEqual({ kycProvider: 'SUMSUB', kycShareToken: secret })
  // Every key that Meld is sent, in all calls: nothing personal is among them.
  const keys = new Set<string>()
  JSON.stringify(
    body.calls.map((call: { body: unknown }) => call.body),
    (key, value) => {
      if (key !== '' && !/^\d+$/.test(key)) keys.add(key)
      return value
    },
  )
  expect([...keys].sort()).toEqual(
    [
      ...['countryCode', 'customerId', 'destinationCurrencyCode', 'externalId', 'externalSessionId', 'kycInfo'],
      ...['kycProvider', 'kycShareToken', 'lockFields', 'paymentMethodType', 'redirectUrl', 'serviceProvider'],
      ...['sessionData', 'sessionType', 'sourceAmount', 'sourceCurrencyCode', 'walletAddress'],
    ].sort(),
  )
  expect(JSON.stringify(body)).not.toContain('mallory@example.com')
  expect(answer.text + gateway.logged()).not.toContain(secret)
  await gateway.deps.activity.flush()
  for (const table of ['sessions', 'users', 'kyc_states', 'session_events', 'idempotency_keys']) {
    const rows = await queryDatabase(gateway.database, `select t::text as row from ${table} t`)
    expect(JSON.stringify(rows), table).not.toContain(secret)
  }
})
