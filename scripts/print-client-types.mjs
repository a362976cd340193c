// Prints the client's types of openapi.json, with a generator that is installed where it is not.
import { join } from 'node:path'
import { clientCodegen, ensureInstalled, requireNode, root, run } from './prepare.mjs'

requireNode()
ensureInstalled(clientCodegen)
run(process.execPath, [join(root, clientCodegen, 'print-types.mjs')])
