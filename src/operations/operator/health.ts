import { LRUCache } from 'lru-cache'
import type { GatewayHealth, KeySetHealth } from '../../domain/gateway-health.ts'
import type { Operator } from '../../domain/operator.ts'
import { issuerName } from '../../identity/kinds/registry.ts'
import { programVersion } from '../../observe/version.ts'
import { summarizeRuns } from '../../postgres/due-work.ts'
import { describeServer } from '../../postgres/server-facts.ts'
import { listProcesses } from '../../store/processes.ts'
import { sumWebhooks } from '../../store/tenant-webhooks.ts'
import type { Caches } from '../caches.ts'
import type { Deps } from '../deps.ts'
import { partitionHeadroomSeconds } from '../retention.ts'
import { listCooldowns } from '../routing/provider-health.ts'

/** How the gateway is, as this process and the database know it. Raises the database's error. */
export async function readHealth(deps: Deps, _operator: Operator): Promise<GatewayHealth> {
  const { database } = deps
  const tenants = deps.tenants.list().map(({ id }) => id)
  const [processes, server, jobs, webhooks, headroomSeconds] = await Promise.all([
    listProcesses(database),
    askServer(deps),
    summarizeRuns(database, deps.clock()),
    sumWebhooks(database, tenants),
    partitionHeadroomSeconds(deps),
  ])
  const at = deps.clock()
  return {
    answeredBy: {
      process: deps.liveness.registeredAs(),
      version: programVersion,
      startedAt: deps.startedAt,
      nodeVersion: process.versions.node,
    },
    processes,
    database: server,
    jobs,
    webhooks,
    keySets: keySetsOf(deps),
    coolingDown: listCooldowns(deps),
    caches: boundedCaches(deps.caches),
    partitionsUntil: at + headroomSeconds * 1000,
    switchesVersion: deps.switches.current().version,
    findings: deps.findings.latest(),
    at,
  }
}

async function askServer({ database, clock }: Deps): Promise<GatewayHealth['database']> {
  const [askedAt, begun] = [clock(), performance.now()]
  const { version, sizeBytes, now } = await describeServer(database)
  const answeredInMs = performance.now() - begun
  // Its clock was read somewhere in between.
  const clockAheadMs = Math.round(now - askedAt - answeredInMs / 2)
  return { version, sizeBytes, answeredInMs: Math.round(answeredInMs), clockAheadMs }
}

/** The keys of the tenants' issuers, as far as this process has met them. */
function keySetsOf({ tenants, verifier, clock }: Deps): readonly KeySetHealth[] {
  const known = new Map(verifier.keySets().map((status) => [status.issuer, status]))
  return tenants.list().flatMap(({ id, issuers }) =>
    issuers.flatMap((each) => {
      const issuer = issuerName(each)
      const status = known.get(issuer)
      if (status === undefined) return []
      const { keyCount, ageMs, lastFault } = status
      const fetchedAt = ageMs === undefined ? null : clock() - ageMs
      return [{ tenant: id, issuer, keys: keyCount, fetchedAt, error: lastFault ?? null }]
    }),
  )
}

/** Those that count their entries; what others hold goes with what it hangs on. */
function boundedCaches(caches: Caches): GatewayHealth['caches'] {
  return Object.entries<unknown>({ ...caches }).flatMap(([name, cache]) =>
    cache instanceof LRUCache ? [{ name, entries: cache.size, entriesMax: cache.max }] : [],
  )
}
