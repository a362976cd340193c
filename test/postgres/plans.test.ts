import pg from 'pg'
import { expect, test } from 'vitest'
import { newSessionId } from '../../src/domain/session.ts'
import { advance } from '../../src/domain/session-opening.ts'
import type { Query } from '../../src/postgres/connection.ts'
import { closeDatabase } from '../../src/postgres/database.ts'
import { claimStep } from '../../src/store/idempotency-keys.ts'
import { settleWebhook } from '../../src/store/incoming-webhooks.ts'
import { refreshSession } from '../../src/store/session-lookup.ts'
import { finishStep } from '../../src/store/sessions.ts'
import { findUser } from '../../src/store/users.ts'
import { callOf, demo, leaseMs, openReady, readyWith, traceId, tryClaim, widgetOf } from '../store/store-calls.ts'
import { cloneDatabase, openStore, queryDatabase, type TestTarget } from '../support/database.ts'

/** PostgreSQL makes its lasting plan of a prepared statement at the sixth time. */
const untilPlanned = 8
const stored = 5_000
const afterwards = 20

test('statements planned while the tables were empty look rows up by their keys when there are thousands', async () => {
  const target = await cloneDatabase()
  const database = openStore(target)
  for (let n = 0; n < untilPlanned; n++) await openOne(`early ${n}`)
  await queryDatabase(
    target,
    `insert into idempotency_keys (tenant_id, user_id, key, session_id, fingerprint, state, fence, holder, claimed_at,
       lease_until, expires_at)
     select tenant_id, user_id, 'stored ' || n, session_id, fingerprint, 'claimed', fence, holder, claimed_at,
       lease_until + interval '1 year', expires_at + interval '1 year'
     from idempotency_keys, generate_series(1, $1) as n where key = 'early 0'`,
    [stored],
  )
  await queryDatabase(
    target,
    `insert into sessions (tenant_id, id, user_id, status, fence, request, created_at, updated_at, expires_at)
     select tenant_id, (left(id::text, 14) || substr(gen_random_uuid()::text, 15))::uuid, user_id, status, fence, request, created_at, updated_at, expires_at
     from sessions, generate_series(1, $1) as n where id = (select session_id from idempotency_keys where key = 'early 0')`,
    [stored],
  )
  await queryDatabase(
    target,
    `insert into users (tenant_id, id, issuer, subject, meld_customer_id, created_at)
     select $2, 'usr_' || lpad(n::text, 27, '0'), 'i', 's', 'c' || n, now() from generate_series(1, $1) as n`,
    [stored, demo],
  )
  for (let n = 0; n < afterwards; n++) await openOne(`late ${n}`)
  // Its counts are sure to be told when a connection ends.
  await closeDatabase(database)
  const [read] = await queryDatabase(
    target,
    `select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows,
       (select sum(idx_tup_read)::int from pg_stat_user_indexes where relname similar to '(idempotency_keys|users|sessions%)') as entries
     from pg_stat_user_tables where relname similar to '(idempotency_keys|users|sessions%)'`,
  )
  // Seeding read each table once; a plan that reads all it finds would have come to a hundred times as much.
  expect(Number(read?.rows)).toBeLessThan(stored)
  expect(Number(read?.entries)).toBeLessThan(stored)

  async function openOne(key: string): Promise<void> {
    const call = callOf({ key })
    const { id } = await openReady(database, call)
    await findUser(database, demo, call.user)
    const claimed = await tryClaim(database, demo, { ...call, id: newSessionId() })
    if (claimed.kind !== 'replay' || claimed.session === undefined) throw new Error('the key has no session')
    expect(claimed.session.id).toBe(id)
    expect(await refreshSession(database, demo, claimed.session)).toBe(claimed.session)
  }
})

test('webhooks are settled by their keys, however many wait that the planner does not know of', async () => {
  const target = await cloneDatabase()
  const database = openStore(target)
  await queryDatabase(
    target,
    `insert into incoming_webhooks
       (tenant_id, event_id, event_type, kind, payload, received_at, next_attempt_at, handled_at, outcome)
     select $2, 'handled ' || n, 'type', 'transaction', '{}', now(), now(), now(), 'refreshed'
     from generate_series(1, $1) as n`,
    [stored, demo],
  )
  await queryDatabase(target, 'analyze incoming_webhooks')
  await queryDatabase(
    target,
    `insert into incoming_webhooks (tenant_id, event_id, event_type, kind, payload, received_at, next_attempt_at)
     select $2, 'waiting ' || n, 'type', 'transaction', '{}', now(), now() from generate_series(1, $1) as n`,
    [stored, demo],
  )
  for (let n = 1; n <= untilPlanned + afterwards; n++) {
    await settleWebhook(database, demo, `waiting ${n}`, { outcome: 'refreshed' }, Date.now())
  }
  await closeDatabase(database)
  const [read] = await queryDatabase(
    target,
    `select sum(idx_tup_read)::int as entries,
       (select count(*)::int from incoming_webhooks where handled_at is null) as waiting
     from pg_stat_user_indexes where relname = 'incoming_webhooks'`,
  )
  expect(Number(read?.waiting)).toBe(stored - untilPlanned - afterwards)
  // The count above may have read an index once.
  expect(Number(read?.entries)).toBeLessThan(3 * stored)
})

/** Pages of tables and indexes looked at for a session: seven to ten, and thirteen to nineteen. */
const pagesOfClaimMax = 15
const pagesOfFinishMax = 30

test.for([1, 16, 64])(
  'a group of %i is claimed and stored in one pass over it, by primary keys, and looks at few pages',
  async (size) => {
    const explained = await explainSteps(await cloneDatabase(), size)
    const group = ['Subquery Scan', 'Limit', 'Limit', 'Function Scan on jsonb_to_recordset']
    expect(explained.get('claim_keys')?.steps).toEqual([
      'Insert on idempotency_keys',
      ...group,
      'Index Scan using users_pkey on users',
    ])
    expect(explained.get('store_ready_sessions')?.steps).toEqual([
      'CTE Scan on settled',
      'Update on idempotency_keys',
      'Nested Loop',
      ...group,
      'Index Scan using idempotency_keys_pkey on idempotency_keys',
      'Insert on sessions',
      'CTE Scan on settled',
    ])
    expect(explained.get('claim_keys')?.pages).toBeLessThan(size * pagesOfClaimMax)
    expect(explained.get('store_ready_sessions')?.pages).toBeLessThan(size * pagesOfFinishMax)
  },
)

/** How a statement was carried out. */
interface Explained {
  /** Its plan, from the top, without what names differ by. */
  readonly steps: readonly string[]
  readonly pages: number
}

/** Opens sessions in groups on one connection, with the plans that PostgreSQL keeps; tells of the last group. */
async function explainSteps(target: TestTarget, size: number): Promise<ReadonlyMap<string, Explained>> {
  const client = new pg.Client(target)
  await client.connect()
  await client.query('set enable_seqscan = off; set plan_cache_mode = force_generic_plan')
  const explained = new Map<string, Explained>()
  const query: Query = async (name, text, values) => {
    if (!explained.has(name)) await client.query(`prepare explained_${name} as ${text}`)
    explained.set(name, await explain(client, `execute explained_${name}(${values.map(literal).join(', ')})`))
    return (await client.query({ name, text, values: [...values] })).rows
  }
  try {
    for (let n = 0; n < untilPlanned; n++) {
      const calls = Array.from({ length: size }, (_, place) => callOf({ key: `group ${n} item ${place}` }))
      const claims = calls.map((call) => ({ ...call, tenant: demo, key: String(call.key), leaseMs }))
      expect(await claimStep.run(query, claims)).toHaveLength(size)
      const ended = claims.map(({ tenant, user, key, id, request, now }) => {
        const begun = { tenant, user, id, request, createdAt: now, traceId }
        return { tenant, session: advance(begun, readyWith(widgetOf(id))), claim: { key, fence: 1 }, now }
      })
      expect(await finishStep.run(query, ended)).toEqual(calls.map(() => true))
    }
  } finally {
    await client.end()
  }
  return explained
}

/** Carries a statement out to see how, and takes it back. */
async function explain(client: pg.Client, statement: string): Promise<Explained> {
  await client.query('begin')
  const how = 'analyze, buffers, costs off, timing off, summary off'
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (${how}) ${statement}`)
  await client.query('rollback')
  const lines = rows.map((row) => row['QUERY PLAN'])
  return {
    steps: lines.flatMap((line) => {
      const step = /^\s*(?:-> +)?(?<step>[A-Z].*?) +\(actual /.exec(line)?.groups?.step
      return step?.replace(/^Subquery Scan on \w+$/, 'Subquery Scan').replace(/( on \w+) \w$/, '$1') ?? []
    }),
    // What is inserted last is not counted with the top.
    pages: pagesAfter(lines, 0) + (lines.some(isStored) ? pagesAfter(lines, lines.findIndex(isStored)) : 0),
  }
}

const isStored = (line: string): boolean => line.trim() === 'CTE stored'

function pagesAfter(lines: readonly string[], start: number): number {
  const line = lines.slice(start).find((text) => text.includes('Buffers: shared')) ?? ''
  const count = (kind: string): number => Number(new RegExp(`${kind}=(\\d+)`).exec(line)?.[1] ?? 0)
  return count('hit') + count('read')
}

function literal(value: unknown): string {
  return typeof value === 'number' ? String(value) : pg.escapeLiteral(String(value))
}
