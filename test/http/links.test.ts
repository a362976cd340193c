import { expect } from 'vitest'
import { widgetFreshMs, widgetsMax } from '../../src/operations/links/links.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { agents, type Visitor, visit as visitAddress } from '../support/visit.ts'

test.override('gatewayOptions', {
  trustedProxies: ['127.0.0.1'],
  tenants: (tenant) => ({
    ...tenant,
    allowedOrigins: ['https://wallet.example'],
    returnLinks: ['https://wallet.example/done', 'mywallet://ramp/done?x=1#here'],
  }),
})

/** Opens a session; gives the path of its link and its id. */
async function newLink(
  gateway: TestGateway,
  body = sessionBody(),
): Promise<{ path: string; id: string; widget: string }> {
  const answer = await gateway.openSession(body)
  expect(answer.status).toBe(201)
  const { session } = answer.body
  return { path: new URL(session.widget_url).pathname, id: session.id, widget: session.external_session_id }
}

function visit(gateway: TestGateway, path: string, visitor: Visitor = {}) {
  return visitAddress(`${gateway.url}${path}`, visitor)
}

test('the first opening redirects to the widget that the POST opened', async ({ gateway }) => {
  const { path } = await newLink(gateway)
  const opened = await visit(gateway, path)
  expect(opened.status).toBe(302)
  expect(opened.location).toContain(`${gateway.simulator.url}/`)
  expect(opened.headers.get('cache-control')).toBe('no-store')
  expect(opened.headers.get('referrer-policy')).toBe('no-referrer')
  expect(await gateway.widgetCalls()).toHaveLength(1)
})

test('a widget address in another alphabet arrives whole, percent-encoded', async ({ gateway }) => {
  const merge = { widgetUrl: 'https://meld.example/東京?name=Jürgen K' }
  await gateway.control('/_sim/faults', { kind: 'patch', path: '/crypto/session/widget', times: 1, merge })
  const { path } = await newLink(gateway)
  const opened = await visit(gateway, path)
  expect(opened.status).toBe(302)
  expect(opened.location).toBe('https://meld.example/%E6%9D%B1%E4%BA%AC?name=J%C3%BCrgen%20K')
})

test.for([
  ['a slash more', (path: string) => `${path}/`],
  ['more behind it', (path: string) => `${path}/and/more?x=1`],
  ['a broken percent sign', (path: string) => `${path}%zz`],
  ['endless text behind it', (path: string) => `${path}${'a'.repeat(3_000)}`],
  ['nothing but its beginning', () => '/w'],
  ['the beginning of the way back', () => '/r?x=1'],
] as const)(
  'a link that was copied with %s gets the page of a link that cannot be found',
  async ([_what, mangle], { gateway }) => {
    const { path } = await newLink(gateway)
    const page = await visit(gateway, mangle(path))
    expect(page.status).toBe(404)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(page.html).toContain('We cannot find this link')
    const stylesheet = /rel="stylesheet" href="([^"]+)"/.exec(page.html)?.[1] ?? ''
    expect((await fetch(new URL(stylesheet, `${gateway.url}${mangle(path)}`))).status).toBe(200)
    expect((await visit(gateway, path)).status).toBe(302)
  },
)

test('what only begins like a link, or is no visit of one, stays a problem for programs', async ({ gateway }) => {
  for (const [method, path, status] of [
    ['GET', '/wallet', 404],
    ['POST', '/w/x', 405],
    ['POST', '/w/x/', 404],
  ] as const) {
    const answer = await fetch(`${gateway.url}${path}`, { method })
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/json; charset=utf-8'])
  }
})

test('another client is told that the link is already used, and changes nothing for the first', async ({ gateway }) => {
  const { path } = await newLink(gateway)
  const first = await visit(gateway, path)
  const other = await visit(gateway, path, { agent: agents.oldFirefox })
  expect([first.status, other.status]).toEqual([302, 410])
  expect(other.html).toContain('already')
  expect(other.headers.get('set-cookie')).toBeNull()
  expect((await visit(gateway, path)).status).toBe(302)
})

test('the first client is known by its cookie from another network, and by its network without the cookie', async ({
  gateway,
}) => {
  const { path } = await newLink(gateway)
  const { cookie = '' } = await visit(gateway, path, { ip: '203.0.113.7' })
  expect((await visit(gateway, path, { ip: '198.51.100.9', cookie })).status).toBe(302)
  expect((await visit(gateway, path, { ip: '203.0.113.7' })).status).toBe(302)
  expect((await visit(gateway, path, { ip: '198.51.100.9' })).status).toBe(410)
})

test('the cookie is bound to the link’s own path and closed to scripts', async ({ gateway }) => {
  const { path } = await newLink(gateway)
  const cookie = (await visit(gateway, path)).headers.get('set-cookie')
  expect(cookie).toContain(`Path=${path}`)
  expect(cookie).toContain('HttpOnly')
})

test('of two clients that open at the same instant exactly one is bound', async ({ gateway }) => {
  const { path } = await newLink(gateway)
  const visits = await Promise.all([1, 2, 3, 4].map((n) => visit(gateway, path, { ip: `203.0.113.${n}` })))
  expect(visits.map(({ status }) => status).sort()).toEqual([302, 410, 410, 410])
})

test.for([
  ['a HEAD request', { method: 'HEAD' }, 200],
  ['a prefetch', { headers: { 'sec-purpose': 'prefetch;prerender' } }, 503],
  ['an old prefetch', { headers: { purpose: 'prefetch' } }, 503],
  ['a chat’s link preview', { agent: 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' }, 200],
] as const)('%s binds nobody', async ([_name, browser, status], { gateway }) => {
  const { path } = await newLink(gateway)
  expect((await visit(gateway, path, browser)).status).toBe(status)
  expect((await visit(gateway, path, { agent: agents.oldFirefox })).status).toBe(302)
})

test('a stale widget is refreshed for the same session, with a new external id that still names it', async ({
  gateway,
}) => {
  const { path, id } = await newLink(gateway)
  const first = await visit(gateway, path)
  await gateway.advance(widgetFreshMs / 1000 + 1)
  const again = await visit(gateway, path)
  expect(again.status).toBe(302)
  expect(again.location).not.toBe(first.location)
  const calls = await gateway.widgetCalls()
  expect(calls).toHaveLength(2)
  expect(new Set(calls.map(({ body }) => body.externalSessionId)).size).toBe(2)
  for (const { body } of calls) expect(body.externalSessionId).toContain(id.replace('ses_', ''))
  const page = await fetch(again.location ?? '')
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('pay')
})

test('a 208 twenty hours later still leads to a live widget', async ({ gateway }) => {
  const body = sessionBody({ idempotency_key: 'yesterday' })
  const { path } = await newLink(gateway, body)
  await gateway.advance(20 * 3600)
  const replay = await gateway.openSession(body)
  expect(replay.status).toBe(208)
  expect(new URL(replay.body.session.widget_url).pathname).toBe(path)
  const opened = await visit(gateway, path)
  expect((await fetch(opened.location ?? '')).status).toBe(200)
})

test('a pinned provider stays pinned when the widget is refreshed', async ({ gateway }) => {
  const { path } = await newLink(gateway, sessionBody({ service_provider: 'TRANSAK' }))
  await gateway.advance(3600)
  await gateway.control('/_sim/faults', {
    path: '/crypto/session/widget',
    provider: 'TRANSAK',
    kind: 'provider_error',
    times: 1,
  })
  expect((await visit(gateway, path)).status).toBe(503)
  expect((await visit(gateway, path)).status).toBe(302)
  expect(new Set((await gateway.widgetCalls()).map(({ provider }) => provider))).toEqual(new Set(['TRANSAK']))
})

test('a link that was opened too often says to start again in the app, not to try again', async ({ gateway }) => {
  const { path } = await newLink(gateway)
  const { cookie = '' } = await visit(gateway, path)
  for (let widgets = 1; widgets < widgetsMax; widgets++) {
    const opened = await visit(gateway, path, { cookie, ip: `203.0.113.${widgets}` })
    expect(opened.status).toBe(302)
  }
  const worn = await visit(gateway, path, { cookie, ip: '198.51.100.1' })
  expect(worn.status).toBe(410)
  expect(worn.headers.get('retry-after')).toBeNull()
  expect(worn.html).toContain('start again')
  expect(worn.html).not.toContain('ry again')
  expect(worn.html).toContain('https://wallet.example/done')
  expect(await gateway.widgetCalls()).toHaveLength(widgetsMax)
})

test('a stale link whose trade no provider takes any more says to start again with another one', async ({
  gateway,
}) => {
  const { path } = await newLink(gateway)
  await gateway.advance(3600)
  await gateway.control('/_sim/faults', { path: '/crypto/session/widget', kind: 'amount_too_low' })
  const refused = await visit(gateway, path)
  expect(refused.status).toBe(410)
  expect(refused.html).toContain('another amount')
})

test('the widget is opened for the address of the user who opens it', async ({ gateway }) => {
  const { path } = await newLink(gateway)
  await visit(gateway, path, { ip: '203.0.113.50' })
  const ips = (await gateway.widgetCalls()).map(({ body }) => body.sessionData.clientIpAddress)
  expect(ips).toEqual([undefined, '203.0.113.50'])
})

test('while the provider cannot be reached a stale link says so and works again afterwards', async ({ gateway }) => {
  const { path } = await newLink(gateway)
  await gateway.advance(3600)
  await gateway.control('/_sim/faults', { path: '/', kind: 'status', status: 503 })
  const down = await visit(gateway, path)
  expect(down.status).toBe(503)
  expect(down.headers.get('retry-after')).not.toBeNull()
  await gateway.control('/_sim/reset', {})
  expect((await visit(gateway, path)).status).toBe(302)
})

test.for(['pay', 'decline', 'cancel'] as const)(
  'after the buyer’s %s the link is spent',
  async (outcome, { gateway }) => {
    const { path, id } = await newLink(gateway)
    await visit(gateway, path)
    expect((await gateway.control('/_sim/checkout', { session_id: id, outcome })).status).toBe(200)
    const paid = await visit(gateway, path)
    expect(paid.status).toBe(410)
    await gateway.advance(3600)
    const ended = await visit(gateway, path)
    expect(ended.status).toBe(410)
    expect(await gateway.widgetCalls()).toHaveLength(1)
  },
)

test('a buyer who walked away finds the widget again', async ({ gateway }) => {
  const { path, widget } = await newLink(gateway)
  await visit(gateway, path)
  await gateway.control('/_sim/checkout', { external_session_id: widget, outcome: 'abandon' })
  expect((await visit(gateway, path)).status).toBe(302)
})

test('a link past its 24 hours is expired', async ({ gateway }) => {
  const { path } = await newLink(gateway)
  await gateway.advance(24 * 3600)
  const late = await visit(gateway, path)
  expect(late.status).toBe(410)
  expect(late.html.toLowerCase()).toContain('expired')
})

test('forged, foreign-purpose and malformed links are unknown, without reading the store', async ({ gateway }) => {
  const { path } = await newLink(gateway)
  const forged = path.slice(0, -3) + (path.endsWith('AAA') ? 'BBB' : 'AAA')
  for (const wrong of [forged, path.replace('/w/', '/r/'), '/w/x', `/w/${'A'.repeat(51)}`]) {
    const answer = await visit(gateway, wrong)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toContain('text/html')
  }
})

test('the return page says returned, never paid, and names the tenant’s origins and deep link', async ({ gateway }) => {
  const { path, id } = await newLink(gateway, sessionBody({ return_url: 'mywallet://ramp/done?x=1#here' }))
  await visit(gateway, path)
  const [call] = await gateway.widgetCalls()
  const returned = await visit(gateway, new URL(call?.body.sessionData.redirectUrl).pathname)
  expect(returned.status).toBe(200)
  expect(returned.html).toContain(`href="mywallet://ramp/done?x=1&amp;session_id=${id}#here"`)
  expect((await visit(gateway, path, { agent: agents.oldFirefox })).html).toContain(`?x=1&amp;session_id=${id}#here"`)
  expect(returned.html).toContain('https://wallet.example')
  expect(returned.html.toLowerCase()).not.toMatch(/\bpaid\b|payment (was )?(received|successful)|confirm/)
  expect(returned.headers.get('content-security-policy')).toContain('frame-ancestors')
})

test('a tenant that wants the provider’s own page gets Meld’s widget URL and token', async ({ gateway }) => {
  gateway.changeTenants((tenant) => ({ ...tenant, widgetUrl: 'provider' }))
  const { body } = await gateway.openSession()
  expect(body.session.widget_url).toContain(gateway.simulator.url)
  expect(body.session.widget_url).toContain(body.session.token)
})
