import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { serveBrowserFiles } from '../../src/dev/browser-files.ts'
import { createApp } from '../../src/http/app.ts'
import { embedFile } from '../embed/partner.ts'
import { test } from '../support/fixtures/gateway.ts'

const clientFile = new URL('../../packages/client/dist/browser/client.js', import.meta.url)

test.for([
  ['/embed.js', embedFile],
  ['/client.js', clientFile],
] as const)('any page may import %s', async ([url, file], { gateway }) => {
  const app = createApp(gateway.deps, {
    trustedProxies: [],
    keepAliveSeconds: 75,
    isDraining: () => false,
    mount: serveBrowserFiles,
  })
  const { statusCode, headers, body } = await app.inject({ url, headers: { origin: 'https://a.example' } })
  await app.close()
  expect(statusCode).toBe(200)
  expect(headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'no-cache',
  })
  expect(body).toBe(await readFile(file, 'utf8'))
  expect(body, 'stands alone').not.toMatch(/\bfrom\s*["'`]|\bimport\s*["'`(]/)
})
