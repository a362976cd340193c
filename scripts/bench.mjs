// `npm run bench`: installs and builds what is missing, the comparators' own packages too, then measures.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBuilt, ensureComparators, ensureInstalled, requireNode, root } from './prepare.mjs'

requireNode()
ensureInstalled()
ensureBuilt()
ensureComparators()
await import(pathToFileURL(join(root, 'dist', 'bench', 'main.js')).href)
