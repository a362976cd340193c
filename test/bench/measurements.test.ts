import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const bench = fileURLToPath(new URL('../../dist/bench/main.js', import.meta.url))

// The measurements that need nothing beside the project: no comparators' packages, no long load. The figures mean
// nothing here; that the programs start, do their work and are counted is what is checked.
test.each([
  ['steps', 'store steps per second, grouped against one at a time', '≥ 4'],
  ['replays', 'server CPU per replay, against the echo', '≤ 2'],
])('the benchmark measures %s and tells the goal', { timeout: 120_000 }, async (name, row, goal) => {
  const { stdout } = await promisify(execFile)(process.execPath, [bench, '--quick', '--only', name])
  const line = stdout.split('\n').find((text) => text.startsWith(row))
  expect(line?.slice(row.length)).toMatch(new RegExp(`^ +[\\d.]+ x +[\\d.]+ – [\\d.]+ +${goal} +(yes|NO) *$`))
})
