import { readFile } from 'node:fs/promises'
import { expect } from 'vitest'
import { serveEmbedFile } from '../../src/dev/embed-file.ts'
import { createApp } from '../../src/http/app.ts'
import { embedFile } from '../embed/partner.ts'
import { test } from '../support/fixtures/gateway.ts'

test('any page may import the embed file', async ({ gateway }) => {
  const app = createApp(gateway.deps, {
    trustedProxies: [],
    keepAliveSeconds: 75,
    isDraining: () => false,
    mount: serveEmbedFile,
  })
  const { statusCode, headers, body } = await app.inject({ url: '/embed.js', headers: { origin: 'https://a.example' } })
  await app.close()
  expect(statusCode).toBe(200)
  expect(headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'no-cache',
  })
  expect(body).toBe(await readFile(embedFile, 'utf8'))
})
