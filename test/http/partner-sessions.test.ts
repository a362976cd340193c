import { expect } from 'vitest'
import { refreshTransaction } from '../../src/operations/transactions/transactions.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import { type JsonAnswer, sessionBody, type TestGateway } from '../support/gateway.ts'
import { visit } from '../support/visit.ts'
import { expectProblem, faultsOf } from './problem.ts'

const list = '/v0/partner/sessions'
const demo = 'org-demo:env-sandbox'
const other = 'org-other:env-sandbox'

const idsOf = ({ body }: JsonAnswer): string[] => body.sessions.map(({ id }: { id: string }) => id)

async function open(gateway: TestGateway, sub: string, tenant = demo, body = sessionBody()): Promise<string> {
  const answer = await gateway.openSession(body, { sub, tenant })
  expect(answer.status, answer.text).toBe(201)
  return answer.body.session.id
}

/** Every page of a list, by its links alone. */
async function pagesOf(gateway: TestGateway, path: string, key: string): Promise<string[][]> {
  const pages: string[][] = []
  for (let next: string | undefined = path; next !== undefined; ) {
    const answer: JsonAnswer = await gateway.asPartner(next, { key })
    expect(answer.status, answer.text).toBe(200)
    expect(answer.body._links.self.href).toBe(next)
    pages.push(idsOf(answer))
    next = answer.body._links.next?.href
  }
  return pages
}

test('lists the sessions of every user of the tenant, newest first, and none of another tenant', async ({
  startGateway,
}) => {
  const gateway = await startGateway()
  const ids = [await open(gateway, 'alice'), await open(gateway, 'bob'), await open(gateway, 'alice')].toReversed()
  const foreign = await open(gateway, 'alice', other)
  const answer = await gateway.asPartner(list)
  expect(idsOf(answer)).toEqual(ids)
  const [newest] = answer.body.sessions
  const { body: own } = await gateway.get('/v0/ramp/sessions')
  const { _links: _own, ...asUser } = own.sessions[0]
  const { _links, user, ...asPartner } = newest
  expect(asPartner).toEqual(asUser)
  expect(user).toMatch(/^usr_/)
  expect(_links).toEqual({
    self: { href: `${list}/${ids[0]}` },
    transactions: { href: `/v0/partner/transactions?session=${ids[0]}` },
    events: { href: `/v0/partner/events?session=${ids[0]}` },
  })
  expect(idsOf(await gateway.asPartner(list, { tenant: other }))).toEqual([foreign])

  const key = await gateway.tenantKey({ scopes: ['read'] })
  const mine = `${list}?user=${user}&count=1`
  expect(await pagesOf(gateway, mine, key)).toEqual([[ids[0]], [ids[2]]])
  expect(await pagesOf(gateway, `${list}?count=2`, key)).toEqual([ids.slice(0, 2), ids.slice(2)])
  expect(await pagesOf(gateway, `${list}?status=completed&count=50`, key)).toEqual([[]])
})

test('is narrowed by status, provider and time', async ({ startGateway }) => {
  const gateway = await startGateway()
  const first = await open(gateway, 'alice', demo, sessionBody({ service_provider: 'TRANSAK' }))
  await gateway.advance(3_600)
  const between = gateway.deps.clock() - 60_000
  const second = await open(gateway, 'alice', demo, sessionBody({ service_provider: 'STRIPE' }))
  const link = (await gateway.asPartner(`${list}/${second}`)).body.session.widget_url
  await visit(link)
  const found = async (query: string) => idsOf(await gateway.asPartner(`${list}?${query}`))
  expect(await found('status=opened')).toEqual([second])
  expect(await found('status=ready')).toEqual([first])
  expect(await found('service_provider=transak')).toEqual([first])
  expect(await found(`created_after=${between}`)).toEqual([second])
  expect(await found(`created_before=${new Date(between).toISOString()}`)).toEqual([first])
  expect(await found(`created_after=${between}&status=ready`)).toEqual([])
  expect(await found('created_before=1969-12-31T00:00:00Z')).toEqual([])
  expect(await found('created_after=0000-01-01T00:00:00Z')).toEqual([second, first])
})

test('one session shows what its user sees, with its deposit, and who the user is', async ({ gateway }) => {
  const id = await open(gateway, 'carol')
  const { transaction } = await gateway.checkout({ session_id: id, outcome: 'pay' })
  await refreshTransaction(gateway.deps, gateway.demo, { transactionId: transaction.id })
  const { body } = await gateway.asPartner(`${list}/${id}`)
  const { body: own } = await gateway.get(`/v0/ramp/sessions/${id}`, { sub: 'carol' })
  const { user, issuer, subject, ...rest } = body.session
  expect(rest).toEqual(own.session)
  expect(rest.transactions).toEqual([{ id: transaction.id, status: expect.any(String) }])
  const [row] = await queryDatabase(gateway.database, 'select issuer, subject from users where id = $1', [user])
  expect({ issuer, subject }).toEqual(row)
  expect(subject).toContain('carol')
})

test('a session of another tenant, one that is not there and what is no id are the same 404', async ({ gateway }) => {
  const foreign = await open(gateway, 'alice', other)
  for (const id of [foreign, `ses_${'0'.repeat(32)}`, 'x']) {
    expectProblem(await gateway.asPartner(`${list}/${id}`), 404, 'RMP-404-002')
  }
  expect((await gateway.asPartner(`${list}/${foreign}`, { tenant: other })).status).toBe(200)
})

test('what the list does not take is refused by its name', async ({ gateway }) => {
  const query = 'state=opened&status=open&user=alice&count=201&after=x&created_after=yesterday'
  const faults = faultsOf(await gateway.asPartner(`${list}?${query}`))
  expect(Object.keys(faults).toSorted()).toEqual(['/after', '/count', '/created_after', '/state', '/status', '/user'])
})

test('a tenant key opens no session for a user, whatever is sent with it', async ({ gateway }) => {
  const key = await gateway.tenantKey()
  const authorization = { authorization: `Bearer ${key}`, 'x-juno-orgid': demo }
  const user = (await gateway.asPartner(list)).body.sessions[0]?.user ?? 'usr_x'
  for (const headers of [
    authorization,
    { ...authorization, 'x-juno-jwt': key },
    { ...authorization, 'x-user': user },
  ]) {
    for (const path of ['/v0/ramp/sessions', list]) {
      const answer = await gateway.send(path, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify(sessionBody({ user })),
      })
      expect([401, 405], path).toContain(answer.status)
    }
  }
  expect(await gateway.widgetCalls()).toEqual([])
})
