import type { BrowserContext, Page } from 'playwright-core'
import { expect, onTestFinished } from 'vitest'
import { linkPage } from '../../src/pages/link-pages.ts'
import { returnPage } from '../../src/pages/return-page.ts'
import { type PageServer, startPageServer } from '../pages/page-server.ts'
import { test as base } from '../support/fixtures/browsed-gateway.ts'
import { closing } from '../support/fixtures/closing.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'

const phone = 'http://192.168.1.5:3000'
const strangers = ['https://evil.example', 'http://localhost.evil.example:3000', 'http://192.168.1.5:3001', 'null']
const locals = ['http://localhost:5173', 'https://127.0.0.1:8443', 'http://[::1]:3000', 'http://app.localhost', phone]

const test = base.extend('app', { scope: 'file' }, closing(startPageServer))

test.override('gatewayOptions', { devOrigins: [phone, 'acmewallet://done'] })
test.beforeAll(({ app }) => app.put('/app', '<!doctype html><title>App</title>'))

/** The app's server under the name that developers type. */
const localhostOf = (app: PageServer): string => app.origin.replace('127.0.0.1', 'localhost')

function preflight(gateway: TestGateway, path: string, origin: string, headers: Record<string, string> = {}) {
  const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' }
  return gateway.send(path, { method: 'OPTIONS', headers: { origin, ...asked, ...headers } })
}

test('a page of this machine may mint tokens, use the controls and call the API', async ({ gateway }) => {
  for (const origin of locals) {
    for (const path of ['/dev/token', '/_sim/faults', '/v0/ramp/sessions']) {
      const asked = await preflight(gateway, path, origin)
      expect([path, origin, asked.status]).toEqual([path, origin, 204])
      expect(asked.headers.get('access-control-allow-origin')).toBe(origin)
    }
    for (const path of ['/dev/jwks/privy.json', '/_sim', '/_sim/calls']) {
      const read = await gateway.send(path, { headers: { origin } })
      expect([path, read.status, read.headers.get('access-control-allow-origin')]).toEqual([path, 200, origin])
      expect(read.headers.get('vary')).toContain('origin')
    }
    const opened = await gateway.openSession(sessionBody(), { headers: { origin } })
    expect([opened.status, opened.headers.get('access-control-allow-origin')]).toEqual([201, origin])
  }
})

test('to a site on the internet there are no dev routes, and it may not read an answer of the API', async ({
  gateway,
}) => {
  for (const origin of strangers) {
    for (const path of ['/dev/token', '/dev/token?x', '/_sim', '/_sim/faults']) {
      for (const answer of [
        await preflight(gateway, path, origin),
        await gateway.send(path, { method: 'POST', headers: { origin } }),
        await gateway.send(path, { headers: { origin } }),
      ]) {
        expect([path, origin, answer.status]).toEqual([path, origin, 404])
        expect(answer.headers.has('access-control-allow-origin')).toBe(false)
        expect(answer.body).not.toHaveProperty('token')
      }
    }
    const opened = await gateway.openSession(sessionBody(), { headers: { origin } })
    expect(opened.headers.has('access-control-allow-origin')).toBe(false)
  }
  expect(gateway.logged()).toContain('"origin":"https://evil.example"')
})

test('a page of an https site that was let in is told that it may reach into this network', async ({ gateway }) => {
  const asked = { 'access-control-request-private-network': 'true' }
  for (const path of ['/dev/token', '/v0/ramp/sessions']) {
    const answer = await preflight(gateway, path, phone, asked)
    expect(answer.headers.get('access-control-allow-private-network')).toBe('true')
    expect((await preflight(gateway, path, phone)).headers.has('access-control-allow-private-network')).toBe(false)
    const refused = await preflight(gateway, path, 'https://evil.example', asked)
    expect(refused.headers.has('access-control-allow-private-network')).toBe(false)
  }
})

test('a program, which sends no origin, is not asked for one', async ({ gateway }) => {
  expect((await gateway.send('/dev/token', { method: 'POST' })).status).toBe(200)
})

test('a return link may be any page of an origin that is let in', async ({ gateway, app }) => {
  const localhost = localhostOf(app)
  const open = (return_url: string) => gateway.openSession(sessionBody({ return_url }))
  for (const link of [`${localhost}/done?order=7&x=%20`, `${phone}/a/b`, 'acmewallet://done/x', 'https://localhost/']) {
    const answer = await open(link)
    expect([link, answer.status]).toEqual([link, 201])
  }
  for (const link of ['https://evil.example/', 'http://localhost:3000@evil.example/', 'javascript:alert(1)', '/done']) {
    const answer = await open(link)
    expect([link, answer.status]).toEqual([link, 422])
    expect(answer.body.errors[0].detail).toContain('http://localhost:*')
  }
})

test('an app in a browser mints a token, opens a session and reads it, with nothing set up', async ({
  gateway,
  app,
  context,
}) => {
  const localhost = localhostOf(app)
  const page = await openTab(context, `${localhost}/app`)
  const body = JSON.stringify(sessionBody({ return_url: `${localhost}/done?order=7` }))
  const script = `(async () => {
    const post = (path, body, headers) =>
      fetch('${gateway.url}' + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
        .then((answer) => answer.json())
    const { token } = await post('/dev/token', '{"sub":"browser"}')
    const headers = { 'x-juno-jwt': token, 'x-juno-orgid': 'org-demo:env-sandbox' }
    const { session } = await post('/v0/ramp/sessions', ${JSON.stringify(body)}, headers)
    const read = await fetch('${gateway.url}/v0/ramp/sessions/' + session.id, { headers })
    const paid = await post('/_sim/checkout', JSON.stringify({ session_id: session.id, outcome: 'pay' }))
    return { status: read.status, paid: paid.transaction.status, widget: session.widget_url }
  })()`
  expect(await page.evaluate(script)).toMatchObject({ status: 200, paid: 'PENDING' })
})

const anybody = { language: 'en', brand: null, provider: null } as const

/** Serves the pages that end users meet as dev tenants have them, at a port that the app's is not. */
async function servePages(gateway: TestGateway): Promise<PageServer> {
  const server = await startPageServer()
  const { allowedOrigins } = gateway.demo
  server.put(
    '/r/1',
    returnPage({
      ...anybody,
      sessionId: 'ses_1',
      supportCode: 'ABCD-2345',
      clientState: null,
      status: 'ready',
      allowedOrigins,
      returnLink: null,
      asked: null,
    }),
  )
  server.put(
    '/w/1',
    linkPage('unknown', {
      ...anybody,
      frameAncestors: allowedOrigins,
      returnLink: null,
      supportCode: null,
      traceId: 't',
    }),
  )
  return server
}

async function openTab(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await page.goto(url)
  return page
}

const listening = `<script>window.received = []; addEventListener('message', ({ data }) => window.received.push(data))</script>`

test('the pages for end users may be framed by an app on any port, and tell it and an opener of the return', async ({
  gateway,
  app,
  context,
}) => {
  const localhost = localhostOf(app)
  const pages = await servePages(gateway)
  onTestFinished(pages.close)
  const listed = {
    type: 'rampway:returned',
    version: 1,
    session_id: 'ses_1',
    support_code: 'ABCD-2345',
    client_state: null,
  }
  for (const origin of [localhost, app.origin, localhost.replace('localhost', 'wallet.localhost')]) {
    app.put(
      '/frame',
      `${listening}<iframe src="${pages.origin}/r/1"></iframe><iframe src="${pages.origin}/w/1"></iframe>`,
    )
    const framing = await openTab(context, `${origin}/frame`)
    await framing.waitForFunction('window.received.length > 0')
    expect([origin, await framing.evaluate('window.received[0]')]).toEqual([origin, listed])
    expect(await framing.frameLocator('iframe[src$="/w/1"]').locator('h1').textContent()).not.toBe('')

    app.put('/popup', `${listening}<button onclick="window.open('${pages.origin}/r/1')">Open</button>`)
    const opening = await openTab(context, `${origin}/popup`)
    await opening.getByRole('button').click()
    await opening.waitForFunction('window.received.length > 0')
    expect([origin, await opening.evaluate('window.received[0]')]).toEqual([origin, listed])
  }
})
