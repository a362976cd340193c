// The limit of the store steps: half of the callers at a time as one ready-made group, on one of two connections. Nobody
// waits for a group, and no group for its turn.
import pg from 'pg'
import type { Query } from '../../src/postgres/connection.ts'
import { claimStep } from '../../src/store/idempotency-keys.ts'
import { finishStep } from '../../src/store/sessions.ts'
import { tenant } from '../steps/content.ts'
import { databaseUrl, endOf, expectClaimed, newClaim, prepareUsers } from '../steps/gateway-pairs.ts'
import type { PairsJob, PairsResult } from '../steps/pairs.ts'
import { serveJobs } from '../worker.ts'

const lanes = 2

const connected = prepareUsers().then(() => Promise.all(Array.from({ length: lanes }, connect)))
// Told by the first job.
connected.catch(() => {})
let begun = 0

serveJobs(async ({ callers, seconds }: PairsJob): Promise<PairsResult> => {
  const queries = await connected
  const tookMs: number[] = []
  const began = performance.now()
  const until = began + seconds * 1000
  const size = Math.max(1, Math.floor(callers / lanes))
  await Promise.all(
    queries.map(async (query) => {
      for (let start = performance.now(); start < until; start = performance.now()) {
        await storeGroup(query, size)
        tookMs.push(performance.now() - start)
      }
    }),
  )
  const took = (performance.now() - began) / 1000
  tookMs.sort((a, b) => a - b)
  return { pairs: tookMs.length * size, seconds: took, p50Ms: tookMs[Math.floor(tookMs.length / 2)] ?? 0 }
})

async function connect(): Promise<Query> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  // As the gateway sets its own connections.
  await client.query('set enable_seqscan = off')
  return async (name, text, values) => (await client.query({ name, text, values: [...values] })).rows
}

async function storeGroup(query: Query, size: number): Promise<void> {
  const claims = Array.from({ length: size }, () => ({ ...newClaim(begun++), tenant }))
  const claimed = await claimStep.run(query, claims)
  const ended = claims.map((claim, n) => ({ ...endOf(claim, expectClaimed(claimed[n] ?? { kind: 'stale' })), tenant }))
  const settled = await finishStep.run(query, ended)
  if (!settled.every(Boolean)) throw new Error('a session was not finished')
}
