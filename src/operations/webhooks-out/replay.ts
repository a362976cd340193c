import type { ReplayBody } from '../../contract/webhook-endpoint-fields.ts'
import { type FieldFault, GatewayError } from '../../domain/errors.ts'
import type { EventType } from '../../domain/event.ts'
import { type ReplayRange, replayEventsMax, replayOverlapMs } from '../../domain/replay.ts'
import type { TenantId } from '../../domain/tenant.ts'
import type { WebhookEndpoint, WebhookEndpointId } from '../../domain/webhook-endpoint.ts'
import { askForRuns } from '../../postgres/due-work.ts'
import { replayEvent } from '../../store/event-replay.ts'
import { recordTestEvent } from '../../store/webhook-endpoint-tests.ts'
import type { ListedWebhookEndpoint } from '../../store/webhook-endpoints.ts'
import {
  advanceReplay,
  beginReplay,
  countReplay,
  listOpenReplays,
  oldestPendingAt,
  type ReplayStep,
} from '../../store/webhook-replays.ts'
import type { Deps } from '../deps.ts'
import { type EventWithDeliveries, idSkewMs, readEventWithDeliveries, requireEventId } from '../events/list.ts'
import { publishEvents } from '../events/publish.ts'
import { invalidFields } from '../operator/switch-faults.ts'
import { askForDeliveries } from './ask-for-deliveries.ts'
import { type Asker, entryBy, logAct } from './asker.ts'
import { isDisabled } from './deliveries.ts'
import { requireId, requireWebhookEndpoint, type WebhookEndpointTarget } from './webhook-endpoints.ts'

/** The job that carries out replays of ranges; the subject of a run is `<tenant>\n<webhook endpoint's id>`. */
export const replaysJobName = 'replays'

type ActDeps = Pick<Deps, 'database' | 'clock' | 'log'>

/** What a replay of a range tells, or would tell. */
export interface RangeReplay {
  readonly endpoint: WebhookEndpoint
  readonly count: number
  /** When the first and the last of its events happened, in epoch milliseconds; null for none. */
  readonly firstAt: number | null
  readonly lastAt: number | null
}

/**
 * Tells a webhook endpoint a range of events once more, or, with `dry_run`, counts them. A short range is due at once, the
 * rest of a long one soon, in whichever process is free. Throws `invalid_fields`, `webhook_endpoint_not_found`,
 * `webhook_endpoint_disabled`, `replay_under_way` or `replay_too_large`.
 */
export async function replayRange(
  deps: ActDeps,
  { tenant, id }: WebhookEndpointTarget,
  body: ReplayBody,
  asker: Asker,
): Promise<RangeReplay> {
  const endpoint = await requireWebhookEndpoint(deps, tenant, id)
  if (endpoint.status === 'disabled') throw isDisabled(endpoint)
  // One retry that succeeds before anybody asks is the last success, and says nothing of what still waits.
  const oldestPending = body.since_last_success ? await oldestPendingAt(deps.database, tenant, endpoint.id) : null
  const range = rangeOf(endpoint, body, deps.clock(), oldestPending)
  if (range === undefined) return { endpoint, count: 0, firstAt: null, lastAt: null }
  const bounded = { ...range, skewMs: idSkewMs(deps) }
  const counted = await countReplay(deps.database, tenant, endpoint.id, bounded)
  if (counted.kind === 'too_many') {
    throw new GatewayError('replay_too_large', {
      detail: `One replay tells ${replayEventsMax} events at most, and this range holds more or takes too long to count. Name a shorter one.`,
    })
  }
  const { count, firstAt, lastAt } = counted
  const replay = { endpoint, count, firstAt, lastAt }
  if (body.dry_run || count === 0) return replay
  const act = 'webhook_endpoint.replay'
  const target = { kind: 'webhook_endpoint' as const, tenant, id: endpoint.id }
  const done = { act, target, after: { ...range, count } }
  const begun = { range: bounded, now: deps.clock(), entry: entryBy(deps, asker, done) }
  const beginning = await beginReplay(deps.database, tenant, endpoint.id, begun)
  switch (beginning.kind) {
    case 'absent':
      throw new GatewayError('webhook_endpoint_not_found')
    case 'disabled':
      throw isDisabled(beginning.endpoint)
    case 'under_way':
      throw new GatewayError('replay_under_way')
    case 'begun':
      logAct(deps, asker, done)
      await beginSoon(deps, tenant, endpoint.id)
      return replay
  }
}

/** Steps of a replay that the call which begins it takes at most, and events after which it leaves the rest to a job. */
const stepsAtOnce = 10
const eventsAtOnce = 1_000

/** A short range is through at once, so that it needs no worker; the scheduled run makes up for what fails. */
async function beginSoon(deps: ActDeps, tenant: TenantId, id: WebhookEndpointId): Promise<void> {
  try {
    for (let [steps, events] = [0, 0]; steps < stepsAtOnce && events < eventsAtOnce; steps++) {
      const { armed, isThrough } = await takeStep(deps, tenant, id)
      if (isThrough) return
      events += armed
    }
    const runs = [{ job: replaysJobName, subject: `${tenant}\n${id}` }]
    await askForRuns(deps.database, runs, deps.clock())
  } catch (err) {
    deps.log.warn({ tenant, err }, 'a replay goes on later')
  }
}

/** Carries out what is left of a replay, step by step, until it is through or `signal` is aborted. */
export async function carryOutReplay(
  deps: ActDeps,
  { tenant, id }: { readonly tenant: TenantId; readonly id: WebhookEndpointId },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    if ((await takeStep(deps, tenant, id)).isThrough) return
  }
}

/** Replays that are not through, of the tenants that are served. */
export function openReplays({ database, tenants }: Pick<Deps, 'database' | 'tenants'>) {
  return listOpenReplays(
    database,
    tenants.list().map(({ id }) => id),
  )
}

async function takeStep(deps: ActDeps, tenant: TenantId, id: WebhookEndpointId): Promise<ReplayStep> {
  const step = await advanceReplay(deps.database, tenant, id, deps.clock())
  if (step.armed > 0) await askForDeliveries(deps, tenant, [id])
  return step
}

/** Which events are meant; undefined for none at all. Throws `invalid_fields`. */
function rangeOf(
  endpoint: ListedWebhookEndpoint,
  body: ReplayBody,
  now: number,
  oldestPending: number | null,
): ReplayRange | undefined {
  const faults = rangeFaults(body, now)
  if (faults.length > 0) throw invalidFields(faults)
  const types = wantedTypes(endpoint, body.types)
  if (types === undefined) return undefined
  const lastSuccess = endpoint.lastSuccessAt ?? endpoint.createdAt
  const since = body.since_last_success
    ? Math.min(lastSuccess - replayOverlapMs, oldestPending ?? lastSuccess)
    : (body.since ?? 0)
  const chosen = body.since_last_success ? 'undelivered' : body.only_failed ? 'failed' : 'all'
  return { since, until: body.until ?? now, types, chosen }
}

function rangeFaults({ since, until, only_failed, since_last_success }: ReplayBody, now: number): FieldFault[] {
  const faults: FieldFault[] = []
  if (since_last_success && since !== null) {
    faults.push({ pointer: '/since', detail: 'Leave it out: since_last_success says from when.' })
  }
  if (since_last_success && only_failed) {
    faults.push({ pointer: '/only_failed', detail: 'Leave it out: since_last_success takes in what failed.' })
  }
  if (!since_last_success && !only_failed && since === null) {
    faults.push({ pointer: '/since', detail: 'Say from when, or send since_last_success: true or only_failed: true.' })
  }
  if (since !== null && since >= (until ?? now)) {
    faults.push({ pointer: '/since', detail: 'It must be before until, and in the past.' })
  }
  return faults
}

/** The types that are asked for, of those that the webhook endpoint wants; undefined when there is none in common. */
function wantedTypes({ types }: WebhookEndpoint, asked: readonly EventType[]): readonly EventType[] | undefined {
  if (asked.length === 0) return types
  const common = types.length === 0 ? asked : asked.filter((type) => types.includes(type))
  return common.length === 0 ? undefined : common
}

/** An event that is told once more, to one webhook endpoint, or, with null, to each that wants it. */
export interface EventReplayTarget {
  readonly tenant: TenantId
  readonly event: string
  readonly endpoint: WebhookEndpointId | null
}

/**
 * Tells one event once more: with the same id, at once, and with the schedule from the start; the tenant's streams get it
 * too. Throws `event_not_found`, `webhook_endpoint_not_found` or `webhook_endpoint_disabled`.
 */
export async function replayOneEvent(
  deps: ActDeps,
  { tenant, event, endpoint }: EventReplayTarget,
  asker: Asker,
): Promise<EventWithDeliveries> {
  const id = requireEventId(event)
  const done = {
    act: 'event.replay',
    target: { kind: 'event' as const, tenant, id },
    after: { webhook_endpoint: endpoint },
  }
  const told = { endpoint, now: deps.clock(), entry: entryBy(deps, asker, done) }
  const replay = await replayEvent(deps.database, tenant, id, told)
  switch (replay.kind) {
    case 'absent':
      throw new GatewayError('event_not_found')
    case 'endpoint_absent':
      throw new GatewayError('webhook_endpoint_not_found')
    case 'endpoint_disabled':
      throw isDisabled(replay.endpoint)
    case 'told':
      logAct(deps, asker, done)
      await askForDeliveries(deps, tenant, replay.endpoints)
      return onlyTo(await readEventWithDeliveries(deps, tenant, id), replay.endpoints)
  }
}

/**
 * Sends a `rampway.test` to this webhook endpoint alone, whatever types it wants. Throws `webhook_endpoint_not_found` or
 * `webhook_endpoint_disabled`.
 */
export async function sendTest(deps: Deps, target: WebhookEndpointTarget, asker: Asker): Promise<EventWithDeliveries> {
  const { tenant } = target
  const id = requireId(target.id)
  const done = { act: 'webhook_endpoint.test', target: { kind: 'webhook_endpoint' as const, tenant, id } }
  const by = 'partner' in asker ? asker.partner.name : 'the operator'
  const sent = { message: `A test, asked for by ${by}.`, now: deps.clock(), entry: entryBy(deps, asker, done) }
  const sending = await recordTestEvent(deps.database, tenant, id, sent)
  if (sending.kind === 'absent') throw new GatewayError('webhook_endpoint_not_found')
  if (sending.kind === 'disabled') throw isDisabled(sending.endpoint)
  logAct(deps, asker, done)
  await publishEvents(deps, tenant)
  return readEventWithDeliveries(deps, tenant, sending.event)
}

function onlyTo(
  { event, deliveries }: EventWithDeliveries,
  endpoints: readonly WebhookEndpointId[],
): EventWithDeliveries {
  return { event, deliveries: deliveries.filter(({ endpoint }) => endpoints.includes(endpoint)) }
}
