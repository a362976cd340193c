import type { WebhookProfile } from './webhook-target.ts'
import type { WaitingEvent } from './world-form.ts'

/** Events kept for a later start, the newest. */
export const WAITING_KEPT_MAX = 1_000

/** One webhook event on its way to one target. */
export interface WebhookEvent {
  readonly profile: WebhookProfile
  readonly type: WaitingEvent['type']
  readonly id: string
  lane: string
  readonly body: string
  firstSentAtMs: number | undefined
  attempt: number
  retryReason: string | undefined
}

/** The events that have not arrived yet, with when each is due. */
export interface WaitingEvents {
  readonly add: (event: WebhookEvent, dueAtMs: number) => void
  readonly remove: (event: WebhookEvent) => void
  readonly list: () => readonly WaitingEvent[]
}

/** An empty list; `changed` is called after each change. */
export function createWaitingEvents(changed: () => void): WaitingEvents {
  const dueAtMs = new Map<WebhookEvent, number>()
  return {
    add: (event, atMs) => {
      dueAtMs.set(event, atMs)
      changed()
    },
    remove: (event) => {
      dueAtMs.delete(event)
      changed()
    },
    list: () => [...dueAtMs].slice(-WAITING_KEPT_MAX).map(([event, atMs]) => write(event, atMs)),
  }
}

/** The event as it was when it was kept; undefined when its target is gone. */
export function findTarget(
  { profileId, dueAtMs: _, firstSentAtMs, retryReason, ...event }: WaitingEvent,
  profiles: ReadonlyMap<string, WebhookProfile>,
): WebhookEvent | undefined {
  const profile = profiles.get(profileId)
  if (profile === undefined) return undefined
  return { ...event, profile, firstSentAtMs: firstSentAtMs ?? undefined, retryReason: retryReason ?? undefined }
}

function write({ profile, firstSentAtMs, retryReason, ...event }: WebhookEvent, dueAtMs: number): WaitingEvent {
  return {
    ...event,
    profileId: profile.id,
    firstSentAtMs: firstSentAtMs ?? null,
    retryReason: retryReason ?? null,
    dueAtMs,
  }
}
