import { createClient, RampwayError } from '@rampway/client'
import { expect } from 'vitest'
import { test } from '../support/fixtures/gateway.ts'
import { navigation, visit } from '../support/visit.ts'
import { clientOf, input } from './clients.ts'

test('a session is opened, read back and listed', async ({ gateway }) => {
  const client = clientOf(gateway, 'reader')
  const { session, replayed, mismatched, requestId } = await client.sessions.open(input)
  expect({ replayed, mismatched, status: session.status }).toEqual({
    replayed: false,
    mismatched: false,
    status: 'ready',
  })
  expect(session.widget_url).toMatch(`${gateway.url}/w/`)
  expect(requestId).toMatch(/^[0-9a-f]{32}$/)
  const read = await client.sessions.get(session.id)
  expect(read).toMatchObject({ id: session.id, status: 'ready', widget_url: session.widget_url })
  expect(read._links.self.href).toBe(`/v0/ramp/sessions/${session.id}`)
  const page = await client.sessions.list()
  expect(page.sessions.map(({ id }) => id)).toEqual([session.id])
})

test('a key has one session, whatever is asked with it later', async ({ gateway }) => {
  const client = clientOf(gateway, 'repeater')
  const first = await client.sessions.open(input, { idempotencyKey: 'ключ-1' })
  const again = await client.sessions.open(input, { idempotencyKey: 'ключ-1' })
  const other = await client.sessions.open({ ...input, source_amount: '70', idempotency_key: 'ключ-1' })
  expect([again.session.id, other.session.id]).toEqual([first.session.id, first.session.id])
  expect([first.replayed, again.replayed, other.replayed]).toEqual([false, true, true])
  expect([first.mismatched, again.mismatched, other.mismatched]).toEqual([false, false, true])
})

test('a refusal is an error with code, trace, fields at fault and a page that explains it', async ({ gateway }) => {
  const client = clientOf(gateway, 'alice')
  const error = await client.sessions.open({ ...input, wallet_address: '0x12', chain_id: 3 }).catch((thrown) => thrown)
  expect(error).toBeInstanceOf(RampwayError)
  expect(error).toMatchObject({
    code: 'GEN-422-001',
    status: 422,
    retryable: false,
    docsUrl: `${gateway.url}/errors/gen-422-001`,
    pointers: ['/chain_id', '/wallet_address'],
  })
  expect(error.traceId).toMatch(/^[0-9a-f]{32}$/)
  expect(error.message).toContain('Not an EVM address')
  expect(error.message).toContain(error.traceId)
})

test('an answer that got lost is asked for again, and has the session that was opened', async ({ gateway }) => {
  let sent = 0
  const client = createClient({
    baseUrl: gateway.url,
    tenant: 'org-demo:env-sandbox',
    token: () => gateway.mintToken({ sub: 'unlucky' }),
    fetch: async (url, init) => {
      const answer = await fetch(url, init)
      sent += 1
      if (sent === 1) throw new TypeError('the connection was lost')
      return answer
    },
  })
  const { session, replayed } = await client.sessions.open(input)
  expect({ sent, replayed }).toEqual({ sent: 2, replayed: true })
  expect(await gateway.widgetCalls()).toHaveLength(1)
  expect((await client.sessions.list()).sessions.map(({ id }) => id)).toEqual([session.id])
})

test('a token that has expired is replaced by a fresh one', async ({ gateway }) => {
  const sub = 'sleeper'
  const tokens = [await gateway.mintToken({ sub, expires_in: 60 })]
  await gateway.advance(3600)
  const token = async () => tokens.pop() ?? (await gateway.mintToken({ sub }))
  const client = createClient({ baseUrl: gateway.url, tenant: 'org-demo:env-sandbox', token })
  expect((await client.sessions.open(input)).session.status).toBe('ready')
  expect(tokens).toEqual([])
})

test('a link is freed from the browser that opened it', async ({ gateway }) => {
  const client = clientOf(gateway, 'owner')
  const { session } = await client.sessions.open(input)
  await visit(session.widget_url, { headers: navigation })
  expect((await client.sessions.get(session.id)).status).toBe('opened')
  expect((await client.sessions.releaseLink(session.id)).status).toBe('ready')
})

test('what Meld failed to open is opened by a retry, and only one session is shown', async ({ gateway }) => {
  const client = clientOf(gateway, 'patient')
  await gateway.fault({ kind: 'status', path: '/crypto/session/widget', status: 503, times: 1 })
  const { session, replayed } = await client.sessions.open({ ...input, service_provider: 'TRANSAK' })
  expect(replayed).toBe(false)
  expect(await gateway.widgetCalls()).toHaveLength(2)
  expect((await client.sessions.list()).sessions.map(({ id }) => id)).toEqual([session.id])
})
