import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { activityMax } from '../../src/domain/activity.ts'
import { newSessionId } from '../../src/domain/session.ts'
import { waitingMax } from '../../src/operations/activity.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { agents, navigation, visit } from '../support/visit.ts'
import { operate } from './operate.ts'

async function open(gateway: TestGateway, body: Record<string, unknown> = {}) {
  const { status, body: opened, text } = await gateway.openSession(sessionBody(body))
  expect(status, text).toBe(201)
  return { id: String(opened.session.id), widgetUrl: String(opened.session.widget_url) }
}

interface Entry {
  readonly happened_at: number
  readonly kind: string
  readonly outcome?: string
  readonly reason?: string
  readonly http_status?: number
  readonly trace_id?: string
  readonly detail?: { readonly more?: number; readonly browser?: string; readonly network?: string }
}

async function timelineOf(gateway: TestGateway, id: string): Promise<Entry[]> {
  const { status, body, text } = await operate(gateway, `/operator/v0/sessions/${id}`, { scopes: ['read'] })
  expect(status, text).toBe(200)
  return body.session.timeline
}

const ofKind = (timeline: readonly Entry[], kind: string) => timeline.filter((entry) => entry.kind === kind)

describe('calls about a session', () => {
  test('that repeat it are told with their trace id, ten of them, and then counted', async ({ gateway }) => {
    const call = sessionBody({ idempotency_key: 'often repeated' })
    const first = await gateway.openSession(call)
    const repeats = activityMax.replayed + 3
    for (let n = 0; n < repeats; n++) expect((await gateway.openSession(call)).status).toBe(208)
    const { id } = first.body.session
    const told = ofKind(await timelineOf(gateway, id), 'replayed')
    expect(told).toHaveLength(activityMax.replayed + 1)
    expect(told[0]).toMatchObject({ http_status: 208, trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) })
    expect(told.at(-1)?.detail).toEqual({ more: 3 })
    for (let n = 0; n < 2; n++) await gateway.openSession(call)
    expect(ofKind(await timelineOf(gateway, id), 'replayed').at(-1)?.detail).toEqual({ more: 5 })
  })

  test('that are refused are told with their reason', async ({ gateway }) => {
    gateway.changeTenants((tenant) => ({ ...tenant, idempotencyMismatch: 'reject' }))
    const first = await gateway.openSession(sessionBody({ idempotency_key: 'reused' }))
    const { id } = first.body.session
    const other = await gateway.openSession(sessionBody({ idempotency_key: 'reused', source_amount: '120' }))
    expect(other.status).toBe(422)
    await operate(gateway, `/operator/v0/sessions/${id}/cancel`, { body: { reason: 'for the test' } })
    const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await gateway.mintToken() }
    const released = await gateway.send(`/v0/ramp/sessions/${id}/release-link`, { method: 'POST', headers })
    expect(released.status).toBe(409)
    expect(ofKind(await timelineOf(gateway, id), 'call_refused')).toMatchObject([
      { http_status: 422, reason: 'key_reused', trace_id: other.body.trace_id },
      { http_status: 409, reason: 'link_closed', trace_id: released.body.trace_id },
    ])
  })
})

describe('visits to a link', () => {
  test('are told with where they led, a browser without versions, and a network', async ({ gateway }) => {
    const { id, widgetUrl } = await open(gateway)
    await visit(widgetUrl, { agent: 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' })
    await visit(widgetUrl, { agent: agents.chrome, headers: { ...navigation, 'sec-purpose': 'prefetch' } })
    await visit(widgetUrl, { agent: agents.chrome, headers: navigation })
    await visit(widgetUrl, { agent: agents.oldFirefox })
    await visit(widgetUrl, { method: 'HEAD' })
    const told = ofKind(await timelineOf(gateway, id), 'link_visit')
    expect(told.map(({ outcome }) => outcome)).toEqual(['preview', 'prefetch', 'redirected', 'foreign', 'probe'])
    expect(told[2]?.detail).toEqual({ browser: 'chrome on windows', network: '127.0.0.0/24' })
  })

  test('are counted from the thirty-first on, and never shown to the owner', async ({ gateway }) => {
    const { id, widgetUrl } = await open(gateway)
    for (let n = 0; n < activityMax.link_visit + 5; n++) await visit(widgetUrl, { agent: 'Slackbot 1.0' })
    const told = ofKind(await timelineOf(gateway, id), 'link_visit')
    expect(told).toHaveLength(activityMax.link_visit + 1)
    expect(told.at(-1)?.detail).toEqual({ more: 5 })
    const own = (await gateway.get(`/v0/ramp/sessions/${id}`)).body.session.timeline
    expect(own.map(({ kind }: Entry) => kind)).toEqual(['created', 'ready'])
  })

  test('to one that was never stored leave nothing behind', async ({ gateway }) => {
    const [tenant] = gateway.tenants.list()
    if (tenant === undefined) throw new Error('no tenant')
    const id = newSessionId()
    gateway.deps.activity.record(tenant.id, id, { kind: 'replayed', at: Date.now() })
    await gateway.deps.activity.flush()
    expect((await operate(gateway, `/operator/v0/sessions/${id}`)).status).toBe(404)
  })
})

test('what cannot wait is lost and counted, and takes no more memory', async ({ gateway }) => {
  const [tenant] = gateway.tenants.list()
  if (tenant === undefined) throw new Error('no tenant')
  for (let n = 0; n < waitingMax + 7; n++) {
    gateway.deps.activity.record(tenant.id, newSessionId(), { kind: 'replayed', at: Date.now() })
  }
  await gateway.deps.activity.flush()
  const { text } = await gateway.sendOperator('/metrics')
  const lost = /rampway_activity_lost_total\{reason="too_much"\} (\d+)/.exec(text)?.[1]
  expect(Number(lost)).toBeGreaterThanOrEqual(7)
})

const step = fc.constantFrom('visit', 'preview', 'repeat', 'note', 'check', 'release', 'return', 'read' as const)

test('whatever happens to a session is told once, in the order in which it happened', async ({ gateway }) => {
  let runs = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (history) => {
      runs += 1
      const call = sessionBody({ idempotency_key: `history ${runs}` })
      const opened = (await gateway.openSession(call)).body.session
      const { id, widget_url: widgetUrl } = opened
      const [sent] = (await gateway.widgetCalls()).slice(-1)
      const returnUrl = String(sent?.body.sessionData.redirectUrl)
      const act = (name: string, body: object) => operate(gateway, `/operator/v0/sessions/${id}/${name}`, { body })
      const expected: string[] = []
      for (const one of history) {
        // Five seconds apart, so that every check is allowed and no two things happen at the same instant.
        await gateway.advance(6)
        switch (one) {
          case 'visit':
            await visit(widgetUrl)
            expected.push('link_visit')
            break
          case 'preview':
            await visit(widgetUrl, { agent: 'Slackbot 1.0' })
            expected.push('link_visit')
            break
          case 'repeat':
            expect((await gateway.openSession(call)).status).toBe(208)
            expected.push('replayed')
            break
          case 'note':
            expect((await act('notes', { text: 'seen' })).status).toBe(201)
            expected.push('note')
            break
          case 'check':
            expect((await act('check', {})).status).toBe(200)
            expected.push('check_asked')
            break
          case 'release':
            expect((await act('release-link', { reason: 'for the test' })).status).toBe(200)
            break
          case 'return':
            await visit(returnUrl)
            expected.push('return_visit')
            break
          case 'read':
            await timelineOf(gateway, id)
        }
      }
      const timeline = await timelineOf(gateway, id)
      const asked: readonly string[] = ['link_visit', 'replayed', 'note', 'check_asked', 'return_visit']
      expect(timeline.map(({ kind }) => kind).filter((kind) => asked.includes(kind))).toEqual(expected)
      const instants = timeline.map(({ happened_at }) => happened_at)
      expect(instants).toEqual(instants.toSorted((a, b) => a - b))
    }),
    { numRuns: 15 },
  )
})
