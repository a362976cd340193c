// `npm run schema`: writes schema.sql, the schema as the migrations make it on a PostgreSQL of its own.
import { join } from 'node:path'
import { ensureInstalled, requireNode, root, run } from './prepare.mjs'

requireNode()
ensureInstalled()
run(process.execPath, [
  join(root, 'node_modules', 'vitest', 'vitest.mjs'),
  ...['run', 'test/postgres/schema-file.test.ts', '--update'],
])
