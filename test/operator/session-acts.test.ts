import { hash } from 'node:crypto'
import { describe, expect } from 'vitest'
import { checkIntervalMs, notesMax } from '../../src/domain/session-acts.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway, wallet } from '../support/gateway.ts'
import { agents, visit } from '../support/visit.ts'
import { operate } from './operate.ts'

// No worker: no webhook is handled and no reconciliation runs, so that only what is asked for is known.

interface Opened {
  readonly id: string
  readonly widgetUrl: string
}

async function open(gateway: TestGateway, body: Record<string, unknown> = {}): Promise<Opened> {
  const { status, body: opened, text } = await gateway.openSession(sessionBody(body))
  expect(status, text).toBe(201)
  return { id: opened.session.id, widgetUrl: opened.session.widget_url }
}

const path = (id: string, act = '') => `/operator/v0/sessions/${id}${act === '' ? '' : `/${act}`}`

async function read(gateway: TestGateway, id: string) {
  const { status, body, text } = await operate(gateway, path(id), { scopes: ['read'] })
  expect(status, text).toBe(200)
  return body.session
}

const kindsOf = (session: { timeline: { kind: string }[] }) => session.timeline.map(({ kind }) => kind)

function auditOf({ database }: TestGateway, id: string) {
  return queryDatabase(
    database,
    'select act, reason, before::text, after::text from audit_log where target_id = $1 order by number',
    [id],
  )
}

const anna = { agent: agents.oldSafari, ip: '203.0.113.7' }
const ben = { agent: agents.oldFirefox, ip: '198.51.100.9' }

test('reading a session and exporting it are recorded in the audit log', async ({ gateway }) => {
  const { id } = await open(gateway)
  await read(gateway, id)
  expect((await operate(gateway, path(id, 'export'))).status).toBe(200)
  expect(await auditOf(gateway, id)).toMatchObject([{ act: 'session.read' }, { act: 'session.export' }])
  const unknown = await operate(gateway, path(`ses_${'0'.repeat(32)}`))
  expect(unknown).toMatchObject({ status: 404, body: { error_code: 'RMP-404-002' } })
})

describe('check now', () => {
  test('tells at once what Meld knows, and not twice in five seconds', async ({ gateway }) => {
    const { id, widgetUrl } = await open(gateway)
    await visit(widgetUrl, anna)
    await gateway.checkout({ session_id: id, outcome: 'pay' })
    await gateway.advance(600)
    const checked = await operate(gateway, path(id, 'check'), { body: { reason: 'user says it was paid' } })
    expect(checked, checked.text).toMatchObject({ status: 200, body: { outcome: 'seen' } })
    expect(checked.body.session).toMatchObject({ status: 'completed', transactions: [{ status: 'completed' }] })
    const told = checked.body.session.timeline.filter(({ kind }: { kind: string }) => kind.startsWith('check'))
    expect(told).toMatchObject([
      { kind: 'check_asked', by: 'operator', detail: { text: 'user says it was paid' } },
      { kind: 'checked', outcome: 'seen', detail: { caused_by: 'operator' }, duration_ms: expect.any(Number) },
    ])
    const again = await operate(gateway, path(id, 'check'), { body: {} })
    expect(again).toMatchObject({ status: 409, body: { error_code: 'OPR-409-004-R' } })
    expect(Number(again.headers.get('retry-after'))).toBeLessThanOrEqual(checkIntervalMs / 1000)
    await gateway.advance(checkIntervalMs / 1000)
    expect((await operate(gateway, path(id, 'check'), { body: {} })).status).toBe(200)
    expect((await auditOf(gateway, id)).map(({ act }) => act)).toEqual(['session.check', 'session.check'])
  })

  test('of two operators at once asks Meld once', async ({ gateway }) => {
    const { id } = await open(gateway)
    const answers = await Promise.all([1, 2, 3].map(() => operate(gateway, path(id, 'check'), { body: {} })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409])
  })

  test('says so when Meld cannot tell, and when there is nothing to ask about', async ({ gateway }) => {
    const { id } = await open(gateway)
    await gateway.fault({ kind: 'status', path: '/payments/transactions', status: 500, times: 10 })
    const failed = await operate(gateway, path(id, 'check'), { body: {} })
    expect(failed, failed.text).toMatchObject({ status: 200, body: { outcome: 'failed' } })
    const refused = await gateway.openSession(sessionBody({ source_amount: '0.01' }))
    expect(refused.status).toBe(400)
    const [newest] = await queryDatabase(gateway.database, 'select id from sessions order by id desc limit 1', [])
    const refusedId = `ses_${String(newest?.id).replaceAll('-', '')}`
    const answer = await operate(gateway, path(refusedId, 'check'), { body: {} })
    expect(answer).toMatchObject({ status: 409, body: { error_code: 'OPR-409-003' } })
    expect(answer.body.detail).toContain('No widget was opened')
  })
})

describe('releasing a link', () => {
  test('lets the next person in, as its owner could, and is told and audited', async ({ gateway }) => {
    const { id, widgetUrl } = await open(gateway)
    expect((await visit(widgetUrl, anna)).status).toBe(302)
    expect((await visit(widgetUrl, ben)).status).toBe(410)
    expect((await read(gateway, id)).acts.release_link).toEqual({ allowed: true, why: null })
    const body = { reason: 'anna opened the mail on the wrong phone' }
    const released = await operate(gateway, path(id, 'release-link'), { body })
    expect(released, released.text).toMatchObject({ status: 200, body: { outcome: 'released' } })
    expect(released.body.session).toMatchObject({ status: 'ready', acts: { release_link: { allowed: false } } })
    expect((await visit(widgetUrl, ben)).status).toBe(302)
    expect((await visit(widgetUrl, anna)).status).toBe(410)
    const entries = (await read(gateway, id)).timeline
    expect(entries.filter(({ kind }: { kind: string }) => kind === 'link_released')).toMatchObject([
      { by: 'operator', detail: { text: body.reason } },
    ])
    const visits = entries.filter(({ kind }: { kind: string }) => kind === 'link_visit')
    expect(visits.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'redirected',
      'foreign',
      'redirected',
      'foreign',
    ])
    expect(await auditOf(gateway, id)).toMatchObject([
      { act: 'session.read' },
      { act: 'session.release_link', reason: body.reason },
    ])
  })

  test('needs a reason, changes nothing where nobody holds it, and is refused once there is a trade', async ({
    gateway,
  }) => {
    const { id, widgetUrl } = await open(gateway)
    expect((await operate(gateway, path(id, 'release-link'), { body: {} })).status).toBe(422)
    const body = { reason: 'tidying up' }
    expect((await operate(gateway, path(id, 'release-link'), { body })).body).toMatchObject({ outcome: 'free' })
    await visit(widgetUrl, anna)
    await gateway.checkout({ session_id: id, outcome: 'pay' })
    const refused = await operate(gateway, path(id, 'release-link'), { body })
    expect(refused).toMatchObject({ status: 409, body: { error_code: 'OPR-409-003' } })
    expect(refused.body.detail).toContain('A transaction is under way')
  })
})

describe('cancelling', () => {
  const body = { reason: 'the user asked for it' }

  test('closes the link, is told to the owner, and may be repeated', async ({ gateway }) => {
    const { id, widgetUrl } = await open(gateway)
    const cancelled = await operate(gateway, path(id, 'cancel'), { body })
    expect(cancelled, cancelled.text).toMatchObject({ status: 200, body: { outcome: 'cancelled' } })
    const visited = await visit(widgetUrl, anna)
    expect(visited.status).toBe(410)
    expect(visited.html).toContain('cancelled')
    const own = (await gateway.get(`/v0/ramp/sessions/${id}`)).body.session
    expect(own.status).toBe('cancelled')
    expect(own.timeline.at(-1)).toEqual({ occurred_at: expect.any(Number), kind: 'cancelled' })
    const again = await operate(gateway, path(id, 'cancel'), { body })
    expect(again).toMatchObject({ status: 200, body: { outcome: 'already_cancelled' } })
    expect(await auditOf(gateway, id)).toMatchObject([
      { act: 'session.cancel', reason: body.reason, before: '{"status":"ready"}', after: '{"status":"cancelled"}' },
    ])
  })

  test('does not stop a trade that was paid all the same: Meld’s word corrects it', async ({ gateway }) => {
    const { id, widgetUrl } = await open(gateway)
    await visit(widgetUrl, anna)
    expect((await operate(gateway, path(id, 'cancel'), { body })).status).toBe(200)
    await gateway.checkout({ session_id: id, outcome: 'pay' })
    await gateway.advance(600)
    const checked = await operate(gateway, path(id, 'check'), { body: {} })
    expect(checked.body.session).toMatchObject({ status: 'completed' })
    const refused = await operate(gateway, path(id, 'cancel'), { body })
    expect(refused).toMatchObject({ status: 409, body: { detail: 'The session is completed already.' } })
  })

  test('an unclear session frees its key: the next call with it begins another one', async ({ gateway }) => {
    const key = 'cancelled while unclear'
    const call = sessionBody({ idempotency_key: key, service_provider: 'TRANSAK' })
    await gateway.fault({ path: '/crypto/session/widget', kind: 'reset', times: 1 })
    expect((await gateway.openSession(call)).status).toBe(502)
    const [newest] = await queryDatabase(
      gateway.database,
      "select id from sessions where status = 'unclear' order by id desc limit 1",
      [],
    )
    const id = `ses_${String(newest?.id).replaceAll('-', '')}`
    // A call that is opening it again holds the key, until its lease ends or it has settled it.
    const hold = "update idempotency_keys set state = 'claimed', lease_until = $2 where session_id = $1"
    const held = async (ms: number) =>
      queryDatabase(gateway.database, hold, [id.slice(4), new Date(gateway.deps.clock() + ms)])
    await held(20_000)
    const early = await operate(gateway, path(id, 'cancel'), { body })
    expect(early).toMatchObject({ status: 409, body: { error_code: 'OPR-409-003' } })
    expect(early.body.detail).toContain('opening this session just now')
    await held(-1)
    expect((await operate(gateway, path(id, 'cancel'), { body })).body).toMatchObject({ outcome: 'cancelled' })
    const next = await gateway.openSession(call)
    expect(next.status, next.text).toBe(201)
    expect(next.body.session.id).not.toBe(id)
    expect((await read(gateway, id)).status).toBe('cancelled')
  })

  test('by two operators at once happens once', async ({ gateway }) => {
    const { id } = await open(gateway)
    const answers = await Promise.all([1, 2, 3].map(() => operate(gateway, path(id, 'cancel'), { body })))
    const outcomes = answers.map((answer) => answer.body.outcome).sort()
    expect(outcomes).toEqual(['already_cancelled', 'already_cancelled', 'cancelled'])
    expect(kindsOf(await read(gateway, id)).filter((kind) => kind === 'cancelled')).toHaveLength(1)
    expect((await auditOf(gateway, id)).filter(({ act }) => act === 'session.cancel')).toHaveLength(1)
  })

  test('against somebody who opens the link: whoever comes first, it ends cancelled', async ({ gateway }) => {
    for (let round = 0; round < 8; round++) {
      const { id, widgetUrl } = await open(gateway)
      const [visited, cancelled] = await Promise.all([
        visit(widgetUrl, anna),
        operate(gateway, path(id, 'cancel'), { body }),
      ])
      expect([302, 410]).toContain(visited.status)
      expect(cancelled, cancelled.text).toMatchObject({ status: 200, body: { outcome: 'cancelled' } })
      const session = await read(gateway, id)
      expect(session.status).toBe('cancelled')
      const changes = kindsOf(session).filter((kind) => kind === 'opened' || kind === 'cancelled')
      expect([['opened', 'cancelled'], ['cancelled']]).toContainEqual(changes)
      expect((await visit(widgetUrl, anna)).status).toBe(410)
    }
  })

  test('against Meld’s word of a payment: the trade wins, in whichever order', async ({ gateway }) => {
    for (let round = 0; round < 8; round++) {
      const { id, widgetUrl } = await open(gateway)
      await visit(widgetUrl, anna)
      await gateway.checkout({ session_id: id, outcome: 'pay' })
      await gateway.advance(600)
      const [checked, cancelled] = await Promise.all([
        operate(gateway, path(id, 'check'), { body: {} }),
        operate(gateway, path(id, 'cancel'), { body }),
      ])
      expect(checked.status, checked.text).toBe(200)
      expect([200, 409]).toContain(cancelled.status)
      expect((await read(gateway, id)).status).toBe('completed')
    }
  })
})

describe('notes', () => {
  test('stand in the timeline for operators alone, up to a hundred', async ({ gateway }) => {
    const { id } = await open(gateway)
    const noted = await operate(gateway, path(id, 'notes'), { body: { text: ' rang them up ' } })
    expect(noted, noted.text).toMatchObject({ status: 201, body: { note: { text: 'rang them up' } } })
    expect((await read(gateway, id)).timeline.at(-1)).toMatchObject({
      kind: 'note',
      by: 'operator',
      detail: { text: 'rang them up', operator: expect.any(String) },
    })
    const own = (await gateway.get(`/v0/ramp/sessions/${id}`)).body.session
    expect(kindsOf(own)).toEqual(['created', 'ready'])
    expect((await operate(gateway, path(id, 'notes'), { body: { text: 'x'.repeat(2_001) } })).status).toBe(422)
    const rest = Array.from({ length: notesMax + 2 }, (_, n) => `note ${n}`)
    const statuses = await Promise.all(
      rest.map(async (text) => (await operate(gateway, path(id, 'notes'), { body: { text } })).status),
    )
    expect(statuses.filter((status) => status === 201)).toHaveLength(notesMax - 1)
    expect(statuses.filter((status) => status === 409)).toHaveLength(3)
  })
})

test('a bundle for the provider has the ids and the story, and nobody’s name', async ({ gateway }) => {
  const { id, widgetUrl } = await open(gateway, { client_state: 'cart of Alice' })
  const { widget_url: _url, token } = (await gateway.get(`/v0/ramp/sessions/${id}`)).body.session
  await visit(widgetUrl, anna)
  await operate(gateway, path(id, 'notes'), { body: { text: 'a private note' } })
  await operate(gateway, path(id, 'cancel'), { body: { reason: 'a private reason' } })
  const { body, text } = await operate(gateway, path(id, 'export'), { scopes: ['read'] })
  const { bundle, sha256 } = body
  expect(sha256).toBe(hash('sha256', JSON.stringify(bundle), 'hex'))
  expect(bundle).toMatchObject({ format: 'rampway-session/1', session: { id, wallet_address: '0x5290…9EE7' } })
  expect(bundle.session.widgets[0]).toMatchObject({ upstream_session_id: expect.any(String), client_network: null })
  expect(kindsOf(bundle.session)).toEqual(expect.arrayContaining(['created', 'upstream_call', 'opened', 'cancelled']))
  for (const secret of [token, wallet, 'alice', 'cart of', 'private', '203.0.113', 'safari']) {
    expect(text).not.toContain(secret)
  }
})
