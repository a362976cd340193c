import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sessionStatuses } from './session.ts'
import {
  canonicalStatus,
  firstStatus,
  isFinal,
  isTransactionId,
  isUnderWay,
  judgeSnapshot,
  normalizeMeldStatus,
  type Snapshot,
  sessionStatusAfter,
  sessionStatusByTransaction,
  statusByMeldStatus,
  transactionStatuses,
} from './transaction.ts'

describe('the canonical status', () => {
  test('is known for every status that Meld documents, in its searches too', () => {
    const documented = [
      ...['PENDING_CREATED', 'PENDING', 'PROCESSING', 'AUTHORIZED', 'AUTHORIZATION_EXPIRED', 'SETTLING'],
      ...['ONRAMP_SETTLED', 'SETTLED', 'REFUNDED', 'DECLINED', 'CANCELLED', 'FAILED', 'ERROR', 'VOIDED'],
      ...['TWO_FA_REQUIRED', 'TWO_FA_PROVIDED', 'SWAPPING', 'SWAP_SETTLED', 'PARTIALLY_REFUNDED'],
      ...['ACCEPTED', 'PARTIALLY_SETTLED'],
    ]
    expect(documented.filter((raw) => canonicalStatus(raw) === undefined)).toEqual([])
    expect(Object.keys(statusByMeldStatus).toSorted()).toEqual(documented.toSorted())
  })

  test('is what the documents say of each', () => {
    const rawsOf = (status: string) => Object.keys(statusByMeldStatus).filter((raw) => canonicalStatus(raw) === status)
    expect(rawsOf('completed')).toEqual(['SETTLED'])
    expect(rawsOf('cancelled')).toEqual(['CANCELLED', 'VOIDED'])
    const failed = ['FAILED', 'DECLINED', 'REFUNDED', 'PARTIALLY_REFUNDED', 'AUTHORIZATION_EXPIRED']
    expect(rawsOf('failed')).toEqual(failed)
    expect(rawsOf('pending')).toEqual(['PENDING_CREATED', 'PENDING', 'TWO_FA_REQUIRED', 'ACCEPTED', 'AUTHORIZED'])
  })

  test('is the same in any case and with any separators', () => {
    for (const meldStatus of Object.keys(statusByMeldStatus)) {
      const words = meldStatus.toLowerCase().split('_')
      const camel = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
      for (const text of [words.join('_'), words.join('-'), words.join(' '), camel, ` ${meldStatus}\n`]) {
        expect(normalizeMeldStatus(text), text).toBe(meldStatus)
      }
    }
    expect(normalizeMeldStatus('Canceled')).toBe('CANCELLED')
    expect(normalizeMeldStatus('On a holiday')).toBe('On a holiday')
    expect(normalizeMeldStatus('SETTLED?')).toBe('SETTLED?')
  })

  test('of a word that is no status is none, not even of those that every object knows', () => {
    for (const word of ['', 'constructor', '__proto__', 'toString']) {
      expect(canonicalStatus(normalizeMeldStatus(word))).toBeUndefined()
      expect(firstStatus(word)).toBe('pending')
      const known = { status: 'processing', shown: told('SETTLING', null, 1) } as const
      expect(judgeSnapshot(known, told(word, null, 2))).toEqual({ status: 'processing', supersedes: true })
    }
  })

  test('after ERROR is not an end, and a transaction taken up again after its end is under way', () => {
    expect(isFinal(firstStatus('ERROR'))).toBe(false)
    expect(isUnderWay('failed', 'FAILED')).toBe(false)
    expect(isUnderWay('failed', 'SETTLING')).toBe(true)
    expect(isUnderWay('failed', 'ON_A_HOLIDAY')).toBe(false)
  })
})

/** What Meld told when it was `asked`, a number of milliseconds; `timestamp` is null where it told none. */
function told(meldStatus: string, timestamp: string | null, asked: number): Snapshot {
  return {
    meldStatus,
    updatedAtText: timestamp,
    updatedAt: timestamp === null ? asked : Date.parse(timestamp),
    askedAt: asked,
  }
}

function after(first: Snapshot, second: Snapshot) {
  return judgeSnapshot({ status: firstStatus(first.meldStatus), shown: first }, second)
}

describe('the next snapshot', () => {
  const asked = Date.UTC(2026, 10, 26, 10)
  const at = (ms: number) => new Date(asked + ms).toISOString()

  test('that is a rise counts whatever the timestamps say, and whichever was asked for first', () => {
    const timestamps = [null, at(0), at(-500), at(2_000), at(-3_600_000), at(3_600_000)]
    for (const [before, timestamp] of timestamps.flatMap((one) => timestamps.map((other) => [one, other] as const))) {
      for (const later of [-10, 0, 10]) {
        const settled = after(told('PENDING', before, asked), told('SETTLED', timestamp, asked + later))
        expect(settled).toEqual({ status: 'completed', supersedes: true })
        const back = after(told('SETTLED', before, asked), told('PENDING', timestamp, asked + later))
        expect(back).toEqual({ status: 'completed', supersedes: false })
      }
    }
  })

  test.each([
    ['dated later', at(-60_000), at(-59_000), 10, 'failed'],
    ['dated earlier', at(-59_000), at(-60_000), 10, 'completed'],
    ['dated later, by a slower check', at(-60_000), at(-59_000), -10, 'failed'],
    ['without a timestamp', at(-60_000), null, 10, 'failed'],
    ['dated later than a check that had no timestamp', null, at(5), 10, 'failed'],
    ['dated earlier than a check that had no timestamp', null, at(-60_000), 10, 'completed'],
    ['of two that both have no timestamp', null, null, 10, 'failed'],
    ['without a timestamp, by a slower check', null, null, -10, 'completed'],
    ['of the same timestamp', at(-60_000), at(-60_000), 10, 'failed'],
    ['of the same timestamp, by a slower check', at(-60_000), at(-60_000), -10, 'completed'],
    ['of the same second, which is all that it tells', '2026-11-26T09:00:41.9Z', '2026-11-26T09:00:41Z', 10, 'failed'],
    ['of the second before', '2026-11-26T09:00:41.9Z', '2026-11-26T09:00:40Z', 10, 'completed'],
    ['of the same minute, which is all that it tells', '2026-11-26T09:00:41Z', '2026-11-26T09:00Z', 10, 'failed'],
  ])('of another end, %s, makes REFUNDED after SETTLED what it should', (_name, settled, refunded, later, status) => {
    const step = after(told('SETTLED', settled, asked), told('REFUNDED', refunded, asked + later))
    expect(step).toEqual({ status, supersedes: status === 'failed' })
  })

  test('of the same status shows what the newer check told', () => {
    expect(after(told('SETTLING', at(2_000), asked), told('SETTLING', at(-500), asked + 10)).supersedes).toBe(true)
    expect(after(told('SETTLING', at(-500), asked), told('SETTLING', at(2_000), asked - 10)).supersedes).toBe(false)
    expect(after(told('SETTLED', null, asked), told('SETTLED', null, asked + 10)).supersedes).toBe(true)
  })
})

describe('the status of a session by its transactions', () => {
  test('is that of the furthest of them, whatever their order', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...transactionStatuses), { minLength: 1 }), (transactions) => {
        const told = sessionStatusAfter('opened', { before: null, transactions })
        expect(sessionStatusAfter('opened', { before: null, transactions: transactions.toReversed() })).toBe(told)
        const furthest = ['completed', 'processing', 'pending', 'failed', 'cancelled'].find((status) =>
          transactions.some((one) => one === status),
        )
        expect(told).toBe(sessionStatusByTransaction[transactionStatuses.find((one) => one === furthest) ?? 'pending'])
      }),
    )
  })

  test('never leads from an end back to something under way, and never out of completed by another transaction', () => {
    for (const end of ['completed', 'failed', 'cancelled'] as const) {
      for (const status of transactionStatuses) {
        const next = sessionStatusAfter(end, { before: null, transactions: [status] })
        expect(next).not.toBe('transacting')
        if (end === 'completed') expect(next).toBe('completed')
      }
    }
    expect(sessionStatusAfter('failed', { before: null, transactions: ['failed', 'completed'] })).toBe('completed')
    expect(sessionStatusAfter('completed', { before: 'completed', transactions: ['failed'] })).toBe('failed')
  })

  test('stays for a session that was never opened upstream, and for one without transactions', () => {
    for (const status of ['unclear', 'refused'] as const) {
      expect(sessionStatusAfter(status, { before: null, transactions: ['completed'] })).toBe(status)
    }
    for (const status of sessionStatuses) {
      expect(sessionStatusAfter(status, { before: null, transactions: [] })).toBe(status)
    }
  })
})

test('an id is taken when it fits into a path as it is', () => {
  expect(['W9k9Tg12BFk1i68WpQYQY8', 'a-b_C'].every(isTransactionId)).toBe(true)
  expect(['', '..', 'a/b', 'a b', 'a\0', 'a'.repeat(129), 'ä'].some(isTransactionId)).toBe(false)
})
