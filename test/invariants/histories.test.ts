import fc from 'fast-check'
import { expect } from 'vitest'
import { readExternalSessionId } from '../../src/domain/session.ts'
import { isFinal, sessionStatusByTransaction, type TransactionStatus } from '../../src/domain/transaction.ts'
import { handleDueWebhooks } from '../../src/operations/webhooks-in/handle.ts'
import { type MeldTransaction, meaningOf, type ReconcileBench, reconcileBench } from '../operations/reconciling.ts'
import { queryDatabase } from '../support/database.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'

const minute = 60
const hour = 3600
/** Each run is some thirty HTTP calls; all of them together stay well below twenty seconds. */
const runs = 10
const sessionsOfRun = 3

const test = base.extend('bench', { scope: 'file' }, ({ gateway }) => reconcileBench(gateway))

test.override('gatewayOptions', { webhooks: true })
test.beforeAll(async ({ gateway }) => {
  // Soon enough that a failed delivery is repeated within a history.
  await gateway.control('/_sim/timings', { webhook_retry_seconds: 20 * minute })
})

/** One thing that happens. `session` counts from 0. */
type Step =
  | { readonly kind: 'act'; readonly session: number; readonly outcome: string; readonly fate: string }
  | { readonly kind: 'wait'; readonly minutes: number }
  | { readonly kind: 'webhooks'; readonly become: string; readonly times: number }
  | { readonly kind: 'meld'; readonly status: 'up' | 503 | 500 | 429 }
  | { readonly kind: 'handle' }
  | { readonly kind: 'round' }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('act' as const),
      session: fc.nat({ max: sessionsOfRun - 1 }),
      outcome: fc.constantFrom('pay', 'pay', 'decline', 'cancel'),
      fate: fc.constantFrom('settle', 'fail', 'refund', 'error', 'two_fa', 'stay'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 0, max: 30 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('webhooks' as const),
      become: fc.constantFrom('drop', 'drop', 'late', 'duplicate', 'reordered', 'bad_signature'),
      times: fc.integer({ min: 1, max: 8 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('meld' as const),
      status: fc.constantFrom('up' as const, 503 as const, 500 as const, 429 as const),
    }),
  },
  { weight: 3, arbitrary: fc.constant({ kind: 'handle' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'round' as const }) },
)

/** How many of a history's webhooks are lost beside what its steps do to them: for good, or none. */
const losses = fc.constantFrom('all', 'none')

async function happen(
  gateway: TestGateway,
  bench: ReconcileBench,
  one: Step,
  sessions: readonly string[],
): Promise<void> {
  switch (one.kind) {
    case 'act': {
      const { session, outcome, fate } = one
      const done = await gateway.control('/_sim/checkout', { session_id: sessions[session], outcome, fate })
      // 409: it has its trade already.
      if (done.status !== 200 && done.status !== 409) throw new Error(done.text)
      return
    }
    case 'wait':
      return gateway.advance(one.minutes * minute)
    case 'webhooks':
      return bench.fail({ kind: one.become, times: one.times })
    case 'meld':
      if (one.status === 'up') return bench.repair()
      return bench.fail({ kind: 'status', status: one.status, path: '/payments/transactions' })
    case 'handle':
      await handleDueWebhooks(gateway.deps, gateway.demo, 50)
      return
    case 'round':
      await bench.round()
  }
}

/** Every transaction at Meld of one session. */
async function atMeld(bench: ReconcileBench, session: string): Promise<MeldTransaction[]> {
  const all = await bench.atMeld()
  return all.filter(({ externalSessionId }) => readExternalSessionId(externalSessionId)?.session === session)
}

/** What a session may be by its transactions: after a failed attempt, a new one counts when it has ended, at the latest. */
function allowedFor(statuses: readonly TransactionStatus[]): string[] {
  if (statuses.length === 0) return ['opened', 'not_observed', 'expired']
  if (statuses.includes('completed')) return ['completed']
  const underWay = statuses.some((status) => !isFinal(status))
  const ends = statuses.filter(isFinal).map((status) => sessionStatusByTransaction[status])
  return underWay ? ['transacting', ...ends] : ends.includes('failed') ? ['failed'] : ends
}

test('whatever becomes of webhooks and of Meld, in any order, in the end everything is as the provider has it', async ({
  gateway,
  bench,
}) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 16 }), losses, async (history, lost) => {
      const loseWebhooks = (): Promise<void> | undefined => (lost === 'all' ? bench.fail({ kind: 'drop' }) : undefined)
      for (const table of ['transactions', 'sessions', 'incoming_webhooks']) {
        await queryDatabase(gateway.database, `delete from ${table}`)
      }
      await bench.repair()
      const sessions: string[] = []
      for (let n = 0; n < sessionsOfRun; n++) sessions.push(await bench.openLink())
      await loseWebhooks()
      for (const one of history) {
        await happen(gateway, bench, one, sessions)
        // What repairs Meld repairs its webhooks too.
        if (one.kind === 'meld' && one.status === 'up') await loseWebhooks()
      }

      await bench.repair()
      await loseWebhooks()
      for (let rounds = 0; rounds < 3; rounds++) {
        await gateway.advance(6.5 * hour)
        await happen(gateway, bench, { kind: 'handle' }, sessions)
        expect(await bench.round({ callsMax: 60 })).toMatchObject({ kind: 'done' })
      }
      for (const session of sessions) {
        const truth = await atMeld(bench, session)
        const uuid = session.slice('ses_'.length)
        const rows = await queryDatabase(
          gateway.database,
          'select id, status from transactions where session_id = $1',
          [uuid],
        )
        const stored = Object.fromEntries(rows.map(({ id, status }) => [id, status]))
        expect(stored).toEqual(Object.fromEntries(truth.map((each) => [each.id, meaningOf(each)])))
        expect(allowedFor(truth.map(meaningOf))).toContain((await bench.read(session)).status)
      }
    }),
    { numRuns: runs },
  )
})
