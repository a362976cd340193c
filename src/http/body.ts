import type { FastifyInstance } from 'fastify'
import { isSafeNumber, parse as parseLossless } from 'lossless-json'
import { InexactNumber } from '../contract/body.ts'
import { GatewayError } from '../domain/errors.ts'
import { createKnownBodies, recogniseBody } from './known-bodies.ts'

/** Longest body that is read, in bytes. */
export const bodyBytesMax = 64 * 1024

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** JSON is the only content type; a number at the top level that a double cannot carry becomes an `InexactNumber`. */
export function acceptJsonBodies(app: FastifyInstance): void {
  const knownBodies = createKnownBodies()
  app.decorate('knownBodies', knownBodies)
  app.decorateRequest('bodyText', '')
  app.decorateRequest('knownBody', null)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    const known = recogniseBody(knownBodies, request, bytes)
    try {
      done(null, known === undefined ? parseJsonBody(bytes) : known.json)
    } catch (error) {
      done(error as Error)
    }
  })
}

/** For routes that take no body: whatever comes in its place, of at most `bodyBytesMax`, is ignored. */
export function ignoreBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _bytes, done) => done(null, undefined))
}

/** For routes that want the bytes as they came, whatever their content type. */
export function keepBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, bytes, done) => done(null, bytes))
}

/** Parses a body. Throws `malformed_body`. */
export function parseJsonBody(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw new GatewayError('malformed_body', { detail: 'The body is empty; send a JSON object.' })
  let text: string
  let body: unknown
  try {
    text = utf8.decode(bytes)
    body = JSON.parse(text)
  } catch (cause) {
    throw new GatewayError('malformed_body', { detail: 'The body is not JSON in UTF-8.', cause })
  }
  return isObject(body) && needsExactReading(body, text) ? markInexact(body, text) : body
}

/** Numbers of more than 15 digits or with an exponent; such texts inside strings only cost the exact reading. */
const longNumber = /[:,[\s]-?(?:[\d.]{16}|[\d.]+[eE])/
const fieldName = /"\s*:/g

/**
 * False when there is no number, or every one is certainly exact as a double, no field can have been named twice, and
 * nothing is nested.
 */
function needsExactReading(body: Record<string, unknown>, text: string): boolean {
  let fields = 0
  let hasNumber = false
  let isNested = false
  for (const value of Object.values(body)) {
    fields += 1
    hasNumber ||= typeof value === 'number'
    isNested ||= typeof value === 'object' && value !== null
  }
  return hasNumber && (isNested || longNumber.test(text) || countFieldNames(text) !== fields)
}

function countFieldNames(text: string): number {
  let count = 0
  fieldName.lastIndex = 0
  while (fieldName.test(text)) count += 1
  return count
}

function isObject(body: unknown): body is Record<string, unknown> {
  return typeof body === 'object' && body !== null && !Array.isArray(body)
}

/** Reads the numbers once more, as texts, to see whether the doubles are exact. */
function markInexact(body: Record<string, unknown>, text: string): unknown {
  const inexact = new Map<string, InexactNumber>()
  try {
    const exact = parseLossless(text, null, (digits) =>
      isSafeNumber(digits) ? Number(digits) : new InexactNumber(digits),
    )
    for (const [name, value] of Object.entries(exact ?? {})) {
      if (value instanceof InexactNumber) inexact.set(name, value)
    }
  } catch (cause) {
    const tooDeep = cause instanceof RangeError
    const detail = tooDeep ? 'The body is nested too deeply.' : 'The body names a field twice with different values.'
    throw new GatewayError('malformed_body', { detail, cause })
  }
  return inexact.size === 0 ? body : { ...body, ...Object.fromEntries(inexact) }
}
