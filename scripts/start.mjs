// `npm start`: installs and builds what is missing, then runs `rampway dev` in this very process, so that signals
// reach it and the second start is quick.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt, ensureInstalled, requireNode, root } from './prepare.mjs'

requireNode()
ensureInstalled()
ensureBuilt()
const program = join(root, 'dist', 'src', 'cli', 'main.js')
process.argv = [process.execPath, program, 'dev', ...process.argv.slice(2)]
await import(pathToFileURL(program).href)
