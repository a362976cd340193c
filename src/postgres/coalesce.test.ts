import { describe, expect, test } from 'vitest'
import { type CoalescerOptions, createCoalescer } from './coalesce.ts'

class SharedFailure extends Error {}
class ItemFailure extends Error {}
class WaitFailure extends Error {}
class OutageFailure extends Error {}

/** A group under way, to be ended by hand. */
interface Run {
  readonly items: readonly string[]
  readonly succeed: () => Promise<void>
  readonly fail: (error: Error) => Promise<void>
  readonly end: (results: readonly string[]) => Promise<void>
}

/** Lets everything that is ready to happen happen: only promises and the end of a turn are involved. */
async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  for (let turn = 0; turn < 30; turn++) await undefined
}

function startCoalescer(overrides: Partial<CoalescerOptions<string, string>> = {}) {
  const runs: Run[] = []
  let underWay = 0
  let underWayMost = 0
  const { submit } = createCoalescer<string, string>({
    run: (items) => {
      underWay += 1
      underWayMost = Math.max(underWayMost, underWay)
      return new Promise((resolve, reject) => {
        const end = async (finish: () => void): Promise<void> => {
          underWay -= 1
          finish()
          await settle()
        }
        runs.push({
          items,
          succeed: () => end(() => resolve(items.map(resultOf))),
          fail: (error) => end(() => reject(error)),
          end: (results) => end(() => resolve(results)),
        })
      })
    },
    groupMax: 100,
    lanes: 1,
    crowd: 1,
    waitingMax: 1000,
    refuse: (waiting) => new Error(`${waiting} wait`),
    blameOf: (error) => {
      if (error instanceof OutageFailure) return 'outage'
      if (error instanceof SharedFailure) return 'passing'
      return error instanceof WaitFailure ? 'wait' : 'item'
    },
    ...overrides,
  })
  return {
    /** The n-th group that was started. */
    run: (n: number): Run => {
      const run = runs[n]
      if (run === undefined) throw new Error(`group ${n} was not started`)
      return run
    },
    groups: () => runs.map(({ items }) => items.join('')),
    underWayMost: () => underWayMost,
    /** Calls with these letters as items, in one turn. Gives what to await for their results, errors among them. */
    call: async (items: string): Promise<() => Promise<unknown[]>> => {
      const answers = [...items].map((item) => submit(item).catch((error: unknown) => error))
      await settle()
      return () => Promise.all(answers)
    },
  }
}

function resultOf(item: string): string {
  return `result of ${item}`
}

describe('grouping', () => {
  test('a lone call goes out at once', async () => {
    const { call, groups, run } = startCoalescer()
    const answer = await call('a')
    expect(groups()).toEqual(['a'])
    await run(0).succeed()
    expect(await answer()).toEqual(['result of a'])
  })

  test('calls of one turn share a group', async () => {
    const { call, groups } = startCoalescer()
    await call('abc')
    expect(groups()).toEqual(['abc'])
  })

  test('calls that come while a group is under way share the next one, which goes when the first ends', async () => {
    const { call, groups, run } = startCoalescer()
    await call('a')
    await call('b')
    await call('cd')
    expect(groups()).toEqual(['a'])
    await run(0).succeed()
    expect(groups()).toEqual(['a', 'bcd'])
  })

  test('each caller gets the result of its own item, in the order of the items', async () => {
    const { call, run } = startCoalescer()
    const answers = await call('abcd')
    await run(0).succeed()
    expect(await answers()).toEqual(['a', 'b', 'c', 'd'].map(resultOf))
  })

  test('a group holds at most groupMax items, the oldest first', async () => {
    const { call, groups, run } = startCoalescer({ groupMax: 3 })
    await call('abcdefg')
    for (let n = 0; n < 3; n++) await run(n).succeed()
    expect(groups()).toEqual(['abc', 'def', 'g'])
  })

  test('as many groups as there are lanes are under way at once, and no more', async () => {
    const { call, groups, run, underWayMost } = startCoalescer({ lanes: 2, groupMax: 2 })
    await call('abcdefg')
    expect(groups()).toEqual(['ab', 'cd'])
    await run(1).succeed()
    expect(groups()).toEqual(['ab', 'cd', 'ef'])
    await run(0).succeed()
    expect(groups()).toEqual(['ab', 'cd', 'ef', 'g'])
    expect(underWayMost()).toBe(2)
  })

  test('with a lane free, a call goes out at once although another group is under way', async () => {
    const { call, groups } = startCoalescer({ lanes: 2 })
    await call('a')
    await call('b')
    await call('c')
    expect(groups()).toEqual(['a', 'b'])
  })

  test('with a lane free, calls go out beside another group once they are a crowd', async () => {
    const { call, groups, run } = startCoalescer({ lanes: 2, crowd: 3 })
    await call('a')
    await call('bc')
    expect(groups()).toEqual(['a'])
    await call('de')
    expect(groups()).toEqual(['a', 'bcde'])
    await call('fghi')
    await run(0).succeed()
    expect(groups()).toEqual(['a', 'bcde', 'fghi'])
  })

  test('calls enough for a crowd in each lane share the lanes that are free; fewer stay together', async () => {
    const few = startCoalescer({ lanes: 2, crowd: 3 })
    await few.call('abcde')
    expect(few.groups()).toEqual(['abcde'])

    const { call, groups, run } = startCoalescer({ lanes: 2, crowd: 3 })
    await call('abcdefg')
    expect(groups()).toEqual(['abcd', 'efg'])
    await call('hijklmno')
    await run(1).succeed()
    expect(groups()).toEqual(['abcd', 'efg', 'hijklmno'])
  })

  test('calls that are no crowd wait until no group is under way', async () => {
    const { call, groups, run } = startCoalescer({ lanes: 2, crowd: 2 })
    await call('abcd')
    await call('e')
    await run(1).succeed()
    expect(groups()).toEqual(['ab', 'cd'])
    await run(0).succeed()
    expect(groups()).toEqual(['ab', 'cd', 'e'])
  })
})

describe('a wait that took too long', () => {
  test('of one item harms its own caller alone', async () => {
    const { call, run } = startCoalescer()
    const answers = await call('abc')
    const late = new WaitFailure()
    await run(0).fail(late)
    await run(1).succeed()
    await run(2).fail(late)
    await run(3).succeed()
    expect(await answers()).toEqual([resultOf('a'), late, resultOf('c')])
  })

  test("of a second item as well is nobody's fault: the rest are not made to wait", async () => {
    const { call, groups, run } = startCoalescer()
    const answers = await call('abcde')
    const late = new WaitFailure()
    for (const n of [0, 1]) await run(n).fail(late)
    await run(2).succeed()
    await run(3).fail(late)
    expect(await answers()).toEqual([late, resultOf('b'), late, late, late])
    expect(groups()).toEqual(['abcde', 'a', 'b', 'c'])
  })
})

test('an outage is not tried again: it would only be waited out twice', async () => {
  const { call, groups, run } = startCoalescer()
  const answers = await call('abc')
  const outage = new OutageFailure()
  await run(0).fail(outage)
  expect(await answers()).toEqual([outage, outage, outage])
  expect(groups()).toEqual(['abc'])
})

describe('a failure that an item can be blamed for', () => {
  test('harms only its own caller: the items are run again one by one', async () => {
    const { call, groups, run } = startCoalescer()
    const answers = await call('abc')
    await run(0).fail(new ItemFailure('one of three'))
    await run(1).succeed()
    const blame = new ItemFailure('b is bad')
    await run(2).fail(blame)
    await run(3).succeed()
    expect(groups()).toEqual(['abc', 'a', 'b', 'c'])
    expect(await answers()).toEqual(['result of a', blame, 'result of c'])
  })

  test('of a lone call is told at once and not tried again', async () => {
    const { call, groups, run } = startCoalescer()
    const answer = await call('a')
    const blame = new ItemFailure('a is bad')
    await run(0).fail(blame)
    expect(await answer()).toEqual([blame])
    expect(groups()).toEqual(['a'])
  })

  test('keeps its lane until the last item is settled, and then the calls that waited go out together', async () => {
    const { call, groups, run } = startCoalescer()
    await call('ab')
    await call('cd')
    await run(0).fail(new ItemFailure('one of two'))
    await run(1).succeed()
    expect(groups()).toEqual(['ab', 'a', 'b'])
    await run(2).succeed()
    expect(groups()).toEqual(['ab', 'a', 'b', 'cd'])
  })

  test('is also a group that gives another number of results than it has items', async () => {
    const { call, groups, run } = startCoalescer()
    const answers = await call('ab')
    await run(0).end(['only one'])
    await run(1).succeed()
    await run(2).end([])
    expect(groups()).toEqual(['ab', 'a', 'b'])
    expect(await answers()).toEqual(['result of a', new Error('a group of 1 gave 0 results')])
  })

  test('may be thrown before the first promise', async () => {
    const blame = new ItemFailure('no statement')
    const { call } = startCoalescer({
      run: () => {
        throw blame
      },
    })
    const answers = await call('ab')
    expect(await answers()).toEqual([blame, blame])
  })
})

describe('a failure that no item can be blamed for', () => {
  test('is tried once more as a group', async () => {
    const { call, groups, run } = startCoalescer()
    const answers = await call('abc')
    await run(0).fail(new SharedFailure('connection lost'))
    await run(1).succeed()
    expect(groups()).toEqual(['abc', 'abc'])
    expect(await answers()).toEqual(['a', 'b', 'c'].map(resultOf))
  })

  test('twice in a row is told to every caller of the group, and to nobody else', async () => {
    const { call, groups, run } = startCoalescer()
    const lost = await call('abc')
    const later = await call('de')
    await run(0).fail(new SharedFailure('connection lost'))
    const failure = new SharedFailure('connection refused')
    await run(1).fail(failure)
    expect(await lost()).toEqual([failure, failure, failure])
    expect(groups()).toEqual(['abc', 'abc', 'de'])
    await run(2).succeed()
    expect(await later()).toEqual(['d', 'e'].map(resultOf))
  })

  test('followed by one that an item can be blamed for ends in single runs', async () => {
    const { call, groups, run } = startCoalescer()
    const answers = await call('ab')
    await run(0).fail(new SharedFailure('connection lost'))
    await run(1).fail(new ItemFailure('one of two'))
    await run(2).succeed()
    await run(3).succeed()
    expect(groups()).toEqual(['ab', 'ab', 'a', 'b'])
    expect(await answers()).toEqual(['a', 'b'].map(resultOf))
  })

  test('that ends the single runs is told to the rest at once, instead of to one after the other', async () => {
    const { call, groups, run } = startCoalescer()
    const answers = await call('abcd')
    await run(0).fail(new ItemFailure('one of four'))
    await run(1).succeed()
    await run(2).fail(new SharedFailure('connection lost'))
    const failure = new SharedFailure('connection refused')
    await run(3).fail(failure)
    expect(groups()).toEqual(['abcd', 'a', 'b', 'b'])
    expect(await answers()).toEqual(['result of a', failure, failure, failure])
    await call('e')
    expect(groups()).toEqual(['abcd', 'a', 'b', 'b', 'e'])
  })
})

describe('too many calls', () => {
  test('are refused once waitingMax wait; those under way do not count, and room is made by the next group', async () => {
    const { call, groups, run } = startCoalescer({ waitingMax: 2, groupMax: 2 })
    await call('a')
    const waiting = await call('bc')
    const refused = await call('d')
    expect(await refused()).toEqual([new Error('2 wait')])
    await run(0).succeed()
    const accepted = await call('e')
    await run(1).succeed()
    await run(2).succeed()
    expect(groups()).toEqual(['a', 'bc', 'e'])
    expect([await waiting(), await accepted()]).toEqual([['b', 'c'].map(resultOf), ['e'].map(resultOf)])
  })

  test('of one turn are counted before the first of them has gone out', async () => {
    const { call, run } = startCoalescer({ waitingMax: 2 })
    const answers = await call('abc')
    await run(0).succeed()
    expect(await answers()).toEqual(['result of a', 'result of b', new Error('2 wait')])
  })
})
