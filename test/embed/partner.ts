import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page as Tab } from 'playwright-core'
import type { TestGateway } from '../support/gateway.ts'

/** The file that pages import, as it was built. */
export const embedFile = new URL('../../packages/embed/dist/embed.js', import.meta.url)

/** A partner's site on an origin, and to browsers a site, of its own. */
export interface Partner {
  readonly origin: string
  /** Sent with its pages from now on. */
  policy: string
  /** What its page opens, and with what. */
  readonly offer: (session: unknown, token: string) => void
  readonly close: () => Promise<void>
}

/** Strict, but for what a frame of the widget needs. */
export const strictPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src *; frame-src *; require-trusted-types-for 'script'; trusted-types 'none'"

const page = `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>A partner's shop</title>
<h1>Shop</h1><button id="open">Buy crypto</button> <a href="/other">Elsewhere</a>
<div id="mount"></div><script type="module" src="/app.js"></script>`

/** Keeps the events of a page, and all of a tab's across its pages. */
const app = (gatewayUrl: string, session: unknown, token: string) => `
import { openRamp, resumeRamp } from '/embed.js'
const session = ${JSON.stringify(session)}
const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': ${JSON.stringify(token)} }
const poll = async (id) => (await fetch('${gatewayUrl}/v0/ramp/sessions/' + id, { headers })).json()
const read = () => JSON.parse(sessionStorage.getItem('events') ?? '[]')
const onEvent = (event) => sessionStorage.setItem('events', JSON.stringify([...read(), event]))
window.events = read
window.violations = []
document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => window.violations.push(effectiveDirective))
window.abort = new AbortController()
window.options = {}
function keep(handle) {
  window.handle = handle
  handle?.done.then((outcome) => { window.outcome = outcome })
}
window.start = (more) => keep(openRamp({ ...session, ...window.change }, { poll, onEvent, signal: window.abort.signal, ...window.options, ...more }))
document.querySelector('#open').addEventListener('click', () => window.start())
keep(resumeRamp({ poll, onEvent }))
window.ready = true
`

/** Starts it on `localhost`; the gateway is on `127.0.0.1`. */
export async function startPartner(gateway: TestGateway): Promise<Partner> {
  let script = ''
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const send = (type: string, body: string | Buffer) =>
      response.writeHead(200, { 'content-type': type, 'content-security-policy': partner.policy }).end(body)
    if (path === '/embed.js') return send('text/javascript', readFileSync(embedFile))
    if (path === '/app.js') return send('text/javascript', script)
    if (path === '/other') return send('text/html', '<!doctype html><title>Elsewhere</title>')
    return send('text/html', page)
  })
  server.listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const partner: Partner = {
    origin: `http://localhost:${port}`,
    policy: strictPolicy,
    offer: (session, token) => {
      script = app(gateway.url, session, token)
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return partner
}

/** An event as a page was told it. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into events of many kinds
export type Told = any

/** All events that the pages of this tab were told. */
export async function eventsOf(tab: Tab): Promise<Told[]> {
  return tab.evaluate<Told[]>('window.events()')
}

/** What a poll may see on the way to a transaction, or miss. */
const passing = ['ready', 'opened', 'returned']

/** Their types; for a status the status itself, but for those that a poll may miss. */
export async function newsOf(tab: Tab): Promise<string[]> {
  return (await eventsOf(tab)).flatMap(({ type, status }) => {
    if (type !== 'status') return [type]
    return passing.includes(status) ? [] : [`is ${status}`]
  })
}
