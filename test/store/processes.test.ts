import pg from 'pg'
import { describe, expect } from 'vitest'
import { newSessionId } from '../../src/domain/session.ts'
import { releaseClaim } from '../../src/store/idempotency-keys.ts'
import {
  heartbeat,
  listProcesses,
  registerProcess,
  removeProcess,
  unregisterProcess,
} from '../../src/store/processes.ts'
import { untilBlocked } from '../postgres/blocked-statements.ts'
import { queryDatabase } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'
import {
  alice,
  begin,
  beginning,
  callOf,
  demo,
  endOpening,
  leaseMs,
  program,
  readyWith,
  refused,
  start,
  tryClaim,
  widgetOf,
} from './store-calls.ts'

test('each heartbeat counts one up, and returns the counts of all', async ({ second, database }) => {
  const [one, two] = [await registerProcess(database, program), await registerProcess(second, program)]
  await heartbeat(database, one)
  await heartbeat(database, one)
  const { isRegistered, beats } = await heartbeat(second, two)
  expect(isRegistered).toBe(true)
  expect(beats).toContainEqual({ process: one, beats: 2 })
  await unregisterProcess(database, one)
  expect((await heartbeat(second, two)).beats.map(({ process }) => process)).not.toContain(one)
})

test('the processes that live are listed with what they tell of themselves, an older one without', async ({
  database,
  target,
}) => {
  const id = await registerProcess(database, { version: '1.2.3', startedAt: start })
  expect(await listProcesses(database)).toContainEqual({ id, version: '1.2.3', startedAt: start })
  const [older] = await queryDatabase(target, 'insert into gateway_processes (beats) values (1) returning id')
  expect(await listProcesses(database)).toContainEqual({ id: older?.id, version: null, startedAt: null })
  await unregisterProcess(database, id)
  await unregisterProcess(database, Number(older?.id))
})

test('one whose count has risen is not removed, and one that was removed learns of it', async ({
  second,
  database,
}) => {
  const [one, two] = [await registerProcess(database, program), await registerProcess(second, program)]
  await heartbeat(database, one)
  expect(await removeProcess(second, { process: one, beats: 0 })).toBe(false)
  expect(await removeProcess(second, { process: one, beats: 1 })).toBe(true)
  expect(await removeProcess(second, { process: one, beats: 1 })).toBe(false)
  const { isRegistered, beats } = await heartbeat(database, one)
  expect([isRegistered, beats.some(({ process }) => process === one)]).toEqual([false, false])
  expect((await heartbeat(second, two)).isRegistered).toBe(true)
})

describe('a claim', () => {
  test('is busy while its process lives, and free at once when it is gone: same session, higher fence', async ({
    second,
    database,
  }) => {
    const process = await registerProcess(database, program)
    const next = await registerProcess(second, program)
    const first = await begin(database, callOf({ key: 'held', process }))
    expect(await tryClaim(second, demo, callOf({ key: 'held', process: next }))).toMatchObject({ kind: 'busy' })
    await unregisterProcess(database, process)
    const taken = await begin(second, callOf({ key: 'held', process: next, now: start + 1 }))
    expect([taken.id, taken.fence, taken.createdAt]).toEqual([first.id, 2, first.createdAt])
    // It depends on the new process now, and the old one writes nothing.
    expect(await tryClaim(database, demo, callOf({ key: 'held', process: next }))).toMatchObject({ kind: 'busy' })
    const late = { ...beginning, user: alice, key: 'held', id: first.id, now: start, result: refused }
    expect(await endOpening(database, demo, { ...late, fence: first.fence })).toBe(false)
    await unregisterProcess(second, next)
    expect((await begin(database, callOf({ key: 'held' }))).fence).toBe(3)
  })

  test('that names no process ends with its lease alone', async ({ second, database }) => {
    await begin(database, callOf({ key: 'old' }))
    const now = start + leaseMs
    expect(await tryClaim(second, demo, callOf({ key: 'old', now: now - 1 }))).toMatchObject({ kind: 'busy' })
    expect((await begin(second, callOf({ key: 'old', now }))).fence).toBe(2)
  })

  test('of a process that lives ends with its lease too', async ({ second, database }) => {
    const process = await registerProcess(database, program)
    await begin(database, callOf({ key: 'stuck', process }))
    expect((await begin(second, callOf({ key: 'stuck', now: start + leaseMs }))).fence).toBe(2)
  })

  test('that a process has made since is not taken for one of a process that is gone', async ({
    second,
    database,
    target,
  }) => {
    const key = 'meanwhile'
    const { id, fence } = await begin(database, callOf({ key, process: await registerProcess(database, program) }))
    await endOpening(database, demo, { ...beginning, user: alice, key, id, fence, now: start, result: refused })
    // The row is held, so that the statement waits for it with the processes of now in its view.
    const client = new pg.Client(target)
    await client.connect()
    await client.query('begin')
    await client.query('select from idempotency_keys where key = $1 for update', [key])
    const asking = tryClaim(second, demo, callOf({ key, process: await registerProcess(second, program) }))
    await untilBlocked(target, 1)
    const newcomer = await registerProcess(database, program)
    await client.query(
      `update idempotency_keys set state = 'claimed', fence = fence + 1, process_id = $2, holder = gen_random_uuid(),
         lease_until = $3 where key = $1`,
      [key, newcomer, new Date(start + leaseMs)],
    )
    await client.query('commit')
    await client.end()
    expect(await asking).toMatchObject({ kind: 'busy' })
  })

  test('that its call releases is free for the same session, and one that another holds is left alone', async ({
    second,
    database,
  }) => {
    const process = await registerProcess(database, program)
    const call = callOf({ key: 'released', process })
    const { id } = await begin(database, call)
    const claim = { user: alice, key: 'released', holder: call.id }
    await releaseClaim(database, demo, { ...claim, holder: newSessionId() })
    expect(await tryClaim(second, demo, callOf({ key: 'released', process }))).toMatchObject({ kind: 'busy' })
    await releaseClaim(database, demo, claim)
    const next = await begin(second, callOf({ key: 'released', process }))
    expect([next.id, next.fence]).toEqual([id, 2])
    await releaseClaim(database, demo, claim)
    expect(await tryClaim(second, demo, callOf({ key: 'released', process }))).toMatchObject({ kind: 'busy' })
  })

  test('that is settled is not released', async ({ second, database }) => {
    const call = callOf({ key: 'settled', process: await registerProcess(database, program) })
    const { id, fence } = await begin(database, call)
    const finish = { ...beginning, user: alice, key: 'settled', id, fence, now: start, result: readyWith(widgetOf(id)) }
    expect(await endOpening(database, demo, finish)).toBe(true)
    await releaseClaim(database, demo, { user: alice, key: 'settled', holder: call.id })
    expect(await tryClaim(second, demo, callOf({ key: 'settled' }))).toMatchObject({ kind: 'replay' })
  })
})
