import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { within } from './deadline.ts'

describe('a deadline', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  test('gives what the work comes to, and leaves no timer behind', async () => {
    expect(await within(1_000, Promise.resolve('done'), 'late')).toBe('done')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('gives the other answer once the work is late', async () => {
    const answer = within(1_000, new Promise<string>(() => {}), 'late')
    let isAnswered = false
    void answer.then(() => {
      isAnswered = true
    })
    await vi.advanceTimersByTimeAsync(999)
    expect(isAnswered).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await answer).toBe('late')
  })

  test('rejects as the work does, and leaves no timer behind', async () => {
    await expect(within(1_000, Promise.reject(new Error('broken')), 'late')).rejects.toThrow('broken')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('lets work that fails when it is late fail without a word', async () => {
    const { promise, reject } = withFate()
    const answer = within(1_000, promise, 'late')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await answer).toBe('late')
    reject(new Error('broken'))
    await expect(promise).rejects.toThrow('broken')
  })
})

function withFate(): { promise: Promise<string>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<string>((_resolve, refuse) => {
    reject = refuse
  })
  return { promise, reject }
}
