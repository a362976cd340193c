import { replaysMax } from '../../src/operations/caches.ts'
import type { LoadJob } from '../load/job.ts'
import { interleave, type Measure } from '../measuring.ts'
import { sessionRequests, writeRequests } from '../requests.ts'
import { compiled } from '../rig.ts'
import { ratios, rowOf } from '../row.ts'
import { openingJob } from './sessions.ts'

/** Keys that are replayed again and again: fewer than the replay cache holds, and more. */
const keysCounts = { cached: 1_000, evicted: replaysMax * 2 } as const

/** Row 4 of the benchmark: how fast a replayed key is answered, against a Fastify route that only echoes a body. */
export const measureReplays: Measure = async (rig, how) => {
  const gateway = await rig.startGateway()
  const echo = await rig.startComparator('echo', compiled('./comparators/echo/server.js'))
  const tokens = await rig.users.tokens(keysCounts.cached)
  const answer = async (which: keyof typeof keysCounts): Promise<Omit<LoadJob, 'seconds'>> => {
    const tokenOfKey = Array.from({ length: keysCounts[which] }, (_, n) => tokens[n % tokens.length] ?? '')
    const keyOf = (n: number): string => `replayed-${which.charAt(0)}${String(n).padStart(9, '0')}`
    const requests = sessionRequests(rig.users.tenant, tokenOfKey, keyOf)
    const requestsFile = await writeRequests(rig.folder, `replays-${which}`, requests)
    const job = { ...openingJob, port: gateway.port, requestsFile }
    await rig.load.run({ ...job, once: true, seconds: 60 })
    return { ...job, status: 208 }
  }
  const [evicted, replay] = [await answer('evicted'), await answer('cached')]
  const echoed = { ...replay, port: echo.port, status: 200, holds: '"idempotency_key":"replayed-' }
  for (const warmUp of [evicted, replay, echoed]) await rig.load.run({ ...warmUp, seconds: how.warmUpSeconds })
  const run = async (which: Omit<LoadJob, 'seconds'>): Promise<number> => {
    const { answered, seconds } = await rig.load.run({ ...which, seconds: how.turnSeconds })
    return answered / seconds
  }
  const turns = await interleave(how.rounds, {
    replay: () => run(replay),
    echo: () => run(echoed),
    evicted: () => run(evicted),
  })
  await gateway.close()
  await echo.close()
  const told = { unit: '1/s', goal: null, better: 'higher' } as const
  return [
    rowOf(
      { name: 'replays per second, against a Fastify echo', unit: 'x', goal: 0.6, better: 'higher' },
      ratios(turns.replay, turns.echo),
    ),
    rowOf({ name: 'replays per second', ...told }, turns.replay),
    rowOf({ name: 'replays per second, keys that the process does not remember', ...told }, turns.evicted),
    rowOf({ name: 'answers per second of the Fastify echo', ...told }, turns.echo),
  ]
}
