import Type from 'typebox'
import { idempotencyKeyLengthMax } from '../domain/session.ts'
import type { FieldResult, Reader } from './field.ts'

/** The key of a body; the empty text is no key. */
export const idempotencyKey: Reader<string | null> = {
  read: readKey,
  schema: Type.String({ maxLength: idempotencyKeyLengthMax, pattern: '^[^\\u0000\\ud800-\\udfff]*$' }),
}

function readKey(value: unknown): FieldResult<string | null> {
  if (typeof value !== 'string') return { fault: 'Send a string, or leave it out.' }
  if ([...value].length > idempotencyKeyLengthMax) return { fault: `At most ${idempotencyKeyLengthMax} characters.` }
  if (/\p{Surrogate}/u.test(value) || value.includes('\0')) {
    return { fault: 'The key must be valid Unicode text without NUL characters.' }
  }
  return { value: value === '' ? null : value }
}

/** A structured field's string (RFC 9651): printable ASCII in quotes, with `\"` and `\\` inside. */
const quotedForm = /^"((?:[^"\\]|\\["\\])*)"$/

/**
 * Reads the `Idempotency-Key` header, as often as it was sent. Plain (`abc`) and quoted as the IETF's draft has it
 * (`"abc"`) are the same key; an empty one is no key.
 */
export function readKeyHeader(lines: readonly string[]): FieldResult<string | null> {
  if (lines.length > 1) return { fault: 'The Idempotency-Key header was sent more than once; send it once.' }
  const text = (lines[0] ?? '').trim()
  if (!/^[\x20-\x7e]*$/.test(text)) {
    return {
      fault: 'The Idempotency-Key header takes printable ASCII; send any other key as idempotency_key in the body.',
    }
  }
  const quoted = quotedForm.exec(text)?.[1]
  if (quoted === undefined && text.startsWith('"')) {
    return {
      fault:
        'The Idempotency-Key header begins with a quote that is not closed as it should be; send the key without quotes.',
    }
  }
  const read = readKey(quoted?.replaceAll(/\\(.)/g, '$1') ?? text)
  return 'fault' in read ? { fault: `The Idempotency-Key header: ${read.fault}` } : read
}

/** The one key of a request: the body's, else the header's; two that differ contradict each other. */
export function settleKey(body: string | null, header: string | null): FieldResult<string | null> {
  if (body !== null && header !== null && body !== header) {
    return {
      fault:
        'idempotency_key in the body and the Idempotency-Key header are different keys; send one of them, or the same key in both.',
    }
  }
  return { value: body ?? header }
}
