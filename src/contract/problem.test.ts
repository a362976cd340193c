import { expect, test } from 'vitest'
import { errorCatalogue, GatewayError } from '../domain/errors.ts'
import { problemBody } from './problem.ts'

const context = { publicUrl: 'https://pay.example/ramp', instance: '/v0/ramp/sessions', traceId: 'a'.repeat(32) }

test('a problem has the contract’s members, and its type leads to the page of its code', () => {
  expect(problemBody(new GatewayError('provider_unavailable', { detail: 'Why.' }), context)).toEqual({
    type: 'https://pay.example/ramp/errors/rmp-502-001-r',
    title: 'Ramp Provider Error',
    status: 502,
    detail: 'Why.',
    instance: '/ramp/v0/ramp/sessions',
    error_code: 'RMP-502-001-R',
    trace_id: 'a'.repeat(32),
  })
})

test('a refusal without words of its own says what to do', () => {
  expect(problemBody(new GatewayError('unknown_asset'), context).detail).toBe(errorCatalogue.unknown_asset.remedy)
})

test('further members are added', () => {
  const limit = { kind: 'minimum', amount: '5', currency: 'USD' }
  expect(problemBody(new GatewayError('provider_refused', { members: { limit } }), context)).toMatchObject({ limit })
})

test('the reason and the cause are for logs, and never shown', () => {
  const error = new GatewayError('internal', { reason: 'inner-reason', cause: new Error('inner-cause') })
  expect(JSON.stringify(problemBody(error, context))).not.toMatch(/inner/)
})

test('every code is spelt DOMAIN-STATUS-NUMBER with the status it is sent with, and none is used twice', () => {
  const entries = Object.values(errorCatalogue)
  for (const { code, status } of entries) expect(code).toMatch(new RegExp(`^[A-Z]{3}-${status}-\\d{3}(-R)?$`))
  expect(new Set(entries.map(({ code }) => code)).size).toBe(entries.length)
})
