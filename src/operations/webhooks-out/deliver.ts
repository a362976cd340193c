import { setTimeout as delay } from 'node:timers/promises'
import { parseTenantId, type Tenant, type TenantId } from '../../domain/tenant.ts'
import { attemptsAllowed } from '../../domain/webhook-breaker.ts'
import { parseWebhookEndpointId, type WebhookEndpointId } from '../../domain/webhook-endpoint.ts'
import {
  cancelAbandoned,
  claimDeliveries,
  findDueDeliveries,
  giveUpUnreadable,
  listDueEndpoints,
  readDeliveryTarget,
  type UnreadableDelivery,
} from '../../store/delivery-queue.ts'
import type { Deps } from '../deps.ts'
import { attemptDelivery } from './attempt.ts'

/** The job that makes deliveries; the subject of a run is a webhook endpoint, as `deliveriesSubject` writes it. */
export const deliveriesJobName = 'deliveries'

/** Longer than an attempt and its record take; then it is made again. */
const leaseMs = 25_000
/** While attempts are under way, what has become due meanwhile is looked for this often. */
const lookAgainMs = 500
/** After so long others have their turn. */
const runMs = 30_000

/** The subject of the runs of one webhook endpoint: its tenant, a line feed, and its id without its prefix. */
export function deliveriesSubject(tenant: TenantId, endpoint: WebhookEndpointId): string {
  return `${tenant}\n${endpoint.slice('whe_'.length)}`
}

/** The webhook endpoint of a run; undefined when it is none, or its tenant is not served at the moment. */
export function readDeliveriesSubject(
  { tenants }: Pick<Deps, 'tenants'>,
  subject: string,
): { readonly tenant: Tenant; readonly endpoint: WebhookEndpointId } | undefined {
  const [first = '', second = ''] = subject.split('\n')
  const id = parseTenantId(first)
  const tenant = id === undefined ? undefined : tenants.find(id)
  const endpoint = parseWebhookEndpointId(`whe_${second}`)
  return tenant === undefined || endpoint === undefined ? undefined : { tenant, endpoint }
}

/** The webhook endpoints with deliveries that are due, as subjects of runs. */
export async function listDueDeliveries({ database, tenants, clock }: Deps): Promise<readonly string[]> {
  const ids = tenants.list().map(({ id }) => id)
  const due = await listDueEndpoints(database, ids, clock())
  return due.map(({ tenant, endpoint }) => deliveriesSubject(tenant, endpoint))
}

/**
 * Delivers what is due to one webhook endpoint, as much at once as it may be given, until nothing more is due, others are
 * to have their turn, or `signal` aborts. Gives when there is more to do, in epoch milliseconds; null for never. Rejects
 * with the database's error, once no attempt is under way; what was not recorded is delivered again.
 */
export async function deliverDue(
  deps: Deps,
  tenant: Tenant,
  id: WebhookEndpointId,
  signal: AbortSignal,
): Promise<number | null> {
  const { database, clock } = deps
  const underWay = new Set<Promise<void>>()
  const failures: unknown[] = []
  const endsAt = performance.now() + runMs
  let lookedAt = clock()
  const hasEnded = (): boolean => signal.aborted || failures.length > 0 || performance.now() >= endsAt

  const begin = (work: Promise<void>): void => {
    const attempt: Promise<void> = work
      .catch((error: unknown) => void failures.push(error))
      .finally(() => underWay.delete(attempt))
    underWay.add(attempt)
  }

  /** Starts what may be started. */
  const startDue = async (): Promise<void> => {
    const now = clock()
    lookedAt = now
    const target = await readDeliveryTarget(database, tenant.id, id, now)
    if (target === undefined) return
    const limit = attemptsAllowed(target.endpoint, target.activeOfTenant, now) - underWay.size
    if (limit <= 0) return
    const { claimed, unreadable } = await claimDeliveries(database, tenant.id, id, { limit, leaseMs, now })
    for (const delivery of claimed) begin(attemptDelivery(deps, tenant, target, delivery))
    for (const delivery of unreadable) begin(giveUp(deps, tenant.id, id, delivery))
  }

  for (;;) {
    // What ends while others are looked for may let others go on.
    const wasIdle = underWay.size === 0
    if (!hasEnded()) await startDue().catch((error: unknown) => void failures.push(error))
    if (underWay.size > 0) await untilOneEnds(underWay, hasEnded() ? null : lookAgainMs)
    else if (wasIdle || hasEnded()) break
  }
  if (failures.length > 0) throw failures[0]
  return performance.now() >= endsAt ? clock() : await nextRunAt(deps, tenant.id, id, lookedAt)
}

/** An event that cannot be read may hold up none of those after it. */
async function giveUp(
  { database, clock, log, metrics }: Deps,
  tenant: TenantId,
  endpoint: WebhookEndpointId,
  delivery: UnreadableDelivery,
): Promise<void> {
  const facts = { tenant, webhook_endpoint: endpoint, delivery: `dlv_${delivery.id.replaceAll('-', '')}` }
  log.error({ ...facts, err: delivery.error }, 'the event of a delivery cannot be read; the delivery is given up')
  metrics.deliveryAttempted({ result: 'unreadable' }, 0)
  await giveUpUnreadable(database, tenant, delivery, clock())
}

/** Resolves when one of them has ended, or after so many milliseconds. */
async function untilOneEnds(underWay: ReadonlySet<Promise<void>>, ms: number | null): Promise<void> {
  if (ms === null) return Promise.race(underWay)
  const hasEnded = new AbortController()
  const rest = delay(ms, undefined, { signal: hasEnded.signal }).catch(() => {})
  await Promise.race([...underWay, rest])
  hasEnded.abort()
}

/** When the next run is due; what has become due since the last look was seen by nobody, so it is given although it is past. */
async function nextRunAt(
  { database, clock }: Pick<Deps, 'database' | 'clock'>,
  tenant: TenantId,
  id: WebhookEndpointId,
  lookedAt: number,
): Promise<number | null> {
  const target = await readDeliveryTarget(database, tenant, id, lookedAt)
  if (target === undefined) {
    // Published while the webhook endpoint was being deleted.
    await cancelAbandoned(database, tenant, id, clock())
    return null
  }
  const { status, pausedUntil } = target.endpoint
  if (status === 'disabled') return null
  const { isDue, nextAt } = await findDueDeliveries(database, tenant, id, lookedAt)
  if (pausedUntil !== null && pausedUntil > lookedAt) {
    return isDue ? pausedUntil : nextAt === null ? null : Math.max(nextAt, pausedUntil)
  }
  return nextAt
}
