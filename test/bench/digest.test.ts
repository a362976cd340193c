import type { Profiler } from 'node:inspector'
import { expect, test } from 'vitest'
import { digestProfile, renderDigest } from '../../bench/profile/digest.ts'

const node = (id: number, functionName: string, children: number[] = [], url = ''): Profiler.ProfileNode => ({
  id,
  callFrame: { functionName, scriptId: '0', url, lineNumber: 6, columnNumber: 0 },
  children,
})

// (root) calls (idle), (garbage collector) and open; open calls read, which calls itself.
const profile: Profiler.Profile = {
  startTime: 0,
  endTime: 100,
  nodes: [
    node(1, '(root)', [2, 3, 4]),
    node(2, '(idle)'),
    node(3, '(garbage collector)'),
    node(4, 'open', [5], 'file:///any/dist/src/open.js'),
    node(5, 'read', [6], 'file:///any/node_modules/pg/lib/read.js'),
    node(6, 'read', [], 'file:///any/node_modules/pg/lib/read.js'),
  ],
  samples: [2, 3, 4, 5, 6, 6],
  timeDeltas: [50, 10, 10, 5, 15, 10],
}
const open = 'open  src/open.js:7'
const read = 'read  pg/lib/read.js:7'

test('a profile says how long the thread was busy, and who took how much of that', () => {
  expect(digestProfile(profile)).toEqual({
    busyMicros: 50,
    garbageMicros: 10,
    self: [
      [read, 30],
      ['(garbage collector)', 10],
      [open, 10],
    ],
    inclusive: [
      [open, 40],
      [read, 30],
      ['(garbage collector)', 10],
    ],
  })
})

test('people read shares, most first, no more than asked for', () => {
  expect(renderDigest(digestProfile(profile), 1)).toBe(
    `Busy for 0.0 s; garbage collection 20.0 % of it.

By their own time:
 60.0 %  ${read}

With all that they call:
 80.0 %  ${open}`,
  )
})
