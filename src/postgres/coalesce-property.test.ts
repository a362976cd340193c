import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCoalescer } from './coalesce.ts'

class SharedFailure extends Error {}
class ItemFailure extends Error {}

/** What happens next: calls come in, or a group that is under way ends, or is lost with the connection. */
interface Happening {
  readonly kind: 'call' | 'end' | 'lose'
  /** How many calls, or which group. */
  readonly n: number
}

const happening: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constantFrom('call', 'call', 'call', 'end', 'end', 'end', 'end', 'lose'),
  n: fc.integer({ min: 1, max: 6 }),
})

const course = fc.record({
  happenings: fc.array(happening, { maxLength: 60, size: 'max' }),
  groupMax: fc.integer({ min: 1, max: 5 }),
  lanes: fc.integer({ min: 1, max: 3 }),
  crowd: fc.integer({ min: 1, max: 5 }),
  badEvery: fc.constantFrom(0, 3, 7),
})

test('in any course of events each call is answered once, with its own result or its own failure', async () => {
  await fc.assert(
    fc.asyncProperty(course, async ({ happenings, groupMax, lanes, crowd, badEvery }) => {
      const isBad = (item: number): boolean => badEvery > 0 && item % badEvery === 0
      const underWay: { items: readonly number[]; end: (isLost: boolean) => void }[] = []
      const broken: string[] = []
      const started: number[] = []
      const carriedOut: number[] = []

      const run = (items: readonly number[]): Promise<readonly string[]> => {
        if (items.length < 1 || items.length > groupMax) broken.push(`a group of ${items.length}`)
        if (underWay.length >= lanes) broken.push('more groups than lanes')
        for (const item of items) if (!started.includes(item)) started.push(item)
        return new Promise((resolve, reject) => {
          const end = (isLost: boolean): void => {
            underWay.splice(underWay.indexOf(group), 1)
            const bad = items.find(isBad)
            if (isLost) reject(new SharedFailure())
            else if (bad !== undefined) reject(new ItemFailure(String(bad)))
            else {
              carriedOut.push(...items)
              resolve(items.map(resultOf))
            }
          }
          const group = { items, end }
          underWay.push(group)
        })
      }
      const { submit } = createCoalescer<number, string>({
        run,
        groupMax,
        lanes,
        crowd,
        waitingMax: 10_000,
        refuse: (waiting) => new Error(`${waiting} wait`),
        blameOf: (error) => (error instanceof SharedFailure ? 'passing' : 'item'),
      })

      const answers: Promise<unknown>[] = []
      for (const { kind, n } of happenings) {
        if (kind === 'call') {
          for (let i = 0; i < n; i++) answers.push(submit(answers.length).catch((error: unknown) => error))
        } else underWay[n % Math.max(underWay.length, 1)]?.end(kind === 'lose')
        await settle()
      }
      while (underWay.length > 0) {
        underWay[0]?.end(false)
        await settle()
      }

      expect(broken).toEqual([])
      for (const [item, answer] of (await Promise.all(answers)).entries()) {
        const times = carriedOut.filter((done) => done === item).length
        if (answer instanceof SharedFailure) expect(times).toBe(0)
        else if (isBad(item)) expect(answer).toEqual(new ItemFailure(String(item)))
        else expect([answer, times]).toEqual([resultOf(item), 1])
      }
      expect(started).toEqual(started.toSorted((a, b) => a - b))
    }),
  )
})

function resultOf(item: number): string {
  return `result of ${item}`
}

/** Lets everything that is ready to happen happen: only promises and the end of a turn are involved. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  for (let turn = 0; turn < 30; turn++) await undefined
}
