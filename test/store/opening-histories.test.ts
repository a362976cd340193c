import fc from 'fast-check'
import { expect } from 'vitest'
import { newSessionId, type SessionId, type SessionStatus, sessionLifetimeMs } from '../../src/domain/session.ts'
import { canBecome } from '../../src/domain/session-transitions.ts'
import type { Database } from '../../src/postgres/database.ts'
import { releaseClaim } from '../../src/store/idempotency-keys.ts'
import { registerProcess, unregisterProcess } from '../../src/store/processes.ts'
import { findSession } from '../../src/store/session-lookup.ts'
import { test } from '../support/fixtures/database.ts'
import {
  alice,
  callOf,
  demo,
  endOpening,
  leaseMs,
  program,
  readyWith,
  refused,
  start,
  tryClaim,
  unclear,
  widgetOf,
} from './store-calls.ts'

const which = fc.nat(9)
const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('claim' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('finish' as const),
      which,
      as: fc.constantFrom('ready' as const, 'refused' as const, 'unclear' as const),
      /** The answer is lost, and the step carried out once more. */
      twice: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('die' as const, 'release' as const), which }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, leaseMs) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constant(sessionLifetimeMs) }) },
)
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

interface Claim {
  readonly id: SessionId
  readonly fence: number
  readonly holder: SessionId
  readonly process: number
  readonly createdAt: number
}

/** The key as the design has it. */
interface Key {
  state: 'claimed' | 'finished' | 'released' | 'unclear'
  claim: Claim
  leaseUntil: number
  expiresAt: number
}

const keyStates = { ready: 'finished', refused: 'released', unclear: 'unclear' } as const

/** One key and everything that may happen to it, beside a model of what must come of it. */
class History {
  private readonly database: Database
  private readonly key = `key ${newSessionId()}`
  private readonly claims: Claim[] = []
  private readonly dead = new Set<number>()
  /** By session, what is stored of it. */
  private readonly stored = new Map<SessionId, SessionStatus>()
  private now = start
  private model: Key | undefined
  readonly seen = new Set<string>()

  constructor(database: Database) {
    this.database = database
  }

  async happen(one: Step): Promise<void> {
    switch (one.kind) {
      case 'claim':
        return this.claim()
      case 'finish':
        for (let times = 0; times < (one.twice ? 2 : 1); times++) await this.finish(one.which, one.as)
        return
      case 'wait':
        this.now += one.ms
        return
      default: {
        const claim = this.claims[one.which % Math.max(this.claims.length, 1)]
        if (claim === undefined) return
        if (one.kind === 'release') {
          await releaseClaim(this.database, demo, { user: alice, key: this.key, holder: claim.holder })
          const { model } = this
          if (model?.state === 'claimed' && model.claim.holder === claim.holder) model.state = 'unclear'
          return
        }
        await unregisterProcess(this.database, claim.process)
        this.dead.add(claim.process)
      }
    }
  }

  private async claim(): Promise<void> {
    const { key, now, model } = this
    const process = await registerProcess(this.database, program)
    const call = callOf({ key, now, process })
    const isOpen = model !== undefined && model.expiresAt > now
    const claimed = await tryClaim(this.database, demo, call)
    if (isOpen && model.state === 'finished') {
      expect(claimed).toMatchObject({ kind: 'replay', session: { id: model.claim.id } })
      return this.note('replayed')
    }
    const isHeld = isOpen && model.state === 'claimed' && model.leaseUntil > now && !this.dead.has(model.claim.process)
    if (isHeld) {
      expect(claimed).toMatchObject({ kind: 'busy' })
      return this.note('busy')
    }
    const goesOn = isOpen && model.state !== 'released'
    const id = goesOn ? model.claim.id : call.id
    const createdAt = goesOn ? model.claim.createdAt : now
    const fence = (model?.claim.fence ?? 0) + 1
    expect(claimed).toEqual({ kind: 'claimed', id, fence, createdAt, meldCustomerId: null })
    const claim = { id, fence, holder: call.id, process, createdAt }
    this.claims.push(claim)
    this.note(goesOn ? `taken over from ${model.state}` : 'fresh')
    const expiresAt = createdAt + sessionLifetimeMs
    this.model = { state: 'claimed', claim, leaseUntil: now + leaseMs, expiresAt }
  }

  private async finish(which: number, as: 'ready' | 'refused' | 'unclear'): Promise<void> {
    const { key, now, model } = this
    const claim = this.claims[which % Math.max(this.claims.length, 1)]
    if (claim === undefined || model === undefined) return
    const result = { ready: readyWith(widgetOf(claim.id)), refused, unclear }[as]
    const settled = await endOpening(this.database, demo, { ...callOf({ key, now }), ...claim, result })
    const isNewest = model.claim.fence === claim.fence
    // That it is unclear may also be stored after the claim was released, as long as nobody has it.
    const isRepeated = isNewest && model.state === keyStates[as]
    const ends = isNewest && (model.state === 'claimed' || (isRepeated && !this.stored.has(claim.id)))
    expect(settled).toBe(ends || isRepeated)
    if (!ends) return
    model.state = keyStates[as]
    expect(canBecome(this.stored.get(claim.id) ?? null, as, 'opening')).toBe(true)
    this.stored.set(claim.id, as)
    this.note(as)
  }

  private note(what: string): void {
    this.seen.add(what)
  }

  async check(): Promise<void> {
    for (const { id } of this.claims) {
      expect((await findSession(this.database, demo, id))?.status).toBe(this.stored.get(id))
    }
  }
}

test('whatever calls, crashes and clocks do to a key, it shows one session, stored when its opening has ended', async ({
  database,
}) => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 16 }), async (steps) => {
      const history = new History(database)
      for (const one of steps) {
        await history.happen(one)
        await history.check()
      }
      for (const what of history.seen) seen.add(what)
    }),
    { numRuns: 60 },
  )
  // The histories go through all that may happen, or this would show nothing.
  for (const what of ['fresh', 'taken over from claimed', 'taken over from unclear', 'busy', 'replayed', 'refused']) {
    expect(seen).toContain(what)
  }
})
