import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import { createOperatorApp } from '../../src/http/operator-app.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import { fetchJson } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'

const test = base.extend('url', { scope: 'file' }, async ({ gateway }, { onCleanup }) => {
  const folder = await mkdtemp(join(tmpdir(), 'rampway-console-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Rampway console</title>')
  await writeFile(join(folder, 'assets', 'index-B3vJ2k9x.js'), 'export {}')
  const app = createOperatorApp(gateway.deps, {
    trustedProxies: [],
    keepAliveSeconds: 75,
    isDraining: () => false,
    host: '127.0.0.1',
    consoleFolder: pathToFileURL(`${folder}/`),
  })
  onCleanup(async () => {
    await app.close()
    await rm(folder, { recursive: true })
  })
  return app.listen({ host: '127.0.0.1', port: 0 })
})

test.for(['/console', '/console/', '/console/sessions/ses_1?tenant=a:b', '/console/find?q=a%2Fb'])(
  '%s is the console, with the policy of the console',
  async (path, { url }) => {
    const page = await fetch(`${url}${path}`, { redirect: 'manual' })
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("require-trusted-types-for 'script'")
    expect(policy).not.toContain('unsafe')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(await page.text()).toContain('Rampway console')
  },
)

test('a script that is not there is not found, rather than a page', async ({ url }) => {
  expect((await fetch(`${url}/console/assets/index-B3vJ2k9x.js`)).headers.get('content-type')).toContain('javascript')
  expectProblem(await fetchJson(`${url}/console/assets/index-gone1234.js`), 404, 'GEN-404-001')
})
