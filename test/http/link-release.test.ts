import { describe, expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { type CallOptions, sessionBody, type TestGateway } from '../support/gateway.ts'
import { agents, visit } from '../support/visit.ts'

test.override('gatewayOptions', {
  trustedProxies: ['127.0.0.1'],
  tenants: (tenant) => ({ ...tenant, allowedOrigins: ['https://wallet.example'] }),
})

async function newSession(gateway: TestGateway): Promise<{ id: string; link: string }> {
  const { status, body } = await gateway.openSession()
  expect(status).toBe(201)
  return { id: body.session.id, link: body.session.widget_url }
}

async function release(
  gateway: TestGateway,
  id: string,
  { sub, tenant = 'org-demo:env-sandbox', headers = {} }: CallOptions = {},
) {
  const token = await gateway.mintToken({ tenant, ...(sub !== undefined && { sub }) })
  return gateway.send(`/v0/ramp/sessions/${id}/release-link`, {
    method: 'POST',
    headers: { 'x-juno-orgid': tenant, 'x-juno-jwt': token, ...headers },
  })
}

const first = { ip: '203.0.113.1' }
const second = { ip: '198.51.100.2', agent: agents.oldFirefox }
const kindsOf = ({ body }: { body: { session: { timeline: { kind: string }[] } } }) =>
  body.session.timeline.map(({ kind }) => kind).filter((kind) => kind !== 'refreshed')

describe('the owner of a session releases its link', () => {
  test('and the next person to open it has it, while the first is somebody else then', async ({ gateway }) => {
    const { id, link } = await newSession(gateway)
    const { cookie = '' } = await visit(link, first)
    expect((await visit(link, second)).status).toBe(410)
    const released = await release(gateway, id)
    expect(released.status, released.text).toBe(200)
    expect(released.body.session).toMatchObject({ id, status: 'ready', widget_url: link })
    expect(released.body._links.widget.href).toBe(new URL(link).pathname)
    expect(released.headers.get('cache-control')).toBe('private, no-store')
    expect(kindsOf(released)).toEqual(['created', 'ready', 'opened', 'link_released'])
    await gateway.advance(1)
    expect((await visit(link, second)).status).toBe(302)
    expect((await visit(link, { ...first, cookie })).status).toBe(410)
    const again = await release(gateway, id)
    expect(kindsOf(again)).toEqual(['created', 'ready', 'opened', 'link_released', 'opened', 'link_released'])
  })

  test('twice, or when nobody has opened it, and nothing more happens', async ({ gateway }) => {
    const { id, link } = await newSession(gateway)
    expect(await release(gateway, id)).toMatchObject({ status: 200, body: { session: { status: 'ready' } } })
    await visit(link, first)
    const both = await Promise.all([release(gateway, id), release(gateway, id)])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    expect(kindsOf(await release(gateway, id)).filter((kind) => kind === 'link_released')).toHaveLength(1)
    const { text } = await gateway.sendOperator('/metrics')
    expect(text).toMatch(/rampway_link_releases_total\{result="released"\} [1-9]/)
    expect(text).toMatch(/rampway_link_releases_total\{result="free"\} [1-9]/)
  })

  test('after they came back without a trade', async ({ gateway }) => {
    const { id, link } = await newSession(gateway)
    await visit(link, first)
    const [call] = await gateway.widgetCalls()
    await visit(call?.body.sessionData.redirectUrl, first)
    expect(await release(gateway, id)).toMatchObject({ status: 200, body: { session: { status: 'ready' } } })
    expect((await visit(link, second)).status).toBe(302)
  })

  test('from an app in a browser', async ({ gateway }) => {
    const { id } = await newSession(gateway)
    const origin = 'https://wallet.example'
    const preflight = await gateway.send(`/v0/ramp/sessions/${id}/release-link`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST' },
    })
    expect(preflight.headers.get('access-control-allow-methods')).toContain('POST')
    const released = await release(gateway, id, { headers: { origin } })
    expect(released.headers.get('access-control-allow-origin')).toBe(origin)
  })

  test('whatever the body says', async ({ gateway }) => {
    const { id } = await newSession(gateway)
    for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
      expect((await release(gateway, id, { headers: { 'content-type': type } })).status, type).toBe(200)
    }
    expect(
      (await release(gateway, id, { headers: { 'x-timestamp-format': 'iso8601' } })).body.session.created_at,
    ).toMatch(/Z$/)
  })
})

describe('a link is not released', () => {
  test.for(['pay', 'decline', 'cancel'])(
    'when a transaction was started that nobody has told of: %s',
    async (outcome, { gateway }) => {
      const { id, link } = await newSession(gateway)
      await visit(link, first)
      expect((await gateway.control('/_sim/checkout', { session_id: id, outcome })).status).toBe(200)
      const refused = await release(gateway, id)
      expect([refused.status, refused.body.error_code], refused.text).toEqual([409, 'RMP-409-002'])
      expect(refused.body.detail).toMatch(/trade/)
      expect((await visit(link, second)).status).toBe(410)
      expect((await gateway.sendOperator('/metrics')).text).toMatch(
        /rampway_link_releases_total\{result="refused"\} [1-9]/,
      )
    },
  )

  test('and leads to no second payment after an earlier release, when the first opener has paid since', async ({
    gateway,
  }) => {
    const { id, link } = await newSession(gateway)
    await visit(link, first)
    expect((await release(gateway, id)).status).toBe(200)
    await gateway.control('/_sim/checkout', { session_id: id, outcome: 'pay' })
    const next = await visit(link, second)
    expect(next.status).toBe(410)
    expect(next.html).toContain('already under way')
  })

  test('when it has expired', async ({ gateway }) => {
    const { id } = await newSession(gateway)
    await gateway.advance(24 * 3600)
    const refused = await release(gateway, id)
    expect([refused.status, refused.body.error_code]).toEqual([409, 'RMP-409-002'])
    expect(refused.body.detail).toContain('expired')
  })

  test('when there is none, for no provider opened a widget', async ({ gateway }) => {
    await gateway.control('/_sim/faults', { path: '/crypto/session/widget', kind: 'amount_too_low' })
    const sub = 'refused-buyer'
    expect((await gateway.openSession(sessionBody(), { sub })).status).toBe(400)
    const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await gateway.mintToken({ sub }) }
    const { body } = await gateway.send('/v0/ramp/sessions', { headers })
    const refused = await release(gateway, body.sessions[0].id, { sub })
    expect([refused.status, refused.body.error_code]).toEqual([409, 'RMP-409-002'])
  })

  test('by anybody but its owner, exactly as if it did not exist', async ({ gateway }) => {
    const { id, link } = await newSession(gateway)
    await visit(link, first)
    const strangers = [
      await release(gateway, id, { sub: 'mallory' }),
      await release(gateway, id, { tenant: 'org-other:env-sandbox' }),
      await release(gateway, `ses_${'0'.repeat(32)}`),
      await release(gateway, 'nonsense'),
    ]
    for (const { status, body } of strangers) expect([status, body.error_code]).toEqual([404, 'RMP-404-002'])
    const bare = await gateway.send(`/v0/ramp/sessions/${id}/release-link`, { method: 'POST' })
    expect(bare.status).toBe(401)
    expect((await visit(link, second)).status).toBe(410)
  })
})
