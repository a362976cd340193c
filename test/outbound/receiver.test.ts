import { createServer, type RequestListener } from 'node:http'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { ReceiverResult } from '../../src/domain/receiver-call.ts'
import type { TargetPolicy } from '../../src/domain/webhook-target.ts'
import { createReceiverCalls, type ReceiverOptions } from '../../src/outbound/receiver.ts'
import { startReceiver } from '../support/receiver.ts'

const publicOnly: TargetPolicy = { allowNetworks: [], allowHttp: true }
const local: TargetPolicy = { allowNetworks: ['127.0.0.0/8', '::1'], allowHttp: true }

/** One call to this URL, with a deadline that no machine misses unless it is meant to. */
function call(url: string, options: Partial<ReceiverOptions> = {}): Promise<ReceiverResult> {
  const calls = createReceiverCalls({ policy: local, deadlineMs: 20_000, ...options })
  onTestFinished(calls.close)
  return calls.call({ url, headers: { 'content-type': 'application/json' }, body: '{"type":"rampway.test"}' })
}

async function receiver() {
  const started = await startReceiver()
  onTestFinished(started.close)
  return { ...started, port: new URL(started.url).port }
}

/** A server that does as it likes with each connection. */
async function startSocketServer(meet: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
    meet(socket)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}/`
}

/** The same, that waits for the request before it says anything. */
function startAnswering(answer: (socket: Socket) => void): Promise<string> {
  return startSocketServer((socket) => socket.once('data', () => answer(socket)))
}

async function startHttpServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return `http://127.0.0.1:${address.port}/`
}

test('a call arrives as it is, and its answer is told', async () => {
  const { url, calls, answer } = await receiver()
  answer((_call, response) => response.writeHead(202, { 'x-one': 'a' }).end('thanks'))
  expect(await call(url)).toMatchObject({
    kind: 'answered',
    status: 202,
    headers: { 'x-one': 'a' },
    body: 'thanks',
  })
  expect(calls).toMatchObject([{ path: '/hooks', body: '{"type":"rampway.test"}' }])
})

const spellings = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0x7f000001',
  '0',
  '0.0.0.0',
  '0177.0.0.1',
  '017700000001',
  '127.0.0.1.',
  '127%2e0%2e0%2e1',
  '①②⑦.0.0.1',
  '127。0。0。1',
  '[::1]',
  '[::]',
  '[::ffff:7f00:1]',
  '[::ffff:127.0.0.1]',
  '[::7f00:1]',
  '[0:0:0:0:0:ffff:7f00:1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  'localhost',
  'localhost.',
  'LOCALHOST',
  'api.localhost',
]

test.each(spellings)('nothing reaches this machine by the name of %s', async (host) => {
  const { port, calls } = await receiver()
  expect(await call(`http://${host}:${port}/hooks`, { policy: publicOnly })).toMatchObject({
    kind: 'failed',
    failure: 'target_refused',
    fault: { reason: 'address' },
  })
  expect(calls).toEqual([])
})

test.each([
  ['loopback', ['127.0.0.1']],
  ['a private network', ['10.0.0.7']],
  ['cloud metadata', ['169.254.169.254']],
  ['the metadata of another cloud', ['fd00:ec2::254']],
  ['a platform service at a public address', ['168.63.129.16']],
  ['loopback beside a public one', ['93.184.215.14', '127.0.0.1']],
  ['loopback in a mapped address', ['::ffff:127.0.0.1']],
  ['loopback through a translator', ['64:ff9b::7f00:1']],
  ['nothing that is an address', ['localhost']],
])('a name that leads to %s is refused', async (_what, addresses) => {
  const { port, calls } = await receiver()
  const resolve = async () => addresses
  expect(await call(`http://partner.example:${port}/`, { policy: publicOnly, resolve })).toMatchObject({
    kind: 'failed',
    failure: 'target_refused',
  })
  expect(calls).toEqual([])
})

test('DNS is asked at every attempt, and the connection leads where it was judged to lead', async () => {
  const { port, calls } = await receiver()
  const answers = [['127.0.0.1'], ['127.0.0.1'], ['10.0.0.7']]
  const asked: string[] = []
  const sender = createReceiverCalls({
    policy: local,
    resolve: async (host) => {
      asked.push(host)
      return answers.shift() ?? []
    },
  })
  onTestFinished(sender.close)
  const results = []
  for (let times = 0; times < 4; times += 1) {
    results.push(await sender.call({ url: `http://partner.example:${port}/`, headers: {}, body: '{}' }))
  }
  expect(results).toMatchObject([
    { kind: 'answered', status: 204 },
    { kind: 'answered', status: 204 },
    { kind: 'failed', failure: 'target_refused', fault: { detail: '10.0.0.7 is not a public address' } },
    { kind: 'failed', failure: 'name_not_found' },
  ])
  expect(asked).toEqual(Array(4).fill('partner.example'))
  expect(calls.map(({ headers }) => headers.host)).toEqual(Array(2).fill(`partner.example:${port}`))
})

test('of several addresses one that answers is found', async () => {
  const { port, calls } = await receiver()
  // Nobody listens at the first.
  const resolve = async () => ['127.0.0.99', '127.0.0.1']
  expect(await call(`http://partner.example:${port}/`, { resolve })).toMatchObject({ kind: 'answered' })
  expect(calls).toHaveLength(1)
})

test.each([
  ['ENOTFOUND', 'name_not_found'],
  ['ENODATA', 'name_not_found'],
  ['ESERVFAIL', 'name_lookup_failed'],
  ['ETIMEOUT', 'name_lookup_failed'],
])('a name that DNS cannot tell is told so (%s)', async (code, failure) => {
  const resolve = async () => {
    throw Object.assign(new Error(code), { code })
  }
  expect(await call('http://partner.example/', { resolve })).toEqual({ kind: 'failed', failure })
})

test('DNS that does not answer takes no longer than the deadline', async () => {
  const resolve = (_host: string, signal: AbortSignal) =>
    new Promise<readonly string[]>((_found, fail) =>
      signal.addEventListener('abort', () => fail(new Error('cancelled'))),
    )
  expect(await call('http://partner.example/', { resolve, deadlineMs: 100 })).toEqual({
    kind: 'failed',
    failure: 'timeout',
  })
})

test.each([301, 302, 303, 307, 308])('no redirect is followed (%i)', async (status) => {
  const inner = await receiver()
  const outer = await receiver()
  outer.answer((_call, response) => response.writeHead(status, { location: inner.url }).end())
  expect(await call(outer.url)).toMatchObject({ kind: 'answered', status })
  expect(inner.calls).toEqual([])
})

test.each([
  ['https://user@partner.example/', 'credentials'],
  ['https://user:secret@partner.example/', 'credentials'],
  ['ftp://partner.example/', 'scheme'],
  ['file:///etc/passwd', 'scheme'],
  ['https://partner.example:25/', 'port'],
  ['https://partner.example:0/', 'port'],
  ['not a url', 'malformed'],
  [`https://partner.example/${'a'.repeat(2_048)}`, 'malformed'],
])('a URL that no webhook goes to is refused (%s)', async (url, reason) => {
  expect(await call(url)).toMatchObject({ kind: 'failed', failure: 'target_refused', fault: { reason } })
})

test('plain http is refused unless it is allowed', async () => {
  const { url, calls } = await receiver()
  const policy = { ...local, allowHttp: false }
  expect(await call(url, { policy })).toMatchObject({ failure: 'target_refused', fault: { reason: 'scheme' } })
  expect(calls).toEqual([])
})

test('nobody listening, and a certificate that nobody vouches for, are told as such', async () => {
  const { url, close } = await startReceiver()
  await close()
  expect(await call(url)).toEqual({ kind: 'failed', failure: 'connection_refused' })
  const plain = await startSocketServer((socket) => socket.end('this is no TLS'))
  expect(await call(plain.replace('http:', 'https:'))).toEqual({ kind: 'failed', failure: 'tls_failed' })
})

const deadlineMs = 300
/** What a busy machine may add to a deadline. */
const graceMs = 10_000

test.each<[string, string, () => Promise<string>]>([
  ['takes the connection and says nothing', 'timeout', () => startSocketServer(() => {})],
  ['resets the connection', 'connection_reset', () => startSocketServer((socket) => socket.resetAndDestroy())],
  ['hangs up after the request', 'connection_reset', () => startAnswering((socket) => socket.end())],
  ['says something that is not HTTP', 'malformed_answer', () => startAnswering((socket) => socket.end('220 mail\r\n'))],
  [
    'begins a head that never ends',
    'timeout',
    () => startAnswering((socket) => socket.write('HTTP/1.1 200 OK\r\nx: ')),
  ],
  [
    'sends endless headers',
    'malformed_answer',
    () =>
      startAnswering((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n')
        pour(socket, 'x-more: and more\r\n')
      }),
  ],
  [
    'sends nothing but preliminary answers',
    'malformed_answer',
    () => startAnswering((socket) => pour(socket, 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n')),
  ],
  [
    'drips a head byte by byte',
    'timeout',
    () =>
      startAnswering((socket) => {
        const timer = setInterval(() => socket.write('H'), 20)
        socket.on('close', () => clearInterval(timer))
        socket.write('HTTP/1.1 200 OK\r\nx: ')
      }),
  ],
])('a receiver that %s costs a bounded time', async (_what, failure, start) => {
  const began = performance.now()
  expect(await call(await start(), { deadlineMs: failure === 'timeout' ? deadlineMs : graceMs })).toEqual({
    kind: 'failed',
    failure,
  })
  expect(performance.now() - began).toBeLessThan(deadlineMs + graceMs)
})

/** Writes the text for as long as somebody reads. */
function pour(socket: Socket, text: string): void {
  const block = text.repeat(2_000)
  const more = (): void => {
    while (socket.writable && socket.write(block));
  }
  socket.on('drain', more)
  more()
}

test.each<[string, () => Promise<string>]>([
  ['with a length', () => startAnswering((socket) => pour(start(socket, 'content-length: 99999999999'), 'a'))],
  ['in chunks', () => startAnswering((socket) => pour(start(socket, 'transfer-encoding: chunked'), '1\r\na\r\n'))],
  ['until it closes', () => startAnswering((socket) => pour(start(socket, 'x-none: none'), 'a'))],
])('of an endless body %s the first 4 KiB are kept and the rest is not read', async (_how, begin) => {
  const before = process.memoryUsage().arrayBuffers
  const answered = await call(await begin())
  expect(answered).toMatchObject({ kind: 'answered', status: 200 })
  expect(answered.kind === 'answered' && answered.body.length).toBe(4_096)
  // Of 99 GB; what else this process has under way is far less than 64 MiB.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024)
})

function start(socket: Socket, header: string): Socket {
  socket.write(`HTTP/1.1 200 OK\r\n${header}\r\n\r\n`)
  return socket
}

test.each<[string, string]>([
  ['a length that it does not keep', 'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nshort'],
  ['chunks that are none', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nshort'],
  ['no end', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort'],
])('an answer counts from its head on: %s', async (what, bytes) => {
  const url = await startAnswering((socket) => (what === 'no end' ? socket.write(bytes) : socket.end(bytes)))
  expect(await call(url)).toMatchObject({ kind: 'answered', status: 200 })
})

test('a connection is not kept for the next call', async () => {
  let connections = 0
  const url = await startHttpServer((_request, response) => response.end('ok'))
  const counted = await startSocketServer((socket) => {
    connections += 1
    socket.once('data', () => socket.write('HTTP/1.1 204 No Content\r\nconnection: keep-alive\r\n\r\n'))
  })
  const sender = createReceiverCalls({ policy: local })
  onTestFinished(sender.close)
  for (const target of [counted, counted, url]) await sender.call({ url: target, headers: {}, body: '{}' })
  expect(connections).toBe(2)
})

test('what a receiver answers can be stored: no NUL, a limited number of headers, none of them long', async () => {
  const url = await startHttpServer((_request, response) => {
    for (let n = 0; n < 100; n += 1) response.setHeader(`x-${n}`, 'v'.repeat(n === 0 ? 2_000 : 10))
    response.end('a\0b')
  })
  const answered = await call(url)
  if (answered.kind !== 'answered') throw new Error(answered.failure)
  expect(answered.body).toBe('a\uFFFDb')
  expect(Object.keys(answered.headers)).toHaveLength(40)
  expect(answered.headers['x-0']).toHaveLength(512)
})

test('what is under way when the process ends is told as nobody’s fault', async () => {
  const url = await startSocketServer(() => {})
  const sender = createReceiverCalls({ policy: local })
  const calling = sender.call({ url, headers: {}, body: '{}' })
  sender.close()
  await expect(calling).rejects.toThrow()
})
