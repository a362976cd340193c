import { interleave, type Measure } from '../measuring.ts'
import { sessionRequests, writeRequests } from '../requests.ts'
import { compiled } from '../rig.ts'
import { ratios, rowOf } from '../row.ts'
import { openingJob } from './sessions.ts'

/** Keys that are asked for again and again. */
const keysCount = 1_000

/** Row 4 of design §5: how fast an answered key answers again, against a Fastify route that only echoes a body. */
export const measureReplays: Measure = async (rig, how) => {
  const tokens = await rig.users.tokens(keysCount)
  const requests = sessionRequests(rig.users.tenant, tokens, (user) => `replayed-${String(user).padStart(10, '0')}`)
  const requestsFile = await writeRequests(rig.folder, 'replays', requests)
  const gateway = await rig.startGateway()
  const echo = await rig.startComparator('echo', compiled('./comparators/echo/server.js'))
  const job = { ...openingJob, requestsFile }
  await rig.load.run({ ...job, port: gateway.port, once: true, seconds: 60 })
  const replay = { ...job, port: gateway.port, status: 208 }
  const echoed = { ...job, port: echo.port, status: 200, holds: '"idempotency_key":"replayed-' }
  for (const warmUp of [replay, echoed]) await rig.load.run({ ...warmUp, seconds: how.warmUpSeconds })
  const run = async (which: typeof replay | typeof echoed): Promise<number> => {
    const { answered, seconds } = await rig.load.run({ ...which, seconds: how.turnSeconds })
    return answered / seconds
  }
  const turns = await interleave(how.rounds, { replay: () => run(replay), echo: () => run(echoed) })
  await gateway.close()
  await echo.close()
  return [
    rowOf(
      { name: 'replays per second, against a Fastify echo', unit: 'x', goal: 0.6, better: 'higher' },
      ratios(turns.replay, turns.echo),
    ),
    rowOf({ name: 'replays per second', unit: '1/s', goal: null, better: 'higher' }, turns.replay),
  ]
}
