// `npm run pictures`: takes the pictures of the README from the real page. The named test holds them against it.
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, requireNode, root, run } from './prepare.mjs'

requireNode()
ensureInstalled()
ensureBuilt()
const env = { ...process.env, RAMPWAY_PICTURES: 'write' }
run(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', 'test/e2e/pictures.test.ts'], { env })
