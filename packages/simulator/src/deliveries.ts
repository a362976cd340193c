import type { WebhookEvent } from './waiting-events.ts'

/** Deliveries remembered for the control API. */
export const DELIVERIES_MAX = 1_000

/** One attempt to deliver an event, or what a fault did to the event instead. */
export interface Delivery {
  readonly seq: number
  /** Epoch milliseconds of the simulator's clock. */
  readonly at: number
  readonly url: string
  readonly event_type: string
  readonly event_id: string
  /** 1 for the first; 0 where nothing was sent. */
  readonly attempt: number
  /** `delivered`, the reason it was not, `lost` for ever, or `held` until `due_at` at the latest. */
  readonly outcome: string
  /** Epoch milliseconds of the simulator's clock; null where nothing more is due. */
  readonly due_at: number | null
  /** Those that Meld adds; empty where nothing was sent. */
  readonly headers: Readonly<Record<string, string>>
  /** The body as signed. */
  readonly body: string
  readonly status: number | null
  /** What the receiver answered, cut off where it is long. */
  readonly answer: string | null
}

export interface Deliveries {
  readonly note: (event: WebhookEvent, what: DeliveryFacts) => void
  readonly list: () => readonly Delivery[]
  /** The highest `seq` so far, 0 before the first. */
  readonly last: () => number
}

type DeliveryFacts = Omit<Delivery, 'seq' | 'url' | 'event_type' | 'event_id' | 'body'>

/** A bounded list of deliveries in the order in which they ended. */
export function createDeliveries(): Deliveries {
  let deliveries: Delivery[] = []
  let seq = 0
  return {
    note: ({ profile, type, id, body }, facts) => {
      deliveries.push({ seq: ++seq, url: profile.url, event_type: type, event_id: id, body, ...facts })
      if (deliveries.length > DELIVERIES_MAX * 1.25) deliveries = deliveries.slice(-DELIVERIES_MAX)
    },
    list: () => deliveries.slice(-DELIVERIES_MAX),
    last: () => seq,
  }
}
