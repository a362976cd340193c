import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sessionStatuses } from './session.ts'
import {
  canonicalStatus,
  isFinal,
  isTransactionId,
  isUnderWay,
  sessionStatusAfter,
  sessionStatusByTransaction,
  statusAfter,
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

  test('of a word that is no status is none, not even of those that every object knows', () => {
    for (const word of ['', 'settled', 'constructor', '__proto__', 'toString']) {
      expect(canonicalStatus(word)).toBeUndefined()
      expect(statusAfter(null, { meldStatus: word, updatedAt: 1 })).toBe('pending')
      expect(statusAfter({ status: 'processing', updatedAt: 1 }, { meldStatus: word, updatedAt: 2 })).toBe('processing')
    }
  })

  test('leaves an end for another end only, and only for one that is dated later', () => {
    const ended = { status: 'completed', updatedAt: 10 } as const
    expect(statusAfter(ended, { meldStatus: 'REFUNDED', updatedAt: 11 })).toBe('failed')
    expect(statusAfter(ended, { meldStatus: 'REFUNDED', updatedAt: 10 })).toBe('completed')
    expect(statusAfter(ended, { meldStatus: 'SETTLING', updatedAt: 11 })).toBe('completed')
  })

  test('after ERROR is not an end, and a transaction taken up again after its end is under way', () => {
    expect(isFinal(statusAfter(null, { meldStatus: 'ERROR', updatedAt: 1 }))).toBe(false)
    expect(isUnderWay('failed', 'FAILED')).toBe(false)
    expect(isUnderWay('failed', 'SETTLING')).toBe(true)
    expect(isUnderWay('failed', 'ON_A_HOLIDAY')).toBe(false)
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
    for (const status of ['creating', 'unclear', 'refused'] as const) {
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
