import pg from 'pg'
import { describe, expect } from 'vitest'
import { newSessionId, sessionLifetimeMs } from '../../src/domain/session.ts'
import { deleteExpiredKeys, deleteOldWebhooks } from '../../src/store/expiry.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { untilBlocked } from '../postgres/blocked-statements.ts'
import { closeCounted, openStore, queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import {
  begin,
  callOf,
  demo,
  endOpening,
  leaseMs,
  openReady,
  other,
  readyWith,
  start,
  tryClaim,
  widgetOf,
} from './store-calls.ts'

const expired = start + sessionLifetimeMs + 1
const keysLeft = async (target: TestTarget) =>
  (await queryDatabase(target, 'select tenant_id, key, state from idempotency_keys order by key')).map(({ key }) => key)

describe('expired keys', () => {
  test('are deleted, those of this tenant that have expired by then', async ({ database, target }) => {
    await openReady(database, callOf({ key: 'old' }))
    await openReady(database, callOf({ key: 'young', now: start + 5 }))
    await openReady(database, callOf({ key: "another tenant's" }), other)
    expect(await deleteExpiredKeys(database, demo, expired - 1)).toBe(0)
    expect(await deleteExpiredKeys(database, demo, expired)).toBe(1)
    expect(await keysLeft(target)).toEqual(["another tenant's", 'young'])
  })

  test('leave their sessions where they are', async ({ database }) => {
    const { id } = await openReady(database, callOf({ key: 'old' }))
    expect(await deleteExpiredKeys(database, demo, expired)).toBe(1)
    expect(await findSession(database, demo, id)).toMatchObject({ status: 'ready' })
  })

  test('stay while a call holds their lease, however late it took them over', async ({ database }) => {
    const late = expired - 2
    await begin(database, callOf({ key: 'held' }))
    await begin(database, callOf({ key: 'held', now: late }))
    expect(await deleteExpiredKeys(database, demo, late + leaseMs)).toBe(0)
    expect(await deleteExpiredKeys(database, demo, late + leaseMs + 1)).toBe(1)
  })

  test('go in batches, by two processes at once, each key once', async ({ second, database, target }) => {
    await Promise.all(Array.from({ length: 60 }, (_, n) => openReady(database, callOf({ key: `key-${n}` }))))
    expect(await deleteExpiredKeys(database, demo, expired, 25)).toBe(25)
    const counts = await Promise.all([database, second].map((store) => deleteExpiredKeys(store, demo, expired, 20)))
    const rest = await deleteExpiredKeys(database, demo, expired)
    expect(25 + (counts[0] ?? 0) + (counts[1] ?? 0) + rest).toBe(60)
    expect(await keysLeft(target)).toEqual([])
  })

  test('that are claimed anew at this moment are left to the claim', async ({ database, target }) => {
    await openReady(database, callOf({ key: 'contested' }))
    const claimer = new pg.Client(target)
    await claimer.connect()
    await claimer.query('begin')
    await claimer.query('update idempotency_keys set expires_at = $1', [new Date(expired + sessionLifetimeMs)])
    expect(await deleteExpiredKeys(database, demo, expired)).toBe(0)
    await claimer.query('commit')
    await claimer.end()
    expect(await deleteExpiredKeys(database, demo, expired)).toBe(0)
    expect(await keysLeft(target)).toEqual(['contested'])
  })

  test('that are deleted at this moment are claimed afresh, for a new session', async ({
    second,
    database,
    target,
  }) => {
    const { id: before } = await openReady(database, callOf({ key: 'contested' }))
    const deleter = new pg.Client(target)
    await deleter.connect()
    await deleter.query('begin')
    await deleter.query('delete from idempotency_keys')
    const claim = tryClaim(second, demo, callOf({ key: 'contested', now: expired }))
    await untilBlocked(target, 1)
    await deleter.query('commit')
    await deleter.end()
    expect(await claim).toMatchObject({ kind: 'claimed', fence: 1 })
    expect(await claim).not.toMatchObject({ id: before })
  })

  test('claimed and deleted over and over at once show one session each, and finish', async ({ second, database }) => {
    let now = start
    let running = true
    // So that its connection is open before the claims begin.
    await deleteExpiredKeys(second, demo, start)
    const deleting = (async () => {
      let sum = 0
      while (running) sum += await deleteExpiredKeys(second, demo, now + leaseMs + 1)
      return sum
    })()
    for (let round = 0; round < 40; round++) {
      const key = `key-${round % 3}`
      const call = callOf({ key, id: newSessionId(), now })
      const begun = await begin(database, call)
      expect(begun.id).toBe(call.id)
      const finish = { ...call, ...begun }
      expect(await endOpening(database, demo, { ...finish, result: readyWith(widgetOf(begun.id)) })).toBe(true)
      const replay = await tryClaim(database, demo, { ...call, id: newSessionId() })
      expect(replay).toMatchObject({ kind: 'replay', session: { id: begun.id } })
      now += sessionLifetimeMs + 1
    }
    running = false
    expect(await deleting).toBeGreaterThan(0)
  })
})

describe('old webhooks', () => {
  async function addWebhook(
    target: TestTarget,
    id: string,
    receivedAt: number,
    handledAt: number | null,
    tenant: string = demo,
  ) {
    await queryDatabase(
      target,
      `insert into incoming_webhooks (tenant_id, event_id, event_type, kind, payload, received_at, handled_at, next_attempt_at)
       values ($1, $2, 'WEBHOOK_TEST', 'test', '{}', $3, $4, $3)`,
      [tenant, id, new Date(receivedAt), handledAt === null ? null : new Date(handledAt)],
    )
  }

  test('are deleted when they were handled, and only those of this tenant', async ({ database, target }) => {
    await addWebhook(target, 'old', start, start)
    await addWebhook(target, 'oldest', start - 5, start)
    await addWebhook(target, 'waiting', start, null)
    await addWebhook(target, 'young', start + 1, start + 1)
    await addWebhook(target, "another tenant's", start, start, other)
    expect(await deleteOldWebhooks(database, demo, start + 1, 1)).toBe(1)
    expect(await deleteOldWebhooks(database, demo, start + 1)).toBe(1)
    const left = await queryDatabase(target, 'select event_id from incoming_webhooks order by event_id')
    expect(left.map(({ event_id }) => event_id)).toEqual(["another tenant's", 'waiting', 'young'])
  })
})

test('both are found by an index, however much there is to keep', async ({ target }) => {
  await queryDatabase(
    target,
    `insert into idempotency_keys (tenant_id, user_id, key, session_id, fingerprint, state, fence, holder, claimed_at,
                                   lease_until, expires_at)
     select $1, 'usr', n::text, gen_random_uuid(), '', 'finished', 1, gen_random_uuid(), now(), now(),
            now() + n * interval '1 second' from generate_series(1, 5000) n`,
    [demo],
  )
  await queryDatabase(
    target,
    `insert into incoming_webhooks (tenant_id, event_id, event_type, kind, payload, received_at, handled_at, next_attempt_at)
     select $1, n::text, 'WEBHOOK_TEST', 'test', '{}', now() + n * interval '1 second', now(), now()
     from generate_series(1, 5000) n`,
    [demo],
  )
  await queryDatabase(target, 'analyze idempotency_keys, incoming_webhooks')
  const readRows = async () => {
    const rows = await queryDatabase(
      target,
      `select relname, seq_scan::int as scans from pg_stat_user_tables
       where relname in ('idempotency_keys', 'incoming_webhooks') order by relname`,
    )
    return rows.map(({ scans }) => scans)
  }
  const before = await readRows()
  const database = openStore(target)
  await deleteExpiredKeys(database, demo, start)
  await deleteOldWebhooks(database, demo, start)
  await closeCounted(database, target)
  expect(await readRows()).toEqual(before)
})
