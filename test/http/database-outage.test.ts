import { expect } from 'vitest'
import { queryDatabase, type TestTarget } from '../support/database.ts'
import type { DatabaseRelay } from '../support/database-relay.ts'
import { test } from '../support/fixtures/relayed-gateway.ts'
import { sessionBody, type TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'
import { visit } from '../support/visit.ts'

let link: string
let returnLink: string
let sessionId: string

test.override('gatewayOptions', {
  tenants: (tenant) => ({ ...tenant, returnLinks: ['myapp://done'] }),
})
test.beforeAll(async ({ gateway }) => {
  const { session } = (await gateway.openSession()).body
  sessionId = session.id
  link = new URL(session.widget_url).pathname
  const [call] = await gateway.widgetCalls()
  returnLink = new URL(call?.body.sessionData.redirectUrl).pathname
})

async function userCalls(gateway: TestGateway): Promise<[string, RequestInit][]> {
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await gateway.mintToken() }
  return [
    '/v0/ramp/sessions',
    `/v0/ramp/sessions/${sessionId}`,
    '/v0/ramp/transactions',
    '/v0/ramp/transactions/none',
  ].map((path) => [path, { headers }])
}

/** Programs are told 503 with the code and when to come back, people get a page, and balancers see that it is not ready. */
async function expectAway(gateway: TestGateway, reason?: RegExp): Promise<void> {
  const opened = await gateway.openSession(sessionBody({ idempotency_key: 'while it is away' }))
  const answers = [
    opened,
    ...(await Promise.all((await userCalls(gateway)).map(([path, init]) => gateway.send(path, init)))),
  ]
  for (const { status, body, headers, text } of answers) {
    expect([status, body.error_code], text).toEqual([503, 'SYS-503-001-R'])
    expect(headers.get('retry-after')).toMatch(/^\d+$/)
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  }
  await expectPages(gateway, 503, 'We will be back in a moment')
  for (const path of ['/readyz', '/healthz']) {
    const { status, text } = await gateway.send(path)
    expect(status).toBe(503)
    expect(text).toMatch(reason ?? /database/)
  }
}

async function expectPages(gateway: TestGateway, status: number, title: string): Promise<void> {
  for (const path of [link, `${returnLink}?anything=1`]) {
    const page = await visit(`${gateway.url}${path}`)
    expect([page.status, page.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8'])
    expect(page.html).toContain(`<h1>${title}</h1>`)
    // In the app's frame, and with a way back to it.
    expect(page.headers.get('content-security-policy')).toMatch(/frame-ancestors 'self' \S/)
    expect(page.html).toContain('Go back to the app')
    // Its reference finds the session, although nothing could be looked up.
    const reference = /<code>([0-9a-f]{32})<\/code>/.exec(page.html)?.[1] ?? 'none'
    const line = gateway
      .logged()
      .split('\n')
      .find((one) => one.includes(reference) && one.includes('"answered"'))
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      tenant: 'org-demo:env-sandbox',
      session: expect.stringMatching(/^ses_/),
    })
  }
  expect((await gateway.send(link, { method: 'HEAD' })).headers.get('content-type')).toBe('text/html; charset=utf-8')
}

async function expectBack(gateway: TestGateway): Promise<void> {
  await until(async () => expect((await gateway.send('/readyz')).status).toBe(200))
  expect((await gateway.openSession(sessionBody({ idempotency_key: 'while it is away' }))).status).toBeLessThan(300)
}

function dropConnections(relay: DatabaseRelay): void {
  for (const connection of relay.connections()) connection.reset()
}

test.for([
  'refuse' as const,
  'reset' as const,
  // Too many connections, starting up, a role that is gone, a database that is gone, and PgBouncer's way to refuse.
  ...['53300', '57P03', '28000', '3D000', '08P01'].map((sqlState) => ({ sqlState })),
])('without a connection (%o) people get pages and programs come back later', async (welcome, { gateway, relay }) => {
  await relay.welcome(welcome)
  dropConnections(relay)
  await expectAway(gateway)
  await relay.welcome('pass')
  await expectBack(gateway)
})

test('a database that takes no writes, such as a replica, is not ready', async ({ gateway, direct, relay }) => {
  const setting = `alter database ${direct.database}`
  await queryDatabase(direct, `${setting} set default_transaction_read_only = on`)
  dropConnections(relay)
  const opened = await gateway.openSession()
  expect([opened.status, opened.body.error_code]).toEqual([503, 'SYS-503-001-R'])
  for (const path of [link, returnLink]) expect((await visit(`${gateway.url}${path}`)).status).toBe(503)
  await until(async () => {
    const { status, body } = await gateway.send('/readyz')
    const detail = 'The database takes no writes: it is a replica, or set to read only.'
    expect([status, body.detail]).toEqual([503, detail])
  })
  await queryDatabase({ ...direct, database: 'postgres' }, `${setting} reset default_transaction_read_only`)
  dropConnections(relay)
  await expectBack(gateway)
})

/** Every write of a session fails with this SQLSTATE. */
async function failWrites(direct: TestTarget, sqlState: string): Promise<() => Promise<void>> {
  await queryDatabase(
    direct,
    `create function fail() returns trigger language plpgsql as
       $$ begin raise exception using errcode = '${sqlState}', message = 'no'; end $$;
     create trigger fail before insert or update on sessions for each row execute function fail()`,
  )
  return async () => {
    await queryDatabase(direct, 'drop trigger fail on sessions; drop function fail')
  }
}

test('a full disk is told, and readiness asks the disk itself whether there is space again', async ({
  gateway,
  direct,
}) => {
  const repair = await failWrites(direct, '53100')
  // What the disk is asked with cannot be made.
  await queryDatabase(direct, 'create table rampway_disk_probe ()')
  const opened = await gateway.openSession()
  expect([opened.status, opened.body.error_code]).toEqual([503, 'SYS-503-001-R'])
  await repair()
  const ready = await gateway.send('/readyz')
  expect([ready.status, ready.body.detail]).toEqual([503, 'The disk of the database is full.'])
  await queryDatabase(direct, 'drop table rampway_disk_probe')
  expect((await gateway.send('/readyz')).status).toBe(200)
  await expectBack(gateway)
})

// Out of memory, an I/O error, too long, a deadlock, a conflict with recovery, a lock, an administrator, a crash.
test.for(['53200', '58030', '57014', '40P01', '40001', '55P03', '57P01', '57P02', '08006'])(
  'a statement that fails with %s means that the database is unavailable',
  async (sqlState, { gateway, direct }) => {
    const repair = await failWrites(direct, sqlState)
    const opened = await gateway.openSession()
    await repair()
    expect([opened.status, opened.body.error_code]).toEqual([503, 'SYS-503-001-R'])
    await expectBack(gateway)
  },
)

test('a failure of ours is a page for people as well', async ({ gateway, direct }) => {
  await queryDatabase(direct, 'alter table sessions rename to sessions_gone')
  await expectPages(gateway, 500, 'Something went wrong on our side')
  await queryDatabase(direct, 'alter table sessions_gone rename to sessions')
  await expectBack(gateway)
})
