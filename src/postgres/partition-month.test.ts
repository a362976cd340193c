import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leastUuidAt, monthAt, partitionedTables, partitionName, readPartitionName } from './partition-month.ts'

const instant = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2199, 11) })

describe('a month', () => {
  it('holds its instants, and ends where the next one begins', () => {
    fc.assert(
      fc.property(instant, fc.nat(40), (at, later) => {
        const month = monthAt(at)
        expect(month.from <= at && at < month.until).toBe(true)
        expect(monthAt(at, later + 1).from).toBe(monthAt(at, later).until)
      }),
    )
  })

  it('begins in UTC, also around the end of a year and after the last of a long month', () => {
    expect(monthAt(Date.UTC(2026, 11, 31, 23, 59))).toEqual({ from: Date.UTC(2026, 11), until: Date.UTC(2027, 0) })
    expect(monthAt(Date.UTC(2026, 0, 31), 1)).toEqual({ from: Date.UTC(2026, 1), until: Date.UTC(2026, 2) })
  })
})

describe('the name of a partition', () => {
  it('tells its table and its month', () => {
    expect(partitionName('sessions', monthAt(Date.UTC(2026, 10, 5)))).toBe('sessions_y2026m11')
    fc.assert(
      fc.property(instant, fc.constantFrom(...partitionedTables), (at, table) => {
        const month = monthAt(at)
        expect(readPartitionName(partitionName(table, month))).toEqual({ ...month, table })
      }),
    )
  })

  it('tells of what was stored before there were months that it goes back for ever', () => {
    const all = { table: 'session_events', from: 0, until: Date.UTC(2026, 11) }
    expect(readPartitionName('session_events_to_y2026m11')).toEqual(all)
  })

  it.each([
    'sessions',
    'sessions_y2026m1',
    'sessions_y2026m11_old',
    'session_y2026m11',
    'users_y2026m11',
    'sessions_due',
  ])('is not %s', (name) => expect(readPartitionName(name)).toBeUndefined())
})

it('ids that are made at an instant are as great as its least one, and those made before are not', () => {
  fc.assert(
    fc.property(instant, (at) => {
      const idOf = (ms: number, rest: string) => `${ms.toString(16).padStart(12, '0')}7${rest.repeat(19)}`
      expect(idOf(at, '0') > leastUuidAt(at)).toBe(true)
      expect(idOf(at - 1, 'f') < leastUuidAt(at)).toBe(true)
    }),
  )
})
