import { setTimeout as wait } from 'node:timers/promises'
import { memoryOf } from '../accounting.ts'
import type { LoadPlan } from '../load/job.ts'
import { startLoadGenerator } from '../load/load.ts'
import { callers, type Measure } from '../measuring.ts'
import type { Program } from '../program.ts'
import { request, sessionRequests, writeRequests } from '../requests.ts'
import type { Rig } from '../rig.ts'
import { median, rowOf } from '../row.ts'
import { openingJob } from './sessions.ts'

/** Steady, and far from the most that a process can do. */
const perSecond = { sessions: 500, replays: 200, quotes: 50 } as const

const usersCount = 10_000
const replayedKeys = 1_000
const minutesDefault = 60
const sampleMs = 1_000
const mebibyte = 1024 * 1024

/** The first reading begins after this part of the time, which is ten minutes of an hour; each takes this part. */
const [warmUpPart, readingPart] = [1 / 6, 1 / 15]

/**
 * An hour of steady load, or `RAMPWAY_BENCH_MINUTES`: resident memory at the end against that after a sixth of it.
 * Sessions, replays and quotes go on at once, each from a generator of its own.
 */
export const measureMemory: Measure = async (rig) => {
  const minutes = Number(process.env.RAMPWAY_BENCH_MINUTES ?? minutesDefault)
  if (!(minutes > 0)) throw new Error('RAMPWAY_BENCH_MINUTES is to be a number of minutes')
  const jobs = await makeJobs(rig)
  const gateway = await rig.startGateway()
  await rig.load.run({ ...jobs.replays, port: gateway.port, status: 201, once: true, seconds: 60 })
  const generators = Object.values(jobs).map((job) => ({ job, load: startLoadGenerator() }))
  try {
    const running = generators.map(({ job, load }) => load.run({ ...job, port: gateway.port, seconds: minutes * 60 }))
    const samples = await sampleMemory(gateway, Promise.all(running))
    await gateway.close()
    return rowsOf(samples, minutes)
  } finally {
    for (const { load } of generators) await load.close()
  }
}

async function makeJobs(rig: Rig): Promise<Readonly<Record<keyof typeof perSecond, LoadPlan>>> {
  const { tenant } = rig.users
  const tokens = await rig.users.tokens(usersCount)
  const some = tokens.slice(0, replayedKeys)
  const query =
    'source_amount=50&from_asset=USD&to_asset=USDC&chain_id=8453&country_code=US&payment_method_type=CREDIT_DEBIT_CARD'
  const quotes = some.map((token) =>
    request('GET', `/v0/ramp/quotes?${query}`, { 'x-juno-orgid': tenant, 'x-juno-jwt': token }),
  )
  const replays = sessionRequests(tenant, some, (user) => `steady-key-${String(user).padStart(13, '0')}`)
  const job = { ...openingJob, callers }
  return {
    sessions: {
      ...job,
      perSecond: perSecond.sessions,
      requestsFile: await writeRequests(rig.folder, 'steady-sessions', sessionRequests(tenant, tokens)),
    },
    replays: {
      ...job,
      perSecond: perSecond.replays,
      status: 208,
      requestsFile: await writeRequests(rig.folder, 'steady-replays', replays),
    },
    quotes: {
      ...job,
      perSecond: perSecond.quotes,
      status: 200,
      holds: '"quotes":',
      requestsFile: await writeRequests(rig.folder, 'steady-quotes', quotes),
    },
  }
}

/** Resident MiB of a process at regular intervals until the load has ended. Rejects when the load does. */
async function sampleMemory(program: Program, load: Promise<unknown>): Promise<readonly number[]> {
  const samples: number[] = []
  const ended = load.then(() => 'ended' as const)
  while ((await Promise.race([ended, wait(sampleMs)])) !== 'ended') {
    samples.push(memoryOf(program.pid).bytes / mebibyte)
  }
  return samples
}

function rowsOf(samples: readonly number[], minutes: number) {
  const reading = (from: number): number =>
    median(samples.slice(Math.floor(from * samples.length), Math.ceil((from + readingPart) * samples.length)))
  const [early, late] = [reading(warmUpPart), reading(1 - readingPart)]
  const length = minutes === minutesDefault ? 'an hour' : `${minutes} minutes`
  return [
    rowOf({ name: `memory growth over ${length} of steady load`, unit: 'x', goal: 1.1, better: 'lower' }, [
      late / early,
    ]),
    rowOf({ name: `memory after ${length} of steady load`, unit: 'MiB', goal: null, better: 'lower' }, [late]),
  ]
}
