import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
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
    // What has come by then is read before, which the faked clock takes for a millisecond.
    await vi.advanceTimersByTimeAsync(2)
    expect(await answer).toBe('late')
  })

  test('rejects as the work does, and leaves no timer behind', async () => {
    await expect(within(1_000, Promise.reject(new Error('broken')), 'late')).rejects.toThrow('broken')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('lets work that fails when it is late fail without a word', async () => {
    const { promise, reject } = withFate()
    const answer = within(1_000, promise, 'late')
    await vi.advanceTimersByTimeAsync(1_001)
    expect(await answer).toBe('late')
    reject(new Error('broken'))
    await expect(promise).rejects.toThrow('broken')
  })
})

/** A thread that answers whatever it is told, at once. */
const echo = `
  const { parentPort } = require('node:worker_threads')
  parentPort.on('message', (told) => parentPort.postMessage(told))
`

test('time in which the event loop stood still counts for a quarter of a deadline at most', async () => {
  const worker = new Worker(echo, { eval: true })
  onTestFinished(async () => void (await worker.terminate()))
  const said = async (): Promise<string> => {
    const [first] = await once(worker, 'message')
    const second = once(worker, 'message')
    worker.postMessage('second')
    return `${first}, ${(await second)[0]}`
  }
  await once(worker, 'online')
  const answer = within(4_000, said(), 'late')
  worker.postMessage('first')
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5_000)
  expect(await answer).toBe('first, second')
})

function withFate(): { promise: Promise<string>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<string>((_resolve, refuse) => {
    reject = refuse
  })
  return { promise, reject }
}
