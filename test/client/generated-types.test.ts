import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const printer = fileURLToPath(new URL('../../scripts/print-client-types.mjs', import.meta.url))
const printed = [
  ['client', 'client', new URL('../../packages/client/src/generated/contract.ts', import.meta.url)],
  ['operator’s console', 'console', new URL('../../packages/web/console/generated/contract.ts', import.meta.url)],
] as const
/** The generator is installed by the first run on a checkout. */
const timeoutMs = 120_000

test.for(printed)(
  'the types of the %s are those of openapi.json (after a change: npm run %s-types)',
  { timeout: timeoutMs },
  async ([, whose, file]) => {
    const { stdout } = await promisify(execFile)(process.execPath, [printer, whose], { maxBuffer: 2 ** 24 })
    // Writes the file where vitest is run with --update, as both commands do.
    await expect(stdout).toMatchFileSnapshot(fileURLToPath(file))
  },
)
