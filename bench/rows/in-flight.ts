import { readFileSync } from 'node:fs'
import { memoryOf } from '../accounting.ts'
import type { Measure } from '../measuring.ts'
import { sessionRequests, writeRequests } from '../requests.ts'
import type { Rig } from '../rig.ts'
import { rowOf } from '../row.ts'
import { openingJob } from './sessions.ts'

/** Sessions that wait at once. */
const waiting = 10_000
/** Each waits for the widget for so long. */
const upstreamMs = 2_000
/** Every caller opens so many, one after the other; the first time as a user who was never seen before. */
const sessionsEach = 3
const rounds = 5
const mebibyte = 1024 * 1024

/** Descriptors that a gateway needs beside those of the calls. */
const otherDescriptors = 200

/** The benchmark: 10,000 sessions waiting on an upstream that takes two seconds. Each round has a gateway of its own. */
export const measureInFlight: Measure = async (rig) => {
  const peaks: number[] = []
  let failed = 0
  const seconds: number[] = []
  await control(rig, 'POST', { kind: 'slow', delay_ms: upstreamMs, path: '/crypto/session/widget' })
  for (let round = 0; round < rounds; round++) {
    const requests = sessionRequests(rig.users.tenant, await rig.users.tokens(waiting, round * waiting))
    const requestsFile = await writeRequests(rig.folder, `in-flight-${round}`, requests)
    const gateway = await rig.startGateway()
    const result = await rig.load.run({
      ...openingJob,
      port: gateway.port,
      requestsFile,
      callers: waiting,
      connections: connectionsFor(waiting),
      seconds: 120,
      requestsMax: waiting * sessionsEach,
      patienceSeconds: 60,
      tolerant: true,
    })
    for (const failure of result.failures) process.stderr.write(`in flight: ${failure}\n`)
    peaks.push(memoryOf(gateway.pid).peakBytes / mebibyte)
    failed += result.failed
    seconds.push(result.latencyMs.p50 / 1000)
    await gateway.close()
  }
  await control(rig, 'DELETE')
  return [
    rowOf({ name: 'errors with 10,000 in flight', unit: '', goal: 0, better: 'lower' }, [failed]),
    rowOf({ name: 'memory with 10,000 in flight', unit: 'MiB', goal: 400, better: 'lower' }, peaks),
    rowOf({ name: 'p50 with 10,000 in flight on a 2 s upstream', unit: 's', goal: null, better: 'lower' }, seconds),
  ]
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
