import { describe, expect } from 'vitest'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'
import { faultsOf } from './problem.ts'

/** Everything that an encoding on the way could change. */
const awkward = '{"cart":17}\r\n\t"\'`<&>\\u0041 \u0001\u2028\u{1f6d2} ä'

async function returnUrlOf(gateway: TestGateway): Promise<string> {
  const call = (await gateway.widgetCalls()).at(-1)
  return call?.body.sessionData.redirectUrl
}

/** What the return page's script is given, as a browser reads it out of the attribute. */
function attributeOf(page: string, name: string): string | undefined {
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' }
  const written = new RegExp(` ${name}="([^"]*)"`).exec(page)?.[1]
  return written
    ?.replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replace(/&(?:#(\d+)|(\w+));/g, (_, code, entity) =>
      code === undefined ? (entities[entity] ?? '?') : String.fromCodePoint(Number(code)),
    )
}

test('a client state comes back byte for byte from the opening, the replay, every read and the return page', async ({
  gateway,
}) => {
  const body = sessionBody({ client_state: awkward, idempotency_key: 'state' })
  const opened = await gateway.openSession(body)
  expect(opened.status).toBe(201)
  const returnUrl = await returnUrlOf(gateway)
  gateway.deps.caches.replays.clear()
  const replay = await gateway.openSession(body)
  const read = await gateway.get(opened.body._links.self.href)
  const list = await gateway.get('/v0/ramp/sessions?count=1')
  const shown = [opened.body.session, replay.body.session, read.body.session, list.body.sessions[0]]
  expect(shown.map(({ client_state }) => client_state)).toEqual([awkward, awkward, awkward, awkward])
  expect(attributeOf((await visit(returnUrl)).html, 'data-client-state')).toBe(awkward)
})

test('Meld is never told of it', async ({ gateway }) => {
  await gateway.openSession(sessionBody({ client_state: 'for-nobody-else' }))
  const calls = await gateway.control('/_sim/calls')
  expect(JSON.stringify(calls.body)).not.toContain('for-nobody-else')
})

test('a session without one has null, and so has one that was stored before there were any', async ({ gateway }) => {
  for (const change of [{}, { client_state: null }]) {
    const { body } = await gateway.openSession(sessionBody(change))
    expect(body.session.client_state).toBe(null)
    expect((await visit(await returnUrlOf(gateway))).html).not.toContain('data-client-state')
  }
  const [row] = await queryDatabase(
    gateway.database,
    `select request ? 'clientState' as told from sessions order by id desc limit 1`,
  )
  expect(row).toEqual({ told: false })
})

test('the empty text is a state too', async ({ gateway }) => {
  const { body } = await gateway.openSession(sessionBody({ client_state: '' }))
  expect((await gateway.get(body._links.self.href)).body.session.client_state).toBe('')
})

test('a replay has the state that the session was opened with; another one makes another body', async ({ gateway }) => {
  const body = sessionBody({ client_state: 'first', idempotency_key: 'once' })
  await gateway.openSession(body)
  for (const client_state of ['second', '', null]) {
    const replay = await gateway.openSession({ ...body, client_state })
    expect(replay.status).toBe(208)
    expect(replay.headers.get('rampway-idempotency-mismatch')).toBe('true')
    expect(replay.body.session.client_state).toBe('first')
  }
})

describe('a client state', () => {
  test('is counted in bytes of UTF-8: 2,048 pass, and one more is refused with its size', async ({ gateway }) => {
    for (const fits of ['x'.repeat(2_048), 'ä'.repeat(1_024), '\u{1f6d2}'.repeat(512)]) {
      const { status, body } = await gateway.openSession(sessionBody({ client_state: fits }))
      expect([status, body.session.client_state]).toEqual([201, fits])
    }
    const long = await gateway.openSession(sessionBody({ client_state: `${'ä'.repeat(1_024)}x` }))
    expect(long.status).toBe(422)
    expect(faultsOf(long)).toEqual({
      '/client_state': 'At most 2048 bytes in UTF-8; this has 2049. Keep the rest in your app.',
    })
  })

  test.for([{ cart: 17 }, 17, true, ['a'], '\0', 'a\ud800'])('is not %j', async (client_state, { gateway }) => {
    const answer = await gateway.openSession(sessionBody({ client_state }))
    expect(answer.status).toBe(422)
    expect(faultsOf(answer)).toHaveProperty(['/client_state'])
  })
})

test('the return page has none any more once the session has expired, and reads still do', async ({ gateway }) => {
  const { body } = await gateway.openSession(sessionBody({ client_state: 'for-a-day' }))
  const returnUrl = await returnUrlOf(gateway)
  await gateway.advance(24 * 3_600)
  const page = await visit(returnUrl)
  expect(page.html).toContain('id="return"')
  expect(page.html).not.toContain('for-a-day')
  expect((await gateway.get(body._links.self.href)).body.session.client_state).toBe('for-a-day')
})

test('the return page of a robot has none, nor anything of the trade', async ({ gateway }) => {
  await gateway.openSession(sessionBody({ client_state: 'not-for-robots' }))
  const returnUrl = await returnUrlOf(gateway)
  const page = await visit(returnUrl, { agent: 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)' })
  expect(page.html).toContain('id="return"')
  expect(page.html).not.toMatch(/not-for-robots|USDC|100\.00/)
  expect((await visit(returnUrl)).html).toMatch(/USDC.*100\.00/s)
})
