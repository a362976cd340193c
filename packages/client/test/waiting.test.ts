import { expect, test } from 'vitest'
import { createClient } from '../src/client.ts'
import { answer, refuse, startServer } from './scripted-server.ts'

const session = (status: string) => answer(200, { _links: {}, session: { id: 'ses_1', status } })

test('what may pass is waited out, and statuses that are not known are no end', async () => {
  const busy = refuse(503, 'SYS-503-001-R', { 'retry-after': '0' })
  const server = await startServer(busy, busy, busy, session('under_review'), session('completed'))
  const client = createClient({ baseUrl: server.url, token: 'token' })
  const ended = await client.sessions.waitUntil('ses_1', 'completed', { timeoutMs: Number.POSITIVE_INFINITY })
  expect(ended.status).toBe('completed')
  expect(server.calls).toHaveLength(5)
})
