import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createOutbound, type OutboundRequest } from '../../src/outbound/request.ts'

const deadlineMs = 2_000
/** Two of these are longer than the deadline, one is far from it. */
const answerMs = 1_200

/** What becomes of the second of two calls, over the only connection to a server that takes its time for each. */
async function secondInLine(limits: Pick<OutboundRequest, 'deadlineMs' | 'totalMs'>) {
  const server = createServer((_request, response) => void setTimeout(() => response.end('done'), answerMs))
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const outbound = createOutbound({ connectionsMax: 1 })
  onTestFinished(outbound.close)
  const call = { name: 'test', method: 'POST', url, body: '{}', responseBytesMax: 100, ...limits } as const
  const [first, second] = await Promise.all([outbound.send(call), outbound.send(call)])
  expect(first.kind).toBe('answered')
  return second
}

test('the wait in line takes nothing from the time for the answer, where the whole call may take longer', async () => {
  expect(await secondInLine({ deadlineMs, totalMs: 10 * deadlineMs })).toMatchObject({ kind: 'answered' })
})

test('the whole call ends in its time all the same', async () => {
  expect(await secondInLine({ deadlineMs, totalMs: deadlineMs + 50 })).toEqual({ kind: 'lost', reason: 'timeout' })
})

test('with one deadline the wait counts', async () => {
  expect(await secondInLine({ deadlineMs })).toEqual({ kind: 'lost', reason: 'timeout' })
})
