import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseUserId } from '../../src/domain/user.ts'
import { closeDatabase, type Database } from '../../src/postgres/database.ts'
import { beginSession } from '../../src/store/sessions.ts'
import { reconcileJob } from '../../src/worker/reconcile.ts'
import { callOf, demo, openStore } from '../store/store-calls.ts'
import { queryDatabase } from '../support/database.ts'
import { sessionBody, startTestGateway, type TestGateway } from '../support/gateway.ts'

const minute = 60

let rampway: TestGateway
/** The store as a process had it that has died since. */
let dead: Database

beforeAll(async () => {
  rampway = await startTestGateway()
  dead = openStore(rampway.database)
})
afterAll(async () => {
  await closeDatabase(dead)
  await rampway.close()
})

async function readSession(id: string) {
  const headers = { 'x-juno-orgid': demo, 'x-juno-jwt': await rampway.mintToken() }
  return (await rampway.send(`/v0/ramp/sessions/${id}`, { headers })).body.session
}

async function runByClock(): Promise<string[]> {
  const sent: string[] = []
  const send = async (subjects: readonly string[]): Promise<void> => {
    sent.push(...subjects)
  }
  await reconcileJob.run(rampway.gateway.deps, { subject: null, send, signal: new AbortController().signal })
  return sent
}

test('a session whose gateway died ends within minutes, says why, and its key still opens it', async () => {
  await rampway.openSession()
  const [row] = await queryDatabase(rampway.database, 'select user_id from sessions limit 1')
  const user = parseUserId(String(row?.user_id))
  if (user === undefined) throw new Error('no user')
  const { id } = callOf()
  await beginSession(dead, demo, callOf({ user, id, key: 'lost', now: rampway.gateway.deps.clock() }))
  expect(await readSession(id)).toMatchObject({ status: 'creating' })

  await rampway.control('/_sim/faults', { kind: 'status', status: 503 })
  await rampway.advance(11 * minute)
  await runByClock()
  const ended = await readSession(id)
  expect(ended).toMatchObject({ status: 'unclear', failure: { code: 'internal' } })
  expect(ended.failure.detail).toContain('interrupted')
  expect(ended.timeline.map(({ kind }: { kind: string }) => kind)).toEqual(['created', 'unclear'])
  const [stored] = await queryDatabase(rampway.database, 'select next_check_at from sessions where id = $1', [
    id.slice('ses_'.length),
  ])
  expect(stored).toEqual({ next_check_at: null })
  expect((await rampway.send('/metrics')).text).toMatch(/^rampway_openings_lost_total 1$/m)

  await rampway.control('/_sim/reset', {})
  const again = await rampway.openSession(sessionBody({ idempotency_key: 'lost' }))
  expect([again.status, again.body.session.id]).toEqual([201, id])
})

test('a round is asked for where something is due, and nowhere else', async () => {
  await rampway.advance(2 * 24 * 60 * minute)
  const sent = await runByClock()
  expect(sent).toContain(demo)
  expect(sent).not.toContain('org-other:env-sandbox')
})
