import { expect, test } from 'vitest'
import { isNoticeGivenUp, type Notice, needsHandling, noticeRetryMs } from './notice.ts'

const nothing: Notice = {
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

test('the wait doubles from about five seconds to about an hour', () => {
  const waits = Array.from({ length: 14 }, (_, n) => noticeRetryMs(n + 1, 0.5) / 1000)
  expect(waits).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600, 3600, 3600])
})

test('notices that failed together are spread over half of the wait', () => {
  expect([noticeRetryMs(2, 0), noticeRetryMs(2, 0.999_999)]).toEqual([7_500, 12_500])
})

test('a wait stays finite after a year of attempts', () => {
  expect(noticeRetryMs(100_000, 1)).toBe(4_500_000)
})

test('nothing is given up before three days', () => {
  const threeDaysMs = 259_200_000
  expect([isNoticeGivenUp(0, threeDaysMs - 1), isNoticeGivenUp(0, threeDaysMs)]).toEqual([false, true])
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
