// Prints the client's types of openapi.json, or with `console` those of the operator's console, with a generator that is
// installed where it is not.
import { join } from 'node:path'
import { clientCodegen, ensureInstalled, requireNode, root, run } from './prepare.mjs'

requireNode()
ensureInstalled(clientCodegen)
const of =
  process.argv[2] === 'console'
    ? ['console-types', 'Operator']
    : ['client-types', 'Sessions', 'Quotes', 'Transactions', 'Catalogue', 'Partner']
run(process.execPath, [join(root, clientCodegen, 'print-types.mjs'), ...of])
