import { expect } from 'vitest'
import { makeLinkToken } from '../../src/domain/link.ts'
import { parseSessionId, type SessionId } from '../../src/domain/session.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, sessionBody, type TestGateway } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'
import { listCallerRoutes, listRoutes } from './routes.ts'

/** Alice's session at org-demo. */
let session: { readonly id: SessionId; readonly token: string }

const demo = 'org-demo:env-sandbox'
const other = 'org-other:env-sandbox'

test.beforeAll(async ({ gateway }) => {
  const { body } = await gateway.openSession(sessionBody({ idempotency_key: 'mine' }))
  session = { id: sessionIdOf(body), token: body.session.token }
})

function sessionIdOf(body: JsonAnswer['body']): SessionId {
  const id = parseSessionId(body.session.id)
  if (id === undefined) throw new Error('a session without an id')
  return id
}

function linkOf(gateway: TestGateway, tenantId: string, purpose: 'open' | 'return', id: SessionId): string {
  const tenant = gateway.tenants.list().find((each) => each.id === tenantId)
  if (tenant === undefined) throw new Error(`no tenant ${tenantId}`)
  return makeLinkToken(gateway.deps.linkSecret, purpose, tenant.id, id)
}

/** Everything of an answer that could tell one refusal from another. */
function faceOf({ status, text, body }: JsonAnswer): string {
  return `${status} ${text.replaceAll(body?.trace_id ?? '', '').replaceAll(/[0-9a-f]{32}/g, '…')}`
}

test('an id of the API names nothing to another user or another tenant, exactly as if it did not exist', async ({
  gateway,
}) => {
  const nobodys = `ses_${'0'.repeat(32)}`
  const strangers = [
    { tenant: demo, token: await gateway.mintToken({ sub: 'mallory' }) },
    { tenant: other, token: await gateway.mintToken({ tenant: other }) },
  ]
  const routes = listRoutes(gateway).filter(({ path }) => path.startsWith('/v0/ramp/') && path.includes(':'))
  for (const { method, path } of routes) {
    for (const { tenant, token } of strangers) {
      const headers = { 'x-juno-orgid': tenant, 'x-juno-jwt': token }
      const faces = []
      for (const id of [session.id, nobodys]) {
        faces.push(faceOf(await gateway.send(path.replace(/:\w+/, id), { method, headers })).replaceAll(id, '…'))
      }
      expect(faces[0], `${method} ${path}`).toMatch(/^40[45] /)
      expect(faces[1], `${method} ${path}`).toBe(faces[0])
    }
  }
})

test('a token of one tenant is good for no other, on any route', async ({ gateway }) => {
  const routes = listCallerRoutes(gateway)
  for (const provider of ['privy', 'dynamic'] as const) {
    const headers = { 'x-juno-orgid': other, 'x-juno-jwt': await gateway.mintToken({ provider }) }
    for (const { method, path } of routes) {
      const { status } = await gateway.send(path.replaceAll(/:\w+/g, session.id), { method, headers })
      expect([401, 405], `${method} ${path}`).toContain(status)
    }
  }
})

test('a key of one user replays nobody else’s session', async ({ gateway }) => {
  const body = sessionBody({ idempotency_key: 'mine' })
  for (const call of [{ sub: 'mallory' }, { tenant: other }, { tenant: other, sub: 'mallory' }]) {
    const answer = await gateway.openSession(body, call)
    expect(answer.status).toBe(201)
    expect(answer.text).not.toContain(session.id)
  }
})

test('each tenant’s sessions are opened with its own Meld account', async ({ gateway }) => {
  await gateway.control('/_sim/reset', {})
  for (const tenant of [demo, other]) await gateway.openSession(sessionBody(), { tenant })
  const { body } = await gateway.control('/_sim/calls?path=/crypto/session/widget')
  const accounts = new Set(body.calls.map(({ account_id }: { account_id: string }) => account_id))
  expect(accounts.size).toBe(2)
})

test('one person at two tenants is two customers at Meld', async ({ gateway }) => {
  await gateway.control('/_sim/reset', {})
  const sub = 'traveller'
  for (const tenant of [demo, other]) await gateway.openSession(sessionBody(), { tenant, sub })
  const { body } = await gateway.control('/_sim/calls?path=/accounts/customers')
  const ids = body.calls.map((call: { body: { externalId: string } }) => call.body.externalId)
  expect(ids).toHaveLength(2)
  expect(new Set(ids).size).toBe(2)
})

test('a link that names another tenant’s session opens nothing', async ({ gateway }) => {
  const { status, text } = await gateway.send(`/w/${linkOf(gateway, other, 'open', session.id)}`)
  expect(status).toBe(404)
  expect(text).not.toContain(session.id)
  expect((await gateway.send(`/r/${linkOf(gateway, other, 'return', session.id)}`)).status).toBe(404)
})

test('a link for one purpose does not serve the other', async ({ gateway }) => {
  expect((await gateway.send(`/r/${session.token}`)).status).toBe(404)
  expect((await gateway.send(`/w/${linkOf(gateway, demo, 'return', session.id)}`)).status).toBe(404)
})

test('a link with any character changed opens nothing', async ({ gateway }) => {
  for (let at = 0; at < session.token.length; at++) {
    const changed = session.token.charAt(at) === 'A' ? 'B' : 'A'
    const forged = `${session.token.slice(0, at)}${changed}${session.token.slice(at + 1)}`
    const bytesDiffer = !Buffer.from(forged, 'base64url').equals(Buffer.from(session.token, 'base64url'))
    if (bytesDiffer) expect((await gateway.send(`/w/${forged}`)).status, String(at)).toBe(404)
  }
})

test('the links of a tenant that was removed open nothing, and open again when it is back', async ({ gateway }) => {
  const { body } = await gateway.openSession()
  gateway.tenants.replace(
    gateway.tenants.list().filter(({ id }) => id !== demo),
    undefined,
  )
  expect((await visit(body.session.widget_url)).status).toBe(404)
  gateway.changeTenants((tenant) => tenant)
  expect((await visit(body.session.widget_url)).status).toBe(302)
})

test('every table of tenants’ data has the tenant first in its primary key', async ({ gateway }) => {
  const rows = await queryDatabase(
    gateway.database,
    `select c.relname as name, a.attname as first
     from pg_index i
     join pg_class c on c.oid = i.indrelid
     join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'
     join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
     where i.indisprimary
       and exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id')`,
  )
  expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['users', 'sessions', 'idempotency_keys']))
  for (const { name, first } of rows) expect(first, String(name)).toBe('tenant_id')
})
