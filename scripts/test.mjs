// `npm test`: installs and builds what is missing, then runs every test. The last line is `N passed, N failed`.
import { join } from 'node:path'
import { clientCodegen, ensureBuilt, ensureInstalled, requireNode, root, run } from './prepare.mjs'

requireNode()
ensureInstalled()
ensureInstalled(clientCodegen)
ensureBuilt()
run(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2)])
