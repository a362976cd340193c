import { expect } from 'vitest'
import { abandonedAfterMs } from '../../src/domain/event.ts'
import { type SessionId, sessionLifetimeMs } from '../../src/domain/session.ts'
import type { TenantId } from '../../src/domain/tenant.ts'
import type { Database } from '../../src/postgres/database.ts'
import { bindOpener, markReturned, releaseOpener } from '../../src/store/links.ts'
import {
  listExpiryCursors,
  listTenantsWithAbandoned,
  recordAbandoned,
  recordExpired,
  unfinishedBatchMax,
} from '../../src/store/unfinished-sessions.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import { recordedOf, startListening } from './listening.ts'
import { alice, callOf, demo, openReady, other, start } from './store-calls.ts'
import { openOwned, record, upstreamOf } from './transaction-snapshots.ts'

const anna = { shownCookie: 'anna', newCookie: 'anna', trace: 'anna', framed: null, cookies: 'kept' as const }

async function lookForExpired(database: Database, now: number, tenant: TenantId = demo): Promise<void> {
  let [cursor] = await listExpiryCursors(database, [tenant])
  while (cursor !== undefined) cursor = await recordExpired(database, tenant, cursor, now)
}

async function lookForAbandoned(database: Database, now: number): Promise<void> {
  while (await recordAbandoned(database, demo, now));
}

async function told(database: Database, id: SessionId): Promise<string[]> {
  return (await recordedOf(database, id)).map(({ type }) => type.slice('ramp.'.length))
}

test('an opened session is abandoned ten minutes after its last sign of life, and once', async ({ database }) => {
  await startListening(database)
  const { id } = await openReady(database)
  await bindOpener(database, demo, id, anna, start)
  await bindOpener(database, demo, id, anna, start + 60_000)
  const due = start + 60_000 + abandonedAfterMs
  await lookForAbandoned(database, due - 1)
  expect(await listTenantsWithAbandoned(database, [demo, other], due - 1)).toEqual([])
  expect(await told(database, id)).toEqual(['session.opened'])
  expect(await listTenantsWithAbandoned(database, [demo, other], due)).toEqual([demo])
  for (const n of [0, 1, 2]) await lookForAbandoned(database, due + n)
  expect(await recordedOf(database, id)).toMatchObject([
    { sequence: 1 },
    {
      type: 'ramp.session.abandoned',
      sequence: 2,
      previousStatus: null,
      at: due,
      subject: { session: { id, status: 'opened' }, lastStep: 'opened' },
    },
  ])
})

test('who comes back after all is told of, and may walk away again', async ({ database }) => {
  await startListening(database)
  const { id, owner } = await openOwned(database)
  await bindOpener(database, demo, id, anna, start + 1)
  await lookForAbandoned(database, start + 1 + abandonedAfterMs)
  const back = start + 2 * abandonedAfterMs
  await markReturned(database, demo, id, back)
  await lookForAbandoned(database, back + abandonedAfterMs)
  const [, , , last] = await recordedOf(database, id)
  expect(last?.subject).toMatchObject({ lastStep: 'returned' })
  await record(database, upstreamOf({ meldStatus: 'SETTLED' }), owner, back + 2 * abandonedAfterMs)
  await lookForAbandoned(database, back + 9 * abandonedAfterMs)
  expect(await told(database, id)).toEqual([
    'session.opened',
    'session.abandoned',
    'session.returned',
    'session.abandoned',
    'transaction.created',
    'transaction.completed',
  ])
})

test('nobody has abandoned a session that was paid, or whose link was released', async ({ database, target }) => {
  await startListening(database)
  const paid = await openOwned(database)
  await bindOpener(database, demo, paid.id, anna, start)
  await record(database, upstreamOf({ meldStatus: 'PENDING' }), paid.owner, start + 1)
  const { id } = await openReady(database)
  await bindOpener(database, demo, id, anna, start)
  await releaseOpener(database, demo, alice, id, start + 1)
  await lookForAbandoned(database, start + abandonedAfterMs + 1)
  expect(await told(database, paid.id)).toEqual(['session.opened', 'transaction.created'])
  expect(await told(database, id)).toEqual(['session.opened'])
  expect(await queryDatabase(target, 'select session_id from session_timers')).toEqual([])
})

test('two rounds at once tell of each abandoned session once', async ({ database, second }) => {
  await startListening(database)
  const sessions = await Promise.all(Array.from({ length: 30 }, () => openReady(database)))
  for (const { id } of sessions) await bindOpener(database, demo, id, anna, start)
  const now = start + abandonedAfterMs
  await Promise.all([
    ...sessions.map(({ id }) => markReturned(database, demo, id, now)),
    lookForAbandoned(database, now),
    lookForAbandoned(second, now),
  ])
  await lookForAbandoned(database, now)
  for (const { id } of sessions) {
    const events = await told(database, id)
    // Who came back in time is not gone; who came back too late was.
    expect(['session.opened session.returned', 'session.opened session.abandoned session.returned']).toContain(
      events.join(' '),
    )
  }
})

test('a link that ends without a trade is told once, one with a trade is not', async ({ database, second }) => {
  await startListening(database)
  const { id: unopened } = await openReady(database)
  const { id: opened } = await openReady(database)
  await bindOpener(database, demo, opened, anna, start)
  const { id: traded, owner } = await openOwned(database)
  await record(database, upstreamOf({ meldStatus: 'PENDING' }), owner, start)
  const end = start + sessionLifetimeMs
  await lookForExpired(database, end - 1)
  expect(await told(database, unopened)).toEqual([])
  await Promise.all([lookForExpired(database, end), lookForExpired(second, end)])
  await lookForExpired(database, end + 60_000)
  expect(await recordedOf(database, unopened)).toMatchObject([
    { type: 'ramp.session.expired', sequence: 1, previousStatus: 'ready', at: end },
  ])
  expect(await told(database, opened)).toEqual(['session.opened', 'session.expired'])
  expect(await told(database, traded)).toEqual(['transaction.created'])
})

test('a link that had ended before its tenant listened is not told', async ({ database }) => {
  const { id } = await openReady(database)
  const end = start + sessionLifetimeMs
  await startListening(database, demo, end)
  const { id: later } = await openReady(database, callOf({ now: start + 1 }))
  await lookForExpired(database, end + 60_000)
  expect(await told(database, id)).toEqual([])
  expect(await told(database, later)).toEqual(['session.expired'])
})

test('looking goes on behind what was looked at, batch by batch', async ({ database, target }) => {
  await startListening(database)
  const { id } = await openReady(database)
  await queryDatabase(
    target,
    `insert into sessions (tenant_id, id, user_id, status, fence, request, first_mint, created_at, updated_at, expires_at)
     select tenant_id, ($3 || lpad(to_hex(n), 20, '0'))::uuid,
       user_id, status, fence, request, first_mint, created_at, updated_at, expires_at
     from (select * from sessions where id = $1::uuid) as s, generate_series(1, $2) as n`,
    [id.slice('ses_'.length), 2 * unfinishedBatchMax + 10, id.slice('ses_'.length, 'ses_'.length + 12)],
  )
  const { id: last } = await openReady(database)
  await lookForExpired(database, start + sessionLifetimeMs)
  expect(await told(database, id)).toEqual(['session.expired'])
  expect(await told(database, last)).toEqual(['session.expired'])
  const counted = await queryDatabase(target, 'select count(*)::int as n from events')
  expect(counted).toEqual([{ n: 2 * unfinishedBatchMax + 12 }])
})
