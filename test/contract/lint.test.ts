import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { contractDocument } from '../../src/contract/document.ts'
import { endpoints } from '../../src/contract/endpoints.ts'

const linter = 'node_modules/@redocly/cli/bin/cli.js'

/** What the linter says of a document; empty when it has nothing to say. Nothing is sent anywhere. */
async function lint(document: object): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'rampway-contract-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'openapi.json')
  await writeFile(file, JSON.stringify(document))
  const args = [linter, 'lint', file, '--config', 'redocly.yaml', '--format', 'json']
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
  const { problems } = JSON.parse(stdout)
  if (status !== 0 && problems.length === 0) throw new Error(stderr)
  return problems.map(({ ruleId, message }: { ruleId: string; message: string }) => `${ruleId}: ${message}`).join('\n')
}

const document = contractDocument(endpoints, { version: '1.0.0', basePath: '' })

test('the linter finds nothing in the contract document', async () => {
  expect(await lint(document)).toBe('')
})

test('an example that its schema does not allow is a finding', async () => {
  const wrong = JSON.parse(JSON.stringify(document))
  wrong.paths['/healthz'].get.responses['200'].content['application/json'].example = { status: 'fine' }
  expect(await lint(wrong)).toContain('no-invalid-media-type-examples')
})
