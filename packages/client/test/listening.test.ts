import { getEventListeners, once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { expect, test } from 'vitest'
import { createServerClient, RampwayError, type StreamedEvent } from '../src/server.ts'
import { refuse, type ScriptedServer, type Step, stall, startServer } from './scripted-server.ts'

const key = 'rwk_test'

/** Opens a stream and says this. It stays open unless `then` ends it. */
function stream(text: string, then?: (response: ServerResponse) => void): Step {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    // Reconnects at once, for a test need not wait.
    response.write(`retry: 1\n\n${text}`, () => then?.(response))
  }
}
const hangUp = (response: ServerResponse) => void response.destroy()
const end = (response: ServerResponse) => void response.end()

function frame(id: string, members: object = {}, position = id): string {
  return `id: ${position}\nevent: rampway.test\ndata: ${JSON.stringify({ id, type: 'rampway.test', data: {}, ...members })}\n\n`
}

function listenTo(
  { url }: ScriptedServer,
  options: Parameters<ReturnType<typeof createServerClient>['events']['listen']>[0] = {},
) {
  return createServerClient({ baseUrl: url, key }).events.listen(options)
}

/** The first so many events, after which nobody listens any more. */
async function take(events: AsyncIterable<StreamedEvent>, count: number): Promise<readonly StreamedEvent[]> {
  const taken: StreamedEvent[] = []
  for await (const event of events) {
    taken.push(event)
    if (taken.length === count) break
  }
  return taken
}

const ids = (events: readonly StreamedEvent[]) => events.map(({ id, replayed }) => (replayed ? `${id} again` : id))

test('it asks as the tenant, for what is wanted', async () => {
  const server = await startServer(stream(frame('evt_1')))
  expect(ids(await take(listenTo(server, { types: ['ramp.transaction.*', 'rampway.test'], since: 1_000 }), 1))).toEqual(
    ['evt_1'],
  )
  const [call] = server.calls
  expect(call?.url).toBe('/v0/partner/events/stream?types=ramp.transaction.*%2Crampway.test&since=1000')
  expect(call?.headers).toMatchObject({ accept: 'text/event-stream', authorization: `Bearer ${key}` })
  expect(call?.headers['last-event-id']).toBeUndefined()
})

test.each([
  ['breaks', hangUp],
  ['ends', end],
  ['asks for a reconnect', (response: ServerResponse) => void response.write('event: reconnect\ndata: {}\n\n')],
])('a stream that %s goes on after the last event it told', async (_what, then) => {
  const server = await startServer(stream(frame('evt_1'), then), stream(frame('evt_2')))
  expect(ids(await take(listenTo(server, { since: 1_000 }), 2))).toEqual(['evt_1', 'evt_2'])
  expect(server.calls[1]?.url).toBe('/v0/partner/events/stream')
  expect(server.calls[1]?.headers['last-event-id']).toBe('evt_1')
})

test('a stream that breaks before its first event goes on where it began', async () => {
  const server = await startServer(stream('id: start\n\n', hangUp), stream(frame('evt_1')))
  expect(ids(await take(listenTo(server), 1))).toEqual(['evt_1'])
  expect(server.calls[1]?.headers['last-event-id']).toBe('start')
})

test('what a resumed stream shows again is not given again; a replay is', async () => {
  const first = `${frame('evt_1')}${frame('evt_2')}`
  const again = `${frame('evt_1')}${frame('evt_2')}${frame('evt_1', { replayed: true }, 'evt_1.3')}`
  const server = await startServer(
    stream(first, hangUp),
    stream(`${again}${frame('evt_1', { replayed: true }, 'evt_1.4')}`),
  )
  const expected = ['evt_1', 'evt_2', 'evt_1 again', 'evt_1 again']
  expect(ids(await take(listenTo(server), 4))).toEqual(expected)
})

test('what holds no event is passed over', async () => {
  const noise = ': heartbeat\n\nevent: hello\ndata: 1\n\ndata: no JSON\n\n'
  const server = await startServer(stream(`${noise}${frame('evt_1')}`))
  expect(ids(await take(listenTo(server), 1))).toEqual(['evt_1'])
})

test('it is open before anybody reads, and what comes meanwhile is kept', async () => {
  const server = await startServer(stream(frame('evt_1')))
  const events = listenTo(server)
  await events.opened
  expect(server.calls).toHaveLength(1)
  expect(ids(await take(events, 1))).toEqual(['evt_1'])
})

test('leaving the loop closes the connection', async () => {
  const closed: Promise<unknown>[] = []
  const server = await startServer((response, call) => {
    closed.push(once(response, 'close'))
    stream(frame('evt_1'))(response, call)
  })
  await take(listenTo(server), 1)
  await Promise.all(closed)
  expect(closed).toHaveLength(1)
})

test('the signal ends the loop, whatever it waits for', async () => {
  for (const step of [stream(''), stall, stream('', hangUp), refuse(503, 'GEN-503-001-R')]) {
    const server = await startServer(step)
    const controller = new AbortController()
    const events = listenTo(server, { signal: controller.signal })
    const taken = take(events, 1)
    await expect.poll(() => server.calls.length).toBeGreaterThan(0)
    controller.abort()
    expect(await taken).toEqual([])
    expect(await take(events, 1)).toEqual([])
  }
})

test('a signal that has aborted before lets nothing be sent', async () => {
  const server = await startServer(stream(frame('evt_1')))
  const events = listenTo(server, { signal: AbortSignal.abort() })
  await expect(events.opened).rejects.toMatchObject({ code: 'aborted' })
  expect(await take(events, 1)).toEqual([])
  expect(server.calls).toEqual([])
})

test('a refusal that will not pass ends it, with the gateway’s reason', async () => {
  const server = await startServer(refuse(401, 'PTR-401-001'))
  const events = listenTo(server)
  await expect(events.opened).rejects.toMatchObject({ code: 'PTR-401-001', status: 401 })
  await expect(events.next()).rejects.toThrow(RampwayError)
  expect(server.calls).toHaveLength(1)
})

test('whatever ends it, the app’s signal is let go', async () => {
  const { signal } = new AbortController()
  const refusedAtFirst = await startServer(refuse(401, 'PTR-401-001'))
  const { opened } = listenTo(refusedAtFirst, { signal })
  await expect(opened).rejects.toMatchObject({ code: 'PTR-401-001' })
  await expect.poll(() => getEventListeners(signal, 'abort').length).toBe(0)
  const refusedLater = await startServer(stream(frame('a'), end), refuse(401, 'PTR-401-001'))
  await expect(take(listenTo(refusedLater, { signal }), 2)).rejects.toMatchObject({ code: 'PTR-401-001' })
  expect(getEventListeners(signal, 'abort')).toHaveLength(0)
})

test('failures that may pass are waited out, and told', async () => {
  const refused = refuse(503, 'GEN-503-001-R', { 'retry-after': '0' })
  const server = await startServer(
    refused,
    refused,
    refused,
    refused,
    stream(frame('evt_1'), hangUp),
    stream(frame('evt_2')),
  )
  const told: string[] = []
  const events = listenTo(server, { onInterruption: ({ code }) => told.push(code) })
  expect(ids(await take(events, 2))).toEqual(['evt_1', 'evt_2'])
  expect(told).toEqual([...Array.from({ length: 4 }, () => 'GEN-503-001-R'), 'network_error'])
})

test('something else than a stream is no gateway', async () => {
  const server = await startServer((response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hello'),
  )
  await expect(listenTo(server).opened).rejects.toMatchObject({ code: 'unreadable_answer' })
})
