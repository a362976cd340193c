import { get } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { callers, interleave, type Measure } from '../measuring.ts'
import { sessionRequests, writeRequests } from '../requests.ts'
import { ratios, rowOf } from '../row.ts'
import { openingJob } from './sessions.ts'

const usersCount = 1_000
/** Ten times as many as keep the gateway busy. */
const tooMany = callers * 10
/** A health check asks this often, on a new connection each time. */
const askMs = 100

/** More callers than can be served at once: what is still served, how late, and whether health answers meanwhile. */
export const measureOverload: Measure = async (rig, how) => {
  const tokens = await rig.users.tokens(usersCount)
  const requestsFile = await writeRequests(rig.folder, 'overload', sessionRequests(rig.users.tenant, tokens))
  const gateway = await rig.startGateway()
  const health: number[] = []
  const late: number[] = []
  const run = async (count: number, seconds: number): Promise<number> => {
    const job = { ...openingJob, callers: count, requestsFile, port: gateway.port, seconds, tolerant: true }
    const result = await rig.load.run(job)
    if (count === tooMany) late.push(result.latencyMs.p99)
    return (result.answered - result.failed) / result.seconds
  }
  await run(callers, how.warmUpSeconds)
  const turns = await interleave(how.rounds, {
    busy: () => run(callers, how.turnSeconds),
    overloaded: async () => {
      const asking = new AbortController()
      const asked = askHealth(gateway.port, asking.signal, health)
      const rate = await run(tooMany, how.turnSeconds)
      asking.abort()
      await asked
      return rate
    },
  })
  await gateway.close()
  return [
    rowOf(
      { name: 'sessions per second, ten times the callers against one', unit: 'x', goal: 0.8, better: 'higher' },
      ratios(turns.overloaded, turns.busy),
    ),
    rowOf({ name: 'p99 with ten times the callers', unit: 'ms', goal: 5_000, better: 'lower' }, late),
    rowOf({ name: 'slowest health check meanwhile', unit: 'ms', goal: 1_000, better: 'lower' }, [Math.max(...health)]),
  ]
}

/** Asks until told to stop, and notes how long each answer took, in milliseconds. Rejects when one does not come. */
async function askHealth(port: number, signal: AbortSignal, tookMs: number[]): Promise<void> {
  while (!signal.aborted) {
    const began = performance.now()
    await new Promise((resolve, reject) => {
      const request = get({ host: '127.0.0.1', port, path: '/healthz', agent: false }, (response) => {
        response.resume().on('end', resolve)
      })
      request.on('error', reject)
    })
    tookMs.push(performance.now() - began)
    await wait(askMs)
  }
}
