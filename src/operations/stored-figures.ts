import { figuresByProvider, hourMs, hourOf, overallRatio } from '../domain/hourly-figures.ts'
import { isActive, switchStates } from '../domain/switch.ts'
import { webhookEndpointStatuses } from '../domain/webhook-endpoint.ts'
import { findOverdueRun, summarizeRuns } from '../postgres/due-work.ts'
import { sumDeliveries } from '../store/delivery-queue.ts'
import { listHourlyTotals } from '../store/hourly-totals.ts'
import { sumWebhooks } from '../store/tenant-webhooks.ts'
import { findOldestUnresolved } from '../store/unresolved.ts'
import type { Deps } from './deps.ts'
import { partitionHeadroomSeconds } from './retention.ts'

/**
 * Reads the figures of the metrics that come from the database, with one statement each, however many tenants there
 * are. Returns a function that sets the metrics. Rejects with the database's error.
 */
export async function readStoredFigures(deps: Deps): Promise<() => void> {
  const tenants = deps.tenants.list().map(({ id }) => id)
  const { database } = deps
  const now = deps.clock()
  const lastDay = { start: hourOf(now) - 23 * hourMs, end: hourOf(now) + hourMs }
  const [webhooks, unresolved, overdueRun, partitionsAheadSeconds, jobs, figures, deliveries] = await Promise.all([
    sumWebhooks(database, tenants),
    findOldestUnresolved(database, tenants),
    findOverdueRun(database),
    partitionHeadroomSeconds(deps),
    summarizeRuns(database, now),
    listHourlyTotals(database, lastDay),
    sumDeliveries(database, tenants, now),
  ])
  const age = (since: number | null): number => (since === null ? 0 : Math.max(0, now - since) / 1000)
  const { metrics } = deps
  return () => {
    metrics.webhooksWaiting(webhooks.waiting)
    metrics.webhooksGivenUp(webhooks.givenUp)
    metrics.oldestUnhandledWebhookSeconds(age(webhooks.oldestWaitingAt))
    metrics.oldestUnresolvedSeconds({ kind: 'session' }, age(unresolved.session))
    metrics.oldestUnresolvedSeconds({ kind: 'transaction' }, age(unresolved.transaction))
    metrics.jobsOverdueSeconds(age(overdueRun))
    metrics.deliveriesPending(deliveries.pending)
    metrics.oldestDueDeliverySeconds(age(deliveries.oldestDueAt))
    for (const status of webhookEndpointStatuses) metrics.webhookEndpoints({ status }, deliveries.endpoints[status])
    metrics.partitionsAheadSeconds(partitionsAheadSeconds)
    for (const { job, due, givenUp } of jobs) {
      metrics.jobRunsDue({ job }, due)
      metrics.jobRunsGivenUp({ job }, givenUp)
    }
    for (const { serviceProvider: provider, honesty } of figuresByProvider(figures)) {
      const overall = overallRatio(honesty)
      if (overall === null) continue
      metrics.quoteHonesty({ provider }, Number(overall.ratio))
      metrics.quoteHonestyTransactions({ provider }, overall.transactions)
    }
  }
}

/** Sets the metrics that tell how this process stands; needs no database. */
export function tellOwnState({ metrics, verifier, switches, clock }: Deps): void {
  const keySets = verifier.keySets()
  const ages = keySets.flatMap(({ ageMs }) => ageMs ?? [])
  const failing = keySets.filter(({ lastFault }) => lastFault !== undefined)
  metrics.keySets({ state: 'fine' }, keySets.length - failing.length)
  metrics.keySets({ state: 'failing' }, failing.filter(({ keyCount }) => keyCount > 0).length)
  metrics.keySets({ state: 'missing' }, failing.filter(({ keyCount }) => keyCount === 0).length)
  metrics.oldestKeySetSeconds(Math.max(0, ...ages) / 1000)
  const inForce = switches.current().switches.filter((each) => isActive(each, clock()))
  for (const state of switchStates) {
    metrics.switchesInForce({ state }, inForce.filter((each) => each.state === state).length)
  }
}
