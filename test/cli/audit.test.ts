import { hostname, userInfo } from 'node:os'
import { expect, vi } from 'vitest'
import { auditEntryMembers, auditExportHead, auditExportLines } from '../../src/contract/operator-audit-view.ts'
import type { AuditEntry } from '../../src/domain/audit.ts'
import type { Database } from '../../src/postgres/database.ts'
import { listAudit, recordAudit } from '../../src/store/audit.ts'
import { demo, other, start } from '../store/store-calls.ts'
import { queryDatabase, urlOf } from '../support/database.ts'
import { test as base } from '../support/fixtures/fresh-database.ts'
import { startProgram } from '../support/program.ts'

/** Starting the program takes seconds where the machine is busy. */
vi.setConfig({ testTimeout: 120_000 })

/** Runs `rampway audit …` to its end, on the test's database. */
const test = base.extend('audit', ({ target }) => async (...args: readonly string[]) => {
  const started = startProgram(['audit', ...args], { DATABASE_URL: urlOf(target) })
  const code = await started.ended
  return { code, output: started.output() }
})

async function append(database: Database, overrides: Partial<AuditEntry> = {}): Promise<void> {
  await recordAudit(database, {
    operator: { token: null, name: 'ada', scopes: ['admin'], via: 'api', from: '192.0.2.7' },
    act: 'session.cancel',
    target: { kind: 'session', tenant: demo, id: 'ses_1' },
    reason: 'the user asked',
    before: { status: 'ready' },
    after: { status: 'cancelled' },
    traceId: 'f00d',
    at: start,
    ...overrides,
  })
}

test('the log is listed by what was asked for, and that is an entry itself', async ({ database, audit }) => {
  await append(database)
  await append(database, { act: 'switch.create', target: { kind: 'switch', tenant: null, id: 'swi_1' }, at: start + 1 })
  await append(database, { target: { kind: 'session', tenant: other, id: 'ses_2' }, before: null, at: start + 2 })
  const all = await audit('list')
  expect(all.code, all.output).toBe(0)
  expect(all.output).toContain('2  2026-01-31T12:00:00.001Z  ada (api 192.0.2.7)  switch.create  switch swi_1')
  expect(all.output).toContain('because  the user asked')
  const { output } = await audit(
    'list',
    '--act',
    'session.cancel',
    '--tenant',
    String(demo),
    '--who',
    'ada',
    '--from',
    '2026-01-31',
    '--to',
    '2026-02-01',
    '--json',
  )
  expect(JSON.parse(output).entries).toMatchObject([
    {
      number: 1,
      happened_at: start,
      operator: 'ada',
      operator_token: null,
      via: 'api',
      from: '192.0.2.7',
      act: 'session.cancel',
      target: { kind: 'session', tenant: demo, id: 'ses_1' },
      reason: 'the user asked',
      before: { status: 'ready' },
      after: { status: 'cancelled' },
      trace_id: 'f00d',
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ])
  const read = await listAudit(database, { act: 'audit.read' }, { after: null, count: 10 })
  expect(read).toHaveLength(2)
  expect(read[0]).toMatchObject({ via: 'cli', from: hostname(), operator: userInfo().username, targetId: 'audit_log' })
  for (const day of ['yesterday', '2026-02-31', '2026-02-31T12:00:00+01:00']) {
    const wrong = await audit('list', '--from', day)
    expect(wrong).toMatchObject({ code: 1, output: expect.stringContaining('or a time as 2026-11-27T14:00:00Z') })
  }
})

test('an export has every entry that was there, and is one entry of the log', async ({ database, audit }) => {
  for (let n = 0; n < 5; n++) await append(database, { at: start + n, reason: `number ${n}` })
  const { code, output } = await audit('export')
  expect(code, output).toBe(0)
  const lines = output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  const stored = await listAudit(database, {}, { after: null, count: 10 })
  expect(lines).toEqual(stored.map(auditEntryMembers))
  expect(lines.map(({ act }: { act: string }) => act)).toEqual(['audit.export', ...Array(5).fill('session.cancel')])
  const csv = await audit('export', '--format', 'csv', '--who', 'ada')
  expect(csv.output.split('\r\n')).toHaveLength(7)
  expect(csv.output).toBe(
    auditExportHead('csv') +
      auditExportLines('csv', await listAudit(database, { operator: 'ada' }, { after: null, count: 9 })),
  )
  expect(csv.output).toContain('"{""status"":""ready""}"')
})

test('no cell of a CSV is a formula to a spreadsheet, and every text is one cell', async ({ database }) => {
  const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1', '\u200B=1', '＝1', '"=1"', 'a,b\nc']
  for (const reason of formulas) await append(database, { reason })
  const records = (await listAudit(database, {}, { after: null, count: 20 })).toReversed()
  const csv = auditExportLines('csv', records)
  const cells = records.map(
    (record) => auditExportLines('csv', [record]).match(/"(?:[^"]|"")*"|[^,]+|(?<=,)(?=,)/g)?.[10],
  )
  expect(csv.startsWith('1,"2026')).toBe(true)
  expect(cells).toEqual([
    `"'=1+1"`,
    `"'+1"`,
    `"'-1"`,
    `"'@SUM(A1)"`,
    `"'\t=1"`,
    `"' =1"`,
    `"'\r=1"`,
    `"'\u200B=1"`,
    `"'＝1"`,
    '"""=1"""',
    '"a,b\nc"',
  ])
})

test('verify ends with 1 and the number of the first entry that is not what was written', async ({
  database,
  target,
  audit,
}) => {
  for (let n = 0; n < 4; n++) await append(database)
  const intact = await audit('verify')
  expect(intact, intact.output).toMatchObject({
    code: 0,
    output: expect.stringMatching(/^Intact: 4 entries\.\nHead: 4:/),
  })
  const head = /Head: (?<head>\S+)/.exec(intact.output)?.groups?.head ?? ''
  expect(await audit('verify', '--expect', head)).toMatchObject({ code: 0 })
  const superuser = { ...target, user: 'postgres' }
  const freely = 'alter table audit_log disable trigger all; alter table audit_head disable trigger all'
  const cutOff = 'update audit_head set (number, hash) = (select number, hash from audit_log where number = 3)'
  await queryDatabase(superuser, `${freely}; delete from audit_log where number = 4; ${cutOff}`)
  const cut = await audit('verify', '--expect', head)
  expect(cut).toMatchObject({ code: 1, output: expect.stringContaining('CUT after entry 3: entry 4 is gone') })
  await queryDatabase(superuser, `update audit_log set operator = 'bob' where number = 2`)
  const { code, output } = await audit('verify', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(output)).toEqual({ intact: false, broken: { number: 2, why: 'changed' } })
})
