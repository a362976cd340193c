import { createServer, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createOutbound, type OutboundRequest } from '../../src/outbound/request.ts'

/** Answers the first request of each connection, and cuts the connection at the second, as a server that had closed it. */
async function startForgetful(answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok') {
  const requests: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let served = false
    socket.on('error', () => {})
    socket.on('data', (data) => {
      if (served) return socket.resetAndDestroy()
      served = true
      requests.push(String(data))
      socket.write(answer, 'latin1')
      return undefined
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}/`, requests }
}

function startSender() {
  const outbound = createOutbound()
  onTestFinished(() => outbound.close())
  return (url: string, call: Partial<OutboundRequest> = {}) =>
    outbound.send({ name: 'test', method: 'GET', url, deadlineMs: 20_000, responseBytesMax: 1_000, ...call })
}

test.each([
  { method: 'GET', readOnly: true },
  { method: 'POST', readOnly: true, body: '{}' },
] as const)('a call that changes nothing survives a stale connection: %j', async (call) => {
  const { url } = await startForgetful()
  const send = startSender()
  for (let n = 0; n < 10; n++) expect([n, await send(url, call)]).toMatchObject([n, { kind: 'answered', text: 'ok' }])
})

test('a call that may have changed something is never sent twice', async () => {
  const { url, requests } = await startForgetful()
  const send = startSender()
  const kinds: string[] = []
  while (!kinds.includes('lost')) kinds.push((await send(url, { method: 'POST', body: '{}' })).kind)
  expect(kinds.filter((kind) => kind === 'answered')).toHaveLength(requests.length)
})

test('a call that is answered too late is not sent again', async () => {
  const { url, requests } = await startForgetful('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nok')
  const send = startSender()
  expect(await send(url, { deadlineMs: 2_000 })).toEqual({ kind: 'lost', reason: 'timeout' })
  expect(requests).toHaveLength(1)
})

test('an answer is asked for without compression, and read without its byte order mark', async () => {
  const { url, requests } = await startForgetful('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n\xef\xbb\xbf{}')
  const send = startSender()
  expect(await send(url)).toMatchObject({ text: '{}' })
  expect(requests[0]).toMatch(/^accept-encoding: identity\r$/im)
})
