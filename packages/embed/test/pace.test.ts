import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { pace } from '../src/pace.ts'

const page = Object.assign(new EventTarget(), { hidden: false })
let ending: AbortController

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('document', page)
  vi.stubGlobal('window', new EventTarget())
  page.hidden = false
  ending = new AbortController()
})

afterEach(() => {
  ending.abort()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  vi.useRealTimers()
})

/** When it was asked, in milliseconds from the start. */
function start(goesOn = true) {
  const started = performance.now()
  const times: number[] = []
  const check = pace(async () => {
    times.push(performance.now() - started)
    return goesOn
  }, ending.signal)
  return { times, check }
}

test.for([
  { random: 0, share: 0.8 },
  { random: 0.5, share: 1 },
  { random: 0.999999, share: 1.2 },
])('the pauses double up to 15 seconds, at $share of their length', async ({ random, share }) => {
  vi.spyOn(Math, 'random').mockReturnValue(random)
  const { times } = start()
  await vi.advanceTimersByTimeAsync(70_000)
  const pauses = times.map((time, index) => (time - (times[index - 1] ?? 0)) / share)
  expect(pauses.map((pause) => Math.round(pause / 10) * 10).slice(0, 7)).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000,
  ])
})

test('it is asked at once when the page is seen or focused, and not while it is hidden', async () => {
  const { times } = start()
  await vi.advanceTimersByTimeAsync(10_000)
  const before = times.length
  page.hidden = true
  page.dispatchEvent(new Event('visibilitychange'))
  expect(times).toHaveLength(before)
  page.hidden = false
  page.dispatchEvent(new Event('visibilitychange'))
  expect(times).toHaveLength(before + 1)
  await vi.advanceTimersByTimeAsync(510)
  const polled = times.length
  await vi.advanceTimersByTimeAsync(500)
  window.dispatchEvent(new Event('focus'))
  expect(times).toHaveLength(polled + 1)
})

test('a storm of events asks once in half a second', async () => {
  const { times } = start()
  await vi.advanceTimersByTimeAsync(20_000)
  const before = times.length
  for (let round = 0; round < 1_000; round += 1) {
    window.dispatchEvent(new Event('focus'))
    await vi.advanceTimersByTimeAsync(1)
  }
  expect(times.length - before).toBeLessThanOrEqual(2)
})

test('a check asks anew and starts with the shortest pause again', async () => {
  const { times, check } = start()
  await vi.advanceTimersByTimeAsync(20_000)
  const before = times.length
  await check()
  await vi.advanceTimersByTimeAsync(610)
  expect(times.length - before).toBe(2)
})

test('a check waits for the call under way, and asks once more', async () => {
  let answer: (goesOn: boolean) => void = () => {}
  const ask = vi.fn(
    () =>
      new Promise<boolean>((resolve) => {
        answer = resolve
      }),
  )
  const check = pace(ask, ending.signal)
  await vi.advanceTimersByTimeAsync(600)
  const checked = check()
  expect(ask).toHaveBeenCalledTimes(1)
  answer(true)
  await vi.advanceTimersByTimeAsync(0)
  expect(ask).toHaveBeenCalledTimes(2)
  answer(true)
  await checked
})

test('nothing is asked any more once the answer is final, or it was ended', async () => {
  const last = start(false)
  const ended = start()
  await vi.advanceTimersByTimeAsync(600)
  ending.abort()
  await vi.advanceTimersByTimeAsync(60_000)
  page.dispatchEvent(new Event('visibilitychange'))
  expect(last.times).toHaveLength(1)
  expect(ended.times).toHaveLength(1)
})
