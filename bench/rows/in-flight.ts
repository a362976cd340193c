import { readFileSync } from 'node:fs'
import { memoryOf } from '../accounting.ts'
import type { LoadPlan } from '../load/job.ts'
import { interleave, type Measure } from '../measuring.ts'
import type { Program } from '../program.ts'
import { sessionRequests, writeRequests } from '../requests.ts'
import type { Rig } from '../rig.ts'
import { ratios, rowOf } from '../row.ts'
import { openingJob, proxyJob, startProxy } from './sessions.ts'

/** Sessions that wait at once. */
const waiting = 10_000
/** Each waits for the widget for so long. */
const upstreamMs = 2_000
/** Every caller opens so many, one after the other; the first time as a user who was never seen before. */
const sessionsEach = 3
const sessionsOfBurst = waiting * sessionsEach
const mebibyte = 1024 * 1024

/** Descriptors that a gateway needs beside those of the calls. */
const otherDescriptors = 200

/**
 * Sessions that wait on an upstream that takes two seconds, and the same through the proxy: memory is compared. Each
 * round has processes of its own.
 */
export const measureInFlight: Measure = async (rig, how) => {
  const open = async (server: Program, job: LoadPlan): Promise<Burst> => {
    const { answered, failed, failures, latencyMs } = await rig.load.run({
      ...job,
      port: server.port,
      callers: waiting,
      connections: connectionsFor(waiting),
      seconds: 120,
      requestsMax: sessionsOfBurst,
      patienceSeconds: 60,
      tolerant: true,
    })
    for (const failure of failures) process.stderr.write(`in flight: ${failure}\n`)
    const { peakBytes } = memoryOf(server.pid)
    await server.close()
    if (failed === 0 && answered < sessionsOfBurst) {
      throw new Error(`time was up after ${answered} of ${sessionsOfBurst} answers from ${server.name}`)
    }
    return { failed, peakMebibytes: peakBytes / mebibyte, p50Seconds: latencyMs.p50 / 1000 }
  }
  let firstUser = 0
  await control(rig, 'POST', { kind: 'slow', delay_ms: upstreamMs, path: '/crypto/session/widget' })
  const bursts = await interleave(how.rounds, {
    ours: async () => {
      const requests = sessionRequests(rig.users.tenant, await rig.users.tokens(waiting, firstUser))
      firstUser += waiting
      const requestsFile = await writeRequests(rig.folder, 'in-flight', requests)
      return open(await rig.startGateway(), { ...openingJob, requestsFile })
    },
    proxy: async () => {
      // Made in each round: the upstream keeps so many customers, and all rounds' users together are more.
      const burst = await open(await startProxy(rig), await proxyJob(rig))
      if (burst.failed > 0) throw new Error(`${burst.failed} answers of the proxy were wrong`)
      return burst
    },
  })
  await control(rig, 'DELETE')
  const of = (name: keyof typeof bursts, figure: keyof Burst): number[] => bursts[name].map((burst) => burst[figure])
  const memory = { unit: 'MiB', goal: null, better: 'lower' } as const
  return [
    rowOf({ name: 'errors with 10,000 in flight', unit: '', goal: 0, better: 'lower' }, [
      of('ours', 'failed').reduce((sum, failed) => sum + failed, 0),
    ]),
    rowOf(
      { name: 'memory with 10,000 in flight, against the proxy', unit: 'x', goal: 1.2, better: 'lower' },
      ratios(of('ours', 'peakMebibytes'), of('proxy', 'peakMebibytes')),
    ),
    rowOf({ name: 'memory with 10,000 in flight', ...memory }, of('ours', 'peakMebibytes')),
    rowOf({ name: 'memory with 10,000 in flight, proxy', ...memory }, of('proxy', 'peakMebibytes')),
    rowOf(
      { name: 'p50 with 10,000 in flight on a 2 s upstream', unit: 's', goal: null, better: 'lower' },
      of('ours', 'p50Seconds'),
    ),
  ]
}

/** What became of a server's share. */
interface Burst {
  readonly failed: number
  readonly peakMebibytes: number
  readonly p50Seconds: number
}

async function control(rig: Rig, method: 'POST' | 'DELETE', fault?: unknown): Promise<void> {
  const answer = await fetch(`${rig.upstream.url}/_sim/faults`, {
    method,
    ...(fault === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) }),
  })
  if (!answer.ok) throw new Error(`the simulator refused a fault: ${await answer.text()}`)
}

/**
 * A waiting session takes two descriptors of the gateway, one for each side. Where it may not have as many, a few
 * callers share a connection; the sessions that wait upstream are as many.
 */
function connectionsFor(sessions: number): number {
  const limit = Number(/^Max open files\s+\d+\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1])
  const left = limit - sessions - otherDescriptors
  if (left < sessions / 2) throw new Error(`too few open files are allowed (ulimit -Hn): ${limit}`)
  return Math.min(sessions, left)
}
