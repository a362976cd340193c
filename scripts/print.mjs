// `npm run schema`, `npm run settings`, `npm run metrics`, `npm run api`, `npm run openapi`, `npm run client-types`,
// `npm run console-types`, `npm run surfaces`, `npm run dashboards`: writes the file that the named test compares with what
// it is made of.
import { join } from 'node:path'
import { ensureInstalled, requireNode, root, run } from './prepare.mjs'

requireNode()
ensureInstalled()
run(process.execPath, [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...process.argv.slice(2), '--update'])
