import { describe, expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { type CallOptions, type JsonAnswer, sessionBody, type TestGateway, wallet } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'
import { expectProblem, faultsOf } from './problem.ts'

const contractMembers = ['id', 'widget_url', 'token', 'service_provider_widget_url', 'external_session_id'] as const

function contractPart({ body }: JsonAnswer): unknown[] {
  return contractMembers.map((member) => body.session[member])
}

function statusesOf(...answers: JsonAnswer[]): number[] {
  return answers.map(({ status }) => status)
}

describe.each([
  { where: 'in the replay cache', isCached: true },
  { where: 'that this process does not know', isCached: false },
])('a key $where', ({ isCached }) => {
  function openSession(gateway: TestGateway, body: unknown, call?: CallOptions): Promise<JsonAnswer> {
    if (!isCached) gateway.deps.caches.replays.clear()
    return gateway.openSession(body, call)
  }

  // The keys of the group before are past their life.
  test.beforeAll(({ gateway }) => gateway.advance(25 * 3_600))

  test('a replay is marked as one, and a first answer is not', async ({ gateway }) => {
    const body = sessionBody({ idempotency_key: 'marked' })
    const [first, replay] = [await openSession(gateway, body), await openSession(gateway, body)]
    expect(statusesOf(first, replay)).toEqual([201, 208])
    expect(first.headers.has('idempotent-replayed')).toBe(false)
    expect(replay.headers.get('idempotent-replayed')).toBe('true')
    expect(replay.headers.has('rampway-idempotency-mismatch')).toBe(false)
    expect(replay.headers.get('location')).toBe(first.headers.get('location'))
  })

  test('the same trade in other words is no mismatch', async ({ gateway }) => {
    await openSession(gateway, sessionBody({ idempotency_key: 'words' }))
    const { status, headers } = await openSession(gateway, {
      idempotency_key: 'words',
      wallet_address: wallet.toLowerCase(),
      chain_id: 8453,
      to_asset: 'usdc',
      from_asset: 'usd',
      source_amount: 100,
      country_code: 'US',
      service_provider: null,
    })
    expect(status).toBe(208)
    expect(headers.has('rampway-idempotency-mismatch')).toBe(false)
  })

  test('a changed body answers with the original session and says that it was not read', async ({ gateway }) => {
    const first = await openSession(gateway, sessionBody({ idempotency_key: 'changed' }))
    for (const change of [{ source_amount: '101' }, { to_asset: 'ETH' }, { service_provider: 'BANXA' }]) {
      const replay = await openSession(gateway, sessionBody({ idempotency_key: 'changed', ...change }))
      expect(replay.status).toBe(208)
      expect(replay.body).toEqual(first.body)
      expect(replay.headers.get('rampway-idempotency-mismatch')).toBe('true')
    }
    expect(await gateway.widgetCalls()).toHaveLength(1)
  })

  test('a tenant that rejects changed bodies answers 422 with the session that the key has', async ({ gateway }) => {
    gateway.changeTenants((tenant) => ({ ...tenant, idempotencyMismatch: 'reject' }))
    const body = sessionBody({ idempotency_key: 'strict' })
    const first = await openSession(gateway, body)
    const changed = await openSession(gateway, { ...body, source_amount: '101' })
    expectProblem(changed, 422, 'RMP-422-001')
    expect(changed.body.session_id).toBe(first.body.session.id)
    expect((await openSession(gateway, body)).status).toBe(208)
  })

  test('the contract’s five members never change, while status tells how the session stands now', async ({
    gateway,
  }) => {
    const body = sessionBody({ idempotency_key: 'lasting' })
    const first = await openSession(gateway, body)
    // Past the life of the widget, so that opening the link opens another one.
    await gateway.advance(600)
    const opened = await visit(first.body.session.widget_url)
    expect(opened.status).toBe(302)
    expect(await gateway.widgetCalls()).toHaveLength(2)
    const replay = await openSession(gateway, body)
    expect(replay.status).toBe(208)
    expect(contractPart(replay)).toEqual(contractPart(first))
    expect([first.body.session.status, replay.body.session.status]).toEqual(['ready', 'opened'])
  })

  test('each replay tells its instants as asked, and how the session stands at its time', async ({ gateway }) => {
    const body = sessionBody({ idempotency_key: 'told anew' })
    const first = await openSession(gateway, body)
    const iso = { headers: { 'x-timestamp-format': 'iso8601' } }
    const formats = [undefined, undefined, iso, iso, undefined]
    const told = []
    for (const call of formats) told.push((await openSession(gateway, body, call)).body.session.created_at)
    const { created_at: at } = first.body.session
    const text = `${new Date(at).toISOString().slice(0, 19)}Z`
    expect(told).toEqual([at, at, text, text, at])
    await visit(first.body.session.widget_url)
    const replays = [await openSession(gateway, body), await openSession(gateway, body)]
    expect(replays.map((replay) => replay.body.session.status)).toEqual(['opened', 'opened'])
    expect(replays.map(contractPart)).toEqual([contractPart(first), contractPart(first)])
  })

  test('a key belongs to its user: another user’s same key opens another session', async ({ gateway }) => {
    const body = sessionBody({ idempotency_key: 'shared' })
    const alice = await openSession(gateway, body, { sub: 'alice' })
    const bob = await openSession(gateway, body, { sub: 'bob' })
    expect(statusesOf(alice, bob)).toEqual([201, 201])
    expect(bob.body.session.id).not.toBe(alice.body.session.id)
    for (const [sub, first] of [
      ['alice', alice],
      ['alice', alice],
      ['bob', bob],
      ['alice', alice],
    ] as const) {
      const again = await openSession(gateway, body, { sub })
      expect([again.status, again.body.session.id]).toEqual([208, first.body.session.id])
    }
  })

  test('a key belongs to its tenant: the same user of another tenant opens another session', async ({ gateway }) => {
    const body = sessionBody({ idempotency_key: 'tenants' })
    const here = await openSession(gateway, body)
    const there = await openSession(gateway, body, { tenant: 'org-other:env-sandbox' })
    expect(statusesOf(here, there)).toEqual([201, 201])
    expect(there.body.session.id).not.toBe(here.body.session.id)
  })

  test('a key belongs to its issuer: the same subject vouched for by another one opens another session', async ({
    gateway,
  }) => {
    const body = sessionBody({ idempotency_key: 'issuers' })
    const sub = 'did:privy:twin'
    const privy = await openSession(gateway, body, { token: await gateway.mintToken({ provider: 'privy', sub }) })
    const dynamic = await openSession(gateway, body, { token: await gateway.mintToken({ provider: 'dynamic', sub }) })
    expect(statusesOf(privy, dynamic)).toEqual([201, 201])
    expect(dynamic.body.session.id).not.toBe(privy.body.session.id)
  })

  test('keys are compared letter by letter', async ({ gateway }) => {
    const keys = ['Key', 'key', 'key ', ' key', 'k\u00e9', 'ke\u0301']
    const answers = []
    for (const key of keys) answers.push(await openSession(gateway, sessionBody({ idempotency_key: key })))
    expect(new Set(answers.map(({ body }) => body.session.id)).size).toBe(keys.length)
  })

  test('a key is remembered for 24 hours, and then it is new', async ({ gateway }) => {
    const body = sessionBody({ idempotency_key: 'day' })
    const first = await openSession(gateway, body)
    await gateway.advance(24 * 3_600 - 60)
    const within = await openSession(gateway, body)
    await gateway.advance(120)
    const after = await openSession(gateway, body)
    expect(statusesOf(first, within, after)).toEqual([201, 208, 201])
    expect(contractPart(within)).toEqual(contractPart(first))
    expect(after.body.session.id).not.toBe(first.body.session.id)
  })

  test('a key that was refused with its body is free for the corrected one', async ({ gateway }) => {
    const key = { idempotency_key: 'corrected' }
    const refusals = [
      await openSession(gateway, sessionBody({ ...key, chain_id: 5 })),
      await openSession(gateway, sessionBody({ ...key, to_asset: 'EUR' })),
      await openSession(gateway, sessionBody({ ...key, source_amount: '1' })),
      await openSession(gateway, sessionBody({ ...key, service_provider: 'MERCURYO' })),
    ]
    expect(statusesOf(...refusals)).toEqual([422, 400, 400, 400])
    const corrected = await openSession(gateway, sessionBody(key))
    expect(corrected.status).toBe(201)
    expect((await openSession(gateway, sessionBody(key))).body).toEqual(corrected.body)
  })

  test('a key whose upstream call was lost opens its session on the next call', async ({ gateway }) => {
    const body = sessionBody({ idempotency_key: 'lost', service_provider: 'TRANSAK' })
    const fault = { path: '/crypto/session/widget', kind: 'reset_after_accept', times: 1 }
    await gateway.control('/_sim/faults', fault)
    expectProblem(await openSession(gateway, body), 502, 'RMP-502-001-R')
    const second = await openSession(gateway, body)
    const third = await openSession(gateway, body)
    expect(statusesOf(second, third)).toEqual([201, 208])
    expect(third.body).toEqual(second.body)
  })

  test('a refused token claims no key', async ({ gateway }) => {
    const body = sessionBody({ idempotency_key: 'unproved' })
    expectProblem(await openSession(gateway, body, { token: 'garbage' }), 401, 'USR-401-001')
    expect((await openSession(gateway, body)).status).toBe(201)
  })
})

test('a body that came before in the same bytes is read by what its tenant takes now', async ({ gateway }) => {
  const back = 'https://app.example/back'
  const takeReturns = (returnLinks: readonly string[]) =>
    gateway.changeTenants((tenant) => ({ ...tenant, returnLinks }))
  const open = () => gateway.openSession(sessionBody({ idempotency_key: 'read before', return_url: back }))
  takeReturns([back])
  expect(statusesOf(await open(), await open(), await open())).toEqual([201, 208, 208])
  takeReturns(['https://app.example/elsewhere'])
  expect(Object.keys(faultsOf(await open()))).toEqual(['/return_url'])
  takeReturns([back])
  expect(statusesOf(await open(), await open())).toEqual([208, 208])
})

test('a body that came before is not taken for one that differs in a byte', async ({ gateway }) => {
  const send = (source_amount: string) =>
    gateway.openSession(sessionBody({ idempotency_key: 'one byte', source_amount }))
  for (const _ of [1, 2, 3]) await send('100')
  const { status, headers } = await send('101')
  expect(status).toBe(208)
  expect(headers.get('rampway-idempotency-mismatch')).toBe('true')
  expect((await send('100')).headers.has('rampway-idempotency-mismatch')).toBe(false)
})

test('bytes that one user has sent again and again ask the same of another, for a session of their own', async ({
  gateway,
}) => {
  const body = sessionBody({ idempotency_key: 'two users', source_amount: '123.4' })
  const open = (sub: string) => gateway.openSession(body, { sub })
  const first = await open('first')
  expect(statusesOf(first, await open('first'), await open('first'))).toEqual([201, 208, 208])
  const [second, replay] = [await open('second'), await open('second')]
  expect(statusesOf(second, replay)).toEqual([201, 208])
  expect(second.body.session.id).not.toBe(first.body.session.id)
  expect(contractPart(replay)).toEqual(contractPart(second))
  expect(replay.headers.has('rampway-idempotency-mismatch')).toBe(false)
  const asked = (await gateway.widgetCalls()).map(({ body: sent }) => sent.sessionData.sourceAmount)
  expect(asked).toEqual(['123.4', '123.4'])
})
