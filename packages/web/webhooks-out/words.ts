import type { Tone } from '../ui/badge.tsx'
import type { Delivery, WebhookEndpoint } from './shapes.ts'

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

/** The types of events, as they are chosen from. */
export const eventTypes = [
  'ramp.session.opened',
  'ramp.session.returned',
  'ramp.session.expired',
  'ramp.session.not_observed',
  'ramp.session.abandoned',
  'ramp.transaction.created',
  'ramp.transaction.updated',
  'ramp.transaction.completed',
  'ramp.transaction.failed',
  'ramp.transaction.cancelled',
  'ramp.transaction.refunded',
  'rampway.endpoint.failing',
  'rampway.endpoint.disabled',
  'rampway.endpoint.recovered',
  'rampway.test',
] as const

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
