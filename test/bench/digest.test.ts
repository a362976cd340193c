import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Profiler } from 'node:inspector'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
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

test('a function of the bundled command is shown with the module that it came from', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rampway-digest-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const bundle = join(folder, 'dist', 'src', 'cli', 'bundle')
  await mkdir(bundle, { recursive: true })
  const lines = [
    'import a',
    '',
    '',
    '',
    '',
    '// dist/src/domain/money.js',
    'function add() {',
    '// node_modules/x/y.js',
  ]
  await writeFile(join(bundle, 'one.js'), lines.join('\n'))
  const url = pathToFileURL(join(bundle, 'one.js')).href
  const ofPackage = { ...lines, 5: '// packages/simulator/dist/quotes.js' }
  await writeFile(join(bundle, 'two.js'), Object.values(ofPackage).join('\n'))
  await writeFile(join(bundle, 'none.js'), 'import a')
  const nodes = [url, url.replace('one.js', 'two.js'), url.replace('one.js', 'none.js')].map((each, n) =>
    node(n + 1, 'add', [], each),
  )
  const samples = [1, 2, 3]
  const { self } = digestProfile({ startTime: 0, endTime: 6, nodes, samples, timeDeltas: [3, 2, 1] })
  expect(self.map(([name]) => name)).toEqual([
    'add  src/domain/money.js (src/cli/bundle/one.js:7)',
    'add  quotes.js (src/cli/bundle/two.js:7)',
    'add  src/cli/bundle/none.js:7',
  ])
})
