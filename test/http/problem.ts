import { expect } from 'vitest'
import type { JsonAnswer } from '../support/gateway.ts'

/** The seven members that every problem has. */
const members = ['type', 'title', 'status', 'detail', 'instance', 'error_code', 'trace_id']

/** Expects a whole problem detail with this status and code, and `Retry-After` exactly when the code says to retry. */
export function expectProblem(answer: JsonAnswer, status: number, code: string): void {
  expect(answer.status, answer.text).toBe(status)
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
  expect(answer.body).toMatchObject({ status, error_code: code })
  for (const member of members) expect(answer.body, member).toHaveProperty(member)
  for (const text of [answer.body.title, answer.body.detail]) expect(text).toMatch(/\S/)
  expect(answer.body.type).toMatch(new RegExp(`/errors/${code.toLowerCase()}$`))
  expect(answer.body.instance).toMatch(/^\//)
  expect(answer.body.trace_id).toMatch(/^[0-9a-f]{32}$/)
  expect(answer.headers.get('x-trace-id')).toBe(answer.body.trace_id)
  if (code.endsWith('-R')) expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
  else expect(answer.headers.has('retry-after')).toBe(false)
}

/** The faults of a 422, by pointer. */
export function faultsOf(answer: JsonAnswer): Record<string, string> {
  expectProblem(answer, 422, 'GEN-422-001')
  const errors: readonly { pointer: string; detail: string }[] = answer.body.errors
  return Object.fromEntries(errors.map(({ pointer, detail }) => [pointer, detail]))
}
