import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, onTestFinished } from 'vitest'
import { watchConnections } from '../../src/http/connections.ts'
import { test } from '../support/fixtures/own-gateways.ts'

async function connected(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  onTestFinished(() => void socket.destroy())
  await once(socket, 'connect')
  return socket
}

test('connections on which nothing is asked hold up no shutdown', async ({ startGateway }) => {
  const gateway = await startGateway()
  const [silent, half, kept] = await Promise.all([1, 2, 3].map(() => connected(gateway.url)))
  half?.write('GET /healthz HTTP/1.1\r\nHost: gate')
  kept?.write('GET /healthz HTTP/1.1\r\nHost: gateway\r\n\r\n')
  await new Promise((resolve) => kept?.once('data', resolve))
  const ended = [silent, half, kept].map((socket) => new Promise((resolve) => socket?.once('close', resolve)))
  await gateway.app.close()
  await Promise.all(ended)
  expect(gateway.app.server.listening).toBe(false)
})

test('a request that was refused before its body came holds up no shutdown', async ({ startGateway }) => {
  for (const path of ['/nothing', '/%zz']) {
    const gateway = await startGateway()
    const socket = await connected(gateway.url)
    socket.write(`POST ${path} HTTP/1.1\r\nHost: gateway\r\nContent-Length: 10\r\n\r\n`)
    await once(socket, 'data')
    const began = performance.now()
    await gateway.app.close()
    expect(performance.now() - began, path).toBeLessThan(10_000)
  }
})

test('a request that does not come in whole holds up a shutdown for its time, and no longer', async () => {
  const server = createServer((request) => request.resume())
  const connections = watchConnections(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const slow = await connected(`http://127.0.0.1:${port}`)
  const heard = once(server, 'request')
  slow.write('POST / HTTP/1.1\r\nHost: gateway\r\nContent-Length: 10\r\n\r\nhalf')
  await heard
  const closed = once(server, 'close')
  const cut = new Promise((resolve) => slow.once('close', resolve))
  server.close()
  connections.endUnused(200)
  await Promise.all([closed, cut])
  expect(slow.bytesRead).toBe(0)
})
