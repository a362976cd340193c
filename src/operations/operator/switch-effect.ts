import type { SwitchEffect } from '../../contract/operator-switch-view.ts'
import { newSessionId, sessionIdInstant } from '../../domain/session.ts'
import { type NewSwitch, newSwitchId, type Switch } from '../../domain/switch.ts'
import { fateOf, type RecordedRouting } from '../../domain/switch-effect.ts'
import { indexSwitches } from '../../domain/switch-lookup.ts'
import type { TenantId } from '../../domain/tenant.ts'
import { readRoutingHistory } from '../../store/routing-history.ts'
import { knownCatalogue } from '../catalogue/catalogue.ts'
import type { Deps } from '../deps.ts'

/** How far back a dry run looks. */
const periodMs = 24 * 60 * 60_000
/** Most sessions that a dry run reads; where there were more, the newest of them. */
export const sessionsReadMax = 200_000
/** Most sessions of one statement: a tenth of what the server gives it. */
const statementSessionsMax = 10_000
/** The first stretch of time that is read, and the shortest. */
const firstStretchMs = 5 * 60_000
const stretchMsMin = 10
/** A stretch grows by no more than this from one that had few sessions. */
const growthMax = 8

/**
 * What would have become of the last 24 hours' sessions, had the switch been on with those that are active now: by what
 * was recorded of their routing. Reads from the newest back, in statements that each are short, until the period or
 * `sessionsMax` is reached.
 */
export async function effectOf(deps: Deps, planned: NewSwitch, sessionsMax = sessionsReadMax): Promise<SwitchEffect> {
  const now = deps.clock()
  const { version, switches } = deps.switches.current()
  const basis = {
    before: indexSwitches(version, switches),
    after: indexSwitches(version, [...switches, asActive(planned, now)]),
    now,
    listedFor: (tenant: TenantId) => {
      const found = deps.tenants.find(tenant)
      return (found === undefined ? undefined : knownCatalogue(deps, found))?.methods ?? []
    },
  }
  const tally = tallyOf()
  const tenants = planned.tenant === null ? deps.tenants.list().map(({ id }) => id) : [planned.tenant]
  // Sessions are found by their ids, which have the machine's own time in them.
  const end = sessionIdInstant(newSessionId()) + 1
  const start = end - periodMs
  let until = end
  let stretchMs = firstStretchMs
  while (until > start) {
    const from = Math.max(start, until - stretchMs)
    const room = Math.min(statementSessionsMax, sessionsMax - tally.sessions())
    const read = await readRoutingHistory(deps.database, tenants, { from, until }, planned, room)
    if (read === undefined) {
      // Too many for one statement, or for what is left of all that may be read.
      if (until - from <= stretchMsMin) break
      stretchMs = Math.max(stretchMsMin, Math.floor((until - from) / growthMax))
      continue
    }
    tally.addUnknown(read.unreadable)
    tally.addUnaffected(read.unconcerned)
    for (const recorded of read.recorded) tally.add(recorded, fateOf(recorded, basis))
    const isSparse = read.sessions < statementSessionsMax / growthMax
    if (isSparse) stretchMs = Math.min(stretchMs * growthMax, periodMs)
    until = from
  }
  const shift = now - end
  return { periodStart: until + shift, periodEnd: now, isComplete: until <= start, ...tally.told() }
}

function asActive(planned: NewSwitch, now: number): Switch {
  return { ...planned, id: newSwitchId(), endsAt: null, createdAt: now, createdBy: '', endedAt: null, endedBy: null }
}

function tallyOf() {
  let [sessions, unaffected, nobody, unknown] = [0, 0, 0, 0]
  const moved = new Map<string, { from: string; to: string; sessions: number }>()
  return {
    sessions: () => sessions,
    addUnaffected: (count: number): void => {
      sessions += count
      unaffected += count
    },
    addUnknown: (count: number): void => {
      sessions += count
      unknown += count
    },
    add: (recorded: RecordedRouting, fate: ReturnType<typeof fateOf>): void => {
      sessions += recorded.sessions
      switch (fate.kind) {
        case 'unaffected':
          unaffected += recorded.sessions
          break
        case 'nobody':
          nobody += recorded.sessions
          break
        case 'unknown':
          unknown += recorded.sessions
          break
        case 'moved': {
          const name = `${fate.from}\n${fate.to}`
          const same = moved.get(name) ?? { from: fate.from, to: fate.to, sessions: 0 }
          moved.set(name, { ...same, sessions: same.sessions + recorded.sessions })
        }
      }
    },
    told: () => ({
      sessions,
      unaffected,
      nobody,
      unknown,
      moved: [...moved.values()].sort((a, b) => b.sessions - a.sessions),
    }),
  }
}
