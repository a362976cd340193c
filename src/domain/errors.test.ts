import { expect, test } from 'vitest'
import { errorCatalogue, GatewayError } from './errors.ts'

const entries = Object.entries(errorCatalogue).map(([name, entry]) => ({ name, ...entry }))

test('no two refusals share a code or a title', () => {
  expect(new Set(entries.map(({ code }) => code)).size).toBe(entries.length)
  expect(new Set(entries.map(({ title }) => title)).size).toBe(entries.length)
})

test.each(entries)("$name: the code's status is the status that is sent", ({ code, status }) => {
  expect(code).toMatch(/^[A-Z]{3,6}-\d{3}-\d{3}(?:-R)?$/)
  expect(code.split('-')[1]).toBe(String(status))
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(600)
})

test('codes end in -R exactly where the remedy is to send the same request again', () => {
  const retryable = entries.filter(({ code }) => code.endsWith('-R')).map(({ name }) => name)
  expect(retryable.toSorted()).toEqual(
    [
      'act_too_soon',
      'internal',
      'overloaded',
      'keys_unavailable',
      'key_in_flight',
      'provider_unavailable',
      'replay_under_way',
      'request_too_slow',
      'too_many_attempts',
      'too_many_streams',
    ].toSorted(),
  )
  for (const { name, code, status, remedy } of entries) {
    expect(/\bretry\b/i.test(remedy), name).toBe(code.endsWith('-R'))
    if (code.endsWith('-R')) expect([408, 409, 429].includes(status) || status >= 500, name).toBe(true)
  }
})

test('every title and remedy is written for people', () => {
  for (const { title, remedy } of entries) {
    expect(title).toMatch(/^[A-Z]\w*(?: [A-Z]\w*)*$/)
    expect(remedy).toMatch(/^[A-Z].*\.$/)
  }
})

test('a refusal tells its detail, or its remedy when it has none, and keeps the cause to itself', () => {
  const cause = new Error('connection refused by 10.0.0.7')
  const plain = new GatewayError('overloaded', { cause })
  expect(plain.message).toBe(errorCatalogue.overloaded.remedy)
  expect(plain.cause).toBe(cause)
  expect(plain.message).not.toContain('10.0.0.7')
  expect(new GatewayError('invalid_pair', { detail: 'USD and EUR are both fiat.' }).message).toBe(
    'USD and EUR are both fiat.',
  )
  expect(plain).toBeInstanceOf(Error)
  expect(plain.name).toBe('GatewayError')
})
