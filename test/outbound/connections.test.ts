import { expect, onTestFinished, test, vi } from 'vitest'
import { connectionsMax, createOutbound } from '../../src/outbound/request.ts'
import { startServerProcess } from './server-process.ts'

const callsBeyond = 50
const patienceMs = 25_000

/** A server of a process of its own that answers nobody until it is told to, and says how many connections it has. */
const program = `
  const { createServer } = require('node:http')
  const held = []
  let released = false
  const answer = (response) => response.end('done')
  const server = createServer((request, response) => (released ? answer(response) : held.push(response)))
  let connections = 0
  server.on('connection', () => process.send(++connections))
  process.on('message', () => {
    released = true
    held.forEach(answer)
  })
  server.listen({ port: 0, host: '127.0.0.1', backlog: 8192 }, () => process.send(server.address().port))
`

test('an upstream gets a limited number of connections, and calls beyond it wait in line', async () => {
  const { server, port } = await startServerProcess(program)
  let connections = 0
  server.on('message', (count) => {
    connections = Number(count)
  })
  const outbound = createOutbound()
  onTestFinished(() => outbound.close())
  const calls = Array.from({ length: connectionsMax + callsBeyond }, () =>
    outbound.send({
      name: 'test',
      method: 'POST',
      url: `http://127.0.0.1:${port}/`,
      body: '{}',
      deadlineMs: patienceMs,
      responseBytesMax: 100,
    }),
  )
  await vi.waitFor(() => expect(connections).toBe(connectionsMax), patienceMs)
  server.send('release')
  expect((await Promise.all(calls)).filter(({ kind }) => kind === 'answered')).toHaveLength(calls.length)
  expect(connections).toBe(connectionsMax)
})
