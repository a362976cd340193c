import { countInWords } from '../parts/words.ts'
import type { Tone } from '../ui/badge.tsx'
import type { Delivery, EventType, WebhookEndpoint } from './shapes.ts'

interface Word {
  readonly label: string
  readonly tone: Tone
}

/** The states of a webhook endpoint. */
export const statuses: Readonly<Record<WebhookEndpoint['status'], Word>> = {
  enabled: { label: 'Enabled', tone: 'good' },
  failing: { label: 'Failing', tone: 'bad' },
  disabled: { label: 'Disabled', tone: 'neutral' },
}

/** The states of a delivery. */
export const deliveryStates: Readonly<Record<Delivery['state'], Word>> = {
  pending: { label: 'Pending', tone: 'active' },
  delivered: { label: 'Delivered', tone: 'good' },
  given_up: { label: 'Given up', tone: 'bad' },
  cancelled: { label: 'Cancelled', tone: 'neutral' },
}

const known = {
  'ramp.session.opened': true,
  'ramp.session.returned': true,
  'ramp.session.expired': true,
  'ramp.session.not_observed': true,
  'ramp.session.abandoned': true,
  'ramp.transaction.created': true,
  'ramp.transaction.updated': true,
  'ramp.transaction.completed': true,
  'ramp.transaction.failed': true,
  'ramp.transaction.cancelled': true,
  'ramp.transaction.refunded': true,
  'rampway.endpoint.failing': true,
  'rampway.endpoint.disabled': true,
  'rampway.endpoint.recovered': true,
  'rampway.test': true,
} as const satisfies Record<EventType, true>

/** The types of events, to choose from. */
export const eventTypes = Object.keys(known)

/** Choices of a filter, the first of which narrows nothing. */
export function choicesOf(words: Readonly<Record<string, Word>>) {
  return [anyChoice, ...Object.entries(words).map(([value, { label }]) => ({ value, label }))]
}

const anyChoice = { value: '', label: 'Any' }

/** Choices of a filter by type. */
export const typeChoices = [anyChoice, ...eventTypes.map((value) => ({ value, label: value }))]

/** Why a webhook endpoint is disabled, as a sentence. */
export function disabledInWords(reason: string | null): string {
  if (reason === 'partner') return 'The partner disabled it.'
  if (reason === 'operator') return 'An operator disabled it.'
  if (reason === 'gone') return 'It answered 410 Gone.'
  if (reason === 'failing_too_long') return 'It had failed for too long.'
  return 'It is disabled.'
}

/** Which events a webhook endpoint wants. */
export function typesInWords(types: readonly string[]): string {
  if (types.length === 0) return 'All'
  return types.length === 1 ? (types[0] ?? '') : `${types.length} types`
}

/** What an attempt came to: `204`, or why there was no answer, with the gateway's word for it made readable. */
export function outcomeInWords(status: number | null, failure: string | null): string {
  if (status !== null) return String(status)
  return failure === null ? 'No answer' : failure.replaceAll('_', ' ')
}

/** A URL without what all of them begin with, as short as a row has room for. */
export function shortUrl(url: string, lengthMax = 48): string {
  const rest = url.replace(/^https?:\/\//, '')
  return rest.length <= lengthMax ? rest : `${rest.slice(0, lengthMax - 1)}…`
}

/** From here on nobody counts what is pending. */
const pendingCountMax = 100_000

/** How much is pending, as far as it is counted. */
export function pendingInWords(pending: number): string {
  return pending < pendingCountMax ? countInWords(pending) : `${countInWords(pendingCountMax)} or more`
}
