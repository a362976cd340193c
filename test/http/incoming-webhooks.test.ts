import { signWebhook } from '@rampway/simulator/webhook-signature'
import { describe, expect } from 'vitest'
import { makeSecret } from '../../src/domain/secret.ts'
import { newExternalSessionId, newSessionId } from '../../src/domain/session.ts'
import { parseTenantId, type TenantId } from '../../src/domain/tenant.ts'
import { queryDatabase } from '../support/database.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { expectProblem, faultsOf } from './problem.ts'

const path = '/v0/webhooks/meld/events'
const demo = 'org-demo:env-sandbox'
const other = 'org-other:env-sandbox'
const secrets: Readonly<Record<string, readonly string[]>> = {
  [demo]: ['demo-new', 'demo-old'],
  [other]: ['other-secret'],
}

const test = base.extend('proxied', { scope: 'file' }, async ({ target, gateway: { simulator } }, { onCleanup }) => {
  const proxied = await startTestGateway({
    database: target,
    simulator,
    tenants: withSecrets,
    trustedProxies: ['127.0.0.1'],
    publicUrl: 'https://ramp.example',
  })
  onCleanup(proxied.close)
  return proxied
})

test.override('gatewayOptions', { tenants: withSecrets })

function withSecrets<T extends { id: string; meld: object }>(tenant: T): T {
  return { ...tenant, meld: { ...tenant.meld, webhookSecrets: (secrets[tenant.id] ?? []).map(makeSecret) } }
}

interface Sending {
  readonly to?: TestGateway
  readonly secret?: string
  /** The address that is signed; where it is sent to unless told otherwise. */
  readonly signedUrl?: string
  readonly timestamp?: string
  readonly query?: string
  readonly headers?: Record<string, string | undefined>
}

let events = 0

function eventOf(payload: Record<string, unknown> = {}, envelope: Record<string, unknown> = {}) {
  events += 1
  const eventId = `event-${events}`
  return { eventType: 'TRANSACTION_CRYPTO_PENDING', eventId, timestamp: new Date().toISOString(), payload, ...envelope }
}

/** Sends a webhook as Meld does. */
function send(gateway: TestGateway, event: unknown, sending: Sending = {}): Promise<JsonAnswer> {
  const { to = gateway, secret = 'demo-new', timestamp = new Date().toISOString(), query = '' } = sending
  const body = typeof event === 'string' ? event : JSON.stringify(event)
  const signature = signWebhook(secret, timestamp, sending.signedUrl ?? `${to.url}${path}${query}`, body)
  const signed = { 'meld-signature': signature, 'meld-signature-timestamp': timestamp }
  const headers = { 'content-type': 'application/json', ...signed, ...sending.headers }
  const present = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  return to.send(`${path}${query}`, { method: 'POST', headers: Object.fromEntries(present), body })
}

function stored(gateway: TestGateway, eventId: string): Promise<Record<string, unknown>[]> {
  return queryDatabase(
    gateway.database,
    `select tenant_id, kind, outcome, transaction_id, external_session_id from incoming_webhooks where event_id = $1`,
    [eventId],
  )
}

async function storedTenant(gateway: TestGateway, eventId: string): Promise<unknown> {
  const rows = await stored(gateway, eventId)
  expect(rows).toHaveLength(1)
  return rows[0]?.tenant_id
}

function sessionOf(tenant: string): string {
  return newExternalSessionId(idOf(tenant), newSessionId())
}

function idOf(text: string): TenantId {
  const id = parseTenantId(text)
  if (id === undefined) throw new Error(text)
  return id
}

describe('a webhook that Meld signed', () => {
  test.for([
    [
      'a colon in the query that was registered, and sent percent-encoded',
      '?tenant=org-demo%3Aenv-sandbox',
      (url: string) => url.replaceAll('%3A', ':'),
    ],
    [
      'a colon that was registered percent-encoded, and sent plain',
      `?tenant=${demo}`,
      (url: string) => url.replace(demo, 'org-demo%3Aenv-sandbox'),
    ],
    ['an upper-case host', '', (url: string) => url.replace('ramp.example', 'RAMP.EXAMPLE')],
    ['an explicit default port', '', (url: string) => url.replace('ramp.example', 'ramp.example:443')],
    [
      'all of it',
      `?tenant=${demo}`,
      (url: string) => url.replace('ramp.example', 'RAMP.EXAMPLE:443').replace(demo, 'org-demo%3aenv-sandbox'),
    ],
  ] as const)(
    'is taken when the registered address is the same in another form: %s',
    async ([_form, query, register], { gateway, proxied }) => {
      const signedUrl = register(`https://ramp.example${path}${query}`)
      expect((await send(gateway, eventOf(), { to: proxied, query, signedUrl })).status).toBe(200)
    },
  )

  test('is refused when the address is really another', async ({ gateway, proxied }) => {
    for (const address of ['https://evil.example', 'https://ramp.example:8443', 'http://ramp.example']) {
      expect((await send(gateway, eventOf(), { to: proxied, signedUrl: `${address}${path}` })).status).toBe(401)
    }
    const query = `?tenant=${demo}`
    expect(
      (await send(gateway, eventOf(), { to: proxied, query, signedUrl: `https://ramp.example${path}` })).status,
    ).toBe(401)
  })

  test('is answered 200 {"received": true}, and is in the inbox by then, waiting to be handled', async ({
    gateway,
  }) => {
    const event = eventOf({ paymentTransactionId: 'tx-1', externalSessionId: sessionOf(demo) })
    const answer = await send(gateway, event)
    expect([answer.status, answer.text]).toEqual([200, '{"received":true}'])
    expect(await stored(gateway, event.eventId)).toEqual([
      {
        tenant_id: demo,
        kind: 'transaction',
        outcome: null,
        transaction_id: 'tx-1',
        external_session_id: event.payload.externalSessionId,
      },
    ])
  })

  test('is a no-op when it comes again, and answered the same', async ({ gateway }) => {
    const event = eventOf({ paymentTransactionId: 'tx-2' })
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(gateway, event)))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(new Set(['200 {"received":true}']))
    expect(await stored(gateway, event.eventId)).toHaveLength(1)
    const { text } = await gateway.sendOperator('/metrics')
    expect(text).toMatch(/rampway_webhooks_received_total\{result="replayed"\} (?:19|[2-9]\d)/)
  })

  test('is over its bytes, whatever content type and spaces they come with', async ({ gateway }) => {
    const event = eventOf()
    const body = `  ${JSON.stringify(event, null, 2)}\n`
    expect((await send(gateway, body, { headers: { 'content-type': 'text/plain' } })).status).toBe(200)
    expect((await send(gateway, body, { headers: { 'content-type': 'application/json; charset=utf-8' } })).status).toBe(
      200,
    )
    expect(await stored(gateway, event.eventId)).toHaveLength(1)
  })

  test.for(['WEBHOOK_TEST', 'TEST', 'CUSTOMER_KYC_STATUS_CHANGE', 'BANK_LINKING_COMPLETED', 'SOMETHING_NEW'])(
    'is accepted with the type %s and without a transaction, and leaves nothing to do',
    async (eventType, { gateway }) => {
      const event = eventOf({ requestId: '7aWW1GXTjWCCtNubzvVX7V' }, { eventType })
      expect((await send(gateway, event)).status).toBe(200)
      expect(await stored(gateway, event.eventId)).toMatchObject([{ outcome: 'nothing_to_do' }])
    },
  )

  test('may be stamped in epoch seconds, and with an address that has a query', async ({ gateway }) => {
    const timestamp = String(Math.round(Date.now() / 1000))
    expect((await send(gateway, eventOf(), { timestamp, query: '?profile=1&x=%20' })).status).toBe(200)
  })

  test('may be signed with either of two secrets while one is rotated, and not with a third', async ({ gateway }) => {
    for (const secret of ['demo-new', 'demo-old']) expect((await send(gateway, eventOf(), { secret })).status).toBe(200)
    expectRefusal(await send(gateway, eventOf(), { secret: 'demo-older' }))
    gateway.changeTenants((tenant) => ({
      ...tenant,
      meld: { ...tenant.meld, webhookSecrets: tenant.meld.webhookSecrets.slice(0, 1) },
    }))
    expectRefusal(await send(gateway, eventOf(), { secret: 'demo-old' }))
  })

  test('that cannot be read is 422 and says where', async ({ gateway }) => {
    expect(faultsOf(await send(gateway, '{"eventType":"TEST"}'))).toHaveProperty(['/eventId'])
    expect(faultsOf(await send(gateway, 'not JSON'))).toHaveProperty([''])
    expect(faultsOf(await send(gateway, '[]'))).toHaveProperty([''])
  })
})

/** The 401 of a webhook: the same words whatever was wrong. */
function expectRefusal(answer: JsonAnswer): void {
  expectProblem(answer, 401, 'MLD-401-001')
  expect(answer.body.detail).toBe('The signature or its timestamp is missing, wrong, or more than 300 seconds away.')
}

describe('a webhook is refused with one and the same text, and not recorded,', () => {
  const wrongs: readonly (readonly [string, Sending])[] = [
    ['when its signature is missing', { headers: { 'meld-signature': undefined } }],
    ['when its timestamp is missing', { headers: { 'meld-signature-timestamp': undefined } }],
    ['when its signature is of nobody', { headers: { 'meld-signature': 'forged' } }],
    ['when its timestamp is too old', { timestamp: new Date(Date.now() - 302_000).toISOString() }],
    ['when its timestamp is too new', { timestamp: new Date(Date.now() + 400_000).toISOString() }],
    ['when its timestamp is no time', { timestamp: 'yesterday' }],
    ['when it was signed for another address', { signedUrl: `https://elsewhere.example${path}` }],
    ['when its address names a tenant that is not', { query: '?tenant=org-none:env-none' }],
    ['when its address names another tenant than signed it', { query: `?tenant=${other}` }],
    ['when its address names two tenants', { query: `?tenant=${demo}&tenant=${other}` }],
  ]
  test.for(wrongs)('%s', async ([_what, sending], { gateway }) => {
    const event = eventOf({ paymentTransactionId: 'tx-3' })
    const answer = await send(gateway, event, sending)
    expectRefusal(answer)
    expect(answer.text).not.toContain('forged')
    expect(await stored(gateway, event.eventId)).toEqual([])
  })

  test('when it was changed on the way', async ({ gateway }) => {
    const event = eventOf()
    const timestamp = new Date().toISOString()
    const signature = signWebhook('demo-new', timestamp, `${gateway.url}${path}`, JSON.stringify(event))
    const answer = await send(
      gateway,
      { ...event, eventId: 'changed' },
      { timestamp, headers: { 'meld-signature': signature } },
    )
    expectRefusal(answer)
    expect(await stored(gateway, 'changed')).toEqual([])
  })

  test('when it has no body', async ({ gateway }) => {
    expectRefusal(await gateway.send(path, { method: 'POST' }))
  })
})

test('a webhook of more than 64 KiB is not read', async ({ gateway }) => {
  expectProblem(await send(gateway, eventOf({ padding: 'x'.repeat(66_000) })), 413, 'GEN-413-001')
})

test('the other methods of the address are refused as everywhere', async ({ gateway }) => {
  expectProblem(await gateway.send(path), 405, 'GEN-405-001')
})

describe('behind a proxy', () => {
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'hooks.example' }

  test('a webhook may be signed for the public address, whatever the connection looks like', async ({
    gateway,
    proxied,
  }) => {
    expect((await send(gateway, eventOf(), { to: proxied, signedUrl: `https://ramp.example${path}` })).status).toBe(200)
  })

  test('a webhook may be signed for the address that a trusted proxy was reached at', async ({ gateway, proxied }) => {
    const sending = { to: proxied, signedUrl: `https://hooks.example${path}`, headers: forwarded }
    expect((await send(gateway, eventOf(), sending)).status).toBe(200)
  })

  test('forwarded headers of somebody who is not trusted mean nothing', async ({ gateway }) => {
    expectRefusal(await send(gateway, eventOf(), { signedUrl: `https://hooks.example${path}`, headers: forwarded }))
  })
})

describe('of several tenants, a webhook belongs to', () => {
  test('the one whose secret signed it', async ({ gateway }) => {
    const event = eventOf({ paymentTransactionId: 'tx-4' })
    expect((await send(gateway, event, { secret: 'other-secret' })).status).toBe(200)
    expect(await storedTenant(gateway, event.eventId)).toBe(other)
  })

  test('the signer, and leaves nothing to do, when it names a session of another account’s tenant', async ({
    gateway,
  }) => {
    const event = eventOf({ paymentTransactionId: 'tx-5', externalSessionId: sessionOf(demo) })
    expect((await send(gateway, event, { secret: 'other-secret' })).status).toBe(200)
    expect(await stored(gateway, event.eventId)).toMatchObject([{ tenant_id: other, outcome: 'foreign' }])
  })

  test('the one whose session it names, else whose customer, when they share an account', async ({
    gateway,
    startGateway,
  }) => {
    const shared = await startGateway({
      database: gateway.database,
      simulator: gateway.simulator,
      tenants: (tenant) => {
        const meld = {
          ...tenant.meld,
          apiKey: makeSecret('WshareddAccount1234567:sharedKey99'),
          webhookSecrets: [makeSecret('s')],
        }
        return { ...tenant, meld }
      },
    })
    await shared.openSession(undefined, { tenant: other, sub: 'carol' })
    const [call] = (await shared.widgetCalls()).slice(-1)
    const bySession = eventOf({ paymentTransactionId: 'tx-6', externalSessionId: sessionOf(other) })
    const byCustomer = eventOf({ paymentTransactionId: 'tx-7', customerId: call?.body.customerId })
    const byNobody = eventOf({ paymentTransactionId: 'tx-8', customerId: 'nobody' })
    for (const event of [bySession, byCustomer, byNobody]) {
      expect((await send(gateway, event, { to: shared, secret: 's' })).status).toBe(200)
    }
    const owners = await Promise.all(
      [bySession, byCustomer, byNobody].map(({ eventId }) => storedTenant(gateway, eventId)),
    )
    expect(owners).toEqual([other, other, demo])
  })
})

test('among more tenants than are tried, a webhook finds its own by its session or its address', async ({
  gateway,
  startGateway,
}) => {
  const template = gateway.demo
  const many = Array.from({ length: 200 }, (_, n) => ({
    ...template,
    id: idOf(`org-many:env-${n}`),
    meld: { ...template.meld, webhookSecrets: [makeSecret(`secret-${n}`)] },
  }))
  const crowded = await startGateway({ database: gateway.database, simulator: gateway.simulator })
  crowded.tenants.replace(many, undefined)
  const last = 'org-many:env-199'
  const sending = { to: crowded, secret: 'secret-199' }
  const bySession = eventOf({ externalSessionId: sessionOf(last) })
  const byAddress = eventOf()
  const answers = [
    await send(gateway, bySession, sending),
    await send(gateway, byAddress, { ...sending, query: `?tenant=${last}` }),
    await send(gateway, eventOf(), sending),
  ]
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 401])
  expect(await storedTenant(gateway, bySession.eventId)).toBe(last)
  expect(await storedTenant(gateway, byAddress.eventId)).toBe(last)
})
