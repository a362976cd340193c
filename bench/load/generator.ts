// The load generator's process: takes jobs from its parent, one after the other.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { serveJobs } from '../worker.ts'
import { type Caller, openCaller } from './connection.ts'
import { keyPlaceholder, type LoadJob, type LoadResult } from './job.ts'

/** Failures that are told; one is enough to fail a run. */
const failuresMax = 5

/** Connections that are opened at once. */
const portionMax = 256

const keyStart = randomBytes(6).toString('hex')
let keys = 0

serveJobs(runJob)

async function runJob(job: LoadJob): Promise<LoadResult> {
  const requests = readRequests(job.requestsFile)
  const connections = await openCallers(job, Math.min(job.callers, job.connections ?? job.callers))
  const callers = Array.from({ length: job.callers }, (_, n) => connections[n % connections.length])
  let failed = 0
  const failures: string[] = []
  const tookMs: number[] = []
  const began = performance.now()
  const until = began + job.seconds * 1000
  const most = Math.min(
    job.requestsMax ?? Number.POSITIVE_INFINITY,
    job.once ? requests.length : Number.POSITIVE_INFINITY,
  )
  let sent = 0
  const fail = (reason: string): void => {
    failed += 1
    if (failures.length < failuresMax) failures.push(reason)
  }
  const work = async (caller: Caller | undefined): Promise<void> => {
    while (caller !== undefined) {
      if (sent >= most || (failed > 0 && job.tolerant !== true)) return
      const n = sent++
      if (job.perSecond !== undefined) await waitUntil(began + (n / job.perSecond) * 1000)
      const start = performance.now()
      if (start >= until) return
      const request = nextRequest(requests, n)
      try {
        const { status, body } = await caller.call(request)
        tookMs.push(performance.now() - start)
        const isRight = status === job.status || status === job.orStatus
        if (!isRight || !body.includes(job.holds)) fail(`${status} ${body.slice(0, 300)}`)
      } catch (error) {
        fail(String(error))
        return
      }
    }
  }
  await Promise.all(callers.map(work))
  const seconds = (performance.now() - began) / 1000
  for (const connection of connections) connection.close()
  return {
    answered: tookMs.length,
    seconds,
    failed,
    failures,
    latencyMs: describeLatency(tookMs),
  }
}

/** In portions, so that no connection is refused by a full backlog. */
async function openCallers(job: LoadJob, count: number): Promise<readonly Caller[]> {
  const callers: Caller[] = []
  const ports = [job.port, ...(job.otherPorts ?? [])]
  let dealt = 0
  const open = (): Promise<Caller> => {
    const port = ports[dealt++ % ports.length] ?? job.port
    return openCaller(job.host, port, job.patienceSeconds * 1000)
  }
  while (callers.length < count) {
    const portion = Math.min(portionMax, count - callers.length)
    callers.push(...(await Promise.all(Array.from({ length: portion }, open))))
  }
  return callers
}

async function waitUntil(instant: number): Promise<void> {
  const ms = instant - performance.now()
  if (ms > 0) await wait(ms)
}

/** A request around the places where its key goes. */
function readRequests(file: string): readonly (readonly string[])[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => String(JSON.parse(line)).split(keyPlaceholder))
}

function nextRequest(requests: readonly (readonly string[])[], n: number): string {
  const parts = requests[n % requests.length] ?? []
  if (parts.length === 1) return parts[0] ?? ''
  keys += 1
  return parts.join(`${keyStart}${String(keys).padStart(12, '0')}`)
}

function describeLatency(tookMs: number[]): LoadResult['latencyMs'] {
  const sorted = Float64Array.from(tookMs).sort()
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
  const sum = sorted.reduce((total, ms) => total + ms, 0)
  return { mean: sum / Math.max(1, sorted.length), p50: at(0.5), p99: at(0.99), max: at(1) }
}
