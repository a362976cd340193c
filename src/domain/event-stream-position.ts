import { type EventId, parseEventId } from './event.ts'

/** Where a reader of a tenant's events goes on: after a place in their order, or after an event wherever that stands. */
export type EventStreamPlace = { readonly position: number } | { readonly event: EventId }

const pattern = /^(?:evt_[0-9a-f]{32}|start)\.(?<position>\d{1,15})$/

/** The id of a frame: the event that it holds, null for none, and its place in the tenant's order. */
export function writeEventPlace(event: EventId | null, position: number): string {
  return `${event ?? 'start'}.${position}`
}

/** Reads the id of a frame, or of an event; undefined for any other text. */
export function readEventPlace(text: string): EventStreamPlace | undefined {
  const event = parseEventId(text)
  if (event !== undefined) return { event }
  const position = pattern.exec(text)?.groups?.position
  return position === undefined ? undefined : { position: Number(position) }
}
