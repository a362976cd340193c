import { expect, test } from 'vitest'
import { createClient } from '../src/client.ts'
import type { Fetch } from '../src/platform.ts'
import { answer, hangUp, refuse, type Step, startServer } from './scripted-server.ts'

const frame = (event: string, id: string, status: string) =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify({ _links: {}, session: { id: 'ses_1', status } })}\n\n`

const session = (status: string) => answer(200, { _links: {}, session: { id: 'ses_1', status } })

function stream(...frames: readonly string[]): Step {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('retry: 2000\n\n')
    for (const text of frames) response.write(text)
  }
}

/** The same, and then the connection ends. */
function streamAndEnd(...frames: readonly string[]): Step {
  return (response, call) => {
    stream(...frames)(response, call)
    response.end()
  }
}

const reconnect = 'event: reconnect\ndata: {"reason":"draining"}\n\n'

test('events come over one connection after the other, each from where the one before was, until the end', async () => {
  const server = await startServer(
    streamAndEnd(frame('snapshot', 'a', 'ready'), reconnect),
    streamAndEnd(frame('opened', 'b', 'opened'), reconnect),
    stream(frame('transaction', 'c', 'completed'), frame('end', 'c.end', 'completed')),
  )
  const client = createClient({ baseUrl: server.url, token: 'token' })
  const told = []
  for await (const { event, id, session: shown } of client.sessions.events('ses_1')) {
    told.push(`${event} ${id} ${shown.status}`)
  }
  expect(told).toEqual(['snapshot a ready', 'opened b opened', 'transaction c completed', 'end c.end completed'])
  expect(server.calls.map(({ url }) => url)).toEqual(Array.from({ length: 3 }, () => '/v0/ramp/sessions/ses_1/events'))
  expect(server.calls.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, 'a', 'b'])
  expect(server.calls[0]?.headers).toMatchObject({ accept: 'text/event-stream', 'x-juno-jwt': 'token' })
})

test('events of an ended session whose end is known are none, and a refusal is thrown', async () => {
  const server = await startServer((response) => void response.writeHead(204).end(), refuse(404, 'RMP-404-002'))
  const client = createClient({ baseUrl: server.url, token: 'token' })
  const known = client.sessions.events('ses_1', { lastEventId: 'c.end' })
  expect(await known.next()).toEqual({ done: true, value: undefined })
  expect(server.calls[0]?.headers['last-event-id']).toBe('c.end')
  await expect(client.sessions.events('ses_1').next()).rejects.toMatchObject({ code: 'RMP-404-002' })
})

test('a signal ends the events', async () => {
  const server = await startServer(stream(frame('snapshot', 'a', 'ready')))
  const controller = new AbortController()
  const events = createClient({ baseUrl: server.url, token: 'token' }).sessions.events('ses_1', {
    signal: controller.signal,
  })
  expect((await events.next()).value?.event).toBe('snapshot')
  const next = events.next()
  controller.abort()
  await expect(next).rejects.toMatchObject({ code: 'aborted' })
})

test('a longer wait follows the stream, reads no more as long as it goes on, and ends it', async () => {
  let push: (text: string) => void = () => {}
  let isClosed = false
  const open: Step = (response, call) => {
    stream(frame('snapshot', 'a', 'ready'))(response, call)
    push = (text) => void response.write(text)
    response.on('close', () => {
      isClosed = true
    })
  }
  const server = await startServer((response, call) => {
    const step = call.url.endsWith('/events') ? open : session('ready')
    step(response, call)
  })
  const waiting = createClient({ baseUrl: server.url, token: 'token' }).sessions.waitUntil('ses_1', 'opened')
  await expect.poll(() => server.calls.some(({ url }) => url.endsWith('/events'))).toBe(true)
  push(frame('opened', 'b', 'opened'))
  expect((await waiting).status).toBe('opened')
  // The session goes on, and its stream with it, but nobody reads that any more.
  await expect.poll(() => isClosed).toBe(true)
  expect(server.calls.filter(({ url }) => url.endsWith('/events'))).toHaveLength(1)
})

test('what the stream tells counts while a read is not answered', async () => {
  let push: (text: string) => void = () => {}
  let reads = 0
  const server = await startServer((response, call) => {
    if (call.url.endsWith('/events')) {
      stream()(response, call)
      push = (text) => void response.write(text)
      return
    }
    reads += 1
    // The third is never answered.
    if (reads < 3) session('ready')(response, call)
  })
  const { sessions } = createClient({ baseUrl: server.url, token: 'token' })
  const waiting = sessions.waitUntil('ses_1', 'completed', { timeoutMs: 20_000 })
  await expect.poll(() => reads).toBe(3)
  push(frame('snapshot', 'a', 'completed'))
  expect((await waiting).status).toBe('completed')
})

const withoutBodies: Fetch = async (url, init) => {
  const response = await fetch(url, { ...init, signal: init.signal as AbortSignal })
  const text = await response.text()
  return { status: response.status, headers: response.headers, text: async () => text }
}

test.for([
  ['an answer that is no stream', session('ready'), undefined],
  ['a refusal', refuse(429, 'STR-429-001-R', { 'retry-after': '10' }), undefined],
  ['a connection that breaks', hangUp, undefined],
  ['a fetch without streams', streamAndEnd(frame('snapshot', 'a', 'ready')), withoutBodies],
] as const)('where there is %s, a wait goes on reading', async ([, step, fetch]) => {
  let reads = 0
  const server = await startServer((response, call) => {
    if (call.url.endsWith('/events')) return step(response, call)
    reads += 1
    session(reads < 4 ? 'ready' : 'completed')(response, call)
  })
  const client = createClient({ baseUrl: server.url, token: 'token', fetch })
  expect((await client.sessions.waitUntil('ses_1', 'completed')).status).toBe('completed')
  expect(reads).toBe(4)
})
