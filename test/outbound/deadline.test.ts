import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { expect, test } from 'vitest'
import { createOutbound } from '../../src/outbound/request.ts'
import { holdUp } from '../support/hold-up.ts'

const deadlineMs = 1_000
/** Longer than the deadline: it ends while nobody can look at the socket. */
const busyMs = 3_000

/** A server in a thread of its own, so that it answers while this one is busy. It says when a request has come. */
const server = `
  const { parentPort } = require('node:worker_threads')
  const { createServer } = require('node:http')
  const server = createServer((request, response) => {
    parentPort.postMessage('received')
    if (request.url === '/answered') response.end('in time')
  })
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

test.each([
  ['/answered', { kind: 'answered', status: 200, text: 'in time' }],
  ['/never', { kind: 'lost', reason: 'timeout' }],
])('an answer that came in time counts although it is read late, and only that (%s)', async (path, expected) => {
  const worker = new Worker(server, { eval: true })
  const outbound = createOutbound()
  try {
    const [port] = await once(worker, 'message')
    const received = once(worker, 'message')
    const call = {
      name: 'test',
      method: 'GET',
      url: `http://127.0.0.1:${port}${path}`,
      deadlineMs,
      responseBytesMax: 100,
    }
    const answer = outbound.send({ ...call, method: 'GET' })
    await received
    holdUp(busyMs)
    expect(await answer).toMatchObject(expected)
  } finally {
    await outbound.close()
    await worker.terminate()
  }
})

test('a call that was not sent yet when its process was held up still has most of its time', async () => {
  const worker = new Worker(server, { eval: true })
  const outbound = createOutbound()
  try {
    const [port] = await once(worker, 'message')
    const url = `http://127.0.0.1:${port}/answered`
    const answer = outbound.send({ name: 'test', method: 'POST', url, deadlineMs: 4_000, responseBytesMax: 100 })
    holdUp(5_000)
    expect(await answer).toMatchObject({ kind: 'answered', status: 200, text: 'in time' })
  } finally {
    await outbound.close()
    await worker.terminate()
  }
})
