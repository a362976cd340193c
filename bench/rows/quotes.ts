import { against, figures, takeTurns, underLoad, type Workload, warmUp } from '../contest.ts'
import type { Measure } from '../measuring.ts'
import { request, sessionBody, writeRequests } from '../requests.ts'
import { compiled } from '../rig.ts'
import { rowOf } from '../row.ts'
import { rowsAgainstEcho, startEcho } from './echo.ts'
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

/** The gateway and, beside it, the limit, each in turns with the echo. */
export const measureQuotes: Measure = async (rig, how) => {
  const ours = await quotes(rig, await rig.startGateway())
  const limit = await quotes(rig, await rig.startComparator('limit', compiled('./limits/quotes.js')))
  const contestants = { ours, limit, echo: await startEcho(rig) }
  await warmUp(Object.values(contestants), how)
  const turns = await takeTurns(contestants, how)
  return [
    ...rowsAgainstEcho({ one: 'quote', many: 'quotes', goal: 0.12 }, turns),
    rowOf(
      { name: 'quotes per second, the limit against the echo', unit: 'x', goal: null, better: 'higher' },
      against(turns.limit, turns.echo, 'perSecond'),
    ),
    rowOf(
      { name: 'server CPU per quote, the limit', unit: 'us', goal: null, better: 'lower' },
      figures(turns.limit, 'serverMicros'),
    ),
  ]
}
