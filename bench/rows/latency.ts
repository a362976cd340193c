import type { LoadJob } from '../load/job.ts'
import { interleave, type Measure } from '../measuring.ts'
import { sessionRequests, writeRequests } from '../requests.ts'
import type { Rig } from '../rig.ts'
import { ratios, rowOf } from '../row.ts'
import { openPgbench } from '../steps/pgbench.ts'
import { widgetRequests } from '../widget-calls.ts'
import { openingJob } from './sessions.ts'
import { startPairs } from './steps.ts'

/** Few, so that all of them have a customer once it is warm. */
const usersCount = 50

/** Row 5 of design §5: what the gateway adds to the upstream's own time, with one caller at a time. */
export const measureLatency: Measure = async (rig, how) => {
  const tokens = await rig.users.tokens(usersCount)
  const gateway = await rig.startGateway()
  const job = { ...openingJob, callers: 1 }
  const posted = {
    ...job,
    port: gateway.port,
    requestsFile: await writeRequests(rig.folder, 'posts', sessionRequests(rig.users.tenant, tokens)),
  }
  const direct = {
    ...job,
    port: rig.upstream.port,
    requestsFile: await writeRequests(rig.folder, 'widgets', await widgetRequests(rig, usersCount)),
    status: 200,
    holds: '"widgetUrl":"http',
  }
  const statements = await openStatements(rig)
  try {
    const run = async (which: Omit<LoadJob, 'seconds'>, seconds: number): Promise<number> =>
      (await rig.load.run({ ...which, seconds })).latencyMs.p50
    await rig.load.run({ ...posted, once: true, seconds: how.turnSeconds * 10 })
    const contestants = (seconds: number) => ({
      gateway: () => run(posted, seconds),
      upstream: () => run(direct, seconds),
      statements: () => statements.measure(seconds),
    })
    await interleave(1, contestants(how.turnSeconds))
    const turns = await interleave(how.rounds, contestants(how.turnSeconds))
    const added = turns.gateway.map((ms, n) => ms - (turns.upstream[n] ?? Number.NaN))
    const told = { unit: 'ms', goal: null, better: 'lower' } as const
    return [
      rowOf(
        {
          name: 'latency added over the upstream, against the two statements alone',
          unit: 'x',
          goal: 2.5,
          better: 'lower',
        },
        ratios(added, turns.statements),
      ),
      rowOf({ name: 'latency added over the upstream', ...told }, added),
      rowOf({ name: `latency of the two statements alone (${statements.name})`, ...told }, turns.statements),
      rowOf({ name: 'latency of a session, one caller at a time', ...told }, turns.gateway),
    ]
  } finally {
    await statements.close()
    await gateway.close()
  }
}

/** The two statements by themselves, one session after the other. */
interface Statements {
  readonly name: string
  /** Median milliseconds of one session. */
  readonly measure: (seconds: number) => Promise<number>
  readonly close: () => Promise<void>
}

async function openStatements(rig: Rig): Promise<Statements> {
  const pgbench = await openPgbench(rig)
  if (pgbench !== undefined) return { name: 'pgbench', measure: pgbench.measure, close: async () => {} }
  const side = startPairs(rig, 'bare')
  return {
    name: 'a bare loop; pgbench is not installed',
    measure: async (seconds) => (await side.run({ callers: 1, seconds })).p50Ms,
    close: side.close,
  }
}
