import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isOpenable, sessionStatuses } from './session.ts'
import { canBecome, sessionTransitions, statusesBefore, statusesKept } from './session-transitions.ts'
import { sessionStatusAfter, transactionStatuses } from './transaction.ts'

const causes = [...new Set(sessionTransitions.map(({ by }) => by))]
const moves = sessionTransitions.flatMap(({ by, from, to }) =>
  to === 'unchanged' ? [] : from.map((one) => ({ by, from: one, to })),
)

test('allows exactly the moves of the design', () => {
  const ends = ['completed', 'failed', 'cancelled']
  const told = moves.map(({ by, from, to }) => `${by}: ${from} > ${to}`)
  expect(new Set(told)).toEqual(
    new Set([
      ...[null, 'unclear'].flatMap((from) => ['ready', 'refused', 'unclear'].map((to) => `opening: ${from} > ${to}`)),
      'link_opened: ready > opened',
      'link_released: opened > ready',
      'link_released: returned > ready',
      'user_returned: opened > returned',
      ...['ready', 'opened', 'returned', 'unclear'].map((from) => `operator_cancelled: ${from} > cancelled`),
      ...['ready', 'opened', 'returned'].map((from) => `transaction: ${from} > transacting`),
      ...['ready', 'opened', 'returned', 'transacting', ...ends].flatMap((from) =>
        ends.filter((to) => to !== from).map((to) => `transaction: ${from} > ${to}`),
      ),
    ]),
  )
  expect(told).toHaveLength(new Set(told).size)
})

test('a return is noted of whatever has a transaction, and changes nothing of how it stands', () => {
  const traded = ['transacting', 'completed', 'failed', 'cancelled']
  expect(statusesKept('user_returned')).toEqual(traded)
  for (const by of causes) if (by !== 'user_returned') expect(statusesKept(by)).toEqual([])
  for (const status of statusesKept('user_returned')) {
    expect(canBecome(status, status, 'user_returned')).toBe(false)
    expect(statusesBefore('returned', 'user_returned')).not.toContain(status)
  }
})

test('only a late truth about its transactions leaves an end, and only for another end', () => {
  const ends = ['refused', 'completed', 'failed', 'cancelled']
  for (const { by, from, to } of moves) {
    if (from !== null && ends.includes(from)) expect([by, ends.includes(to)]).toEqual(['transaction', true])
  }
})

test('reaches every status from nothing', () => {
  const reached = new Set<string | null>([null])
  for (let size = 0; size < reached.size; ) {
    size = reached.size
    for (const { from, to } of moves) if (reached.has(from)) reached.add(to)
  }
  reached.delete(null)
  expect(reached).toEqual(new Set(sessionStatuses))
})

test('never leads back to a link that can be opened, once it cannot', () => {
  for (const { by, from, to } of moves) {
    if (by !== 'opening' && isOpenable(to)) expect(from !== null && isOpenable(from)).toBe(true)
  }
})

test('read backwards by statusesBefore gives the same moves', () => {
  for (const by of causes) {
    for (const from of sessionStatuses) {
      for (const to of sessionStatuses) expect(statusesBefore(to, by).includes(from)).toBe(canBecome(from, to, by))
    }
  }
})

test('has a line for whatever transactions make of a session', () => {
  const statuses = fc.constantFrom(...transactionStatuses)
  fc.assert(
    fc.property(
      fc.constantFrom(...sessionStatuses),
      fc.array(statuses),
      fc.option(statuses),
      (from, transactions, before) => {
        const to = sessionStatusAfter(from, { before, transactions })
        expect(to === from || canBecome(from, to, 'transaction')).toBe(true)
      },
    ),
  )
})
