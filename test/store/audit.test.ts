import { expect } from 'vitest'
import { type AuditEntry, emptyAuditHead, parseAuditHead } from '../../src/domain/audit.ts'
import type { Operator } from '../../src/domain/operator.ts'
import { recordRead, verifyAudit } from '../../src/operations/operator/audit.ts'
import { type Database, internalsOf } from '../../src/postgres/database.ts'
import { type AuditFilter, type AuditPlace, appendAudit, listAudit, recordAudit } from '../../src/store/audit.ts'
import { queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import { demo, other, start } from './store-calls.ts'

const operator: Operator = {
  token: null,
  name: 'ada',
  scopes: ['admin'],
  via: 'cli',
  from: 'workstation',
}

function entryOf(overrides: Partial<AuditEntry> = {}): AuditEntry {
  return {
    operator,
    act: 'session.cancel',
    target: { kind: 'session', tenant: demo, id: 'ses_1' },
    reason: 'the user asked',
    before: { status: 'ready' },
    after: { status: 'cancelled' },
    traceId: null,
    at: start,
    ...overrides,
  }
}

async function append(database: Database, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await recordAudit(database, entryOf({ at: start + n }))
}

/** As somebody does who may do everything, past the triggers. */
async function tamper(target: TestTarget, statement: string): Promise<void> {
  const freely = 'alter table audit_log disable trigger all; alter table audit_head disable trigger all'
  await queryDatabase(superuserOf(target), `${freely}; ${statement}`)
}

/** The gateway's own role in tests is none, and owns all that it makes. */
function superuserOf(target: TestTarget): TestTarget {
  return { ...target, user: 'postgres' }
}

test('writers of several processes at once make one chain without gaps', async ({ database, second, target }) => {
  const write = (n: number) => recordAudit(n % 2 === 0 ? database : second, entryOf({ at: start + n }))
  await Promise.all(Array.from({ length: 60 }, (_, n) => write(n)))
  const rows = await queryDatabase(target, 'select number::int as number from audit_log order by number')
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1))
  expect(await verifyAudit({ database }, null)).toMatchObject({ kind: 'intact', head: { number: 60 } })
})

test('a log of several batches is followed to its end while others append', async ({ database, second, target }) => {
  await append(database, 3)
  const many = 1_200
  const { connection } = internalsOf(database)
  await connection.transaction(async (query) => {
    for (let n = 0; n < many; n++) await appendAudit(query, entryOf({ at: start + n }))
  })
  const [verdict] = await Promise.all([verifyAudit({ database }, null), append(second, 20)])
  expect(verdict).toMatchObject({ kind: 'intact' })
  expect(await verifyAudit({ database }, null)).toMatchObject({ kind: 'intact', head: { number: many + 23 } })
  await tamper(target, `update audit_log set reason = 'none' where number = 1111`)
  expect(await verifyAudit({ database }, null)).toEqual({ kind: 'broken', broken: { number: 1111, why: 'changed' } })
})

test('an act that is rolled back leaves no row, and a row that cannot be written undoes the act', async ({
  database,
  target,
}) => {
  await append(database, 1)
  const { connection } = internalsOf(database)
  const undone = connection.transaction(async (query) => {
    await appendAudit(query, entryOf())
    throw new Error('changed my mind')
  })
  await expect(undone).rejects.toThrow('changed my mind')
  await queryDatabase(target, 'create table acts (id integer)')
  await queryDatabase(target, `alter table audit_log add check (act <> 'session.note')`)
  const refused = connection.transaction(async (query) => {
    await query('act', 'insert into acts values ($1)', [1])
    await appendAudit(query, entryOf({ act: 'session.note' }))
  })
  await expect(refused).rejects.toThrow('audit_log_act_check')
  expect(await queryDatabase(target, 'select * from acts')).toEqual([])
  await append(database, 1)
  expect(await verifyAudit({ database }, null)).toMatchObject({ kind: 'intact', head: { number: 2 } })
})

const nobodyElse = `operator_token is null`
test.for([
  ['a changed reason', `update audit_log set reason = 'another' where number = 3`, 3, 'changed'],
  ['another operator', `update audit_log set operator = 'bob' where number = 5`, 5, 'changed'],
  ['another time', `update audit_log set happened_at = happened_at + interval '1 ms' where number = 2`, 2, 'changed'],
  [
    'a text instead of none',
    `update audit_log set operator_token = '' where number = 4 and ${nobodyElse}`,
    4,
    'changed',
  ],
  [
    'a change moved to another column',
    `update audit_log set before = after, after = before where number = 4`,
    4,
    'changed',
  ],
  ['a change that is no JSON', `update audit_log set after = 'x' where number = 1`, 1, 'changed'],
  ['another hash', `update audit_log set hash = sha256('x') where number = 3`, 3, 'changed'],
  ['a row that was removed', 'delete from audit_log where number = 2', 2, 'missing'],
  ['the first row', 'delete from audit_log where number = 1', 1, 'missing'],
  ['the last row', 'delete from audit_log where number = 6', 6, 'missing'],
  ['all rows', 'truncate audit_log', 1, 'missing'],
  [
    'a gap that was closed',
    'delete from audit_log where number = 3; update audit_log set number = number - 1 where number > 3',
    3,
    'changed',
  ],
  [
    'a row at the end',
    `insert into audit_log select 7, happened_at, operator_token, operator, via, from_address, act, target_kind, target_tenant, target_id, reason, before, after, trace_id, hash from audit_log where number = 6`,
    7,
    'beyond_the_head',
  ],
  ['another head', `update audit_head set hash = sha256('x')`, 6, 'head_changed'],
] as const)('%s is found at its number', async ([, statement, number, why], { database, target }) => {
  await append(database, 6)
  expect(await verifyAudit({ database }, null)).toMatchObject({ kind: 'intact' })
  await tamper(target, statement)
  expect(await verifyAudit({ database }, null)).toEqual({ kind: 'broken', broken: { number, why } })
})

test('a chain that was cut, or written anew, is found by a head that was kept elsewhere', async ({
  database,
  target,
}) => {
  await append(database, 4)
  const kept = await verifyAudit({ database }, null)
  if (kept.kind !== 'intact') throw new Error('broken at the start')
  await append(database, 2)
  expect(await verifyAudit({ database }, kept.head)).toMatchObject({ kind: 'intact', head: { number: 6 } })
  const hashOfThird = `(select hash from audit_log where number = 3)`
  await tamper(target, `update audit_head set number = 3, hash = ${hashOfThird}`)
  await tamper(target, 'delete from audit_log where number > 3')
  expect(await verifyAudit({ database }, null)).toMatchObject({ kind: 'intact', head: { number: 3 } })
  expect(await verifyAudit({ database }, kept.head)).toMatchObject({ kind: 'not_as_expected', why: 'cut' })
  await append(database, 5)
  expect(await verifyAudit({ database }, null)).toMatchObject({ kind: 'intact', head: { number: 8 } })
  expect(await verifyAudit({ database }, kept.head)).toMatchObject({ kind: 'not_as_expected', why: 'rewritten' })
  expect(await verifyAudit({ database }, { number: 0, hash: kept.head.hash })).toMatchObject({ why: 'rewritten' })
  expect(await verifyAudit({ database }, emptyAuditHead)).toMatchObject({ kind: 'intact' })
})

const forbidden = [
  `update audit_log set reason = 'none'`,
  'delete from audit_log',
  'truncate audit_log',
  'delete from audit_head',
  'truncate audit_head',
] as const

test.for(forbidden)(
  'the gateway’s role may not, and past its privileges it is refused: %s',
  async (statement, { database, target }) => {
    await append(database, 2)
    await expect(queryDatabase(target, statement)).rejects.toThrow('permission denied')
    await queryDatabase(target, 'grant all on audit_log, audit_head to current_user')
    await expect(queryDatabase(target, statement)).rejects.toThrow(/only grows: \w+ is refused/)
    expect(await verifyAudit({ database }, null)).toMatchObject({ kind: 'intact', head: { number: 2 } })
  },
)

test.for(forbidden)(
  'a superuser does not do so by accident, nor while playing a replica: %s',
  async (statement, { database, target }) => {
    await append(database, 1)
    const superuser = superuserOf(target)
    await expect(queryDatabase(superuser, statement)).rejects.toThrow(/only grows: \w+ is refused/)
    const asReplica = `set session_replication_role = replica; ${statement}`
    await expect(queryDatabase(superuser, asReplica)).rejects.toThrow(/only grows: \w+ is refused/)
  },
)

test('anything that a log may tell is kept as the hash covers it, without secrets', async ({ database }) => {
  const token = `rwo_${'a'.repeat(40)}`
  const reason = `zero\0 half\uD83D whole😀 "quotes" \u2028 ${token}`
  const after = {
    token,
    webhook: { api_key: 'k', secrets: ['a', 'b'], url: 'https://user:pass@example.com/x' },
    operator_token: `opr_${'0'.repeat(32)}`,
    link: `https://gateway.example/w/${'b'.repeat(40)}`,
    note: 'zero\0 half\uD83D',
    amount: '12.50',
  }
  const target = { kind: 'session' as const, tenant: other, id: 'x'.repeat(10_000) }
  await recordAudit(database, entryOf({ reason, after, target, before: { text: 'y'.repeat(20_000) } }))
  expect(await verifyAudit({ database }, null)).toMatchObject({ kind: 'intact', head: { number: 1 } })
  const [record] = await listAudit(database, {}, { after: null, count: 1 })
  expect(record).toMatchObject({
    operator: 'ada',
    from: 'workstation',
    reason: 'zero\uFFFD half\uFFFD whole😀 "quotes" \u2028 [redacted]',
    targetId: 'x'.repeat(500),
    before: '{"too_long":20011}',
  })
  expect(JSON.parse(record?.after ?? '')).toEqual({
    token: '[redacted]',
    webhook: { api_key: '[redacted]', secrets: ['[redacted]', '[redacted]'], url: 'https://[redacted]@example.com/x' },
    operator_token: `opr_${'0'.repeat(32)}`,
    link: 'https://gateway.example/w/[redacted]',
    note: 'zero\0 half\uD83D',
    amount: '12.50',
  })
})

test('a reading is recorded with what was read, and changes nothing', async ({ database }) => {
  const target = { kind: 'user' as const, tenant: demo, id: 'usr_1' }
  await recordRead({ database, clock: () => start }, operator, { act: 'session.find', target, traceId: 'f00d' })
  expect(await listAudit(database, {}, { after: null, count: 5 })).toMatchObject([
    {
      number: 1,
      act: 'session.find',
      targetId: 'usr_1',
      at: start,
      reason: null,
      before: null,
      after: null,
      traceId: 'f00d',
    },
  ])
})

test('pages have every row once, whatever is appended meanwhile, and filters leave in what they say', async ({
  database,
}) => {
  for (let n = 0; n < 40; n++) {
    await recordAudit(
      database,
      entryOf({
        // Clocks differ, and some rows have the same instant.
        at: start + Math.floor(n / 4) * 10 - (n % 3),
        act: n % 2 === 0 ? 'session.cancel' : 'session.read',
        operator: { ...operator, name: n % 5 === 0 ? 'bob' : 'ada' },
        target: { kind: 'session', tenant: n % 4 === 0 ? null : n % 4 === 1 ? demo : other, id: `ses_${n % 8}` },
      }),
    )
  }
  const all = await listAudit(database, {}, { after: null, count: 200 })
  expect(all).toHaveLength(40)
  const walk = async (filter: AuditFilter) => {
    const numbers: number[] = []
    let after: AuditPlace | null = null
    for (;;) {
      const page: Awaited<ReturnType<typeof listAudit>> = await listAudit(database, filter, { after, count: 7 })
      const last = page.at(-1)
      if (last === undefined) return numbers
      numbers.push(...page.map(({ number }) => number))
      after = { at: last.at, number: last.number }
      await recordAudit(
        database,
        entryOf({ at: start + 1_000, act: 'session.note', operator: { ...operator, name: 'eve' } }),
      )
    }
  }
  const expected = (keep: (record: (typeof all)[number]) => boolean) => all.filter(keep).map(({ number }) => number)
  expect(await walk({ to: start + 500 })).toEqual(expected(() => true))
  expect(await walk({})).toEqual([...(await walk({ from: start + 500 })).slice(-6), ...expected(() => true)])
  expect(await walk({ operator: 'bob' })).toEqual(expected(({ operator: name }) => name === 'bob'))
  expect(await walk({ act: 'session.read' })).toEqual(expected(({ act }) => act === 'session.read'))
  expect(await walk({ target: 'ses_5' })).toEqual(expected(({ targetId }) => targetId === 'ses_5'))
  expect(await walk({ tenant: other })).toEqual(expected(({ targetTenant }) => targetTenant === other))
  const [from, to] = [start + 20, start + 60]
  expect(await walk({ from, to, operator: 'ada', tenant: other })).toEqual(
    expected(
      ({ at, operator: name, targetTenant }) => at >= from && at < to && name === 'ada' && targetTenant === other,
    ),
  )
})

test('a head is read back from what is printed', () => {
  expect(parseAuditHead(` 12:${'a'.repeat(64)} `)).toEqual({ number: 12, hash: 'a'.repeat(64) })
  for (const text of ['', '12', `x:${'a'.repeat(64)}`, `12:${'A'.repeat(64)}`])
    expect(parseAuditHead(text)).toBeUndefined()
})
