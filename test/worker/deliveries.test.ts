import { createPublicKey, verify } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished } from 'vitest'
import { tryDelaysMs } from '../../src/domain/delivery-schedule.ts'
import { formatWebhookSecret, makeWebhookSecret } from '../../src/domain/webhook-secret.ts'
import { rotateSecret } from '../../src/store/webhook-secrets.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { until } from '../support/until.ts'
import {
  deliveriesOf,
  endpointRow,
  messageOf,
  reached,
  runOnce,
  startPartner,
  tell,
  toldOf,
  uuidOf,
  wake,
} from './delivering.ts'

test.override('gatewayOptions', { worker: true })

const second = 1_000

test('an event arrives signed, as JSON, and once', async ({ gateway }) => {
  const partner = await startPartner(gateway)
  const [id = ''] = await tell(gateway, partner, ['one'])
  await reached(gateway, partner, ['delivered'])
  const [call, ...more] = partner.calls
  expect(more).toEqual([])
  expect(call?.headers).toMatchObject({
    'content-type': 'application/json',
    'user-agent': expect.stringMatching(/^Rampway\/\d+\.\d+\.\d+/),
    'webhook-id': id,
  })
  expect(JSON.parse(call?.body ?? '')).toMatchObject({ id, type: 'rampway.test', tenant: partner.tenant })
  const headers = call?.headers as Record<string, string>
  expect(() => new Webhook(formatWebhookSecret(partner.secret)).verify(call?.body ?? '', headers)).not.toThrow()
  const row = await endpointRow(gateway, partner)
  expect(row).toMatchObject({ status: 'enabled', failures: 0, last_success_at: expect.any(Date) })
})

test('the standard library verifies with either secret during a rotation, and with the new one alone after it', async ({
  gateway,
}) => {
  const partner = await startPartner(gateway)
  const next = makeWebhookSecret()
  const { database, clock } = gateway.deps
  await rotateSecret(database, gateway.demo.id, partner.endpoint, { secret: next, now: clock(), entry: null })
  await tell(gateway, partner, ['one'])
  await reached(gateway, partner, ['delivered'])
  await gateway.advance(25 * 3_600)
  await tell(gateway, partner, ['two'])
  await reached(gateway, partner, ['delivered', 'delivered'])
  const verified = partner.calls.map(({ body, headers }) =>
    [partner.secret, next].map((secret) => {
      try {
        new Webhook(formatWebhookSecret(secret)).verify(body, headers as Record<string, string>)
        return true
      } catch {
        return false
      }
    }),
  )
  expect(verified).toEqual([
    [true, true],
    [false, true],
  ])
})

test('Ed25519 signatures verify with the published key', async ({ gateway }) => {
  const partner = await startPartner(gateway, { signature: 'both' })
  const only = await startPartner(gateway, { signature: 'ed25519' })
  await tell(gateway, partner, ['one'])
  await tell(gateway, only, ['one'])
  await reached(gateway, partner, ['delivered'])
  await reached(gateway, only, ['delivered'])
  const { status, headers, body } = await gateway.send('/v0/webhook-keys')
  expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=3600'])
  const raw = Buffer.from(body.keys[0].public_key.slice('whpk_'.length), 'base64')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') }, format: 'jwk' })
  for (const { calls } of [partner, only]) {
    const [call] = calls
    const signatures = String(call?.headers['webhook-signature']).split(' ')
    const own = signatures.find((signature) => signature.startsWith('v1a,'))?.slice('v1a,'.length) ?? ''
    const text = `${call?.headers['webhook-id']}.${call?.headers['webhook-timestamp']}.${call?.body}`
    expect(verify(null, Buffer.from(text), key, Buffer.from(own, 'base64'))).toBe(true)
    expect(signatures).toHaveLength(calls === partner.calls ? 2 : 1)
  }
})

test('what fails is tried ten times over three days, under one id, and then given up', async ({ gateway }) => {
  const partner = await startPartner(gateway)
  partner.answer((_call, response) => response.writeHead(500, { 'set-cookie': 'a=secret' }).end('no'))
  const [id] = await tell(gateway, partner, ['one'])
  for (const [index, delayMs] of [...tryDelaysMs.slice(1), null].entries()) {
    const [delivery] = await until(async () => {
      const [found] = await deliveriesOf(gateway, partner)
      expect(found).toMatchObject({ tries: index + 1, lease_until: null, last_status: 500 })
      return [found]
    })
    if (delayMs === null) {
      expect(delivery).toMatchObject({ state: 'given_up' })
      break
    }
    const waitMs = Number(delivery?.due_at) - gateway.deps.clock()
    expect(waitMs).toBeGreaterThan(delayMs * 0.8 - 30 * second)
    expect(waitMs).toBeLessThanOrEqual(delayMs * 1.2)
    // Not before it is due: the run that looks finds nothing.
    await runOnce(gateway, partner)
    if (gateway.deps.clock() < Number(delivery?.due_at)) expect(partner.calls).toHaveLength(index + 1)
    // From the fifth failure on there is a pause as well; before, more would make the next try due too.
    await gateway.advance(Math.ceil(Math.max(waitMs, 0) / second) + (index < 4 ? 1 : 300))
  }
  expect(partner.calls.map(({ headers }) => headers['webhook-id'])).toEqual(Array(10).fill(id))
  const history = await queryDatabase(
    gateway.database,
    `select a.* from delivery_attempts a join deliveries d on d.id = a.delivery_id
     where d.event_id = $1 order by a.number`,
    [String(id).slice('evt_'.length)],
  )
  expect(history.map(({ number }) => number)).toEqual(Array.from({ length: 10 }, (_, n) => n + 1))
  expect(history.map(({ next_attempt_at }) => next_attempt_at === null)).toEqual([...Array(9).fill(false), true])
  expect(history[0]).toMatchObject({ status: 500, failure: null, response_body: 'no' })
  expect(history[0]?.request_headers).not.toHaveProperty('webhook-signature')
  expect(history[0]?.response_headers).toMatchObject({ 'set-cookie': '[redacted]' })
})

test('a redirect is a failure, and is not followed', async ({ gateway }) => {
  const partner = await startPartner(gateway)
  const elsewhere = await startPartner(gateway)
  partner.answer((_call, response) => response.writeHead(307, { location: elsewhere.url }).end())
  await tell(gateway, partner, ['one'])
  await until(async () => expect(await deliveriesOf(gateway, partner)).toMatchObject([{ tries: 1, last_status: 307 }]))
  expect(elsewhere.calls).toEqual([])
})

test('a webhook endpoint that answers 410 is disabled; it is sent nothing more, and its tenant is told', async ({
  gateway,
}) => {
  const partner = await startPartner(gateway)
  const other = await startPartner(gateway)
  partner.answer((_call, response) => response.writeHead(410).end())
  await tell(gateway, partner, ['one'])
  await until(async () => expect(await toldOf(gateway, partner)).toEqual(['rampway.endpoint.disabled']))
  expect(await endpointRow(gateway, partner)).toMatchObject({ status: 'disabled', disabled_reason: 'gone' })
  await until(async () =>
    expect(other.calls.map(({ body }) => JSON.parse(body).type)).toEqual(['rampway.endpoint.disabled']),
  )
  expect(JSON.parse(other.calls[0]?.body ?? '').data).toMatchObject({ id: partner.endpoint, disabled_reason: 'gone' })
  await gateway.advance(3_600)
  await runOnce(gateway, partner)
  await tell(gateway, other, ['one'])
  await until(async () => expect(other.calls).toHaveLength(2))
  expect(partner.calls).toHaveLength(1)
})

test('a receiver that says when to come back is left alone until then', async ({ gateway }) => {
  const partner = await startPartner(gateway)
  partner.answer((_call, response) => response.writeHead(429, { 'retry-after': '120' }).end())
  await tell(gateway, partner, ['one'])
  await until(async () => expect(await deliveriesOf(gateway, partner)).toMatchObject([{ tries: 1, lease_until: null }]))
  const row = await endpointRow(gateway, partner)
  const now = gateway.deps.clock()
  expect(row).toMatchObject({ status: 'enabled', failures: 0 })
  expect(Number(row.paused_until) - now).toBeGreaterThan(90 * second)
  partner.answer((_call, response) => response.writeHead(204).end())
  // Another is not sent before, although nobody has failed to take it.
  await tell(gateway, partner, ['two'])
  await gateway.advance(60)
  await runOnce(gateway, partner)
  expect(partner.calls).toHaveLength(1)
  await gateway.advance(90)
  await reached(gateway, partner, ['delivered', 'delivered'])
  expect(partner.calls).toHaveLength(3)
  const [, ...later] = partner.calls
  for (const { at } of later) expect(at).toBeGreaterThanOrEqual(partner.calls[0]?.at ?? 0)
  expect(await endpointRow(gateway, partner)).toMatchObject({ paused_until: null, failing_since: null })
})

test('of one line nothing overtakes, until the third failure; other lines go on', async ({ gateway }) => {
  const partner = await startPartner(gateway)
  partner.answer(({ body }, response) => {
    const failing = messageOf({ body }) === 0
    response.writeHead(failing ? 500 : 204).end()
  })
  await tell(gateway, partner, ['a', 'a', 'b', 'a', 'b'])
  await reached(gateway, partner, ['pending', 'pending', 'delivered', 'pending', 'delivered'])
  await gateway.advance(7)
  await until(async () =>
    expect((await deliveriesOf(gateway, partner))[0]).toMatchObject({ tries: 2, lease_until: null }),
  )
  await gateway.advance(7 * 60)
  await reached(gateway, partner, ['pending', 'delivered', 'delivered', 'delivered', 'delivered'])
  const order = partner.calls.map(messageOf)
  expect(order.filter((n) => n === 0 || n === 1 || n === 3)).toEqual([0, 0, 0, 1, 3])
  expect(order.filter((n) => n === 2 || n === 4)).toEqual([2, 4])
})

test('after five failures in a row one attempt at a time is made, at growing pauses; a success lets the rest flow', async ({
  gateway,
}) => {
  const partner = await startPartner(gateway)
  partner.answer((_call, response) => response.writeHead(500).end())
  const lines = Array.from({ length: 30 }, (_, n) => `line ${n}`)
  await tell(gateway, partner, lines)
  await until(async () => expect(await toldOf(gateway, partner)).toEqual(['rampway.endpoint.failing']))
  await until(async () => {
    const rows = await deliveriesOf(gateway, partner)
    expect(rows.filter(({ lease_until }) => lease_until !== null)).toEqual([])
  })
  // What was begun before the fifth failure was known; nobody else used up a try.
  const burst = partner.calls.length
  expect(burst).toBeLessThan(20)
  for (let probes = 0; probes < 3; probes += 1) {
    const row = await endpointRow(gateway, partner)
    const failures = Number(row.failures)
    const pauseMs = Number(row.paused_until) - Number(row.last_failure_at)
    // The last of the burst may have failed after the pause had begun.
    if (probes === 0) expect(pauseMs).toBeLessThanOrEqual(5 * 2 ** (failures - 5) * second)
    else expect(pauseMs).toBe(5 * 2 ** (failures - 5) * second)
    await gateway.advance(5 * 2 ** (failures - 5))
    await wake(gateway, partner)
    await until(async () => expect(Number((await endpointRow(gateway, partner)).failures)).toBeGreaterThan(failures))
  }
  // One try more for each of these, and no more.
  const tried = (await deliveriesOf(gateway, partner)).filter(({ tries }) => Number(tries) > 0)
  const { failures } = await endpointRow(gateway, partner)
  expect(tried.length).toBeLessThanOrEqual(burst + Number(failures) - 5)
  partner.answer((_call, response) => response.writeHead(204).end())
  await gateway.advance(600)
  await reached(
    gateway,
    partner,
    lines.map(() => 'delivered'),
  )
  expect(await toldOf(gateway, partner)).toEqual(['rampway.endpoint.failing', 'rampway.endpoint.recovered'])
  expect(await endpointRow(gateway, partner)).toMatchObject({ status: 'enabled', failures: 0, failing_since: null })
})

test('a webhook endpoint has eight attempts under way at most, and less where its tenant has many', async ({
  gateway,
}) => {
  const tenant = 'org-other:env-sandbox'
  const partner = await startPartner(gateway, { tenant })
  const held: (() => void)[] = []
  partner.answer((_call, response) => held.push(() => response.writeHead(204).end()))
  await tell(
    gateway,
    partner,
    Array.from({ length: 40 }, (_, n) => `line ${n}`),
  )
  await until(async () => expect(held).toHaveLength(8))
  await until(async () => {
    const rows = await deliveriesOf(gateway, partner)
    expect(rows.filter(({ lease_until }) => lease_until !== null)).toHaveLength(8)
  })
  await queryDatabase(
    gateway.database,
    `insert into webhook_endpoints (tenant_id, id, url, types, timestamp_format, signature, status, created_at, updated_at)
     select tenant_id, gen_random_uuid(), url, types, timestamp_format, signature, status, created_at, updated_at
     from webhook_endpoints, generate_series(2, 16) where id = $1`,
    [uuidOf(partner.endpoint)],
  )
  onTestFinished(async () => {
    await queryDatabase(gateway.database, 'delete from webhook_endpoints where tenant_id = $1', [tenant])
  })
  for (const release of held.splice(0)) release()
  await until(async () => expect(held).toHaveLength(4))
  partner.answer((_call, response) => response.writeHead(204).end())
  for (const release of held.splice(0)) release()
  await reached(gateway, partner, Array(40).fill('delivered'))
})

test('one that takes calls and never answers holds up nobody else, of its own tenant or another', async ({
  gateway,
}) => {
  const dead = await startPartner(gateway)
  const beside = await startPartner(gateway)
  const elsewhere = await startPartner(gateway, { tenant: 'org-other:env-sandbox' })
  dead.answer(() => {})
  await tell(
    gateway,
    dead,
    Array.from({ length: 2_000 }, (_, n) => `line ${n}`),
  )
  await until(async () => expect(dead.calls.length).toBeGreaterThan(0))
  const lines = Array.from({ length: 50 }, (_, n) => `line ${n}`)
  await tell(gateway, beside, lines)
  await tell(gateway, elsewhere, lines)
  await reached(
    gateway,
    beside,
    lines.map(() => 'delivered'),
  )
  await reached(
    gateway,
    elsewhere,
    lines.map(() => 'delivered'),
  )
  // Eight, and on a slow machine those that follow when these have timed out.
  expect(dead.calls.length).toBeLessThan(20)
  // It hangs up, so that the gateway need not wait for its deadline when it closes.
  await dead.close()
})
