import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test as base, expect } from 'vitest'
import { closing } from '../support/fixtures/closing.ts'
import { root, run } from '../support/packed.ts'
import { packClient } from './packed.ts'

// The code of the README, and of docs/webhooks.md, is compiled as an app would, with the package as it is published.

const test = base.extend('client', { scope: 'file' }, closing(packClient))

/** Some seconds for each compiler, when it has the machine for itself; the first run on a checkout installs them. */
const timeoutMs = 180_000

const codegen = join(root, 'packages', 'client', 'codegen', 'node_modules')
const compilers = [
  ['5.9', join(codegen, 'typescript')],
  ['6.0', join(codegen, 'typescript-6')],
  ['7.0', join(root, 'node_modules', 'typescript')],
] as const

/** What their code takes as given. */
const given = `import type { Client, OpenSessionInput } from '@rampway/client'
declare global {
  const rampway: Client
  const input: OpenSessionInput
  const id: string
  const wallet: string
  const key: string
  const secrets: readonly string[]
  function getAccessToken(): Promise<string | null>
  function buySomething(): Promise<string>
}
`

/** Uses of the API that must be faults. */
const faults = `import { createClient } from '@rampway/client'
import { createServerClient, verifyWebhook } from '@rampway/client/server'
const client = createClient({ baseUrl: 'https://ramp.example.com', token: 'token' })
// @ts-expect-error: misspelt
void client.sessions.open({ ...input, walet_address: '0x' })
// @ts-expect-error: wallet_address is missing
void client.sessions.open({ source_amount: '1', from_asset: 'USD', to_asset: 'USDC', chain_id: 8453 })
// @ts-expect-error: a widget may never have been opened
export const url: string = (await client.sessions.get('ses_1')).widget_url
const event = verifyWebhook('', {}, 'whsec_')
// @ts-expect-error: of one type alone
void event.data.destination_amount
// @ts-expect-error: a session has none
if (event.type === 'ramp.session.opened') void event.data.destination_amount
// @ts-expect-error: a newer gateway's type may be any
export const never: never = event.type === 'rampway.test' ? undefined : event.data
// @ts-expect-error: a server client opens no session
void createServerClient({ baseUrl: 'https://ramp.example.com', key: 'rwk_1' }).sessions.open
`

/** An app of a platform whose types declare no `fetch` and no `AbortSignal`. */
const bare = `import { createClient } from '@rampway/client'
import { verifyWebhook } from '@rampway/client/server'
const client = createClient({ baseUrl: 'https://ramp.example.com', token: async () => null })
const signal = { aborted: false, addEventListener() {}, removeEventListener() {} }
export const { status } = await client.sessions.waitUntil('ses_1', 'completed', { signal })
export const { id } = verifyWebhook(new Uint8Array(), { 'webhook-id': ['evt_1'] }, ['whsec_'])
`

interface Project {
  readonly include: readonly string[]
  readonly lib: readonly string[]
  readonly module: string
  readonly moduleResolution: string
}

const inPages = { include: ['app'], lib: ['es2022', 'dom', 'dom.asynciterable'] }
const projects: readonly Project[] = [
  { ...inPages, module: 'esnext', moduleResolution: 'bundler' },
  { ...inPages, module: 'nodenext', moduleResolution: 'nodenext' },
  { include: ['bare'], lib: ['es2022'], module: 'nodenext', moduleResolution: 'nodenext' },
]

/** What the compiler has to say. */
async function compile(folder: string, compiler: string, { include, ...project }: Project): Promise<string> {
  const strict = { strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false }
  const compilerOptions = { ...project, ...strict, target: 'es2022', types: [], noEmit: true }
  const name = 'tsconfig.json'
  await writeFile(join(folder, name), JSON.stringify({ compilerOptions, include }))
  return run(process.execPath, [join(compiler, 'bin', 'tsc'), '-p', name], { cwd: folder }).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => `${stdout}${stderr}`,
  )
}

test.beforeAll(async ({ client }) => {
  await run(process.execPath, [join(root, 'scripts', 'print-client-types.mjs')], { maxBuffer: 2 ** 24 })
  const documents = [join('packages', 'client', 'README.md'), join('docs', 'webhooks.md')]
  const texts = await Promise.all(documents.map((path) => readFile(join(root, path), 'utf8')))
  const snippets = texts.map((text) => [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code))
  expect(snippets.map(({ length }) => length > 2)).toEqual([true, true])
  const app = join(client.folder, 'app')
  await mkdir(app)
  await writeFile(join(client.folder, 'package.json'), '{"type":"module"}')
  await writeFile(join(app, 'given.d.ts'), given)
  await writeFile(join(app, 'faults.ts'), faults)
  await mkdir(join(client.folder, 'bare'))
  await writeFile(join(client.folder, 'bare', 'app.ts'), bare)
  for (const [index, code] of snippets.flat().entries()) {
    await writeFile(join(app, `snippet-${index}.ts`), `export {}\n${code}`)
  }
}, timeoutMs)

for (const [version, compiler] of compilers) {
  test(
    `the code of the documents is right for TypeScript ${version}`,
    async ({ client }) => {
      const { version: installed } = JSON.parse(await readFile(join(compiler, 'package.json'), 'utf8'))
      expect(installed).toMatch(version)
      for (const project of projects) {
        expect(await compile(client.folder, compiler, project), project.moduleResolution).toBe('')
      }
    },
    timeoutMs,
  )
}
