import type { EventView } from '../contract/event.ts'
import type { Delivery } from '../domain/delivery.ts'

/** A delivery in a line. */
export function deliveryLine(delivery: Delivery): string {
  const { id, event, endpoint, type, state, attempts, nextAttemptAt, lastStatus, lastFailure, createdAt } = delivery
  const next = nextAttemptAt === null ? '' : `, next ${new Date(nextAttemptAt).toISOString()}`
  const last = lastFailure ?? (lastStatus === null ? null : `answered ${lastStatus}`)
  const answer = last === null ? '' : `, last ${last}`
  const tried = attempts === 1 ? '1 attempt' : `${attempts} attempts`
  return `${new Date(createdAt).toISOString()}  ${id}  ${type}  ${event}  to ${endpoint}  ${state}, ${tried}${answer}${next}`
}

/** An event in a line. */
export function eventLine({ id, type, timestamp, sequence, data }: EventView): string {
  const place = sequence === null ? '' : `  #${sequence}`
  const about = 'id' in data && typeof data.id === 'string' ? `  ${data.id}` : ''
  return `${new Date(timestamp).toISOString()}  ${id}  ${type}${place}${about}`
}
