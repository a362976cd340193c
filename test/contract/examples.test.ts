import { signWebhook } from '@rampway/simulator/webhook-signature'
import { expect } from 'vitest'
import { accountOfThisMachine } from '../../src/cli/operations-access.ts'
import { isDocumented } from '../../src/contract/document.ts'
import { type Endpoint, type Example, isText } from '../../src/contract/endpoint.ts'
import { endpoints } from '../../src/contract/endpoints.ts'
import { createWebhookEndpoint } from '../../src/contract/partner-webhook-endpoints.ts'
import { openSession } from '../../src/contract/sessions.ts'
import { receiveMeldWebhook } from '../../src/contract/webhooks.ts'
import { makeSecret } from '../../src/domain/secret.ts'
import { publishEvents } from '../../src/operations/events/publish.ts'
import { makePortalLink } from '../../src/operations/operator/portal-links.ts'
import { refreshTransaction } from '../../src/operations/transactions/transactions.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { JsonAnswer, TestGateway } from '../support/gateway.ts'
import { agents, navigation, visit } from '../support/visit.ts'

const webhookSecret = 's'
const asBrowser = { agent: agents.chrome, headers: navigation }

test.override('gatewayOptions', {
  // A stream is its whole life.
  streamLimits: { lifeMs: 500 },
  tenants: (tenant) => ({ ...tenant, meld: { ...tenant.meld, webhookSecrets: [makeSecret(webhookSecret)] } }),
})

/** Those of operators need what many of them did before; each shows its own in the tests of what it does. */
const told = endpoints.filter((stated) => isDocumented(stated) && stated.tag !== 'Operator')

for (const stated of told) {
  test(`${stated.name}: its example is answered with its status and its very members`, async ({ gateway }) => {
    const { example, replies } = stated
    if (example === undefined) throw new Error('has no example')
    const own = await ownValues[stated.name]?.(gateway)
    const answer = await send(
      gateway,
      stated,
      { ...example, params: { ...example.params, ...own?.params }, body: own?.body ?? example.body },
      own?.headers,
    )
    expect(answer.status, answer.text).toBe(example.status)
    const reply = replies[example.status]
    if (reply !== undefined && isText(reply)) expect(answer.headers.get('content-type')).toBe(reply.contentType)
    if (example.reply !== undefined) expect(misfits(answer.body, example.reply)).toEqual([])
  })
}

const noReason = { reason: null, traceId: null }

/** What in a call is the gateway's to name, or of the moment: ids, tokens, signatures. */
interface OwnValues {
  readonly params?: Example['params']
  readonly headers?: Example['headers']
  readonly body?: Example['body']
}

const ownValues: Readonly<Record<string, (gateway: TestGateway) => Promise<OwnValues>>> = {
  // A list of one to a page leads on only where there are more.
  listSessions: async (gateway) => {
    await openedSession(gateway)
    await visitedSession(gateway)
    return {}
  },
  getSession: async (gateway) => ({ params: { id: await visitedSession(gateway) } }),
  // One that goes on has no end of its own.
  streamSession: async (gateway) => ({ params: { id: await settledSession(gateway) } }),
  createStreamTicket: async (gateway) => ({ params: { id: (await openedSession(gateway)).id } }),
  releaseSessionLink: async (gateway) => ({ params: { id: await visitedSession(gateway) } }),
  listTransactions: async (gateway) => {
    await settledTransaction(gateway)
    return {}
  },
  getTransaction: async (gateway) => ({ params: { transactionId: await settledTransaction(gateway) } }),
  listSessionsAsPartner: async (gateway) => {
    await visitedSession(gateway)
    await visitedSession(gateway)
    return {}
  },
  getSessionAsPartner: async (gateway) => ({ params: { id: await visitedSession(gateway) } }),
  listTransactionsAsPartner: async (gateway) => {
    await settledTransaction(gateway)
    return {}
  },
  getTransactionAsPartner: async (gateway) => ({ params: { id: await settledTransaction(gateway) } }),
  signInToPortal: async (gateway) => {
    const { url } = await makePortalLink(gateway.deps, accountOfThisMachine(), gateway.demo.id, noReason)
    return { body: { code: new URL(url).hash.replace('#code=', '') } }
  },
  followLink: async (gateway) => ({ params: { token: (await openedSession(gateway)).token } }),
  probeLink: async (gateway) => ({ params: { token: (await openedSession(gateway)).token } }),
  receiveUser: async (gateway) => {
    await openedSession(gateway)
    const returnAddress: string = (await gateway.widgetCalls()).at(-1)?.body.sessionData.redirectUrl
    return { params: { token: returnAddress.split('/').at(-1) ?? '' } }
  },
  listEvents: async (gateway) => {
    await testedWebhookEndpoint(gateway)
    return testEvent(gateway)
  },
  getEvent: testEvent,
  replayEvent: testEvent,
  listDeliveries: async (gateway) => {
    await testedWebhookEndpoint(gateway)
    return delivery(gateway)
  },
  getDelivery: delivery,
  retryDelivery: delivery,
  listWebhookEndpoints: ofWebhookEndpoint,
  getWebhookEndpoint: ofWebhookEndpoint,
  changeWebhookEndpoint: ofWebhookEndpoint,
  deleteWebhookEndpoint: ofWebhookEndpoint,
  rotateWebhookSecret: ofWebhookEndpoint,
  testWebhookEndpoint: ofWebhookEndpoint,
  replayToWebhookEndpoint: async (gateway) => {
    const id = await madeWebhookEndpoint(gateway)
    await visitedSession(gateway)
    await publishEvents(gateway.deps, gateway.demo.id)
    return { params: { id } }
  },
  receiveMeldWebhook: async (gateway) => {
    const { path, example } = receiveMeldWebhook
    const timestamp = new Date().toISOString()
    const signature = signWebhook(webhookSecret, timestamp, `${gateway.url}${path}`, JSON.stringify(example.body))
    return { headers: { 'meld-signature': signature, 'meld-signature-timestamp': timestamp } }
  },
}

/** The id of a webhook endpoint of the demo tenant, as the examples make it. */
async function madeWebhookEndpoint(gateway: TestGateway): Promise<string> {
  const { path, example } = createWebhookEndpoint
  const { status, body, text } = await gateway.asPartner(path, { body: example.body })
  expect(status, text).toBe(201)
  return body.webhook_endpoint.id
}

/** What came of a test event that was just sent to such a webhook endpoint. */
async function testedWebhookEndpoint(gateway: TestGateway): Promise<JsonAnswer['body']> {
  const id = await madeWebhookEndpoint(gateway)
  const { status, body, text } = await gateway.asPartner(`/v0/partner/webhook-endpoints/${id}/test`, { body: {} })
  expect(status, text).toBe(202)
  return body
}

async function testEvent(gateway: TestGateway): Promise<OwnValues> {
  return { params: { id: (await testedWebhookEndpoint(gateway)).event.id } }
}

async function delivery(gateway: TestGateway): Promise<OwnValues> {
  return { params: { id: (await testedWebhookEndpoint(gateway)).deliveries[0].id } }
}

async function ofWebhookEndpoint(gateway: TestGateway): Promise<OwnValues> {
  return { params: { id: await madeWebhookEndpoint(gateway) } }
}

/** The session of the examples, opened now. */
async function openedSession(gateway: TestGateway): Promise<JsonAnswer['body']> {
  const { status, body, text } = await gateway.openSession({
    ...Object(openSession.example.body),
    idempotency_key: null,
  })
  expect(status, text).toBe(201)
  return body.session
}

/** The same, whose link a person has opened; gives its id. */
async function visitedSession(gateway: TestGateway): Promise<string> {
  const { id, token } = await openedSession(gateway)
  const link = `${gateway.url}/w/${token}`
  const { cookie, location } = await visit(link, asBrowser)
  await visit(new URL(location ?? '', link).href, { ...asBrowser, cookie: cookie ?? '' })
  return id
}

/** A session that has ended. */
async function settledSession(gateway: TestGateway): Promise<string> {
  const { id } = await openedSession(gateway)
  await settle(gateway, id)
  return id
}

/** Has the buyer pay, and the provider settle; gives the id of the transaction. */
async function settledTransaction(gateway: TestGateway): Promise<string> {
  return settle(gateway, (await openedSession(gateway)).id)
}

async function settle(gateway: TestGateway, id: string): Promise<string> {
  const { transaction } = await gateway.checkout({ session_id: id, outcome: 'pay' })
  await gateway.control(`/_sim/transactions/${transaction.id}`, { status: 'SETTLED' })
  const outcome = await refreshTransaction(gateway.deps, gateway.demo, { transactionId: transaction.id })
  expect(outcome.kind).toBe('recorded')
  return transaction.id
}

async function send(
  gateway: TestGateway,
  { method, path, access }: Endpoint,
  example: Example,
  headers: Example['headers'] = {},
): Promise<Pick<JsonAnswer, 'status' | 'headers' | 'body' | 'text'>> {
  const filled = path.replaceAll(/:(\w+)/g, (_all, name: string) => example.params?.[name] ?? '')
  const query = new URLSearchParams(example.query).toString()
  const target = query === '' ? filled : `${filled}?${query}`
  if (access === 'link') {
    const visited = await visit(`${gateway.url}${target}`, { ...asBrowser, method })
    return { ...visited, text: visited.html, body: undefined }
  }
  return gateway.send(target, {
    method,
    headers: {
      ...(example.body !== undefined && { 'content-type': 'application/json' }),
      ...(access === 'user' && { 'x-juno-orgid': gateway.demo.id, 'x-juno-jwt': await gateway.mintToken() }),
      ...(access === 'partner' && { authorization: `Bearer ${await gateway.tenantKey()}` }),
      ...example.headers,
      ...headers,
    },
    ...(example.body !== undefined && { body: JSON.stringify(example.body) }),
  })
}

/** Where an answer has other members, or other kinds of values, than its example; each item of a list needs one like it. */
function misfits(answered: unknown, example: unknown, pointer = ''): readonly string[] {
  if (Array.isArray(example)) {
    const items: readonly unknown[] = Array.isArray(answered) ? answered : []
    return example.flatMap((item, index) => {
      const closest = items.map((candidate) => misfits(candidate, item, `${pointer}/${index}`))
      return closest.toSorted((a, b) => a.length - b.length)[0] ?? [`${pointer}/${index} is like nothing in the answer`]
    })
  }
  if (kindOf(answered) !== kindOf(example)) return [`${pointer} is ${kindOf(answered)}, not ${kindOf(example)}`]
  if (kindOf(example) !== 'object') return []
  const [theirs, ours] = [new Map(Object.entries(Object(answered))), new Map(Object.entries(Object(example)))]
  return [...new Set([...theirs.keys(), ...ours.keys()])].flatMap((name) =>
    misfits(theirs.get(name), ours.get(name), `${pointer}/${name}`),
  )
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value
}
