import { expect, onTestFinished, test, vi } from 'vitest'
import { createClient, RampwayError } from '../src/client.ts'
import { answer, hangUp, refuse, type ScriptedServer, stall, startServer } from './scripted-server.ts'

const input = { source_amount: '100', from_asset: 'USD', to_asset: 'USDC', chain_id: 8453, wallet_address: '0x1' }
const opened = answer(201, { _links: {}, session: { id: 'ses_1', status: 'ready' } })
const atOnce = { 'retry-after': '0' }
const expired = refuse(401, 'USR-401-001', {}, { reason: 'token_expired' })

function clientOf({ url }: ScriptedServer, token: () => string | Promise<string> = () => 'token') {
  return createClient({ baseUrl: url, tenant: 'org:env', token })
}

function failureOf(promise: Promise<unknown>): Promise<RampwayError> {
  return promise.then(
    () => expect.fail('it succeeded'),
    (error) => (error instanceof RampwayError ? error : expect.fail(String(error))),
  )
}

test('one opening keeps one key, and asks for a token, in every attempt', async () => {
  const server = await startServer(refuse(502, 'RMP-502-001-R', atOnce), refuse(409, 'RMP-409-001-R', atOnce), opened)
  let tokens = 0
  const { session } = await clientOf(server, () => `token-${++tokens}`).sessions.open(input)
  expect(session.id).toBe('ses_1')
  expect(server.calls.map(({ headers }) => headers['x-juno-jwt'])).toEqual(['token-1', 'token-2', 'token-3'])
  const keys = server.calls.map(({ body }) => JSON.parse(body).idempotency_key)
  expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(new Set(keys).size).toBe(1)
  await clientOf(server).sessions.open(input)
  expect(JSON.parse(server.calls[3]?.body ?? '').idempotency_key).not.toBe(keys[0])
})

test('a gateway that is not there is told with what the platform says of it', async () => {
  const server = await startServer(hangUp)
  // The shortest waits between the attempts.
  const random = vi.spyOn(Math, 'random').mockReturnValue(0)
  onTestFinished(() => random.mockRestore())
  const error = await failureOf(clientOf(server).sessions.get('ses_1'))
  expect(error).toMatchObject({ code: 'network_error', status: 0, retryable: true, traceId: null, docsUrl: null })
  expect(error.message).toBe(`${server.url} cannot be reached (fetch failed: other side closed).`)
  expect(server.calls).toHaveLength(3)
})

test('a broken connection is tried again', async () => {
  const server = await startServer(hangUp, opened)
  expect((await clientOf(server).sessions.open(input)).session.id).toBe('ses_1')
})

test('three attempts are all, and the last refusal is told with the key to go on with', async () => {
  const server = await startServer(refuse(502, 'RMP-502-001-R', atOnce))
  const error = await failureOf(clientOf(server).sessions.open(input, { idempotencyKey: 'mine' }))
  expect(error).toMatchObject({ code: 'RMP-502-001-R', retryable: true, idempotencyKey: 'mine', retryAfterMs: 0 })
  expect(server.calls).toHaveLength(3)
})

for (const [status, code] of [
  [400, 'RMP-400-004'],
  [403, 'KYC-403-001'],
  [422, 'GEN-422-001'],
  [502, 'MLD-502-001'],
] as const) {
  test(`${code} is told at once`, async () => {
    const server = await startServer(refuse(status, code, atOnce))
    const error = await failureOf(clientOf(server).sessions.open(input))
    expect(error).toMatchObject({ code, status, retryable: false })
    expect(server.calls).toHaveLength(1)
  })
}

for (const status of [429, 503]) {
  test(`${status} of a proxy, which knows no codes, is tried again`, async () => {
    const server = await startServer((response) => void response.writeHead(status, atOnce).end('<h1>busy</h1>'), opened)
    expect((await clientOf(server).sessions.open(input)).session.id).toBe('ses_1')
  })
}

test('a page in place of an answer is told at once, with what to look at', async () => {
  const server = await startServer((response) => void response.writeHead(200).end('<h1>Welcome</h1>'))
  const error = await failureOf(clientOf(server).sessions.get('ses_1'))
  expect(error).toMatchObject({ code: 'unreadable_answer', status: 200, retryable: false, docsUrl: null })
  expect(error.message).toContain('whether baseUrl is right')
  expect(server.calls).toHaveLength(1)
})

test.for([{ ok: true }, [], { _links: {}, session: null }, { session: { id: 'ses_1' } }])(
  'the JSON %j, which is of something else, is no session',
  async (body) => {
    const server = await startServer(answer(200, body))
    const client = clientOf(server)
    expect((await failureOf(client.sessions.open(input))).code).toBe('unreadable_answer')
    expect((await failureOf(client.sessions.list())).code).toBe('unreadable_answer')
    expect((await failureOf(client.sessions.waitUntil('ses_1', 'completed'))).code).toBe('unreadable_answer')
  },
)

test('a redirect is not followed, for the token is for nobody else', async () => {
  const server = await startServer((response) => void response.writeHead(307, { location: 'https://ramp.test/' }).end())
  const error = await failureOf(clientOf(server).sessions.get('ses_1'))
  expect(error.code).toBe('unreadable_answer')
  expect(error.message).toContain('redirects to https://ramp.test/;')
  expect(server.calls).toHaveLength(1)
})

test('a wait that the gateway asks for comes before our own', async () => {
  const server = await startServer(refuse(503, 'SYS-503-001-R', { 'retry-after': '1' }), opened)
  const begun = performance.now()
  await clientOf(server).sessions.open(input)
  expect(performance.now() - begun).toBeGreaterThanOrEqual(990)
})

test('a wait that would outlast the call is not begun', async () => {
  const server = await startServer(refuse(503, 'SYS-503-001-R', { 'retry-after': '31' }))
  const begun = performance.now()
  const error = await failureOf(clientOf(server).sessions.open(input))
  expect(error).toMatchObject({ code: 'SYS-503-001-R', retryAfterMs: 31_000 })
  expect(performance.now() - begun).toBeLessThan(5_000)
  expect(server.calls).toHaveLength(1)
})

test('an expired token is asked for anew once', async () => {
  const tokens = ['old', 'new', 'newer']
  const server = await startServer(expired, opened)
  await clientOf(server, () => tokens.shift() ?? '').sessions.open(input)
  expect(server.calls.map(({ headers }) => headers['x-juno-jwt'])).toEqual(['old', 'new'])
  server.script(expired)
  const error = await failureOf(clientOf(server, () => tokens.shift() ?? 'last').sessions.open(input))
  expect(error).toMatchObject({ code: 'USR-401-001', reason: 'token_expired' })
  expect(server.calls.slice(2).map(({ headers }) => headers['x-juno-jwt'])).toEqual(['newer', 'last'])
})

test('another 401 is not answered with another token', async () => {
  const server = await startServer(refuse(401, 'USR-401-001', {}, { reason: 'token_wrong_kind' }))
  const error = await failureOf(clientOf(server).sessions.get('ses_1'))
  expect(error.reason).toBe('token_wrong_kind')
  expect(server.calls).toHaveLength(1)
})

test('a token that is a text is not sent again once it has expired', async () => {
  const server = await startServer(expired)
  const client = createClient({ baseUrl: server.url, tenant: 'org:env', token: 'old' })
  expect((await failureOf(client.sessions.get('ses_1'))).reason).toBe('token_expired')
  expect(server.calls).toHaveLength(1)
})

test('without a token nothing is sent', async () => {
  const server = await startServer(opened)
  const broken = new Error('no keychain')
  const failing = clientOf(server, () => Promise.reject(broken))
  expect(await failureOf(failing.sessions.open(input))).toMatchObject({
    code: 'token_unavailable',
    message: 'The token function failed: no keychain',
    cause: broken,
  })
  const loggedOut = createClient({ baseUrl: server.url, token: async () => null })
  expect((await failureOf(loggedOut.sessions.open(input))).message).toContain('log the user in')
  expect(server.calls).toHaveLength(0)
})

test.each(['secret\nvalue', 'secret value', 'secret…', 'secret\0'])(
  'the token %j, which no header may have, is not sent and not repeated',
  async (token) => {
    const server = await startServer(opened)
    const error = await failureOf(clientOf(server, () => token).sessions.open(input))
    expect(error).toMatchObject({ code: 'token_unavailable', retryable: false, cause: undefined })
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('secret')
    expect(server.calls).toHaveLength(0)
  },
)

test('no token is an empty text either', async () => {
  const server = await startServer(opened)
  const client = createClient({ baseUrl: server.url, token: '' })
  expect((await failureOf(client.sessions.open(input))).code).toBe('token_unavailable')
  expect(server.calls).toHaveLength(0)
})

test('an error has nothing of the token and the body', async () => {
  const server = await startServer(refuse(400, 'RMP-400-004'))
  const client = createClient({ baseUrl: server.url, token: 'secret' })
  const error = await failureOf(client.sessions.open({ ...input, wallet_address: 'secret' }))
  expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain('secret')
})

test('a body that never ends is given up in time, and its connection closed', async () => {
  let isClosed = false
  const server = await startServer((response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"session":')
    const drip = setInterval(() => response.write(' '), 20)
    response.on('close', () => {
      clearInterval(drip)
      isClosed = true
    })
  })
  expect((await failureOf(clientOf(server).sessions.get('ses_1', { timeoutMs: 200 }))).code).toBe('timeout')
  await expect.poll(() => isClosed).toBe(true)
  expect(server.calls).toHaveLength(1)
})

test('a time that is not a number has passed', async () => {
  const server = await startServer(stall)
  expect((await failureOf(clientOf(server).sessions.get('ses_1', { timeoutMs: Number.NaN }))).code).toBe('timeout')
})

test('a call ends in time, also while it waits for a token or an answer', async () => {
  const server = await startServer(stall)
  const begun = performance.now()
  const unanswered = await failureOf(clientOf(server).sessions.open(input, { timeoutMs: 200 }))
  expect(unanswered).toMatchObject({ code: 'timeout', status: 0, retryable: true })
  expect(unanswered.idempotencyKey).toMatch(/^[0-9a-f]{32}$/)
  const tokenless = clientOf(server, () => new Promise(() => {}))
  expect((await failureOf(tokenless.sessions.get('ses_1', { timeoutMs: 200 }))).code).toBe('timeout')
  expect(performance.now() - begun).toBeLessThan(5_000)
  expect(server.calls).toHaveLength(1)
})

test('a signal ends a call at once, before it is sent and between attempts', async () => {
  const server = await startServer(refuse(503, 'SYS-503-001-R', { 'retry-after': '20' }))
  const client = clientOf(server)
  const early = await failureOf(client.sessions.get('ses_1', { signal: AbortSignal.abort() }))
  expect(early).toMatchObject({ code: 'aborted', retryable: false })
  expect(server.calls).toHaveLength(0)
  const controller = new AbortController()
  const waiting = failureOf(client.sessions.get('ses_1', { signal: controller.signal }))
  await expect.poll(() => server.calls.length).toBe(1)
  controller.abort()
  expect((await waiting).code).toBe('aborted')
  expect(server.calls).toHaveLength(1)
})
