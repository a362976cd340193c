import { setMaxListeners } from 'node:events'
import { type Clock, isoMicros } from './clock.ts'
import { createDeliveries, type Deliveries } from './deliveries.ts'
import type { Faults } from './faults.ts'
import type { Ids } from './ids.ts'
import type { JsonRecord } from './json.ts'
import { createWaitingEvents, findTarget, type WebhookEvent } from './waiting-events.ts'
import { postWebhook } from './webhook-delivery.ts'
import { signWebhook } from './webhook-signature.ts'
import type { EventType, NewProfile, WebhookProfile } from './webhook-target.ts'
import type { WaitingEvent } from './world-form.ts'

/** Webhook targets kept. */
export const PROFILES_MAX = 200
/** Deliveries waiting at once, retries included; events beyond it are dropped and counted. */
export const DELIVERIES_WAITING_MAX = 20_000
/** Deliveries of one profile under way at once. One transaction's events share a lane and so keep their order. */
export const LANES_PER_PROFILE = 16
/** Retries double up to an hour and end after three days (docs/meld.md, webhooks). */
export const RETRY_DELAY_MS_MAX = 3_600_000
export const RETRY_FOR_MS = 259_200_000
/** How long a `late` event waits on the simulator's clock unless the fault says otherwise. */
const LATE_MS = 600_000
/** How long a `reordered` event waits for another one to overtake it. */
const REORDER_WAIT_MS = 60_000

export interface Webhooks {
  readonly profiles: ReadonlyMap<string, WebhookProfile>
  readonly addProfile: (profile: NewProfile) => WebhookProfile
  /** Sends an event to every active profile of the account that wants it. Events with the same `lane` keep order. */
  readonly announce: (accountId: string, type: EventType, lane: string, payload: JsonRecord) => void
  /** Sends a `WEBHOOK_TEST` to one profile and returns its request id. */
  readonly sendTest: (profile: WebhookProfile) => string
  readonly deliveries: Pick<Deliveries, 'list' | 'last'>
  readonly dropped: () => number
  /** Sends whatever a `reordered` fault holds back. */
  readonly release: () => void
  /** Resolves when no delivery is under way, or after that many milliseconds. */
  readonly settle: (waitMsMax: number) => Promise<void>
  /** The events that have not arrived, in order. */
  readonly waiting: () => readonly WaitingEvent[]
  /** Continues the events of an earlier simulator; those whose target is gone are dropped. */
  readonly resume: (events: readonly WaitingEvent[]) => void
  readonly close: () => void
}

export interface WebhookContext {
  readonly ids: Ids
  readonly clock: Clock
  readonly faults: Faults
  /** First retry delay in milliseconds. */
  readonly retryMs: () => number
  /** Told when an event begins or ends to wait. */
  readonly changed: () => void
  /** Targets of an earlier simulator. */
  readonly kept: readonly WebhookProfile[]
}

interface EventSubject {
  readonly accountId: string | null
  readonly payload: JsonRecord
}

/** The webhook side of one simulator. */
export function createWebhooks({ ids, clock, faults, retryMs, changed, kept }: WebhookContext): Webhooks {
  const profiles = new Map(kept.map((profile) => [profile.id, profile]))
  const waits = createWaitingEvents(changed)
  const lanes = new Map<string, Promise<void>>()
  const held: WebhookEvent[] = []
  const closing = new AbortController()
  // Every delivery under way listens to it; that is no leak.
  setMaxListeners(0, closing.signal)
  let idleWaiters: (() => void)[] = []
  const deliveries = createDeliveries()
  let waiting = 0
  let droppedEvents = 0

  function send(event: WebhookEvent): void {
    waits.add(event, clock.now())
    // It waits for the next start, where there is one.
    if (closing.signal.aborted) return
    if (waiting >= DELIVERIES_WAITING_MAX) {
      drop(event)
      return
    }
    waiting++
    const lane = `${event.profile.id} ${laneNumber(event.lane)}`
    const done = (lanes.get(lane) ?? Promise.resolve()).then(() => attempt(event))
    const tail = done.finally(() => {
      waiting--
      if (lanes.get(lane) === tail) lanes.delete(lane)
      if (lanes.size === 0) wakeWaiters()
    })
    lanes.set(lane, tail)
  }

  function drop(event: WebhookEvent): void {
    droppedEvents++
    waits.remove(event)
  }

  function wakeWaiters(): void {
    const woken = idleWaiters
    idleWaiters = []
    for (const wake of woken) wake()
  }

  async function attempt(event: WebhookEvent): Promise<void> {
    const { profile, body } = event
    const nowMs = clock.now()
    event.firstSentAtMs ??= nowMs
    const forged = faults.takeForWebhook(event.type, ['bad_signature']) !== undefined
    const timestamp = isoMicros(profile.signingClock === 'base' ? nowMs - clock.advancedMs() : nowMs)
    const secret = forged ? `not-${profile.secret}` : profile.secret
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'meld-signature': signWebhook(secret, timestamp, profile.url, body),
      'meld-signature-timestamp': timestamp,
    }
    if (event.attempt > 0) headers['Meld-Retry-Count'] = String(event.attempt)
    if (event.retryReason !== undefined) headers['Meld-Retry-Reason'] = event.retryReason
    const outcome = await postWebhook(profile.url, headers, body, closing.signal)
    const attempt = event.attempt + 1
    const dueAtMs = outcome.kind === 'failed' && !closing.signal.aborted ? retryAtMs(event, event.firstSentAtMs) : null
    const { status, answer } = outcome
    deliveries.note(event, {
      at: nowMs,
      attempt,
      outcome: outcome.kind === 'delivered' ? 'delivered' : outcome.reason,
      due_at: dueAtMs,
      headers,
      status,
      answer,
    })
    if (outcome.kind === 'delivered') waits.remove(event)
    else if (!closing.signal.aborted) retry(event, outcome.reason, dueAtMs)
  }

  /** When an event that was refused is sent again; null when it was for the last time. */
  function retryAtMs(event: WebhookEvent, firstSentAtMs: number): number | null {
    const atMs = clock.now() + Math.min(retryMs() * 2 ** event.attempt, RETRY_DELAY_MS_MAX)
    return atMs - firstSentAtMs > RETRY_FOR_MS ? null : atMs
  }

  function retry(event: WebhookEvent, reason: string, atMs: number | null): void {
    if (atMs === null) {
      waits.remove(event)
      return
    }
    event.attempt++
    event.retryReason = reason
    later(event, atMs)
  }

  function later(event: WebhookEvent, atMs: number): void {
    if (clock.waiting() >= DELIVERIES_WAITING_MAX) {
      drop(event)
      return
    }
    waits.add(event, atMs)
    clock.schedule(atMs, () => send(event))
  }

  /** A fault keeps the event from being sent, until then or for ever. */
  function noteUnsent(event: WebhookEvent, dueAtMs: number | null): void {
    const outcome = dueAtMs === null ? 'lost' : 'held'
    deliveries.note(event, {
      at: clock.now(),
      attempt: 0,
      outcome,
      due_at: dueAtMs,
      headers: {},
      status: null,
      answer: null,
    })
  }

  function release(): void {
    for (const event of held.splice(0)) send(event)
  }

  function dispatch(event: WebhookEvent): void {
    // One event is held at a time, else two of them would wait for each other.
    const reordered = held.length === 0 ? (['reordered'] as const) : []
    const fault = faults.takeForWebhook(event.type, ['drop', 'late', 'duplicate', ...reordered])
    if (fault?.kind === 'drop') {
      noteUnsent(event, null)
      return
    }
    if (fault?.kind === 'late') {
      const dueAtMs = clock.now() + (fault.delayMs ?? LATE_MS)
      noteUnsent(event, dueAtMs)
      later(event, dueAtMs)
      return
    }
    if (fault?.kind === 'reordered') {
      const dueAtMs = clock.now() + REORDER_WAIT_MS
      noteUnsent(event, dueAtMs)
      held.push(event)
      waits.add(event, dueAtMs)
      clock.schedule(dueAtMs, release)
      return
    }
    send(event)
    if (fault?.kind === 'duplicate') send({ ...event })
    // A held event goes into the lane behind the one that overtook it, so the order is swapped for certain.
    for (const overtaken of held.splice(0)) {
      overtaken.lane = event.lane
      send(overtaken)
    }
  }

  function makeEvent(profile: WebhookProfile, type: EventType, lane: string, subject: EventSubject): WebhookEvent {
    const id = ids.plain('event')
    const envelope = {
      eventType: type,
      eventId: id,
      timestamp: isoMicros(clock.now()),
      accountId: subject.accountId,
      profileId: profile.id,
      version: profile.eventVersion,
      payload: subject.payload,
    }
    const body = JSON.stringify(envelope)
    return { profile, type, id, lane, body, firstSentAtMs: undefined, attempt: 0, retryReason: undefined }
  }

  return {
    profiles,
    addProfile: (input) => {
      const profile = {
        isKept: true,
        ...input,
        id: input.id ?? ids.scoped('profile'),
        key: ids.plain('profile-key'),
        secret: input.secret ?? ids.secret(),
      }
      profiles.set(profile.id, profile)
      return profile
    },
    announce: (accountId, type, lane, payload) => {
      for (const profile of profiles.values()) {
        if (profile.status !== 'ACTIVE') continue
        if (profile.accountId !== null && profile.accountId !== accountId) continue
        if (profile.eventTypes.length > 0 && !profile.eventTypes.includes(type)) continue
        dispatch(makeEvent(profile, type, lane, { accountId, payload }))
      }
    },
    sendTest: (profile) => {
      const requestId = ids.plain('webhook-test')
      send(makeEvent(profile, 'WEBHOOK_TEST', requestId, { accountId: profile.accountId, payload: { requestId } }))
      return requestId
    },
    deliveries,
    dropped: () => droppedEvents,
    release,
    waiting: waits.list,
    resume: (events) => {
      for (const waiting of events) {
        const event = findTarget(waiting, profiles)
        // One that was refused may have met a receiver that was stopping as well: it need not wait out its time.
        if (event !== undefined) later(event, event.attempt > 0 ? clock.now() : waiting.dueAtMs)
      }
    },
    settle: (waitMsMax) =>
      new Promise((resolve) => {
        if (lanes.size === 0 || closing.signal.aborted) return resolve()
        const timer = setTimeout(resolve, waitMsMax)
        idleWaiters.push(() => {
          clearTimeout(timer)
          resolve()
        })
      }),
    close: () => {
      closing.abort()
      wakeWaiters()
    },
  }
}

function laneNumber(lane: string): number {
  let sum = 0
  for (const character of lane) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return sum % LANES_PER_PROFILE
}
