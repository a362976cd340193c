import fc from 'fast-check'
import { expect } from 'vitest'
import type { SessionId } from '../../src/domain/session.ts'
import { canBecome, type SessionCause } from '../../src/domain/session-transitions.ts'
import { bindOpener, markReturned, releaseOpener, replaceWidget } from '../../src/store/links.ts'
import { findOwnSession } from '../../src/store/session-list.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { queryDatabase, type TestTarget } from '../support/database.ts'
import { test } from '../support/fixtures/database.ts'
import { alice, demo, start, widgetOf } from './store-calls.ts'
import { freshTransactionId, openOwned, record, upstreamOf } from './transaction-snapshots.ts'

const step = fc.oneof(
  fc.record({ kind: fc.constant('open' as const), by: fc.constantFrom('anna', 'ben') }),
  fc.record({ kind: fc.constantFrom('release' as const, 'return' as const, 'refresh' as const) }),
  fc.record({
    kind: fc.constant('transaction' as const),
    which: fc.integer({ min: 0, max: 1 }),
    meldStatus: fc.constantFrom('PENDING', 'SETTLING', 'SETTLED', 'FAILED', 'CANCELLED', 'REFUNDED'),
  }),
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Histories that chance alone would now and then leave out. */
const released: Step[] = [
  { kind: 'open', by: 'anna' },
  { kind: 'release' },
  { kind: 'open', by: 'ben' },
  { kind: 'return' },
]
const paid: Step[] = [
  { kind: 'open', by: 'anna' },
  { kind: 'transaction', which: 0, meldStatus: 'PENDING' },
  { kind: 'return' },
]

const causeOf: Readonly<Record<string, SessionCause>> = {
  opened: 'link_opened',
  link_released: 'link_released',
  returned: 'user_returned',
  transaction: 'transaction',
}

interface StoredEvent {
  readonly kind: string
  /** What the session became with it, if it became anything else. */
  readonly became: string | null
}

async function eventsOf(target: TestTarget, id: SessionId): Promise<StoredEvent[]> {
  const text = `select kind, detail->>'sessionStatus' as became from session_events where session_id = $1 order by id`
  const rows = await queryDatabase(target, text, [id.slice('ses_'.length)])
  return rows.map(({ kind, became }) => ({ kind: String(kind), became: became === null ? null : String(became) }))
}

test('whatever happens to a session, it moves by the table alone, and each move is told by one event', async ({
  database,
  target,
}) => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 12 }), async (history) => {
      const { id, widget, owner } = await openOwned(database)
      const transactions = [freshTransactionId(), freshTransactionId()]
      const happen = (one: Step, now: number): Promise<unknown> => {
        switch (one.kind) {
          case 'open': {
            const opener = { shownCookie: one.by, newCookie: one.by, trace: one.by, framed: null }
            return bindOpener(database, demo, id, { ...opener, cookies: 'kept' }, now)
          }
          case 'release':
            return releaseOpener(database, demo, alice, id, now)
          case 'return':
            return markReturned(database, demo, id, now)
          case 'refresh':
            return replaceWidget(database, demo, id, widget, widgetOf(id), now)
          case 'transaction': {
            const { meldStatus, which } = one
            return record(
              database,
              upstreamOf({ id: transactions[which] ?? '', meldStatus, updatedAt: now }),
              owner,
              now,
            )
          }
        }
      }
      let status = (await findSession(database, demo, id))?.status
      let told = 0
      for (const [n, one] of history.entries()) {
        await happen(one, start + n + 1)
        const after = (await findSession(database, demo, id))?.status
        const events = await eventsOf(target, id)
        const moves = events.slice(told).filter(({ became }) => became !== null)
        told = events.length
        if (status === undefined || after === undefined) throw new Error('the session is gone')
        expect(moves.map(({ became }) => became)).toEqual(after === status ? [] : [after])
        for (const { kind } of moves) {
          const by = causeOf[kind]
          expect(by !== undefined && canBecome(status, after, by), `${status} > ${after} by ${kind}`).toBe(true)
          seen.add(`${status} > ${after}`)
        }
        status = after
        const session = await findSession(database, demo, id)
        const returns = events.filter(({ kind }) => kind === 'returned')
        expect(returns.length > 0).toBe(session?.returnedAt !== null)
        const noted = returns.filter(({ became }) => became === null)
        // A return that moves nothing is told once, and only where none was told before.
        expect(noted.length).toBeLessThanOrEqual(returns.length === 1 ? 1 : 0)
        if (noted.length > 0) seen.add('returned without a move')
      }
    }),
    { numRuns: 60, examples: [[released], [paid]] },
  )
  // The histories go through the heart of the table, or this would show nothing.
  const moves = ['ready > opened', 'opened > ready', 'opened > returned', 'opened > transacting']
  for (const move of [...moves, 'returned without a move']) expect(seen).toContain(move)
})

test('changes are told in the order in which they were made, whatever their callers’ clocks said', async ({
  database,
}) => {
  const { id, owner } = await openOwned(database)
  const opener = { shownCookie: null, newCookie: 'anna', trace: 'anna', framed: null, cookies: 'kept' as const }
  await bindOpener(database, demo, id, opener, start + 9)
  await markReturned(database, demo, id, start + 9)
  await record(
    database,
    upstreamOf({ id: freshTransactionId(), meldStatus: 'FAILED', updatedAt: start }),
    owner,
    start + 5,
  )
  const found = await findOwnSession(database, demo, alice, id)
  expect(found?.session.status).toBe('failed')
  expect(found?.timeline.map(({ kind }) => kind)).toEqual(['created', 'ready', 'opened', 'returned', 'transaction'])
})
