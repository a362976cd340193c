import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type AssetHonesty,
  countsByHour,
  durationBucket,
  durationQuantile,
  durationStep,
  figuresByProvider,
  type HourlyFigures,
  hourMs,
  hourOf,
  noSessions,
  overallRatio,
  ratioOf,
  successRate,
} from './hourly-figures.ts'

const hour = Date.UTC(2026, 10, 26, 14)

function figuresOf(overrides: Partial<HourlyFigures> = {}): HourlyFigures {
  const upstream = { calls: 0, failed: 0, durations: new Map<number, number>() }
  return { hour, serviceProvider: 'TRANSAK', counts: noSessions, upstream, honesty: [], ...overrides }
}

const usdc = (quoted: string, delivered: string): AssetHonesty => ({
  asset: 'USDC',
  chainId: 8453,
  transactions: 1,
  quoted,
  delivered,
})

test('an instant is in the hour that it is in', () => {
  expect(hourOf(hour)).toBe(hour)
  expect(hourOf(hour + hourMs - 1)).toBe(hour)
  expect(hourOf(hour + hourMs)).toBe(hour + hourMs)
})

test('a quantile is never less than the duration it stands for, and a step more at most', () => {
  const durations = fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 200 })
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.95, 1), (all, share) => {
      const buckets = new Map<number, number>()
      for (const ms of all) buckets.set(durationBucket(ms), (buckets.get(durationBucket(ms)) ?? 0) + 1)
      const exact = all.toSorted((a, b) => a - b)[Math.ceil(all.length * share) - 1] ?? Number.NaN
      const told = durationQuantile(buckets, share) ?? Number.NaN
      // Told in whole milliseconds.
      expect(told).toBeGreaterThanOrEqual(exact - 0.5)
      expect(told).toBeLessThanOrEqual(exact * durationStep + 0.5)
    }),
  )
  expect(durationQuantile(new Map(), 0.5)).toBeNull()
})

test('every hour of a period is told, in order, those without sessions too', () => {
  const figures = [
    figuresOf({ counts: { ...noSessions, sessions: 2, opened: 1 } }),
    figuresOf({ serviceProvider: null, counts: { ...noSessions, refused: 3 } }),
    figuresOf({ hour: hour + 2 * hourMs, counts: { ...noSessions, sessions: 1, completed: 1 } }),
  ]
  expect(countsByHour(figures, { start: hour, end: hour + 3 * hourMs })).toEqual([
    { hour, counts: { ...noSessions, sessions: 2, opened: 1, refused: 3 } },
    { hour: hour + hourMs, counts: noSessions },
    { hour: hour + 2 * hourMs, counts: { ...noSessions, sessions: 1, completed: 1 } },
  ])
})

test('amounts of one asset add up exactly, and those of another stay apart', () => {
  const honesty = [usdc('0.1', '0.1'), usdc('0.2', '0.15')]
  const eth = { asset: 'ETH', chainId: 1, transactions: 1, quoted: '1', delivered: '1' }
  const [provider] = figuresByProvider([figuresOf({ honesty }), figuresOf({ hour: hour + hourMs, honesty: [eth] })])
  expect(provider?.honesty).toEqual([
    eth,
    { asset: 'USDC', chainId: 8453, transactions: 2, quoted: '0.3', delivered: '0.25' },
  ])
})

test('a provider that delivers what it quoted has a ratio of 1, and assets weigh by their transactions', () => {
  expect(ratioOf({ quoted: '98.5', delivered: '98.50' })).toBe('1')
  expect(ratioOf({ quoted: '3', delivered: '2' })).toBe('0.666667')
  const eth = { asset: 'ETH', chainId: 1, transactions: 3, quoted: '2', delivered: '1' }
  expect(overallRatio([usdc('100', '100'), eth])).toEqual({ ratio: '0.625', transactions: 4 })
  expect(overallRatio([])).toBeNull()
})

test('who cancels says nothing about a provider', () => {
  expect(successRate({ ...noSessions, completed: 15, failed: 1, cancelled: 20 })).toBe(0.9375)
  expect(successRate({ ...noSessions, cancelled: 2 })).toBeNull()
})

test('nobody is no provider', () => {
  expect(figuresByProvider([figuresOf({ serviceProvider: null })])).toEqual([])
})
