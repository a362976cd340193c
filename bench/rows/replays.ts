import { replaysMax } from '../../src/operations/caches.ts'
import {
  against,
  type Contestant,
  figures,
  takeTurns,
  underLoad,
  type Workload,
  warmUp,
  workSideBySide,
} from '../contest.ts'
import type { Measure, Thoroughness } from '../measuring.ts'
import type { Program } from '../program.ts'
import { sessionRequests, writeRequests } from '../requests.ts'
import type { Rig } from '../rig.ts'
import { type Row, rowOf } from '../row.ts'
import { rowsAgainstEcho, startEcho } from './echo.ts'
import { openingJob, startLimit } from './sessions.ts'

/** Keys that are replayed again and again: fewer than the gateway remembers, more, and those of the limit. */
const keysCounts = { remembered: 1_000, forgotten: replaysMax * 2, limit: 1_000 } as const

/** Keys that have their session already, and that this gateway remembers. */
export const replays: Workload = (rig, gateway) => replay(rig, gateway, 'remembered')

/** How fast and at what cost a replayed key is answered, against a Fastify route that only echoes a body. */
export const measureReplays: Measure = async (rig, how) => {
  const gateway = await rig.startGateway()
  const ours = await replays(rig, gateway)
  const echo = await startEcho(rig)
  const limit = await replay(rig, await startLimit(rig), 'limit')
  await warmUp([ours, echo, limit], how)
  const turns = await takeTurns({ ours, echo }, how)
  const sideBySide = await workSideBySide({ ours, echo }, how)
  const limitSideBySide = await workSideBySide({ limit, echo }, how)
  return [
    rowOf(
      { name: 'server CPU per replay, against the echo', unit: 'x', goal: 2, better: 'lower' },
      against(sideBySide.ours, sideBySide.echo, 'serverMicros'),
    ),
    rowOf(
      { name: 'server CPU per replay, the limit against the echo', unit: 'x', goal: null, better: 'lower' },
      against(limitSideBySide.limit, limitSideBySide.echo, 'serverMicros'),
    ),
    ...rowsAgainstEcho({ one: 'replay', many: 'replays', goal: 0.5 }, turns),
    ...(how.withAll ? [await measureForgotten(rig, gateway, how)] : []),
  ]
}

async function measureForgotten(rig: Rig, gateway: Program, how: Thoroughness): Promise<Row> {
  const forgotten = await replay(rig, gateway, 'forgotten')
  await warmUp([forgotten], how)
  const turns = await takeTurns({ forgotten }, how)
  const name = 'replays per second, keys that the process does not remember'
  return rowOf({ name, unit: '1/s', goal: null, better: 'higher' }, figures(turns.forgotten, 'perSecond'))
}

/** Opens the sessions, and gives what asks for them again. */
async function replay(rig: Rig, gateway: Program, which: keyof typeof keysCounts): Promise<Contestant> {
  const tokens = await rig.users.tokens(keysCounts.remembered)
  const tokenOfKey = Array.from({ length: keysCounts[which] }, (_, n) => tokens[n % tokens.length] ?? '')
  const keyOf = (n: number): string => `replayed-${which.charAt(0)}${String(n).padStart(9, '0')}`
  const requests = sessionRequests(rig.users.tenant, tokenOfKey, keyOf)
  const job = { ...openingJob, requestsFile: await writeRequests(rig.folder, `replays-${which}`, requests) }
  await rig.load.run({ ...job, port: gateway.port, once: true, seconds: 60 })
  return underLoad(rig, gateway, { ...job, status: 208 }, rig.postgresPid)
}
