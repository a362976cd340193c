import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { interleave } from '../../bench/measuring.ts'
import { median, ratios, rowOf } from '../../bench/row.ts'

const rate = { name: 'sessions per second', unit: 'x', goal: 2, better: 'higher' } as const
const cost = { name: 'CPU per session', unit: 'x', goal: 0.5, better: 'lower' } as const

describe('a row', () => {
  test('tells the median of its rounds, and how far they lay apart', () => {
    expect(rowOf(rate, [3, 1, 2.5])).toEqual({ ...rate, value: 2.5, holds: true, spread: [1, 3] })
    expect(rowOf(rate, [1, 4, 2, 3]).value).toBe(2.5)
    expect(median([7])).toBe(7)
  })

  test.each([
    [rate, 2, true],
    [rate, 1.99, false],
    [cost, 0.5, true],
    [cost, 0.51, false],
    [{ ...cost, goal: null }, 100, true],
  ])('holds when its goal is reached, and always when it has none (%o at %d)', (figure, value, holds) => {
    expect(rowOf(figure, [value]).holds).toBe(holds)
  })

  test('is judged by what it shows: three digits, no more', () => {
    expect(rowOf(rate, [1.9996])).toMatchObject({ value: 2, holds: true })
    expect(rowOf({ ...rate, unit: '1/s', goal: null }, [2134.7]).value).toBe(2130)
  })

  test('is never made of nothing', () => {
    expect(() => rowOf(rate, [])).toThrow('no values')
  })
})

test('ratios are taken round by round', () => {
  expect(ratios([10, 30], [5, 10])).toEqual([2, 3])
})

test('contestants take turns, and each round begins with another one', async () => {
  const order: string[] = []
  const turn = (name: string) => async () => order.push(name)
  const turns = await interleave(3, { a: turn('a'), b: turn('b') })
  expect(order).toEqual(['a', 'b', 'b', 'a', 'a', 'b'])
  expect(turns).toEqual({ a: [1, 4, 5], b: [2, 3, 6] })
})

test('the results that are kept have the form that others read', async () => {
  const results = JSON.parse(await readFile(new URL('../../bench/results.json', import.meta.url), 'utf8'))
  expect(Object.keys(results)).toEqual(['rows', 'machine', 'date', 'commit'])
  for (const row of results.rows) {
    expect(Object.keys(row)).toEqual(['name', 'value', 'unit', 'goal', 'better', 'holds', 'spread'])
    expect([row.value, ...row.spread].every(Number.isFinite)).toBe(true)
    expect(['higher', 'lower']).toContain(row.better)
  }
})
