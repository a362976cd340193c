import { expect, onTestFinished, test, vi } from 'vitest'
import { createClient } from '../src/client.ts'
import { answer, refuse, stall, startServer } from './scripted-server.ts'

const session = (status: string) => answer(200, { _links: {}, session: { id: 'ses_1', status } })

test('what may pass is waited out, and statuses that are not known are no end', async () => {
  const busy = refuse(503, 'SYS-503-001-R', { 'retry-after': '0' })
  const server = await startServer(busy, busy, busy, session('under_review'), session('completed'))
  const client = createClient({ baseUrl: server.url, token: 'token' })
  const ended = await client.sessions.waitUntil('ses_1', 'completed', { timeoutMs: Number.POSITIVE_INFINITY })
  expect(ended.status).toBe('completed')
  expect(server.calls).toHaveLength(5)
})

test('a read that is never answered is made again', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const server = await startServer(stall, session('completed'))
  const waiting = createClient({ baseUrl: server.url, token: 'token' }).sessions.waitUntil('ses_1', 'completed')
  await expect.poll(() => server.calls.length).toBe(1)
  await vi.advanceTimersByTimeAsync(31_000)
  expect((await waiting).status).toBe('completed')
  expect(server.calls).toHaveLength(2)
})

test('waiting itself ends in time', async () => {
  const server = await startServer(stall)
  const waiting = createClient({ baseUrl: server.url, token: 'token' }).sessions.waitUntil('ses_1', 'completed', {
    timeoutMs: 200,
  })
  await expect(waiting).rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining('Waiting for') })
})
