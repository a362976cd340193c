import { expect, test } from 'vitest'
import { against, type Contestant, takeTurns, workSideBySide } from '../../bench/contest.ts'
import { quick } from '../../bench/measuring.ts'

const how = { ...quick, rounds: 2 }

/** Says when it begins a stretch of work and when it has ended one; the others may begin meanwhile. */
function contestant(name: string, said: string[], done: number): Contestant {
  return {
    pid: process.pid,
    work: async (seconds) => {
      const isTurn = seconds === how.turnSeconds
      said.push(`${name} ${isTurn ? 'begins' : 'warms'}`)
      await new Promise((resolve) => setImmediate(resolve))
      if (isTurn) said.push(`${name} ends`)
      return { done, seconds }
    },
  }
}

test('in turns, each works by itself, after a stretch that is not counted', async () => {
  const said: string[] = []
  const turns = await takeTurns({ a: contestant('a', said, 10), b: contestant('b', said, 5) }, how)
  const [a, b] = [
    ['a warms', 'a begins', 'a ends'],
    ['b warms', 'b begins', 'b ends'],
  ]
  expect(said).toEqual([a, b, b, a].flat())
  expect(against(turns.a, turns.b, 'perSecond')).toEqual([2, 2])
})

test('side by side, all work at once, round after round', async () => {
  const said: string[] = []
  const turns = await workSideBySide({ a: contestant('a', said, 10), b: contestant('b', said, 5) }, how)
  const round = ['a warms', 'b warms', 'a begins', 'b begins', 'a ends', 'b ends']
  expect(said).toEqual([...round, ...round])
  expect([turns.a.length, turns.b.length]).toEqual([2, 2])
})
