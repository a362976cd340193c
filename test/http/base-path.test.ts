import { signWebhook } from '@rampway/simulator/webhook-signature'
import { expect } from 'vitest'
import { makeSecret } from '../../src/domain/secret.ts'
import { startPageServer } from '../pages/page-server.ts'
import { test as base } from '../support/fixtures/browsed-gateway.ts'
import { closing } from '../support/fixtures/closing.ts'
import { fetchJson, type JsonAnswer, sessionBody, type TestGateway } from '../support/gateway.ts'
import { startPathProxy } from '../support/path-proxy.ts'

const demo = 'org-demo:env-sandbox'

const test = base.extend('app', { scope: 'file' }, closing(startPageServer)).extend(
  'proxy',
  { scope: 'file' },
  closing(() => startPathProxy('/pay/ramp')),
)

test.override('gatewayOptions', ({ app, proxy }) => ({
  publicUrl: proxy.url,
  tenants: (tenant) => ({
    ...tenant,
    allowedOrigins: [app.origin],
    meld: { ...tenant.meld, webhookSecrets: [makeSecret('s')] },
  }),
}))
test.beforeAll(({ gateway, proxy }) => proxy.pointTo(gateway.url))

async function call(gateway: TestGateway, path: string, body?: unknown): Promise<JsonAnswer> {
  const headers = {
    'content-type': 'application/json',
    'x-juno-orgid': demo,
    'x-juno-jwt': await gateway.mintToken(),
  }
  return fetchJson(new URL(path, gateway.publicUrl).href, {
    headers,
    ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
  })
}

/** Every link of an answer, at any depth. */
function linksOf(value: unknown): { readonly href: string; readonly method?: string; readonly templated?: boolean }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) =>
    name === '_links' ? Object.values(member) : linksOf(member),
  )
}

async function openSession(gateway: TestGateway): Promise<JsonAnswer> {
  const opened = await call(gateway, '/pay/ramp/v0/ramp/sessions', sessionBody())
  expect(opened.status, opened.text).toBe(201)
  return opened
}

/** Where the provider of the newest session sends its user back. */
async function returnAddress(gateway: TestGateway): Promise<string> {
  return (await gateway.widgetCalls()).at(-1)?.body.sessionData.redirectUrl
}

test('every link of every answer leads back through the proxy, the header Location too', async ({ gateway, proxy }) => {
  const opened = await openSession(gateway)
  expect(opened.headers.get('location')).toBe(`/pay/ramp/v0/ramp/sessions/${opened.body.session.id}`)
  expect((await call(gateway, opened.headers.get('location') ?? '')).status).toBe(200)
  const quotes = '/pay/ramp/v0/ramp/quotes?source_amount=100&from_asset=USD&to_asset=USDC&chain_id=8453'
  const answers = [
    opened,
    await call(gateway, '/pay/ramp/v0/ramp/sessions?count=1'),
    await call(gateway, `/pay/ramp/v0/ramp/sessions/${opened.body.session.id}`),
    await call(gateway, quotes),
    await call(gateway, '/pay/ramp/v0/ramp/transactions'),
    await call(gateway, '/pay/ramp/v0/ramp/supported-values'),
    await call(gateway, '/pay/ramp/v0/assets?limit=3'),
    await call(gateway, '/pay/ramp/v0/assets/USDC'),
  ]
  for (const answer of answers) {
    expect(answer.status).toBe(200 + Number(answer === opened))
    const links = linksOf(answer.body)
    expect(links.length).toBeGreaterThan(0)
    for (const { href, method = 'GET', templated } of links) {
      expect(new URL(href, proxy.url).href).toContain(`${proxy.url}/`)
      if (method !== 'GET' || templated || href.includes('/w/')) continue
      expect([href, (await call(gateway, href)).status]).toEqual([href, 200])
    }
  }
  expect(answers[3]?.text).toMatch(/"exchange_rate":0\.\d+[,}]/)
})

test('a refusal names its path and its page as the caller sees them', async ({ gateway }) => {
  const refused = await call(gateway, '/pay/ramp/v0/ramp/sessions/ses_1')
  expect(refused.body.instance).toBe('/pay/ramp/v0/ramp/sessions/ses_1')
  const page = await fetch(refused.body.type)
  expect(page.status).toBe(200)
})

test('a proxy that does not take the path away is told of, to whoever calls through it', async ({ gateway }) => {
  const answer = await gateway.send('/pay/ramp/v0/ramp/sessions')
  expect(answer.status).toBe(404)
  expect(answer.body.detail).toContain('must take /pay/ramp')
})

test('a webhook is taken whether Meld signed the public address or the one that the proxy was reached under', async ({
  gateway,
  proxy,
}) => {
  const path = '/v0/webhooks/meld/events'
  for (const signed of [`${proxy.url}${path}`, `${gateway.url}/pay/ramp${path}`]) {
    const body = JSON.stringify({
      eventType: 'TRANSACTION_CRYPTO_PENDING',
      eventId: signed,
      timestamp: new Date().toISOString(),
      payload: {},
    })
    const timestamp = new Date().toISOString()
    const answer = await gateway.send(path, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'meld-signature-timestamp': timestamp,
        'meld-signature': signWebhook('s', timestamp, signed, body),
      },
      body,
    })
    expect(answer.status, answer.text).toBe(200)
  }
})

test('in a browser the link binds by its cookie, the return page tells the app, and no page lacks a file', async ({
  gateway,
  app,
  proxy,
  context,
}) => {
  const first = await openSession(gateway)
  const link: string = first.body.session.widget_url
  expect(link).toContain(`${proxy.url}/w/`)
  const tab = await context.newPage()
  await tab.goto(link)
  expect(tab.url()).toContain(gateway.simulator.url)
  const { pathname } = new URL(link)
  const cookies = (await context.cookies(link)).filter(({ name }) => name === 'rampway_link')
  expect(cookies.map(({ path }) => path)).toEqual([pathname])
  await tab.goto(link)
  expect(tab.url()).toContain(gateway.simulator.url)

  app.put(
    '/popup',
    `<script>addEventListener('message', (e) => { window.heard = [e.data, e.origin] })</script>
<button onclick="window.open('${await returnAddress(gateway)}')">Buy</button>`,
  )
  await tab.goto(`${app.origin}/popup`)
  await tab.click('button')
  const heard = await tab.waitForFunction('window.heard').then((handle) => handle.jsonValue())
  const message = { type: 'rampway:returned', version: 1, session_id: first.body.session.id }
  expect(heard).toMatchObject([message, new URL(proxy.url).origin])

  await tab.goto(`${proxy.url}/errors`)
  await tab.click('text=GEN-404-001')
  await tab.waitForURL(`${proxy.url}/errors/gen-404-001`)
  await tab.click('text=All error codes')
  await tab.waitForURL(`${proxy.url}/errors`)
  await tab.goto(`${proxy.url}/docs`)
  await tab.getByRole('heading', { name: 'Rampway', exact: true }).waitFor()
  await tab.goto(`${proxy.url}/w/unknown`)
  expect(await tab.evaluate('document.styleSheets.length')).toBe(1)
  expect(proxy.lost.filter((path) => path !== '/favicon.ico')).toEqual([])
})

test('the contract document leads its callers through the proxy', async ({ gateway }) => {
  const { body } = await fetchJson(new URL('/pay/ramp/openapi.json', gateway.publicUrl).href)
  expect(body.servers[0].url).toBe('/pay/ramp')
})
