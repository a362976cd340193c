import { expect, test } from 'vitest'
import { type IncomingWebhook, isWebhookGivenUp, needsHandling } from './incoming-webhook.ts'

const nothing: IncomingWebhook = {
  eventId: 'e',
  eventType: 'T',
  kind: 'transaction',
  occurredAt: null,
  transactionId: null,
  meldStatus: null,
  externalSessionId: null,
  upstreamSessionId: null,
  customerId: null,
  externalCustomerId: null,
  kycStatus: null,
}

test('nothing is given up before three days', () => {
  const threeDaysMs = 259_200_000
  expect([isWebhookGivenUp(0, threeDaysMs - 1), isWebhookGivenUp(0, threeDaysMs)]).toEqual([false, true])
})

test.each([
  ['a transaction by its id', { transactionId: 't' }, true],
  ['a transaction by its session', { externalSessionId: 's' }, true],
  ['a transaction that is not named', { customerId: 'c' }, false],
  ['an identity check', { kind: 'kyc', customerId: 'c', kycStatus: 'APPROVED' }, true],
  ['an identity check of nobody', { kind: 'kyc', kycStatus: 'APPROVED' }, false],
  ['a test', { kind: 'test', transactionId: 't' }, false],
  ['another product', { kind: 'other', transactionId: 't' }, false],
] as const)('%s: is there something to do? %j %s', (_what, fields, expected) => {
  expect(needsHandling({ ...nothing, ...fields })).toBe(expected)
})
