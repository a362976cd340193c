import { describe, expect } from 'vitest'
import { firstCheckMs } from '../../src/domain/reconciliation.ts'
import type { Database } from '../../src/postgres/database.ts'
import {
  claimDueSessions,
  claimDueTransactions,
  settleSessionChecks,
  settleTransactionChecks,
} from '../../src/store/due-checks.ts'
import { bindOpener, markReturned, replaceWidget } from '../../src/store/links.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { findOldestUnresolved, findTraffic } from '../../src/store/unresolved.ts'
import { queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/fresh-database.ts'
import { callOf, demo, openReady, openRefused, other, start, widgetOf } from './store-calls.ts'

const later = start + firstCheckMs
const heldMs = 300_000

function claimAt(now: number, limit = 80) {
  return { limit, now, heldUntil: now + heldMs }
}

/** A client opens the link at `start`. */
async function openLink(database: Database, id: Parameters<typeof bindOpener>[2], now = start) {
  await bindOpener(
    database,
    demo,
    id,
    { shownCookie: null, newCookie: 'cookie', cookies: 'unknown', framed: null, trace: 'trace' },
    now,
  )
}

describe('claiming sessions', () => {
  test('gives those whose first check is due, with every widget opened for them', async ({ database }) => {
    const { id, widget } = await openReady(database)
    const again = widgetOf(id)
    await replaceWidget(database, demo, id, widget, again, start + 1)
    expect(await claimDueSessions(database, demo, claimAt(later - 1))).toEqual([])
    expect(await claimDueSessions(database, other, claimAt(later))).toEqual([])
    expect(await claimDueSessions(database, demo, claimAt(later))).toEqual([
      {
        id,
        opened: false,
        expiresAt: start + 86_400_000,
        checks: 0,
        externalIds: [widget.externalSessionId, again.externalSessionId],
        askBySession: null,
      },
    ])
  })

  test('gives each of them to one claimer, until the claim has run out', async ({ second, database }) => {
    for (let n = 0; n < 30; n++) await openReady(database)
    const claims = await Promise.all(
      [database, second, database, second].map((store) => claimDueSessions(store, demo, claimAt(later, 20))),
    )
    const ids = claims.flat().map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    const rest = await claimDueSessions(database, demo, claimAt(later))
    expect(ids.length + rest.length).toBe(30)
    expect(await claimDueSessions(second, demo, claimAt(later + heldMs - 1))).toEqual([])
    expect(await claimDueSessions(second, demo, claimAt(later + heldMs))).toHaveLength(30)
  })

  test('takes those off the list that nothing is to be expected of', async ({ database, target }) => {
    const { id } = await openRefused(database)
    const due = () => queryDatabase(target, 'select id from sessions where next_check_at is not null')
    expect(await due()).toEqual([])
    // As the previous version left them.
    await queryDatabase(target, 'update sessions set next_check_at = $1', [new Date(later)])
    expect(await due()).toHaveLength(1)
    expect(await claimDueSessions(database, demo, claimAt(later))).toEqual([])
    expect(await due()).toEqual([])
    expect((await findSession(database, demo, id))?.status).toBe('refused')
  })

  test('finds a session at once whose user came back, and ten minutes after its link was opened anew', async ({
    database,
    target,
  }) => {
    const { id } = await openReady(database)
    await queryDatabase(target, "update sessions set next_check_at = '2030-01-01', checks = 5")
    await openLink(database, id)
    expect(await claimDueSessions(database, demo, claimAt(later))).toMatchObject([{ id, opened: true, checks: 0 }])
    await markReturned(database, demo, id, later + 5)
    expect(await claimDueSessions(database, demo, claimAt(later + 5))).toMatchObject([{ id }])
  })
})

describe('settling checks of sessions', () => {
  test('makes the next appointment and says that nothing was to be seen', async ({ database }) => {
    const { id } = await openReady(database)
    await openLink(database, id)
    const claim = claimAt(later)
    await claimDueSessions(database, demo, claim)
    const checks = [{ id, nextCheckAt: later + 999_999, unobserved: true }]
    await settleSessionChecks(database, demo, checks, claim.heldUntil, later)
    expect(await findSession(database, demo, id)).toMatchObject({ status: 'opened', observation: 'not_observed' })
    expect(await claimDueSessions(database, demo, claimAt(later + 999_998))).toEqual([])
    expect(await claimDueSessions(database, demo, claimAt(later + 999_999))).toMatchObject([{ id, checks: 1 }])
  })

  test('leaves the appointment alone that the session was given meanwhile', async ({ database }) => {
    const { id } = await openReady(database)
    await openLink(database, id)
    const claim = claimAt(later)
    await claimDueSessions(database, demo, claim)
    await markReturned(database, demo, id, later + 1)
    await settleSessionChecks(database, demo, [{ id, nextCheckAt: null, unobserved: true }], claim.heldUntil, later)
    expect(await findSession(database, demo, id)).toMatchObject({ observation: null })
    expect(await claimDueSessions(database, demo, claimAt(later + 1))).toMatchObject([{ id }])
  })
})

describe('transactions that are not final', () => {
  async function addTransaction(target: TestTarget, id: string, nextCheckAt: number | null, tenant: string = demo) {
    await queryDatabase(
      target,
      `insert into transactions (tenant_id, id, status, meld_status, detail, provider_created_at, provider_updated_at,
                                 first_seen_at, checked_at, next_check_at)
       values ($1, $2, 'pending', 'PENDING', '{}', $3, $3, $3, $3, $4)`,
      [tenant, id, new Date(start), nextCheckAt === null ? null : new Date(nextCheckAt)],
    )
  }

  test('are claimed by one claimer each, those that are due and of this tenant', async ({
    second,
    database,
    target,
  }) => {
    for (let n = 0; n < 20; n++) await addTransaction(target, `due-${n}`, start)
    await addTransaction(target, 'final', null)
    await addTransaction(target, 'not due', start + 1)
    await addTransaction(target, 'of another', start, other)
    const claims = await Promise.all(
      [database, second].map((store) => claimDueTransactions(store, demo, claimAt(start, 12))),
    )
    const rest = await claimDueTransactions(database, demo, claimAt(start))
    const ids = [...claims.flat(), ...rest].map(({ id }) => id)
    expect(ids).toHaveLength(20)
    expect(new Set(ids).size).toBe(20)
    expect(ids.every((id) => id.startsWith('due-'))).toBe(true)
  })

  test('keep the next check that a snapshot set while they were claimed', async ({ database, target }) => {
    await addTransaction(target, 'a', start)
    await addTransaction(target, 'b', start)
    const claim = claimAt(start)
    await claimDueTransactions(database, demo, claim)
    await queryDatabase(target, "update transactions set next_check_at = null where id = 'b'")
    const checks = ['a', 'b'].map((id) => ({ id, nextCheckAt: start + 7 }))
    await settleTransactionChecks(database, demo, checks, claim.heldUntil)
    expect(await claimDueTransactions(database, demo, claimAt(start + 7))).toMatchObject([{ id: 'a', checks: 1 }])
  })

  test('and sessions without an outcome tell since when the oldest waits', async ({ database, target }) => {
    expect(await findOldestUnresolved(database, [demo])).toEqual({ session: null, transaction: null })
    await addTransaction(target, 'a', start)
    await openReady(database)
    expect(await findOldestUnresolved(database, [demo])).toEqual({ session: null, transaction: start })
    for (const at of [start + 5, start + 3]) await openLink(database, (await openReady(database)).id, at)
    expect(await findOldestUnresolved(database, [demo])).toEqual({ session: start + 3, transaction: start })
    await queryDatabase(target, "update sessions set observation = 'not_observed' where opened_at = $1", [
      new Date(start + 3),
    ])
    expect(await findOldestUnresolved(database, [demo])).toMatchObject({ session: start + 5 })
  })
})

test('the traffic of a tenant tells its last webhook, and what was opened since', async ({ database, target }) => {
  expect(await findTraffic(database, demo)).toEqual({ lastWebhookAt: null, openedSinceAt: null, oldestSessionAt: null })
  const { id } = await openReady(database)
  await openLink(database, id, start + 5)
  await openLink(database, (await openReady(database, callOf({ now: start + 8 }))).id, start + 9)
  expect(await findTraffic(database, demo)).toEqual({
    lastWebhookAt: null,
    openedSinceAt: start + 5,
    oldestSessionAt: start,
  })
  await addWebhook(target, start + 5)
  expect(await findTraffic(database, demo)).toMatchObject({ lastWebhookAt: start + 5, openedSinceAt: start + 9 })
  await addWebhook(target, start + 20)
  expect(await findTraffic(database, demo)).toMatchObject({ lastWebhookAt: start + 20, openedSinceAt: null })
})

async function addWebhook(target: TestTarget, at: number) {
  await queryDatabase(
    target,
    `insert into incoming_webhooks (tenant_id, event_id, event_type, kind, payload, received_at, next_attempt_at)
     values ($1, $2, 'WEBHOOK_TEST', 'test', '{}', $3, $3)`,
    [demo, `event-${at}`, new Date(at)],
  )
}
