import { underLoad, type Workload } from '../contest.ts'
import type { Measure } from '../measuring.ts'
import { request, sessionBody, writeRequests } from '../requests.ts'
import { measureAgainstEcho } from './echo.ts'
import { openingJob } from './sessions.ts'

const usersCount = 1_000

/** `GET /v0/ramp/quotes`: each asks the upstream for the prices of all its providers, and answers with all of them. */
export const quotes: Workload = async (rig, gateway) => {
  const tokens = await rig.users.tokens(usersCount)
  const { source_amount, from_asset, to_asset, chain_id, country_code } = sessionBody
  const query = new URLSearchParams({ source_amount, from_asset, to_asset, chain_id: String(chain_id), country_code })
  const requests = tokens.map((token) =>
    request('GET', `/v0/ramp/quotes?${query}`, { 'x-juno-orgid': rig.users.tenant, 'x-juno-jwt': token }),
  )
  const requestsFile = await writeRequests(rig.folder, 'quotes', requests)
  const job = { ...openingJob, requestsFile, status: 200, holds: '"service_provider":"TRANSAK"' }
  return underLoad(rig, gateway, job, rig.postgresPid)
}

export const measureQuotes: Measure = async (rig, how) =>
  measureAgainstEcho(rig, how, await quotes(rig, await rig.startGateway()), {
    one: 'quote',
    many: 'quotes',
    goal: 0.12,
  })
