import type { Client, ClientOptions, OpenSessionInput } from '@rampway/client'
import { expect } from 'vitest'
import { startPageServer } from '../pages/page-server.ts'
import { test as base } from '../support/fixtures/browsed-gateway.ts'
import { closing } from '../support/fixtures/closing.ts'
import { input } from './clients.ts'
import { bundleClient, packClient } from './packed.ts'

declare global {
  /** What the bundle leaves in a page. */
  var rampway: { readonly createClient: (options: ClientOptions) => Client }
}

const test = base
  .extend('client', { scope: 'file' }, closing(packClient))
  .extend('bundle', { scope: 'file' }, ({ client }) => bundleClient(client))
  .extend('app', { scope: 'file' }, closing(startPageServer))
  .extend('page', async ({ app, bundle, context }) => {
    app.put('/', `<!doctype html><title>An app</title><script>${bundle}</script>`)
    const page = await context.newPage()
    await page.goto(`${app.origin}/`)
    return page
  })

const tenant = 'org-demo:env-sandbox'

test('a page on another origin opens a session and reads all that the client tells', async ({ gateway, page }) => {
  const options = { baseUrl: gateway.url, tenant, token: await gateway.mintToken({ sub: 'browser' }) }
  const told = await page.evaluate(
    async ([given, wanted]: [ClientOptions, OpenSessionInput]) => {
      const client = globalThis.rampway.createClient(given)
      const first = await client.sessions.open(wanted, { idempotencyKey: 'one' })
      const other = await client.sessions.open({ ...wanted, source_amount: '70' }, { idempotencyKey: 'one' })
      const ids: string[] = []
      for await (const { id } of client.sessions.list()) ids.push(id)
      const refused = await client.sessions.get('ses_none').catch(({ code, traceId }) => ({ code, traceId }))
      return { first, other, ids, refused }
    },
    [options, input] as [ClientOptions, OpenSessionInput],
  )
  const { id } = told.first.session
  expect(told.first).toMatchObject({ replayed: false, requestId: expect.stringMatching(/^[0-9a-f]{32}$/) })
  expect(told.other).toMatchObject({ replayed: true, mismatched: true, session: { id } })
  expect(told.ids).toEqual([id])
  expect(told.refused).toEqual({ code: 'RMP-404-002', traceId: expect.stringMatching(/^[0-9a-f]{32}$/) })
})

test('a page whose origin is not allowed is told what to look at', async ({ gateway, page }) => {
  gateway.changeTenants((known) => ({ ...known, allowedOrigins: [] }))
  const options = { baseUrl: gateway.url, tenant, token: await gateway.mintToken() }
  const error = await page.evaluate((given: ClientOptions) => {
    // The shortest waits between the attempts.
    Math.random = () => 0
    return globalThis.rampway
      .createClient(given)
      .assets.list()
      .catch(({ code, message }) => ({ code, message }))
  }, options)
  expect(error).toMatchObject({ code: 'network_error', message: expect.stringContaining('allowed_origins') })
})
