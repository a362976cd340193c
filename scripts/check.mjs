// `npm run check`: everything that can be judged without running the program, in one command.
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, packages, requireNode, root, run } from './prepare.mjs'

requireNode()
ensureInstalled()
ensureBuilt()
const tool = (...path) => join(root, 'node_modules', ...path)
const architecture = [
  'test/architecture.test.ts',
  'test/architecture/workspaces.test.ts',
  'test/architecture/links.test.ts',
]
const contract = ['document', 'lint', 'api-tables'].map((name) => `test/contract/${name}.test.ts`)
const steps = [
  ...['.', ...packages, 'examples'].map((folder) => [
    `types of ${folder}`,
    tool('typescript', 'bin', 'tsc'),
    '-p',
    folder,
  ]),
  ['lint and format', tool('@biomejs', 'biome', 'bin', 'biome'), 'ci', '.'],
  ['dead code', tool('knip', 'bin', 'knip.js')],
  ['contract changes', join(root, 'scripts', 'contract-changes.mjs')],
  ['commit subjects', join(root, 'scripts', 'commit-subjects.mjs')],
  ['architecture and contract document', tool('vitest', 'vitest.mjs'), 'run', ...architecture, ...contract],
]
for (const [name, program, ...args] of steps) {
  console.error(`check: ${name}`)
  run(process.execPath, [program, ...args])
}
