import type { BrowserContextOptions, Page as Tab } from 'playwright-core'
import { expect } from 'vitest'
import { test as base } from '../support/fixtures/browsed-gateway.ts'
import type { TestGateway } from '../support/gateway.ts'

/** The tenant whose portal the tests visit. */
export const tenant = 'org-demo:env-sandbox'

/** A new portal link. */
export async function makeLink(gateway: TestGateway): Promise<string> {
  const path = `/operator/v0/tenants/${encodeURIComponent(tenant)}/portal-links`
  const { status, text, body } = await gateway.operate(path, { body: {} })
  expect(status, text).toBe(201)
  return body.url
}

/** Opens an address in a browser of its own; nothing that is shown may go elsewhere or offend the policy. */
type Open = (url: string, options?: BrowserContextOptions) => Promise<Tab>

/** Tests of the portal on a gateway with all of `rampway dev`. */
export const test = base.extend('open', ({ gateway, newContext }, { onCleanup }): Open => {
  const offences: string[] = []
  onCleanup(() => expect(offences).toEqual([]))
  return async (url, options = {}) => {
    const context = await newContext({
      locale: 'en-US',
      timezoneId: 'Europe/Berlin',
      viewport: { width: 1280, height: 900 },
      ...options,
    })
    context.on('request', (request) => {
      if (!request.url().startsWith(`${gateway.url}/`)) offences.push(`request to ${request.url()}`)
    })
    context.on('weberror', (error) => offences.push(error.error().message))
    context.on('console', (message) => {
      if (/content.security.policy|trusted/i.test(message.text())) offences.push(message.text())
    })
    const tab = await context.newPage()
    await tab.goto(url)
    return tab
  }
})

test.override('gatewayOptions', { worker: true, portal: true })
