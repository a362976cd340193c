import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { brotliCompressSync } from 'node:zlib'
import { expect, onTestFinished } from 'vitest'
import { closing } from '../support/fixtures/closing.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import { lintPackage, root, run } from '../support/packed.ts'
import { input } from './clients.ts'
import { bundleClient, packClient } from './packed.ts'

/** Compressed, with all that it needs. */
const sizeMaxBytes = 6_000

const test = base
  .extend('client', { scope: 'file' }, closing(packClient))
  .extend('bundle', { scope: 'file' }, ({ client }) => bundleClient(client))

test('the package holds what it says and no tests', ({ client }) => {
  expect(client.files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json', 'dist/client.js']))
  const strays = client.files.filter(
    (path) => !/^(LICENSE|README\.md|package\.json|(dist|src)\/[\w/-]+(\.d)?\.(ts|js|js\.map))$/.test(path),
  )
  expect([...strays, ...client.files.filter((path) => path.includes('.test.'))]).toEqual([])
})

test('the file that the README installs is the one that its command packs', async () => {
  const readme = await readFile(join(root, 'packages/client/README.md'), 'utf8')
  const workspace = /npm pack -w (\S+)/.exec(readme)?.[1] ?? ''
  const installed = /npm install \S*\/(\S+\.tgz)/.exec(readme)?.[1]
  const folder = await mkdtemp(join(tmpdir(), 'rampway-packed-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await run('npm', ['pack', '-w', workspace, '--pack-destination', folder], { cwd: root })
  expect(await readdir(folder)).toEqual([installed])
})

test('whoever imports it is led to code and types', async ({ client }) => {
  await lintPackage(client)
})

test('all of it is small', ({ bundle }) => {
  expect(brotliCompressSync(bundle).byteLength).toBeLessThanOrEqual(sizeMaxBytes)
})

test('it needs nothing but timers, AbortController and fetch', async ({ gateway, bundle }) => {
  const token = await gateway.mintToken({ sub: 'bare' })
  // React Native has no crypto and no URL that could be relied on; nothing else of Node is here either.
  const context = createContext({ setTimeout, clearTimeout, AbortController, fetch })
  runInContext(bundle, context)
  Object.assign(context, { options: { baseUrl: gateway.url, tenant: 'org-demo:env-sandbox', token }, input })
  const told = await runInContext(
    `(async () => {
      const client = rampway.createClient(options)
      const { session } = await client.sessions.open(input)
      const listed = []
      for await (const { id } of client.sessions.list({ count: 1 })) listed.push(id)
      const { status } = await client.sessions.waitUntil(session.id, 'ready', { timeoutMs: 10_000 })
      const { quotes } = await client.quotes.list(input).catch((error) => ({ quotes: error.pointers }))
      return JSON.stringify({ id: session.id, listed, status, quotes })
    })()`,
    context,
  )
  const { id, listed, status, quotes } = JSON.parse(told)
  expect({ listed, status, quotes }).toEqual({ listed: [id], status: 'ready', quotes: ['/wallet_address'] })
})
