import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, queryDatabase, type TestTarget } from '../support/database.ts'
import { type DatabaseRelay, startDatabaseRelay } from '../support/database-relay.ts'
import { sessionBody, startTestGateway, type TestGateway } from '../support/gateway.ts'
import { until } from '../support/until.ts'
import { visit } from '../support/visit.ts'

let target: TestTarget
let relay: DatabaseRelay
let rampway: TestGateway
let link: string
let returnLink: string
let sessionId: string

beforeAll(async () => {
  target = await cloneDatabase()
  relay = await startDatabaseRelay(target)
  rampway = await startTestGateway({
    database: relay.target,
    tenants: (tenant) => ({ ...tenant, returnLinks: ['myapp://done'] }),
  })
  const { session } = (await rampway.openSession()).body
  sessionId = session.id
  link = new URL(session.widget_url).pathname
  const [call] = await rampway.widgetCalls()
  returnLink = new URL(call?.body.sessionData.redirectUrl).pathname
})
afterAll(async () => {
  await rampway.close()
  await relay.close()
})

async function userCalls(): Promise<[string, RequestInit][]> {
  const headers = { 'x-juno-orgid': 'org-demo:env-sandbox', 'x-juno-jwt': await rampway.mintToken() }
  return [
    '/v0/ramp/sessions',
    `/v0/ramp/sessions/${sessionId}`,
    '/v0/ramp/transactions',
    '/v0/ramp/transactions/none',
  ].map((path) => [path, { headers }])
}

/** Programs are told 503 with the code and when to come back, people get a page, and balancers see that it is not ready. */
async function expectAway(reason?: RegExp): Promise<void> {
  const opened = await rampway.openSession(sessionBody({ idempotency_key: 'while it is away' }))
  const answers = [opened, ...(await Promise.all((await userCalls()).map(([path, init]) => rampway.send(path, init))))]
  for (const { status, body, headers, text } of answers) {
    expect([status, body.error_code], text).toEqual([503, 'SYS-503-001-R'])
    expect(headers.get('retry-after')).toMatch(/^\d+$/)
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  }
  await expectPages(503, 'We will be back in a moment')
  for (const path of ['/readyz', '/healthz']) {
    const { status, text } = await rampway.send(path)
    expect(status).toBe(503)
    expect(text).toMatch(reason ?? /database/)
  }
}

async function expectPages(status: number, title: string): Promise<void> {
  for (const path of [link, `${returnLink}?anything=1`]) {
    const page = await visit(`${rampway.url}${path}`)
    expect([page.status, page.headers.get('content-type')]).toEqual([status, 'text/html; charset=utf-8'])
    expect(page.html).toContain(`<h1>${title}</h1>`)
    // In the app's frame, and with a way back to it.
    expect(page.headers.get('content-security-policy')).toMatch(/frame-ancestors 'self' \S/)
    expect(page.html).toContain('Go back to the app')
    // Its reference finds the session, although nothing could be looked up.
    const reference = /<code>([0-9a-f]{32})<\/code>/.exec(page.html)?.[1] ?? 'none'
    const line = rampway
      .logged()
      .split('\n')
      .find((one) => one.includes(reference) && one.includes('"answered"'))
    expect(JSON.parse(line ?? '{}')).toMatchObject({
      tenant: 'org-demo:env-sandbox',
      session: expect.stringMatching(/^ses_/),
    })
  }
  expect((await rampway.send(link, { method: 'HEAD' })).headers.get('content-type')).toBe('text/html; charset=utf-8')
}

async function expectBack(): Promise<void> {
  await until(async () => expect((await rampway.send('/readyz')).status).toBe(200))
  expect((await rampway.openSession(sessionBody({ idempotency_key: 'while it is away' }))).status).toBeLessThan(300)
}

function dropConnections(): void {
  for (const connection of relay.connections()) connection.reset()
}

test.each([
  'refuse' as const,
  'reset' as const,
  // Too many connections, starting up, a role that is gone, a database that is gone, and PgBouncer's way to refuse.
  ...['53300', '57P03', '28000', '3D000', '08P01'].map((sqlState) => ({ sqlState })),
])('without a connection (%o) people get pages and programs come back later', async (welcome) => {
  await relay.welcome(welcome)
  dropConnections()
  await expectAway()
  await relay.welcome('pass')
  await expectBack()
})

test('a database that takes no writes, such as a replica, is not ready', async () => {
  const setting = `alter database ${target.database}`
  await queryDatabase(target, `${setting} set default_transaction_read_only = on`)
  dropConnections()
  const opened = await rampway.openSession()
  expect([opened.status, opened.body.error_code]).toEqual([503, 'SYS-503-001-R'])
  for (const path of [link, returnLink]) expect((await visit(`${rampway.url}${path}`)).status).toBe(503)
  await until(async () => {
    const { status, body } = await rampway.send('/readyz')
    const detail = 'The database takes no writes: it is a replica, or set to read only.'
    expect([status, body.detail]).toEqual([503, detail])
  })
  await queryDatabase({ ...target, database: 'postgres' }, `${setting} reset default_transaction_read_only`)
  dropConnections()
  await expectBack()
})

/** Every write of a session fails with this SQLSTATE. */
async function failWrites(sqlState: string): Promise<() => Promise<void>> {
  await queryDatabase(
    target,
    `create function fail() returns trigger language plpgsql as
       $$ begin raise exception using errcode = '${sqlState}', message = 'no'; end $$;
     create trigger fail before insert or update on sessions for each row execute function fail()`,
  )
  return async () => {
    await queryDatabase(target, 'drop trigger fail on sessions; drop function fail')
  }
}

test('a full disk is told, and readiness asks the disk itself whether there is space again', async () => {
  const repair = await failWrites('53100')
  // What the disk is asked with cannot be made.
  await queryDatabase(target, 'create table rampway_disk_probe ()')
  const opened = await rampway.openSession()
  expect([opened.status, opened.body.error_code]).toEqual([503, 'SYS-503-001-R'])
  await repair()
  const ready = await rampway.send('/readyz')
  expect([ready.status, ready.body.detail]).toEqual([503, 'The disk of the database is full.'])
  await queryDatabase(target, 'drop table rampway_disk_probe')
  expect((await rampway.send('/readyz')).status).toBe(200)
  await expectBack()
})

// Out of memory, an I/O error, too long, a deadlock, a conflict with recovery, a lock, an administrator, a crash.
test.each(['53200', '58030', '57014', '40P01', '40001', '55P03', '57P01', '57P02', '08006'])(
  'a statement that fails with %s means that the database is unavailable',
  async (sqlState) => {
    const repair = await failWrites(sqlState)
    const opened = await rampway.openSession()
    await repair()
    expect([opened.status, opened.body.error_code]).toEqual([503, 'SYS-503-001-R'])
    await expectBack()
  },
)

test('a failure of ours is a page for people as well', async () => {
  await queryDatabase(target, 'alter table sessions rename to sessions_gone')
  await expectPages(500, 'Something went wrong on our side')
  await queryDatabase(target, 'alter table sessions_gone rename to sessions')
  await expectBack()
})
