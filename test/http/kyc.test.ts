import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type KycPolicy, kycOff } from '../../src/domain/kyc.ts'
import type { Tenant } from '../../src/domain/tenant.ts'
import { userIdOf } from '../../src/domain/user.ts'
import { setKycState } from '../../src/store/kyc.ts'
import { queryDatabase } from '../support/database.ts'
import { postJson, sessionBody, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'
import { expectProblem } from './problem.ts'

let rampway: TestGateway
let tenants: readonly Tenant[]

beforeAll(async () => {
  rampway = await startTestGateway()
  tenants = rampway.tenants.list()
})
beforeEach(async () => {
  await rampway.control('/_sim/reset', {})
})
afterAll(() => rampway.close())

function setPolicy(policy: Partial<KycPolicy>): void {
  rampway.tenants.replace(
    tenants.map((tenant) => ({ ...tenant, kyc: { ...kycOff, ...policy } })),
    undefined,
  )
}

/** A token of this user's with further claims, as the app's own settings at the provider would add them. */
async function tokenOf(sub: string, claims: Record<string, unknown> = {}): Promise<string> {
  const { body } = await rampway.send('/dev/token', postJson({ sub, claims }))
  return body.token
}

async function open(sub: string, claims?: Record<string, unknown>, body = sessionBody()) {
  return rampway.openSession(body, { token: await tokenOf(sub, claims) })
}

function userOf(sub: string) {
  const tenant = tenants[0]
  const issuer = tenant?.issuers.find(({ kind }) => kind === 'privy')
  if (tenant === undefined || issuer?.kind !== 'privy') throw new Error('no tenant')
  return { tenant: tenant.id, user: userIdOf(tenant.id, `privy:${issuer.appId}`, `did:privy:${sub}`) }
}

async function decide(sub: string, state: 'approved' | 'rejected' | null): Promise<void> {
  const { tenant, user } = userOf(sub)
  await setKycState(rampway.gateway.deps.database, tenant, user, state, 1)
}

test('without a policy everybody opens sessions, and nothing is told to Meld or kept', async () => {
  setPolicy({})
  expect((await open('anybody', { kyc_status: 'rejected' })).status).toBe(201)
  const [call] = await rampway.widgetCalls()
  expect(call?.body).not.toHaveProperty('bypassKyc')
  expect(await queryDatabase(rampway.database, 'select * from kyc_states')).toEqual([])
})

test('with a policy nobody opens a session before the operator has approved them, and Meld is not asked', async () => {
  setPolicy({ policy: 'approved' })
  const refused = await open('carol')
  expectProblem(refused, 403, 'KYC-403-001')
  expect(refused.body.kyc_state).toBe('pending')
  const { body } = await rampway.control('/_sim/calls')
  expect(body.calls).toEqual([])

  await decide('carol', 'approved')
  expect((await open('carol')).status).toBe(201)
  expect((await open('dave')).status).toBe(403)
  await decide('carol', 'rejected')
  expect((await open('carol')).body.kyc_state).toBe('rejected')
})

test('a user who is not approved any more gets no replay of an earlier session either', async () => {
  setPolicy({ policy: 'approved' })
  const body = sessionBody({ idempotency_key: 'kept' })
  await decide('erin', 'approved')
  expect((await open('erin', {}, body)).status).toBe(201)
  expect((await open('erin', {}, body)).status).toBe(208)
  await decide('erin', null)
  expectProblem(await open('erin', {}, body), 403, 'KYC-403-001')
})

test('a claim of the verified token tells the state, by the tenant’s own list of approved values', async () => {
  setPolicy({ policy: 'approved', claim: 'kyc_status', approvedValues: ['verified', 'true'] })
  const outcomes = []
  for (const kyc_status of ['verified', true, 'approved', 'in_progress', undefined]) {
    const { status, body } = await open('frank', kyc_status === undefined ? {} : { kyc_status })
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

test('the operator’s word stands above the claim until it is taken back', async () => {
  setPolicy({ policy: 'approved', claim: 'kyc_status' })
  await decide('grace', 'rejected')
  expect((await open('grace', { kyc_status: 'approved' })).body.kyc_state).toBe('rejected')
  await decide('grace', null)
  expect((await open('grace', { kyc_status: 'approved' })).status).toBe(201)
  await decide('grace', 'approved')
  expect((await open('grace', { kyc_status: 'rejected' })).status).toBe(201)
})

test('quotes are refused like sessions', async () => {
  setPolicy({ policy: 'approved' })
  const query = 'source_amount=100&from_asset=USD&to_asset=USDC&chain_id=8453'
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await tokenOf('heidi') }
  expectProblem(await rampway.send(`/v0/ramp/quotes?${query}`, { headers }), 403, 'KYC-403-001')
  await decide('heidi', 'approved')
  expect((await rampway.send(`/v0/ramp/quotes?${query}`, { headers })).status).toBe(200)
})

test('one’s own sessions can be read whatever the state', async () => {
  setPolicy({})
  const token = await tokenOf('ivan')
  const { body } = await rampway.openSession(sessionBody(), { token })
  setPolicy({ policy: 'approved' })
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': token }
  expect((await rampway.send(body._links.self.href, { headers })).status).toBe(200)
})

/** Approves the user's customer at Meld, by whatever means the operator has. */
async function approveAtMeld(sub: string): Promise<void> {
  const { user } = userOf(sub)
  const rows = await queryDatabase(rampway.database, 'select meld_customer_id from users where id = $1', [user])
  const path = `/_sim/customers/${rows[0]?.meld_customer_id}/kyc`
  expect((await rampway.control(path, { status: 'APPROVED' })).status).toBe(200)
}

test('the identity check of an approved user is reused where the tenant wants it, also when minted again', async () => {
  setPolicy({ bypassKyc: true })
  await open('judy')
  await approveAtMeld('judy')
  await decide('judy', 'approved')
  await rampway.control('/_sim/reset', {})
  const { body } = await open('judy')
  await rampway.advance(3600)
  await visit(body.session.widget_url)
  const calls = await rampway.widgetCalls()
  expect(calls.map((call) => call.body.bypassKyc)).toEqual([true, true])
})

test('what a claim told last counts for widgets that are minted again, when there is no token to ask', async () => {
  setPolicy({ bypassKyc: true, claim: 'kyc_status' })
  const opened = []
  for (const kyc_status of ['approved', 'approved', 'retry']) {
    opened.push((await open('olga', { kyc_status })).body.session.widget_url)
    if (opened.length === 1) await approveAtMeld('olga')
    await rampway.control('/_sim/reset', {})
    await rampway.advance(3600)
    await visit(opened.at(-1))
    const [call] = await rampway.widgetCalls()
    expect(call?.body.bypassKyc).toBe(kyc_status === 'approved' ? true : undefined)
  }
})

test('a user who is not approved is not said to be, although the tenant would pass it on', async () => {
  setPolicy({ bypassKyc: true })
  expect((await open('ken')).status).toBe(201)
  const [call] = await rampway.widgetCalls()
  expect(call?.body).not.toHaveProperty('bypassKyc')
})

test('where Meld has no approved check of the user the widget is opened without, and the user is checked anew', async () => {
  setPolicy({ bypassKyc: true })
  await decide('laura', 'approved')
  expect((await open('laura', {}, sessionBody({ service_provider: 'TRANSAK' }))).status).toBe(201)
  const calls = await rampway.widgetCalls()
  expect(calls.map((call) => [call.provider, call.body.bypassKyc])).toEqual([
    ['TRANSAK', true],
    ['TRANSAK', undefined],
  ])
})

test('a share token goes to Meld with the widget, and nowhere else', async () => {
  setPolicy({ shareTokenClaim: 'kyc_token' })
  const secret = 'sst-5f0c2b1e-very-personal'
  const claims = { kyc_token: secret, email: 'mallory@example.com', kyc_status: 'approved' }
  const answer = await open('mallory', claims)
  expect(answer.status).toBe(201)
  const { body } = await rampway.control('/_sim/calls')
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
  expect(answer.text + rampway.logged()).not.toContain(secret)
  for (const table of ['sessions', 'users', 'kyc_states', 'session_events', 'idempotency_keys']) {
    const rows = await queryDatabase(rampway.database, `select t::text as row from ${table} t`)
    expect(JSON.stringify(rows), table).not.toContain(secret)
  }
})
