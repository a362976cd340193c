// `npm run check`: everything that can be judged without running the program, in one command.
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, requireNode, root, run } from './prepare.mjs'

requireNode()
ensureInstalled()
ensureBuilt()
const tool = (...path) => join(root, 'node_modules', ...path)
const steps = [
  ['types', tool('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'],
  ['lint and format', tool('@biomejs', 'biome', 'bin', 'biome'), 'ci', '.'],
  ['dead code', tool('knip', 'bin', 'knip.js')],
  ['commit subjects', join(root, 'scripts', 'commit-subjects.mjs')],
  ['architecture', tool('vitest', 'vitest.mjs'), 'run', 'test/architecture.test.ts'],
]
for (const [name, program, ...args] of steps) {
  console.error(`check: ${name}`)
  run(process.execPath, [program, ...args])
}
