import type { LoadJob } from '../load/job.ts'
import { callers, interleave, type Measure } from '../measuring.ts'
import { sessionRequests, writeRequests } from '../requests.ts'
import type { Rig } from '../rig.ts'
import { ratios, rowOf } from '../row.ts'
import { hasPgbench, openBareStatements, openGatewayStatements } from '../steps/pgbench.ts'
import { widgetRequests } from '../widget-calls.ts'
import { openingJob, startLimit } from './sessions.ts'
import { startPairs } from './steps.ts'

/** Few, so that all of them have a customer once it is warm. */
const usersCount = 50

/** What the gateway adds to the upstream's own time, with one caller at a time. */
export const measureLatency: Measure = async (rig, how) => {
  const tokens = await rig.users.tokens(usersCount)
  const gateway = await rig.startGateway()
  const limit = await startLimit(rig)
  const job = { ...openingJob, callers: 1 }
  const posted = {
    ...job,
    port: gateway.port,
    requestsFile: await writeRequests(rig.folder, 'posts', sessionRequests(rig.users.tenant, tokens)),
  }
  const postedToLimit = { ...posted, port: limit.port }
  const direct = {
    ...job,
    port: rig.upstream.port,
    requestsFile: await writeRequests(rig.folder, 'widgets', await widgetRequests(rig, usersCount)),
    status: 200,
    holds: '"widgetUrl":"http',
  }
  const statements = await openStatements(rig)
  const run = async (which: Omit<LoadJob, 'seconds'>, seconds: number): Promise<number> =>
    (await rig.load.run({ ...which, seconds })).latencyMs.p50
  await rig.load.run({ ...posted, once: true, seconds: 60 })
  // One caller alone would take a minute to have the code compiled that it measures.
  for (const job of [posted, postedToLimit, direct]) await rig.load.run({ ...job, callers, seconds: how.warmUpSeconds })
  const contestants = (seconds: number) => ({
    gateway: () => run(posted, seconds),
    limit: () => run(postedToLimit, seconds),
    upstream: () => run(direct, seconds),
    statements: () => statements.own(seconds),
    leaner: () => statements.leaner(seconds),
  })
  await interleave(1, contestants(1))
  const turns = await interleave(how.rounds, contestants(how.turnSeconds))
  const addedOf = (latencies: readonly number[]) => latencies.map((ms, n) => ms - (turns.upstream[n] ?? Number.NaN))
  const [added, limitAdded] = [addedOf(turns.gateway), addedOf(turns.limit)]
  const told = { unit: 'ms', goal: null, better: 'lower' } as const
  return [
    rowOf(
      {
        name: 'latency added over the upstream, against the same two statements alone',
        unit: 'x',
        goal: 1.5,
        better: 'lower',
      },
      ratios(added, turns.statements),
    ),
    rowOf(
      { name: 'latency added, the limit against the same two statements', unit: 'x', goal: null, better: 'lower' },
      ratios(limitAdded, turns.statements),
    ),
    rowOf({ name: 'latency added over the upstream', ...told }, added),
    rowOf({ name: 'latency added over the upstream, the limit', ...told }, limitAdded),
    rowOf({ name: `latency of the same two statements alone (${statements.name})`, ...told }, turns.statements),
    rowOf({ name: `latency of the bare server's leaner two (${statements.name})`, ...told }, turns.leaner),
    rowOf({ name: 'latency of a session, one caller at a time', ...told }, turns.gateway),
    rowOf({ name: 'latency of the upstream, one caller at a time', ...told }, turns.upstream),
  ]
}

/** The median of two statements by themselves, one session after the other, in milliseconds. */
type Latency = (seconds: number) => Promise<number>

/** The gateway's own two statements, and the bare server's. */
interface Statements {
  readonly name: string
  readonly own: Latency
  readonly leaner: Latency
}

async function openStatements(rig: Rig): Promise<Statements> {
  if (await hasPgbench()) {
    const [own, leaner] = [await openGatewayStatements(rig), await openBareStatements(rig)]
    return { name: 'pgbench', own: own.measure, leaner: leaner.measure }
  }
  const loop = (side: 'ungrouped' | 'bare'): Latency => {
    const pairs = startPairs(rig, side, rig.databaseUrl)
    return async (seconds) => (await pairs.run({ callers: 1, seconds })).p50Ms
  }
  return { name: 'a bare loop; pgbench is not installed', own: loop('ungrouped'), leaner: loop('bare') }
}
