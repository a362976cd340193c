import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'vitest'
import { createApp } from '../../src/http/app.ts'
import { test as base } from '../support/fixtures/gateway.ts'
import { fetchJson } from '../support/gateway.ts'
import { expectProblem } from './problem.ts'

const test = base.extend('url', { scope: 'file' }, async ({ gateway }, { onCleanup }) => {
  const folder = await mkdtemp(join(tmpdir(), 'rampway-portal-'))
  await mkdir(join(folder, 'assets'))
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Webhooks</title>')
  await writeFile(join(folder, 'assets', 'index-B3vJ2k9x.js'), 'export {}')
  const app = createApp(gateway.deps, {
    trustedProxies: [],
    keepAliveSeconds: 75,
    isDraining: () => false,
    portalFolder: pathToFileURL(`${folder}/`),
  })
  onCleanup(async () => {
    await app.close()
    await rm(folder, { recursive: true })
  })
  return app.listen({ host: '127.0.0.1', port: 0 })
})

test.for(['/portal/', '/portal/sign-in', '/portal/deliveries?state=given_up', '/portal/event?id=evt_1'])(
  '%s is the portal, which nobody frames and nothing else runs in',
  async (path, { url }) => {
    const page = await fetch(`${url}${path}`, { redirect: 'manual' })
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(page.headers.get('referrer-policy')).toBe('no-referrer')
    expect(await page.text()).toContain('Webhooks')
  },
)

test('without its slash it leads to itself, below whatever path a proxy has before it', async ({ url }) => {
  const answer = await fetch(`${url}/portal`, { redirect: 'manual' })
  const location = answer.headers.get('location') ?? ''
  expect(answer.status).toBe(302)
  expect(new URL(location, 'https://ramp.example/below/portal').href).toBe('https://ramp.example/below/portal/')
})

test('what is no page of it and no file is not found', async ({ url }) => {
  expect((await fetch(`${url}/portal/assets/index-B3vJ2k9x.js`)).headers.get('content-type')).toContain('javascript')
  expectProblem(await fetchJson(`${url}/portal/assets/index-gone1234.js`), 404, 'GEN-404-001')
  expectProblem(await fetchJson(`${url}/portal/event/evt_1`), 404, 'GEN-404-001')
})
