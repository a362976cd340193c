import Type from 'typebox'
import { type EventType, eventTypes } from '../domain/event.ts'
import { didYouMean, nearestWords } from '../domain/near-miss.ts'
import { readOperatorText } from '../domain/operator-text.ts'
import { webhookSignatures } from '../domain/webhook-endpoint.ts'
import { bodyInstant, yes } from './body-values.ts'
import { oneOf } from './choice.ts'
import { byDefault, type Field, type FieldValues, optional, type Reader, required } from './field.ts'

/** Longest description of a webhook endpoint, in characters. */
const descriptionLengthMax = 200
/** Longest URL that is looked at, in characters. */
const urlLengthMax = 2_048

/** Whether anything may be sent there is not judged here. */
const url: Reader<string> = {
  read: (value) =>
    typeof value === 'string' && value.length <= urlLengthMax
      ? { value }
      : { fault: `Send an absolute URL with at most ${urlLengthMax} characters.` },
  schema: Type.String({ maxLength: urlLengthMax }),
  rule: 'It must be an https URL without user, password or fragment, and of a host that the operator allows.',
}

const types: Reader<readonly EventType[]> = {
  read: (value) => {
    if (!Array.isArray(value)) return { fault: `Send a list of types; an empty one is all. ${allTypes}` }
    const given: readonly unknown[] = value
    const stranger = given.find((type) => !eventTypes.some((known) => known === type))
    if (stranger === undefined) return { value: eventTypes.filter((type) => given.includes(type)) }
    if (typeof stranger !== 'string') return { fault: `Types are texts. ${allTypes}` }
    const meant = nearestWords(stranger, eventTypes)
    const guess = meant.length === 0 ? '' : `${didYouMean(meant)} `
    return { fault: `${JSON.stringify(stranger.slice(0, 64))} is no type. ${guess}${allTypes}` }
  },
  schema: Type.Array(Type.Enum([...eventTypes])),
}
const allTypes = `There are ${eventTypes.join(', ')}.`

const description: Reader<string> = {
  read: (value) => {
    const text = readOperatorText(value, descriptionLengthMax)
    return text === undefined
      ? { fault: `Send 1 to ${descriptionLengthMax} characters, without control characters.` }
      : { value: text }
  },
  schema: Type.String({ minLength: 1, maxLength: descriptionLengthMax, pattern: '\\S' }),
  rule: 'It must not contain control characters.',
}

const timestampFormats = ['iso8601', 'epoch'] as const
const statuses = ['enabled', 'disabled'] as const

const about = {
  url: 'where events are sent, by POST',
  types: 'which types of events it wants; an empty list is all, those of later versions too',
  description: 'for people',
  timestamp_format:
    'how instants stand in what is sent: `iso8601`, as Standard Webhooks has it, or `epoch` milliseconds',
  signature:
    '`hmac` with the secret of the webhook endpoint, `ed25519` with the gateway’s own key (see `GET /v0/webhook-keys`), or `both`',
}

/** What a new webhook endpoint is to be. */
export const newWebhookEndpointFields = {
  url: required(url, 'the URL of your own server', about.url),
  types: byDefault(types, [], about.types),
  description: optional(description, about.description),
  timestamp_format: byDefault(oneOf(timestampFormats, ' for iso8601'), 'iso8601', about.timestamp_format),
  signature: byDefault(oneOf(webhookSignatures, ' for hmac'), 'hmac', about.signature),
}

/** A body that was read. */
export type NewWebhookEndpointBody = FieldValues<typeof newWebhookEndpointFields>

/** What is to be another; what is left out stays. */
export const webhookEndpointChangeFields = {
  url: kept(url, about.url),
  types: kept(types, about.types),
  description: { ...kept(orNone(description), `${about.description}; null for none`), isNullable: true },
  timestamp_format: kept(oneOf(timestampFormats, ' to keep it'), about.timestamp_format),
  signature: kept(oneOf(webhookSignatures, ' to keep it'), about.signature),
  status: kept(
    oneOf(statuses, ' to keep it'),
    '`disabled` sends nothing more, and keeps what is pending; `enabled` goes on with that, also after the gateway has disabled it',
  ),
}

/** A body that was read. */
export type WebhookEndpointChangeBody = FieldValues<typeof webhookEndpointChangeFields>

/** Which events are to be told once more. */
export const replayFields = {
  since: optional(bodyInstant, 'events at or after this instant: epoch milliseconds or ISO 8601'),
  until: optional(bodyInstant, 'events before this instant; left out, until now'),
  types: byDefault(
    types,
    [],
    'events of these types alone, of those that the webhook endpoint wants; left out, of all',
  ),
  only_failed: byDefault(yes, false, 'true: only events that were given up, or whose last attempt failed'),
  since_last_success: byDefault(
    yes,
    false,
    'true: in place of `since`, what the webhook endpoint has missed since an attempt last succeeded: what failed, what is pending, and what was published while it was disabled',
  ),
  dry_run: byDefault(yes, false, 'true: nothing is sent; the answer tells how many events it would be'),
}

/** A body that was read. */
export type ReplayBody = FieldValues<typeof replayFields>

/** A field that stays as it is when it is left out. */
function kept<T>(reader: Reader<T>, about: string): Field<T | undefined> {
  return { ...reader, absent: { value: undefined }, isNullable: false, about }
}

function orNone<T>(reader: Reader<T>): Reader<T | null> {
  return { ...reader, read: (value, choices) => (value === null ? { value: null } : reader.read(value, choices)) }
}
