import Type from 'typebox'
import { idempotencyKeyLengthMax } from '../domain/session.ts'
import type { Field, FieldResult, FieldsRead, Reader } from './field.ts'

/** The key of a body; the empty text is no key. */
export const idempotencyKey: Reader<string | null> = {
  read: readKey,
  schema: Type.String({ maxLength: idempotencyKeyLengthMax, pattern: '^[^\\u0000\\ud800-\\udfff]*$' }),
}

function readKey(value: unknown): FieldResult<string | null> {
  if (typeof value !== 'string') return { fault: 'Send a string, or leave it out.' }
  if (value.length > idempotencyKeyLengthMax && [...value].length > idempotencyKeyLengthMax)
    return { fault: `At most ${idempotencyKeyLengthMax} characters.` }
  if (/\p{Surrogate}/u.test(value) || value.includes('\0')) {
    return { fault: 'The key must be valid Unicode text without NUL characters.' }
  }
  return { value: value === '' ? null : value }
}

/** A structured field's string (RFC 9651): printable ASCII in quotes, with `\"` and `\\` inside. */
const quotedPattern = /^"((?:[^"\\]|\\["\\])*)"$/

/**
 * The `Idempotency-Key` header, read from all its lines. Plain (`abc`) and quoted as the IETF's draft has it (`"abc"`)
 * are the same key; an empty one is no key.
 */
export const keyHeader: Field<string | null> = {
  read: (lines) => readKeyHeader(Array.isArray(lines) ? lines.map(String) : []),
  schema: Type.String({ pattern: '^[\\x20-\\x7e]*$' }),
  rule: 'Sent once; at most 128 characters, in quotes or not.',
  absent: { value: null },
  isNullable: false,
  about: 'the key of a request whose body has none',
}

function readKeyHeader(lines: readonly string[]): FieldResult<string | null> {
  if (lines.length > 1) return { fault: 'The Idempotency-Key header was sent more than once; send it once.' }
  const text = (lines[0] ?? '').trim()
  if (!/^[\x20-\x7e]*$/.test(text)) {
    return {
      fault: 'The Idempotency-Key header takes printable ASCII; send any other key as idempotency_key in the body.',
    }
  }
  const quoted = quotedPattern.exec(text)?.[1]
  if (quoted === undefined && text.startsWith('"')) {
    return {
      fault:
        'The Idempotency-Key header begins with a quote that is not closed as it should be; send the key without quotes.',
    }
  }
  const read = readKey(quoted?.replaceAll(/\\(.)/g, '$1') ?? text)
  return 'fault' in read ? { fault: `The Idempotency-Key header: ${read.fault}` } : read
}

/** The body with the one key of the request: its own, else the header's; two that differ contradict each other. */
export function withKeyHeader<Body extends { readonly idempotency_key: string | null }>(
  body: Body,
  header: string | null,
): FieldsRead<Body> {
  if (header === null) return { values: body }
  const key = settleKey(body.idempotency_key, header)
  if ('fault' in key) return { faults: [{ pointer: '/idempotency_key', detail: key.fault }] }
  return { values: { ...body, idempotency_key: key.value } }
}

function settleKey(body: string | null, header: string | null): FieldResult<string | null> {
  if (body !== null && header !== null && body !== header) {
    return {
      fault:
        'idempotency_key in the body and the Idempotency-Key header are different keys; send one of them, or the same key in both.',
    }
  }
  return { value: body ?? header }
}
