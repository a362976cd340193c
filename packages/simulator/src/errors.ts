import { isoMicros } from './clock.ts'
import type { JsonRecord } from './json.ts'

/** How a refusal is worded on the wire; `body` replaces Meld's usual error shape altogether. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly message: string
  readonly errors?: readonly string[]
  readonly serviceProviderDetails?: JsonRecord
  readonly body?: unknown
}

/** A refusal thrown by an operation and rendered at the edge. */
export class MeldRefusal extends Error {
  readonly refusal: Refusal
  constructor(refusal: Refusal) {
    super(refusal.message)
    this.name = 'MeldRefusal'
    this.refusal = refusal
  }
}

/** Makes the error to throw for a refusal. */
export function refuse(
  status: number,
  code: string,
  message: string,
  more: Pick<Refusal, 'errors' | 'serviceProviderDetails'> = {},
): MeldRefusal {
  return new MeldRefusal({ status, code, message, ...more })
}

/** 400 `BAD_REQUEST` with `[field] reason` items. */
export function badRequest(...errors: readonly string[]): MeldRefusal {
  return refuse(400, 'BAD_REQUEST', 'Bad request', { errors })
}

/** 404 `NOT_FOUND`. */
export function notFound(): MeldRefusal {
  return refuse(404, 'NOT_FOUND', 'Resource not found')
}

/** Meld's error body (docs/meld.md, errors). */
export function errorBody(refusal: Refusal, requestId: string, atMs: number): unknown {
  if (refusal.body !== undefined) return refusal.body
  return {
    code: refusal.code,
    message: refusal.message,
    errors: refusal.errors,
    requestId,
    timestamp: isoMicros(atMs),
    serviceProviderDetails: refusal.serviceProviderDetails,
  }
}
