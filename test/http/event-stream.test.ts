import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import fastify from 'fastify'
import { expect, onTestFinished, test } from 'vitest'
import { EventStream, type StreamEnd, type StreamFrame, type StreamTimes } from '../../src/http/event-stream.ts'

const times: StreamTimes = {
  heartbeatMs: 15_000,
  lifeMs: 60_000,
  stalledMs: 200,
  lingerMs: 200,
  backlogBytesMax: 64 * 1_024,
}

const frame: StreamFrame = { id: '1', event: 'change', data: 'x'.repeat(16_384) }

interface Serving {
  readonly port: number
  readonly ended: Promise<StreamEnd>
  readonly stream: () => EventStream | undefined
  readonly connections: () => Promise<number>
}

/** Serves one stream of these frames over real HTTP. */
async function serve(frames: (ended: AbortSignal) => AsyncIterable<StreamFrame>, own = times): Promise<Serving> {
  let end: (why: StreamEnd) => void
  const ended = new Promise<StreamEnd>((resolve) => {
    end = resolve
  })
  let opened: EventStream | undefined
  const app = fastify({ forceCloseConnections: true })
  app.get('/', (_request, reply) => {
    opened = new EventStream(own, end)
    opened.attach(reply.raw)
    void opened.run(frames)
    return reply.type('text/event-stream').send(opened)
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  onTestFinished(() => app.close())
  const { port } = app.server.address() as AddressInfo
  const connections = () =>
    new Promise<number>((resolve) => app.server.getConnections((_error, count) => resolve(count)))
  return { port, ended, stream: () => opened, connections }
}

/** A reader that sends its request and takes nothing of the answer. */
async function deafReader(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  socket.pause()
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
}

test('a reader that takes nothing is cut off, and next to nothing is held for it', async () => {
  let sent = 0
  let heldMax = 0
  let stop: (() => void) | undefined
  const over = new Promise<void>((resolve) => {
    stop = resolve
  })
  const serving = await serve(async function* (ended) {
    try {
      while (!ended.aborted) {
        sent += 1
        yield frame
        heldMax = Math.max(heldMax, serving.stream()?.readableLength ?? 0)
      }
    } finally {
      stop?.()
    }
  })
  await deafReader(serving.port)
  expect(await serving.ended).toBe('slow')
  const atTheEnd = sent
  await over
  expect(sent).toBe(atTheEnd)
  expect(heldMax).toBeLessThan(times.backlogBytesMax + 2 * 16_384)
})

test('a reader that reads slowly gets everything', async () => {
  const count = 400
  const serving = await serve(
    async function* () {
      for (let n = 0; n < count; n++) yield { ...frame, id: String(n) }
    },
    { ...times, stalledMs: 60_000, lingerMs: 60_000 },
  )
  const response = await fetch(`http://127.0.0.1:${serving.port}/`)
  const text = await response.text()
  expect(await serving.ended).toBe('ended')
  expect([...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id))).toEqual(
    Array.from({ length: count }, (_, n) => n),
  )
})

test('a reader that is gone ends the frames', async () => {
  let stopped: (() => void) | undefined
  const over = new Promise<void>((resolve) => {
    stopped = resolve
  })
  const serving = await serve(async function* (ended) {
    yield frame
    await new Promise<void>((resolve) => ended.addEventListener('abort', () => resolve()))
    stopped?.()
  })
  const controller = new AbortController()
  await fetch(`http://127.0.0.1:${serving.port}/`, { signal: controller.signal })
  controller.abort()
  expect(await serving.ended).toBe('gone')
  await over
})

test('a reader that takes nothing holds no shutdown up for longer than the end lingers', async () => {
  const serving = await serve(
    async function* (ended) {
      while (!ended.aborted) yield frame
    },
    { ...times, stalledMs: 60_000 },
  )
  await deafReader(serving.port)
  const held = () => serving.stream()?.readableLength ?? 0
  await expect.poll(held).toBeGreaterThan(times.backlogBytesMax)
  expect(await serving.connections()).toBe(1)
  serving.stream()?.reconnect('draining')
  await expect.poll(serving.connections).toBe(0)
})
