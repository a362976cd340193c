import { describe, expect } from 'vitest'
import type { AuditEntry } from '../../src/domain/audit.ts'
import { activeSwitchesMax, newSwitchId, type Switch } from '../../src/domain/switch.ts'
import { createLog } from '../../src/observe/log.ts'
import { type SwitchesInForce, startSwitches } from '../../src/operations/switches-in-force.ts'
import { closeDatabase, type Database } from '../../src/postgres/database.ts'
import { listAudit } from '../../src/store/audit.ts'
import { createSwitch, endSwitch, listSwitches, readActiveSwitches } from '../../src/store/switches.ts'
import { openStore, queryDatabase } from '../support/database.ts'
import { startDatabaseRelay } from '../support/database-relay.ts'
import { test } from '../support/fixtures/database.ts'
import { ada, everything } from '../support/switches.ts'

const now = 1_764_187_200_000
const silent = createLog('silent', process.stderr)

function switchOf(named: Partial<Switch> = {}): Switch {
  const rest = { id: newSwitchId(), createdAt: now, createdBy: 'Ada', endedAt: null, endedBy: null }
  return { ...everything, ...rest, ...named }
}

function entryOf(act: string, { id, tenant }: Switch): AuditEntry {
  const target = { kind: 'switch' as const, tenant, id }
  return { operator: ada, act, target, reason: 'because', before: null, after: null, traceId: null, at: now }
}

function create(database: Database, named: Partial<Switch>) {
  const made = switchOf(named)
  return createSwitch(database, made, entryOf('switch.create', made)).then((creation) => ({ made, creation }))
}

function end(database: Database, { id }: Switch, at = now) {
  return endSwitch(database, id, { by: 'Bob', now: at }, (before) => entryOf('switch.end', before))
}

test.beforeEach(async ({ target }) => {
  await queryDatabase(target, 'delete from switches')
})

test('a switch is read back as it was made, with its entry in the audit log', async ({ database, target }) => {
  const { made, creation } = await create(database, {
    tenant: 'org-demo:env-sandbox' as Switch['tenant'],
    provider: 'BANXA',
    country: 'DE',
    method: 'SEPA',
    direction: 'sell',
    asset: 'EURC',
    chainId: 8453,
    state: 'drain',
    reason: 'quotes “” and \\ and 金',
    endsAt: now + 1,
  })
  expect(creation).toEqual({ kind: 'created' })
  expect(await listSwitches(database, { state: 'active', count: 5, after: null }, now)).toEqual([made])
  expect((await readActiveSwitches(database, null, now))?.switches).toEqual([made])
  const entries = await listAudit(database, { target: made.id }, { after: null, count: 5 })
  expect(entries.map(({ act }) => act)).toEqual(['switch.create'])
  await queryDatabase(target, 'select 1')
})

test('one that names the same in the same state is told, and nothing is written', async ({ database, second }) => {
  const named = { provider: 'BANXA', country: 'DE' } as const
  const results = await Promise.all([database, second, database, second].map((each) => create(each, named)))
  const created = results.filter(({ creation }) => creation.kind === 'created')
  expect(created).toHaveLength(1)
  for (const { made, creation } of results) {
    if (creation.kind === 'created') continue
    expect(creation).toEqual({ kind: 'exists', existing: created[0]?.made })
    expect(await listAudit(database, { target: made.id }, { after: null, count: 5 })).toEqual([])
  }
  expect((await create(database, { ...named, state: 'drain' })).creation.kind).toBe('created')
  expect((await create(database, { provider: 'BANXA' })).creation.kind).toBe('created')
})

test('ended by hand or by the clock it is active no more, stays listed, and may be made again', async ({
  database,
}) => {
  const ended = (await create(database, { provider: 'BANXA', createdAt: now })).made
  const expiring = (await create(database, { provider: 'STRIPE', createdAt: now + 1, endsAt: now + 10 })).made
  expect(await end(database, ended, now + 5)).toMatchObject({
    kind: 'ended',
    ended: { endedAt: now + 5, endedBy: 'Bob' },
  })
  expect(await end(database, ended, now + 6)).toMatchObject({ kind: 'over', ended: { endedAt: now + 5 } })
  expect(await end(database, expiring, now + 10)).toMatchObject({ kind: 'over', ended: { endedAt: null } })
  expect(await end(database, switchOf())).toEqual({ kind: 'absent' })
  const list = async (state: 'active' | 'ended' | 'all', at: number) =>
    (await listSwitches(database, { state, count: 5, after: null }, at)).map(({ id }) => id)
  expect(await list('active', now + 9)).toEqual([expiring.id])
  expect(await list('active', now + 10)).toEqual([])
  expect(await list('ended', now + 10)).toEqual([expiring.id, ended.id])
  expect(await list('all', now)).toEqual([expiring.id, ended.id])
  expect((await create(database, { provider: 'BANXA', createdAt: now + 7 })).creation.kind).toBe('created')
  const acts = await listAudit(database, { target: ended.id }, { after: null, count: 5 })
  expect(acts.map(({ act }) => act)).toEqual(['switch.end', 'switch.create'])
})

test('pages of switches follow each other, however many are of one instant', async ({ database }) => {
  const made = new Set<string>()
  for (const provider of ['A', 'B', 'C', 'D', 'E']) made.add((await create(database, { provider })).made.id)
  const seen: string[] = []
  for (let after: Switch['id'] | null = null; ; ) {
    const page = await listSwitches(database, { state: 'all', count: 2, after }, now)
    seen.push(...page.map(({ id }) => id))
    after = page.at(-1)?.id ?? null
    if (page.length < 2 || after === null) break
  }
  expect(seen.toSorted()).toEqual([...made].toSorted())
})

test('as many are active as are searched in microseconds, and ended ones make room', async ({ database, target }) => {
  await queryDatabase(
    target,
    `insert into switches (id, provider, state, reason, created_at, created_by)
     select gen_random_uuid(), 'P' || n, 'off', 'because', $1, 'Ada' from generate_series(1, ${activeSwitchesMax - 1}) n`,
    [new Date(now)],
  )
  const last = await create(database, { provider: 'LAST' })
  expect(last.creation.kind).toBe('created')
  expect((await create(database, { provider: 'ONE_MORE' })).creation.kind).toBe('full')
  await end(database, last.made)
  expect((await create(database, { provider: 'ONE_MORE' })).creation.kind).toBe('created')
})

describe('the switches in force', () => {
  async function watching(target: Parameters<typeof openStore>[0], work: (inForce: SwitchesInForce) => Promise<void>) {
    const database = openStore(target)
    const inForce = await startSwitches({ database, clock: () => now, log: silent })
    try {
      await work(inForce)
    } finally {
      await inForce.end()
      await closeDatabase(database)
    }
  }
  const idsIn = (inForce: SwitchesInForce) => inForce.current().switches.map(({ id }) => id)

  test('are there as soon as they are watched', async ({ database, target }) => {
    const { made } = await create(database, { provider: 'BANXA' })
    await watching(target, async (inForce) => expect(idsIn(inForce)).toEqual([made.id]))
  })

  test('follow what another process does', async ({ database, target }) => {
    await watching(target, async (inForce) => {
      const { made } = await create(database, { provider: 'BANXA' })
      await expect.poll(() => idsIn(inForce)).toEqual([made.id])
      await end(database, made)
      await expect.poll(() => idsIn(inForce)).toEqual([])
    })
  })

  test('stay while the database is away, and follow again once it is back', async ({ database, target }) => {
    const { made } = await create(database, { provider: 'BANXA' })
    const relay = await startDatabaseRelay(target)
    try {
      await watching(relay.target, async (inForce) => {
        await relay.welcome('refuse')
        for (const connection of relay.connections()) connection.reset()
        await expect(inForce.refresh()).rejects.toThrow()
        expect(idsIn(inForce)).toEqual([made.id])
        await end(database, made)
        await relay.welcome('pass')
        await expect.poll(() => idsIn(inForce)).toEqual([])
      })
    } finally {
      await relay.close()
    }
  })

  test('follow although a connection hangs', async ({ database, target }) => {
    const relay = await startDatabaseRelay(target)
    try {
      await watching(relay.target, async (inForce) => {
        for (const connection of relay.connections()) connection.silence('to_server', 'to_client')
        const { made } = await create(database, { provider: 'BANXA' })
        await expect.poll(() => idsIn(inForce)).toEqual([made.id])
        for (const connection of relay.connections()) connection.resume()
      })
    } finally {
      await relay.close()
    }
  })
})
