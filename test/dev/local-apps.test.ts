import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linkPage } from '../../src/pages/link-pages.ts'
import { returnPage } from '../../src/pages/return-page.ts'
import { type PageServer, startPageServer } from '../pages/page-server.ts'
import { launchBrowser } from '../support/browser.ts'
import { sessionBody, startTestGateway, type TestGateway } from '../support/gateway.ts'

const phone = 'http://192.168.1.5:3000'
const strangers = ['https://evil.example', 'http://localhost.evil.example:3000', 'http://192.168.1.5:3001', 'null']
const locals = ['http://localhost:5173', 'https://127.0.0.1:8443', 'http://[::1]:3000', 'http://app.localhost', phone]

let rampway: TestGateway
let app: PageServer
let browser: Browser
/** The app's server under the name that developers type. */
let localhost: string

beforeAll(async () => {
  rampway = await startTestGateway({ devOrigins: [phone, 'acmewallet://done'] })
  app = await startPageServer()
  localhost = app.origin.replace('127.0.0.1', 'localhost')
  app.put('/app', '<!doctype html><title>App</title>')
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await app?.close()
  await rampway.close()
})

function preflight(path: string, origin: string, headers: Record<string, string> = {}) {
  const asked = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' }
  return rampway.send(path, { method: 'OPTIONS', headers: { origin, ...asked, ...headers } })
}

test('a page of this machine may mint tokens, work the levers and call the API', async () => {
  for (const origin of locals) {
    for (const path of ['/dev/token', '/_sim/faults', '/v0/ramp/sessions']) {
      const asked = await preflight(path, origin)
      expect([path, origin, asked.status]).toEqual([path, origin, 204])
      expect(asked.headers.get('access-control-allow-origin')).toBe(origin)
    }
    for (const path of ['/dev/jwks/privy.json', '/_sim', '/_sim/calls']) {
      const read = await rampway.send(path, { headers: { origin } })
      expect([path, read.status, read.headers.get('access-control-allow-origin')]).toEqual([path, 200, origin])
      expect(read.headers.get('vary')).toContain('origin')
    }
    const opened = await rampway.openSession(sessionBody(), { headers: { origin } })
    expect([opened.status, opened.headers.get('access-control-allow-origin')]).toEqual([201, origin])
  }
})

test('to a site on the internet there are no dev routes, and it may not read an answer of the API', async () => {
  for (const origin of strangers) {
    for (const path of ['/dev/token', '/dev/token?x', '/_sim', '/_sim/faults']) {
      for (const answer of [
        await preflight(path, origin),
        await rampway.send(path, { method: 'POST', headers: { origin } }),
        await rampway.send(path, { headers: { origin } }),
      ]) {
        expect([path, origin, answer.status]).toEqual([path, origin, 404])
        expect(answer.headers.has('access-control-allow-origin')).toBe(false)
        expect(answer.body).not.toHaveProperty('token')
      }
    }
    const opened = await rampway.openSession(sessionBody(), { headers: { origin } })
    expect(opened.headers.has('access-control-allow-origin')).toBe(false)
  }
  expect(rampway.logged()).toContain('"origin":"https://evil.example"')
})

test('a page of an https site that was let in is told that it may reach into this network', async () => {
  const asked = { 'access-control-request-private-network': 'true' }
  for (const path of ['/dev/token', '/v0/ramp/sessions']) {
    const answer = await preflight(path, phone, asked)
    expect(answer.headers.get('access-control-allow-private-network')).toBe('true')
    expect((await preflight(path, phone)).headers.has('access-control-allow-private-network')).toBe(false)
    const refused = await preflight(path, 'https://evil.example', asked)
    expect(refused.headers.has('access-control-allow-private-network')).toBe(false)
  }
})

test('a program, which sends no origin, is not asked for one', async () => {
  expect((await rampway.send('/dev/token', { method: 'POST' })).status).toBe(200)
})

test('a return link may be any page of an origin that is let in', async () => {
  const open = (return_url: string) => rampway.openSession(sessionBody({ return_url }))
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

test('an app in a browser mints a token, opens a session and reads it, with nothing set up', async () => {
  const page = await openTab(`${localhost}/app`)
  const body = JSON.stringify(sessionBody({ return_url: `${localhost}/done?order=7` }))
  const script = `(async () => {
    const post = (path, body, headers) =>
      fetch('${rampway.url}' + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body })
        .then((answer) => answer.json())
    const { token } = await post('/dev/token', '{"sub":"browser"}')
    const headers = { 'x-juno-jwt': token, 'x-juno-orgid': 'org-demo:env-sandbox' }
    const { session } = await post('/v0/ramp/sessions', ${JSON.stringify(body)}, headers)
    const read = await fetch('${rampway.url}/v0/ramp/sessions/' + session.id, { headers })
    const paid = await post('/_sim/checkout', JSON.stringify({ session_id: session.id, outcome: 'pay' }))
    return { status: read.status, paid: paid.transaction.status, widget: session.widget_url }
  })()`
  expect(await page.evaluate(script)).toMatchObject({ status: 200, paid: 'PENDING' })
})

/** Serves the pages that end users meet as dev tenants have them, at a port that the app's is not. */
async function servePages(): Promise<PageServer> {
  const server = await startPageServer()
  const { allowedOrigins } = rampway.tenants.list()[0] ?? { allowedOrigins: [] }
  server.put(
    '/r/1',
    returnPage({ sessionId: 'ses_1', status: 'ready', allowedOrigins, returnLink: null, traceId: 't' }),
  )
  server.put('/w/1', linkPage('unknown', { frameAncestors: allowedOrigins, returnLink: null, traceId: 't' }))
  return server
}

async function openTab(url: string): Promise<Page> {
  const page = await browser.newPage()
  page.setDefaultTimeout(10_000)
  await page.goto(url)
  return page
}

const listening = `<script>window.received = []; addEventListener('message', ({ data }) => window.received.push(data))</script>`

test('the pages for end users may be framed by an app on any port, and tell it and an opener of the return', async () => {
  const pages = await servePages()
  const listed = { type: 'rampway:returned', session_id: 'ses_1' }
  for (const origin of [localhost, app.origin, localhost.replace('localhost', 'wallet.localhost')]) {
    app.put(
      '/frame',
      `${listening}<iframe src="${pages.origin}/r/1"></iframe><iframe src="${pages.origin}/w/1"></iframe>`,
    )
    const framing = await openTab(`${origin}/frame`)
    await framing.waitForFunction('window.received.length > 0')
    expect([origin, await framing.evaluate('window.received[0]')]).toEqual([origin, listed])
    expect(await framing.frameLocator('iframe[src$="/w/1"]').locator('h1').textContent()).not.toBe('')

    app.put('/popup', `${listening}<button onclick="window.open('${pages.origin}/r/1')">Open</button>`)
    const opening = await openTab(`${origin}/popup`)
    await opening.getByRole('button').click()
    await opening.waitForFunction('window.received.length > 0')
    expect([origin, await opening.evaluate('window.received[0]')]).toEqual([origin, listed])
  }
  await pages.close()
})
