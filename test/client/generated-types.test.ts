import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const printer = fileURLToPath(new URL('../../scripts/print-client-types.mjs', import.meta.url))
const file = fileURLToPath(new URL('../../packages/client/src/generated/contract.ts', import.meta.url))
/** The generator is installed by the first run on a checkout. */
const timeoutMs = 120_000

test(
  'the client’s types are those of openapi.json (after a change: npm run client-types)',
  async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [printer], { maxBuffer: 2 ** 24 })
    // Writes the file where vitest is run with --update, as `npm run client-types` does.
    await expect(stdout).toMatchFileSnapshot(file)
  },
  timeoutMs,
)
