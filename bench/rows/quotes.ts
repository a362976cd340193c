import type { LoadJob } from '../load/job.ts'
import { interleave, type Measure } from '../measuring.ts'
import { request, sessionBody, writeRequests } from '../requests.ts'
import { ratios, rowOf } from '../row.ts'
import { rateOf, startEcho } from './echo.ts'
import { openingJob } from './sessions.ts'

const usersCount = 1_000

/** `GET /v0/ramp/quotes`: each asks the upstream for the prices of all its providers, and answers with all of them. */
export const measureQuotes: Measure = async (rig, how) => {
  const tokens = await rig.users.tokens(usersCount)
  const { source_amount, from_asset, to_asset, chain_id, country_code } = sessionBody
  const query = new URLSearchParams({ source_amount, from_asset, to_asset, chain_id: String(chain_id), country_code })
  const requests = tokens.map((token) =>
    request('GET', `/v0/ramp/quotes?${query}`, { 'x-juno-orgid': rig.users.tenant, 'x-juno-jwt': token }),
  )
  const gateway = await rig.startGateway()
  const echo = await startEcho(rig)
  const requestsFile = await writeRequests(rig.folder, 'quotes', requests)
  const asked = { ...openingJob, port: gateway.port, requestsFile, status: 200, holds: '"service_provider":"TRANSAK"' }
  const run = async (job: Omit<LoadJob, 'seconds'>): Promise<number> =>
    rateOf(await rig.load.run({ ...job, seconds: how.turnSeconds }))
  for (const job of [asked, echo.job]) await rig.load.run({ ...job, seconds: how.warmUpSeconds })
  const turns = await interleave(how.rounds, { quotes: () => run(asked), echo: () => run(echo.job) })
  await gateway.close()
  await echo.program.close()
  return [
    rowOf(
      { name: 'quotes per second, against a Fastify echo', unit: 'x', goal: quotesGoal, better: 'higher' },
      ratios(turns.quotes, turns.echo),
    ),
    rowOf({ name: 'quotes per second', unit: '1/s', goal: null, better: 'higher' }, turns.quotes),
  ]
}

/** A quote is two HTTP exchanges, a look-up of the user and some six offers with exact numbers. */
const quotesGoal = 0.025
