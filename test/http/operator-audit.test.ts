import { expect } from 'vitest'
import type { AuditEntry } from '../../src/domain/audit.ts'
import { recordAudit } from '../../src/store/audit.ts'
import { demo, start } from '../store/store-calls.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'

let marks = 0

/** Entries of an operator of the test's own. */
async function appendMarked(gateway: TestGateway, count: number, overrides: Partial<AuditEntry> = {}): Promise<string> {
  marks += 1
  const name = `operator ${marks}`
  for (let n = 0; n < count; n++) {
    await recordAudit(gateway.deps.database, {
      operator: { token: null, name, scopes: ['admin'], via: 'cli', from: 'workstation' },
      act: 'session.cancel',
      target: { kind: 'session', tenant: demo, id: `ses_${n}` },
      reason: 'the user asked',
      before: { status: 'ready' },
      after: null,
      traceId: null,
      at: start + n,
      ...overrides,
    })
  }
  return encodeURIComponent(name)
}

test('pages lead on until the end, and an instant has the form that is asked for', async ({ gateway }) => {
  const who = await appendMarked(gateway, 5)
  const seen: string[] = []
  let href: string | undefined = `/operator/v0/audit?who=${who}&count=2`
  while (href !== undefined) {
    const page: Awaited<ReturnType<typeof gateway.operate>> = await gateway.operate(href, { scopes: ['audit'] })
    expect(page.status, page.text).toBe(200)
    expect(page.body._links.self.href).toBe(href.replaceAll('%20', '+'))
    seen.push(...page.body.entries.map(({ target }: { target: { id: string } }) => target.id))
    href = page.body._links.next?.href
  }
  expect(seen).toEqual(['ses_4', 'ses_3', 'ses_2', 'ses_1', 'ses_0'])
  const iso = await gateway.operate(`/operator/v0/audit?who=${who}&target=ses_3`, {
    headers: { 'x-timestamp-format': 'iso8601' },
  })
  expect(iso.body.entries).toMatchObject([
    {
      happened_at: '2026-01-31T12:00:00Z',
      operator_token: null,
      via: 'cli',
      from: 'workstation',
      act: 'session.cancel',
      target: { kind: 'session', tenant: demo, id: 'ses_3' },
      before: { status: 'ready' },
      after: null,
    },
  ])
})

test('filters narrow, and one that cannot be read is refused by its name', async ({ gateway }) => {
  const who = await appendMarked(gateway, 3)
  await appendMarked(gateway, 1, { act: 'switch.create', at: start + 9 })
  const found = async (query: string) => {
    const { body } = await gateway.operate(`/operator/v0/audit?${query}`)
    return body.entries.map(({ target }: { target: { id: string } }) => target.id)
  }
  expect(await found(`who=${who}&from_at=${start + 1}&to_at=${start + 2}`)).toEqual(['ses_1'])
  expect(await found(`who=${who}&tenant=org-other%3Aenv-sandbox`)).toEqual([])
  expect(await found(`who=${who}&act=switch.create`)).toEqual([])
  const noDay = ['from_at=2026-02-31T00:00Z', 'to_at=2027-02-29T12:00:00Z']
  expect(await found(`who=${who}&from_at=2024-02-29T00:00Z&to_at=2024-02-29T12:00:00.000Z`)).toEqual([])
  const unread = [
    'from_at=yesterday',
    ...noDay,
    'tenant=demo',
    'count=201',
    'after=1',
    'who=',
    'whom=ada',
    'act=a&act=b',
  ]
  for (const query of unread) {
    const { status, body } = await gateway.operate(`/operator/v0/audit?${query}`)
    expect([status, body.error_code], query).toEqual([422, 'GEN-422-001'])
  }
})

test('each reading and each export is one entry, with who read and the trace id of the call', async ({ gateway }) => {
  const count = async () => (await queryDatabase(gateway.database, 'select number from audit_log')).length
  const token = await gateway.operatorToken(['audit'])
  for (const [path, act] of [
    ['/operator/v0/audit?count=3', 'audit.read'],
    ['/operator/v0/audit/export', 'audit.export'],
  ] as const) {
    const before = await count()
    const answer = await gateway.operate(path, { token })
    expect(answer.status, answer.text).toBe(200)
    expect(await count()).toBe(before + 1)
    const [entry] = await queryDatabase(gateway.database, 'select * from audit_log order by number desc limit 1')
    expect(entry).toMatchObject({
      act,
      via: 'api',
      target_kind: 'audit_log',
      operator: 'audit of a test',
      reason: null,
    })
    expect(entry?.operator_token).toMatch(/^opr_/)
    expect(entry?.from_address).toMatch(/127\.0\.0\.1/)
    expect(answer.headers.get('x-trace-id') ?? answer.headers.get('traceparent') ?? '').toContain(entry?.trace_id)
  }
})

test('an export is a file with every entry, in batches that fit each other', async ({ gateway }) => {
  const who = await appendMarked(gateway, 1)
  const many = 2_100
  await queryDatabase(
    { ...gateway.database, user: 'postgres' },
    `insert into audit_log (number, happened_at, operator, via, act, target_kind, target_id, hash)
     select 1000000 + n, now() - interval '1 day', 'bulk', 'cli', 'session.read', 'session', 'ses_' || n, sha256('')
     from generate_series(1, ${many}) as n`,
  )
  const csv = await gateway.operate('/operator/v0/audit/export?format=csv&who=bulk')
  expect(csv.headers.get('content-disposition')).toBe('attachment; filename="audit.csv"')
  const lines = csv.text.trimEnd().split('\r\n')
  expect(lines[0]).toContain('"number","happened_at","operator"')
  expect(new Set(lines).size).toBe(many + 1)
  const jsonl = await gateway.operate(`/operator/v0/audit/export?who=${who}`)
  expect(JSON.parse(jsonl.text)).toMatchObject({
    number: expect.any(Number),
    happened_at: start,
    target: { id: 'ses_0' },
  })
  const none = await gateway.operate('/operator/v0/audit/export?who=nobody')
  expect([none.status, none.text]).toEqual([200, ''])
})
