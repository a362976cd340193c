import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { expect } from 'vitest'
import { createApp } from '../../src/http/app.ts'
import { serveFiles } from '../../src/http/static-files.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import { fetchJson, type TestGateway } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'
import { sendRaw } from './raw-request.ts'

const policy = "default-src 'none'; script-src 'self'"
const script = 'export const answer = 42\n'.repeat(50)

/** A folder as a bundler leaves it, with a secret beside it. */
const test = base
  .extend('folder', { scope: 'file' }, async ({ target: _target }, { onCleanup }) => {
    const parent = await mkdtemp(join(tmpdir(), 'rampway-files-'))
    onCleanup(() => rm(parent, { recursive: true }))
    const folder = join(parent, 'pages')
    await mkdir(join(folder, 'assets'), { recursive: true })
    await writeFile(join(parent, 'secret.txt'), 'a secret')
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>A page</title>')
    await writeFile(join(folder, 'embed.js'), script)
    await writeFile(join(folder, 'embed.js.br'), brotliCompressSync(script))
    await writeFile(join(folder, 'assets', 'main-B3vJ2k9x.js'), script)
    return folder
  })
  .extend('url', { scope: 'file' }, async ({ gateway, folder }, { onCleanup }) => {
    const app = buildWith(gateway, folder)
    onCleanup(() => app.close())
    return app.listen({ host: '127.0.0.1', port: 0 })
  })

function buildWith(gateway: TestGateway, folder: string) {
  return createApp(gateway.deps, {
    trustedProxies: [],
    keepAliveSeconds: 75,
    isDraining: () => false,
    mount: (app) =>
      serveFiles(app, {
        prefix: '/_sim/pages/',
        folder: pathToFileURL(`${folder}/`),
        access: 'public',
        pageHeaders: { 'content-security-policy': policy },
      }),
  })
}

test('a page comes with its own policy and is asked for again, its hashed files are kept', async ({ url }) => {
  for (const path of ['/_sim/pages/', '/_sim/pages/index.html']) {
    const page = await fetch(`${url}${path}`)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.headers.get('content-security-policy')).toBe(policy)
    expect(page.headers.get('cache-control')).toBe('no-cache')
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await page.text()).toContain('A page')
  }
  const hashed = await fetch(`${url}/_sim/pages/assets/main-B3vJ2k9x.js`)
  expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(hashed.headers.get('content-type')).toBe('application/javascript; charset=utf-8')
  expect(hashed.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(await hashed.text()).toBe(script)
})

test('who has a file already is told so, and HEAD tells of it without sending it', async ({ url }) => {
  const first = await fetch(`${url}/_sim/pages/index.html`)
  const etag = first.headers.get('etag') ?? ''
  // Without the second header, Node asks for the whole file, as a browser does on a forced reload.
  const known = { 'if-none-match': etag, 'cache-control': 'max-age=0' }
  const again = await fetch(`${url}/_sim/pages/index.html`, { headers: known })
  expect([again.status, await again.text()]).toEqual([304, ''])
  const head = await fetch(`${url}/_sim/pages/index.html`, { method: 'HEAD' })
  expect([head.status, head.headers.get('etag'), await head.text()]).toEqual([200, etag, ''])
})

test.for([
  { range: 'bytes=0-3' },
  { range: 'bytes=999999-' },
  { range: 'bytes=9-1' },
  { 'if-match': '"another"' },
  { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
])('a file comes whole to whoever asks with %j', async (headers, { url }) => {
  const answer = await fetch(`${url}/_sim/pages/embed.js`, { headers })
  expect([answer.status, answer.headers.get('accept-ranges'), await answer.text()]).toEqual([200, null, script])
})

test('a compressed form that lies beside a file goes to whoever accepts it, and is no file of its own', async ({
  url,
}) => {
  const headers = (encoding: string) => ({ headers: { 'accept-encoding': encoding } })
  const small = await fetch(`${url}/_sim/pages/embed.js`, headers('br'))
  expect([small.headers.get('content-encoding'), small.headers.get('vary')]).toEqual(['br', 'accept-encoding'])
  expect(Number(small.headers.get('content-length'))).toBeLessThan(script.length / 10)
  expect(small.headers.get('content-type')).toBe('application/javascript; charset=utf-8')
  expect(await small.text()).toBe(script)
  const whole = await fetch(`${url}/_sim/pages/embed.js`, headers('identity'))
  expect([whole.headers.get('content-encoding'), await whole.text()]).toEqual([null, script])
  expectProblem(await fetchJson(`${url}/_sim/pages/embed.js.br`), 404, 'GEN-404-001')
})

test('what is no file is refused as anywhere else, and no path leads out of the folder', async ({ url }) => {
  expectProblem(await fetchJson(`${url}/_sim/pages/nothing.js`), 404, 'GEN-404-001')
  expectProblem(await fetchJson(`${url}/_sim/pages/assets/`), 404, 'GEN-404-001')
  const person = await fetch(`${url}/_sim/pages/nothing`, { headers: { accept: 'text/html' } })
  expect([person.status, person.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  const post = await fetchJson(`${url}/_sim/pages/embed.js`, { method: 'POST' })
  expectProblem(post, 405, 'GEN-405-001')
  expect(post.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
  for (const way of [
    '../secret.txt',
    '..%2fsecret.txt',
    '%2e%2e/secret.txt',
    'assets/../../secret.txt',
    '..\\secret.txt',
  ]) {
    const answer = await sendRaw(url, `GET /_sim/pages/${way} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)
    expect([answer.status, answer.text.includes('a secret')], way).toEqual([404, false])
  }
})

test('a folder that was not built keeps the gateway from starting', async ({ gateway, folder }) => {
  const app = buildWith(gateway, join(folder, 'absent'))
  await expect(Promise.resolve(app.ready())).rejects.toThrow('absent/ has no files to serve; run "npm run build"')
})
