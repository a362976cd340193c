import type { GatewayHealth } from '../domain/gateway-health.ts'
import type { Wire } from './endpoint.ts'
import { linkTo } from './hal.ts'
import { findingMembers } from './operator-finding.ts'
import type { HealthReply } from './operator-health.ts'

/** How the gateway is, as it is sent. */
export function healthReply(health: GatewayHealth): Wire<typeof HealthReply> {
  const { answeredBy, database, webhooks } = health
  return {
    _links: {
      self: linkTo('/operator/v0/health'),
      tenants: linkTo('/operator/v0/tenants'),
      webhooks: linkTo('/operator/v0/webhooks'),
    },
    version: answeredBy.version,
    answered_by: {
      process: answeredBy.process,
      started_at: answeredBy.startedAt,
      node_version: answeredBy.nodeVersion,
    },
    processes: health.processes.map(({ id, version, startedAt }) => ({ process: id, version, started_at: startedAt })),
    database: {
      version: database.version,
      size_bytes: database.sizeBytes,
      answered_in_ms: database.answeredInMs,
      clock_ahead_ms: database.clockAheadMs,
    },
    jobs: health.jobs.map(({ job, due, oldestDueAt, running, failing, givenUp, nextAt }) => ({
      name: job,
      next_at: nextAt,
      due,
      oldest_due_at: oldestDueAt,
      running,
      failing,
      given_up: givenUp,
    })),
    webhooks: {
      waiting: webhooks.waiting,
      oldest_waiting_at: webhooks.oldestWaitingAt,
      given_up: webhooks.givenUp,
    },
    key_sets: health.keySets.map(({ tenant, issuer, keys, fetchedAt, error }) => ({
      tenant,
      issuer,
      keys,
      fetched_at: fetchedAt,
      error,
    })),
    cooling_down: health.coolingDown.map(({ provider, tenants, until }) => ({
      service_provider: provider,
      tenants: [...tenants],
      until_at: until,
    })),
    caches: health.caches.map(({ name, entries, entriesMax }) => ({ name, entries, entries_max: entriesMax })),
    partitions: {
      until_at: health.partitionsUntil,
      headroom_seconds: Math.floor((health.partitionsUntil - health.at) / 1000),
    },
    switches_version: health.switchesVersion,
    findings: health.findings.map(findingMembers),
  }
}
