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
  const headers = {
    ours: '// dist/src/domain/money.js',
    workspace: '// packages/simulator/dist/quotes.js',
    typebox: '// node_modules/typebox/build/guard.mjs',
    bundler: '// \0runtime.js',
    none: '',
  }
  const before = Object.keys(headers).map((name) => (name === 'none' ? '' : '// dist/src/domain/other.js'))
  for (const [n, [name, header]] of Object.entries(headers).entries()) {
    const lines = ['import a', before[n], '', '', '', header, 'function add() {', '// dist/src/domain/next.js']
    await writeFile(join(bundle, `${name}.js`), lines.join('\n'))
  }
  const nodes = Object.keys(headers).map((name, n) =>
    node(n + 1, 'add', [], pathToFileURL(join(bundle, `${name}.js`)).href),
  )
  const times = { samples: [1, 2, 3, 4, 5], timeDeltas: [5, 4, 3, 2, 1] }
  const { self } = digestProfile({ startTime: 0, endTime: 15, nodes, ...times })
  expect(self.map(([name]) => name)).toEqual([
    'add  src/domain/money.js (src/cli/bundle/ours.js:7)',
    'add  quotes.js (src/cli/bundle/workspace.js:7)',
    'add  typebox/build/guard.mjs (src/cli/bundle/typebox.js:7)',
    'add  runtime.js (src/cli/bundle/bundler.js:7)',
    'add  src/cli/bundle/none.js:7',
  ])
})
