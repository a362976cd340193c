import { expect, onTestFinished, test, vi } from 'vitest'
import { createOutbound } from '../../src/outbound/request.ts'
import { startServerProcess } from './server-process.ts'

/** Connections that the server's kernel makes although the server does not take them. */
const connectionsAhead = 2
const patienceMs = 20_000

/** A server of a process of its own, which can be stopped. It tells of each connection and request. */
const program = `
  const { createServer } = require('node:http')
  const server = createServer((request, response) => {
    process.send(request.url)
    response.end('done')
  })
  server.on('connection', () => process.send('connection'))
  server.listen({ port: 0, host: '127.0.0.1', backlog: ${connectionsAhead - 1} }, () => process.send(server.address().port))
`

test('a call that got no connection in time was not sent, and is not sent later', async () => {
  const { server, port } = await startServerProcess(program)
  const heard: unknown[] = []
  server.on('message', (message) => heard.push(message))
  const outbound = createOutbound()
  onTestFinished(() => outbound.close())
  const send = (path: string, deadlineMs: number) => {
    const url = `http://127.0.0.1:${port}${path}`
    return outbound.send({ name: 'test', method: 'POST', url, body: '{}', deadlineMs, responseBytesMax: 100 })
  }

  server.kill('SIGSTOP')
  const ahead = Array.from({ length: connectionsAhead }, (_, n) => send(`/ahead/${n}`, patienceMs))
  expect(await send('/late', 100)).toEqual({ kind: 'not_sent', reason: 'timeout' })
  server.kill('SIGCONT')
  expect((await Promise.all(ahead)).map(({ kind }) => kind)).toEqual(['answered', 'answered'])
  const connections = () => heard.filter((message) => message === 'connection').length
  await vi.waitFor(() => expect(connections()).toBe(connectionsAhead + 1), patienceMs)
  expect(await send('/last', patienceMs)).toMatchObject({ kind: 'answered' })
  expect(heard).toContain('/last')
  expect(heard).not.toContain('/late')
})
